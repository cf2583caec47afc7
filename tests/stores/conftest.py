"""Real databases: a file of SQLite's, and a PostgreSQL that is ours alone."""

from __future__ import annotations

import io
import os
import pwd
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from private_postgres import MissingPostgres, PrivatePostgres, private_postgres
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from inkdigits.recognition.reading import Box, Glyph, Reading
from inkdigits.store.corrections import Corrections, open_corrections
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Draft
from inkdigits.web.app import create_app
from inkdigits.web.settings import Settings

SEVEN = [[[60, 60], [130, 58], [200, 60], [160, 150], [110, 240]]]
KINDS = ("sqlite", "postgresql")


class Always:
    """Reads a seven wherever it looks."""

    fingerprint = "5e7e" * 16

    def read(self, picture, *, expect="auto"):
        """Answer."""
        del picture, expect
        seen = np.full((28, 28), 7, np.uint8)
        glyph = Glyph(
            7, 0.75, np.eye(10, dtype=np.float32)[7], Box(1.0, 2.0, 3.5, 4.0), seen, Box(0.0, 0.0, 5.0, 5.0)
        )
        return Reading("7", 0.75, (glyph,), ())

    def read_strokes(self, strokes, *, expect="auto"):
        """Likewise."""
        return self.read(strokes, expect=expect)

    def classify(self, digits):
        """Be sure of nothing."""
        return np.full((len(digits), 10), 0.1, np.float32)


class Api(NamedTuple):
    """The API as a client sees it, over the real application."""

    client: FlaskClient

    def correct(self, *, key: str | None = None, headers: dict[str, str] | None = None, **fields):
        """Send a correction."""
        sent = {"strokes": SEVEN, "read": "1", "meant": "7", **fields}
        more = {} if key is None else {"Idempotency-Key": key}
        return self.client.post("/api/v1/corrections", json=sent, headers={**(headers or {}), **more})

    def picture(self, picture: bytes, name: str = "x.jpg", **fields):
        """Send a correction of a picture."""
        file = FileStorage(io.BytesIO(picture), filename=name)
        form = {"picture": file, "read": "1", "meant": "7", **fields}
        boundary, body = encode_multipart(form)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post("/api/v1/corrections", data=body, content_type=kind)

    def forget(self, name: str, token: str | None):
        """Have a correction forgotten."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.client.delete(f"/api/v1/corrections/{name}", headers=headers)

    def reads(self) -> bool:
        """Tell whether digits are read."""
        answered = self.client.post("/api/v1/readings", json={"strokes": SEVEN})
        return answered.status_code == 200 and answered.get_json()["text"] == "7"


@pytest.fixture(scope="session")
def running_postgres():
    """A PostgreSQL of this session; without one on the machine, tests that need it are skipped."""
    try:
        with private_postgres() as server:
            yield server
    except MissingPostgres as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(str(missing))


@pytest.fixture
def postgres(running_postgres) -> PrivatePostgres:
    """The same, for tests that stop it: it runs again afterwards."""
    yield running_postgres
    running_postgres.stop()
    running_postgres.start()


@pytest.fixture
def new_address(request, tmp_path):
    """A function that returns the address of an empty database of the kind that is asked for."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'data' / 'corrections.sqlite3'}"
        return request.getfixturevalue("running_postgres").new_database()

    return make


@pytest.fixture(params=KINDS)
def address(request, new_address) -> str:
    """The address of an empty database, once of each kind."""
    return new_address(request.param)


@pytest.fixture
def lite(new_address) -> str:
    """The address of an empty database of SQLite's."""
    return new_address("sqlite")


@pytest.fixture
def open_store():
    """A function that opens the corrections at an address; all are closed in the end."""
    opened: list[Corrections] = []

    def make(address: str) -> Corrections:
        opened.append(open_corrections(address))
        return opened[-1]

    yield make
    for store in opened:
        store.engine.dispose()


@pytest.fixture
def store(address, open_store) -> Corrections:
    """Corrections in an empty database, once of each kind."""
    return open_store(address)


@pytest.fixture
def api_of():
    """A function that returns the API over a store."""

    def make(store: Corrections | None, **settings) -> Api:
        return Api(create_app(Settings(**settings), recognizer=Always(), store=store).test_client())

    return make


@pytest.fixture
def api(api_of, store) -> Api:
    """The API over an empty database, once of each kind."""
    return api_of(store)


@pytest.fixture
def draft_of():
    """A function that returns a correction whose ink is like no other's."""

    def make(number: int = 0, **fields) -> Draft:
        ink = pack_strokes([[[number, 0.5], [10, 20], [30, number + 1]]])
        return Draft(**{"ink": ink, "read": "1", "meant": str(number), "model": "5e7e" * 16, **fields})

    return make


@pytest.fixture
def python():
    """A function that runs a program in a process of its own and returns the process."""
    started: list[subprocess.Popen[str]] = []

    def run(program: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", "-c", program, *arguments]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def as_nobody():
    """A context in which files are opened as somebody who may not do everything, as root may."""

    @contextmanager
    def become():
        if os.geteuid() != 0:
            yield
            return
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
        try:
            yield
        finally:
            os.seteuid(0)

    return become


@pytest.fixture
def everything_in():
    """A function that returns all that a database holds, as one text."""

    def dump(store: Corrections) -> str:
        tables = sa.MetaData()
        tables.reflect(store.engine)
        with store.engine.connect() as connection:
            rows = [connection.execute(sa.select(table)).all() for table in tables.sorted_tables]
        return repr(rows)

    return dump


@pytest.fixture
def file_of():
    """A function that returns the file of a SQLite database."""
    return lambda address: Path(address.removeprefix("sqlite:///"))


@pytest.fixture
def impatient():
    """A function that lets a store in SQLite wait for a lock for a moment only."""

    def hurry(store: Corrections) -> Corrections:
        def shorten(connection, _record):
            connection.execute("PRAGMA busy_timeout = 200").close()

        sa.event.listen(store.engine, "connect", shorten)
        return store

    return hurry

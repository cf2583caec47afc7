"""A PostgreSQL of our own, in a folder that is removed afterwards: to test against, and to measure with.

It is found where Debian puts it or on the PATH, listens on a socket in its own folder alone, and waits for
the disk at every commit as any other does.  PostgreSQL refuses to run as root; then it runs as ``postgres``
or ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

WHERE = "/usr/lib/postgresql/*/bin"  # Debian keeps each version apart
PATIENCE = 60  # s, longest wait for it to start or stop
SMALL = ("shared_buffers=32MB", "max_connections=100", "listen_addresses=")


class MissingPostgres(Exception):
    """There is no PostgreSQL on this machine."""


class PrivatePostgres:
    """One server; ``start`` and ``stop`` it as often as need be, its databases stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._programs = programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._schemas = 0
        user = self._user()
        if user is not None:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        told = ("--auth=trust", "--username=inkdigits", "--encoding=UTF8", "--no-locale", "--no-sync")
        made = self._popen("initdb", "--pgdata", str(folder / "data"), *told)
        if made.wait(PATIENCE):
            raise MissingPostgres(f"initdb failed: {(folder / 'log').read_text(errors='replace')}")

    @property
    def pid(self) -> int:
        """The process of the server, which is the parent of all others of it."""
        if self._process is None:
            raise RuntimeError("it is not running")
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it answers."""
        settings = [word for setting in SMALL for word in ("-c", setting)]
        where = ["-D", str(self.folder / "data"), "-k", str(self.folder)]
        self._process = self._popen("postgres", *where, *settings)
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"it does not start: {(self.folder / 'log').read_text(errors='replace')}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it, at once and in order; whoever is connected loses the connection."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    def new_database(self) -> str:
        """Return the address of an empty database; it is a schema of its own, which is there at once."""
        self._schemas += 1
        name = f"corrections_{self._schemas}"
        self._run(f"CREATE SCHEMA {name}")
        return f"{self._address()}&options=-csearch_path%3D{name}"

    def _address(self) -> str:
        return f"postgresql+psycopg://inkdigits@/postgres?host={self.folder}"

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(
            self._address(),
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _answers(self) -> bool:
        try:
            self._run("SELECT 1")
        except sa.exc.OperationalError:
            return False
        return True

    def _popen(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            return subprocess.Popen(
                [str(self._programs / program), *arguments],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
                user=self._user(),
                start_new_session=True,  # our Ctrl-C is none of its business
            )
        finally:
            os.close(log)

    @staticmethod
    def _user() -> str | None:
        """Return as whom it runs; None: as ourselves."""
        if os.geteuid() != 0:
            return None
        known = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in known else "nobody"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, of the newest version that there is.

    Raises:
        MissingPostgres: there is none.
    """
    folders = sorted(Path("/").glob(WHERE.lstrip("/")), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.insert(0, Path(on_path).resolve().parent)
    for folder in reversed(folders):
        if all((folder / program).exists() for program in ("initdb", "postgres")):
            return folder
    raise MissingPostgres(
        f"PostgreSQL is neither on the PATH nor in {WHERE}; on Debian: apt-get install postgresql"
    )


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """Give a running server, which is gone with all its databases afterwards.

    Raises:
        MissingPostgres: there is none on this machine.
    """
    programs()
    # A short path: that of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="inkdigits-"))
    try:
        server = PrivatePostgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # nobody needs what it would write down now
    finally:
        shutil.rmtree(folder, ignore_errors=True)

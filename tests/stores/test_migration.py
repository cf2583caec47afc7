"""Older databases are migrated, newer ones left alone, however many try it at once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import inkdigits.store.migrations
from inkdigits.errors import NewerStore
from inkdigits.store.database import transaction
from inkdigits.store.migration import HEAD, KNOWN, migrate
from inkdigits.store.schema import METADATA

INKDIGITS = str(Path(sys.executable).with_name("inkdigits"))
SAME_MOMENT = """
import multiprocessing, sys
from inkdigits.store.corrections import open_corrections
from inkdigits.store.migration import migrate

fork = multiprocessing.get_context("fork")
together = fork.Barrier(6)

def run(number):
    store = open_corrections(sys.argv[1])
    together.wait(60)
    steps = migrate(store.engine)
    store.engine.dispose()
    return steps

with fork.Pool(6) as pool:
    for before, after in pool.map(run, range(6), chunksize=1):
        print(before, after)
"""


def alembic_config() -> Config:
    """Return what Alembic must be told."""
    config = Config()
    config.set_main_option("script_location", str(Path(inkdigits.store.migrations.__file__).parent))
    return config


@pytest.fixture
def old(store, draft_of):
    """A database as the first inkdigits with corrections left it, with one correction in it."""
    migrate_to(store.engine, "0001")
    ink = draft_of().ink
    row = {
        "id": "a" * 32,
        "created": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "source": "page",
        "kind": "strokes",
    }
    row |= {"ink": ink.data, "ink_hash": ink.digest, "read": "1", "confidence": 0.5, "meant": "7"}
    row |= {"model": "5e7e" * 16, "token_hash": "0" * 64}
    with transaction(store.engine) as connection:
        table = sa.Table("corrections", sa.MetaData(), autoload_with=connection)
        connection.execute(sa.insert(table).values(row))
    return store


def migrate_to(engine: sa.Engine, step: str) -> None:
    """Take the steps up to that one."""
    if engine.dialect.name == "sqlite":
        Path(engine.url.database).parent.mkdir(exist_ok=True)
    config = alembic_config()
    with transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, step)


def make_newer(store) -> None:
    """Put the database one step beyond what is known."""
    store.prepare()
    with transaction(store.engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0099'"))
    store.engine.dispose()


def test_the_known_steps_are_those_of_the_files():
    """Alembic is not loaded to find that out, so it is written down; and it is true."""
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [HEAD]
    assert tuple(step.revision for step in reversed(list(scripts.walk_revisions()))) == KNOWN


def test_the_steps_lead_to_the_tables_that_are_used(store):
    """Alembic finds no difference between what migrations make and what the schema says."""
    store.prepare()
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_an_older_database_is_migrated_with_all_that_is_in_it(old, draft_of):
    """What people sent stays; it waits for a verdict like all others."""
    (kept,) = old.since()
    assert (kept.id, kept.meant, kept.status, kept.label) == ("a" * 32, "7", "pending", None)
    assert kept.created == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert kept.ink == draft_of().ink
    assert old.add(draft_of(1)).id
    assert migrate(old.engine) == (HEAD, HEAD)


def test_migrating_tells_where_it_began(store):
    """From nothing, from an old step, from the newest."""
    assert migrate(store.engine) == (None, HEAD)
    assert migrate(store.engine) == (HEAD, HEAD)


def test_a_newer_database_is_refused(store, draft_of, api_of):
    """Nothing is read or written in tables that are not understood; digits are read all the same."""
    make_newer(store)
    store._ready = False
    with pytest.raises(NewerStore, match="0099"):
        store.prepare()
    with pytest.raises(NewerStore):
        store.add(draft_of())
    api = api_of(store)
    answered = api.correct()
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (503, "newer_store")
    assert api.reads()


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_the_server_refuses_a_newer_database_and_leaves_it_untouched(lite, open_store, file_of, mode):
    """Exit status 1, one clear line, and not a byte is another, whichever kind of log it has."""
    store = open_store(lite)
    make_newer(store)
    file = file_of(lite)
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA journal_mode = {mode}")
    connection.close()
    before = file.read_bytes()
    environment = {**os.environ, "INKDIGITS_DATABASE": lite, "INKDIGITS_PORT": "0"}
    done = subprocess.run(
        [INKDIGITS, "serve"], check=False, capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "0099" in done.stderr
    assert str(file) in done.stderr
    assert file.read_bytes() == before
    assert [part.name for part in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("from_old", [False, True])
def test_many_processes_migrate_at_the_same_moment(request, address, open_store, python, from_old):
    """Workers start together: one takes the steps, the others wait, all go on."""
    if from_old:
        request.getfixturevalue("old").engine.dispose()
    said, complaints = python(SAME_MOMENT, address).communicate(timeout=120)
    start = "0001" if from_old else "None"
    assert complaints == ""
    assert len(said.splitlines()) == 6
    assert f"{start} {HEAD}" in said.splitlines()
    assert set(said.splitlines()) <= {f"{start} {HEAD}", f"{HEAD} {HEAD}"}
    assert open_store(address).counts().total == int(from_old)


def test_a_migration_that_fails_changes_nothing(store, draft_of):
    """All steps or none: a table that is in the way of the last one leaves the first undone as well."""
    from inkdigits.errors import StoreUnavailable

    with (
        transaction(store.engine) if store.engine.dialect.name == "postgresql" else _made(store) as connection
    ):
        connection.exec_driver_sql("CREATE TABLE idempotency_keys (mine INTEGER)")
    with pytest.raises(StoreUnavailable):
        store.add(draft_of())
    assert sa.inspect(store.engine).get_table_names() == ["idempotency_keys"]


def _made(store):
    Path(store.engine.url.database).parent.mkdir()
    return transaction(store.engine)

"""Bring a database to the tables of this inkdigits, however many try it at once, or leave it untouched.

All steps run in one transaction that nobody else can be in: SQLite's write lock, or an advisory lock of
PostgreSQL.  Alembic is loaded only where there are steps to take.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from inkdigits.errors import NewerStore, StoreUnavailable
from inkdigits.store.database import transaction, write_ahead

HEAD = "0002"  # the newest step; a test compares it with the files
KNOWN = ("0001", HEAD)
LOCK = 0x1_6B_D1_61_75  # any number that nobody else locks: "ink digits"


def migrate(engine: sa.Engine) -> tuple[str | None, str]:
    """Take the steps that ``engine``'s database lacks; return where it stood before, and where it stands.

    Raises:
        NewerStore: it was made by a newer inkdigits; nothing was changed.
        StoreUnavailable: it cannot be reached or changed.
    """
    _make_room(engine.url)
    with transaction(engine, reading=True) as connection:
        before = revision(connection)
        check(before, engine.url)
    write_ahead(engine)
    if before == HEAD:
        return before, HEAD
    with transaction(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        before = revision(connection)  # whoever was here first may have done it
        check(before, engine.url)
        if before != HEAD:
            _upgrade(connection)
    return before, HEAD


def revision(connection: sa.Connection) -> str | None:
    """Return the last step that the database has taken; None for none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def check(found: str | None, url: sa.URL) -> None:
    """Refuse a database that has taken a step which is not known here."""
    if found is not None and found not in KNOWN:
        raise NewerStore(
            f"{url.render_as_string(hide_password=True)}: this database is at step {found!r}, which is not "
            f"known to this inkdigits (it knows up to {HEAD}); install the newer inkdigits that made it, or "
            "name another database. Nothing was changed"
        )


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _make_room(url: sa.URL) -> None:
    """Make SQLite's file and its folder, for their owner alone, where there are none."""
    if url.get_backend_name() != "sqlite":
        return
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
    except OSError as failed:
        raise StoreUnavailable(
            f"{path}: it is not there and cannot be made ({failed.strerror}); name another by "
            "INKDIGITS_DATABASE"
        ) from failed

"""Open the database in which corrections are kept, so that what was acknowledged survives whatever comes.

SQLite keeps a write-ahead log and waits for the disk at every commit (``synchronous=FULL``): a commit that
was answered survives the loss of power [1].  Whoever writes takes the lock first (``BEGIN IMMEDIATE``), so
that two writers wait for each other instead of failing half way.  What is deleted is overwritten.

PostgreSQL is asked to wait for its disk as well, and never longer than ``PATIENCE`` for anything; connections
are few, and each is tried before it is used, so that a server that went away and came back is found again.

[1] SQLite: PRAGMA synchronous; Write-Ahead Logging.  sqlite.org.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, InvalidRequestError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inkdigits.errors import BadSettings, InkdigitsError, MissingExtra, StoreUnavailable

VARIABLE = "INKDIGITS_DATABASE"
FILE = "corrections.sqlite3"
PATIENCE = 10  # s, longest wait for a lock, a connection or a statement
CONNECTIONS = 5  # a process may have open; as many again for a moment
POSTGRES = "postgresql+psycopg"
BEGIN = "inkdigits_begin"  # execution option: how SQLite begins; empty, not at all
PRAGMAS = (  # of a connection; that there is a write-ahead log is a matter of the file
    f"busy_timeout = {PATIENCE * 1000}",
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "journal_size_limit = 0",  # a log that begins anew is cut off, so nothing deleted stays behind its end
)
WIPING = 1  # s, longest wait until nobody reads what was deleted
RETRY = 0.02  # s
ALIVE = {  # a network that swallows everything is noticed in about as many seconds as PATIENCE has
    "keepalives_idle": 4,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": PATIENCE * 1000,  # ms
}


def database_url(url: str | None = None) -> sa.URL:
    """Return where corrections are kept: ``url``, else INKDIGITS_DATABASE, else SQLite in the user's data.

    Raises:
        BadSettings: it is no address of a database that can be used here.
    """
    given = url or os.environ.get(VARIABLE) or ""
    if not given:
        return sa.URL.create("sqlite", database=str(platformdirs.user_data_path("inkdigits") / FILE))
    try:
        parsed = sa.make_url(given)
    except (ArgumentError, ValueError):
        raise BadSettings(
            f"{VARIABLE} is no address of a database; write sqlite:////folder/{FILE} "
            "or postgresql://user:password@host/name"
        ) from None
    if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername=POSTGRES)
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        if not parsed.database or parsed.database == ":memory:":
            raise BadSettings(f"{VARIABLE} names no file; what is kept in memory is lost: name one")
        if parsed.query:
            raise BadSettings(f"{VARIABLE} has something after a question mark; SQLite takes a path alone")
        return parsed
    raise BadSettings(f"{VARIABLE} begins with {parsed.drivername!r}; it can be sqlite or postgresql")


def open_engine(url: sa.URL) -> sa.Engine:
    """Return the engine for ``url``; nothing is opened before it is used.

    Raises:
        MissingExtra: PostgreSQL is asked for and its driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    told = f"-c synchronous_commit=on -c statement_timeout={PATIENCE}s"
    theirs = url.query.get("options", "")
    options = " ".join([*([theirs] if isinstance(theirs, str) else theirs), told]).strip()
    try:
        return sa.create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            pool_timeout=PATIENCE,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": PATIENCE, **ALIVE, "options": options},
        )
    except ImportError as missing:
        raise MissingExtra(
            "PostgreSQL needs psycopg, which is not installed; install it with: pip install "
            "'inkdigits[postgres]'"
        ) from missing


@contextmanager
def transaction(engine: sa.Engine, *, reading: bool = False) -> Iterator[sa.Connection]:
    """Give a connection within a transaction, which is committed at the end unless something was raised.

    Raises:
        StoreUnavailable: the database cannot be reached, read or written; nothing was promised.
    """
    with _begun(engine, "BEGIN" if reading else "BEGIN IMMEDIATE") as connection:
        yield connection


def explain(failed: Exception) -> str:
    """Return what a driver said, in one line without the statement or its values."""
    said = str(getattr(failed, "orig", None) or failed).strip().partition("\n")[0]
    return said or type(failed).__name__


def write_ahead(engine: sa.Engine) -> None:
    """Have SQLite keep a write-ahead log from now on; the file remembers it.

    Of several that want it at the same moment SQLite refuses all but one at once, however patient they are.

    Raises:
        StoreUnavailable: the file cannot be read or changed.
    """
    deadline = time.monotonic() + PATIENCE
    while engine.dialect.name == "sqlite":
        try:
            _pragma(engine, "journal_mode = WAL")
        except StoreUnavailable as failed:
            if not _is_busy(failed.__cause__) or time.monotonic() > deadline:
                raise
            time.sleep(RETRY)
        else:
            return


def wipe(engine: sa.Engine) -> None:
    """Have SQLite let go of what was deleted, which its write-ahead log still holds.

    While others read, it cannot; then the log is cut off by whoever deletes, or fills it, next.
    """
    if engine.dialect.name == "sqlite":
        with suppress(StoreUnavailable):  # what was deleted is deleted
            _pragma(
                engine,
                f"busy_timeout = {WIPING * 1000}",
                "wal_checkpoint(TRUNCATE)",
                f"busy_timeout = {PATIENCE * 1000}",
            )


def _pragma(engine: sa.Engine, *told: str) -> None:
    """Tell SQLite something that no transaction may be around."""
    with _begun(engine, "") as connection:
        for pragma in told:
            connection.exec_driver_sql(f"PRAGMA {pragma}").close()


@contextmanager
def _begun(engine: sa.Engine, begin: str) -> Iterator[sa.Connection]:
    try:
        with engine.execution_options(**{BEGIN: begin}).begin() as connection:
            yield connection
    except InkdigitsError:
        raise
    except (DBAPIError, InvalidRequestError, PoolTimeout, OSError, ValueError) as failed:
        raise StoreUnavailable(
            f"corrections: the database does not answer as it should ({explain(failed)}); nothing was "
            "changed: try again later"
        ) from failed


def _is_busy(failed: BaseException | None) -> bool:
    code = getattr(getattr(failed, "orig", None), "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # the bits above tell why


def _open_sqlite(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        connect_args={"timeout": PATIENCE},
    )
    path = Path(url.database or "")

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:  # noqa: ANN401  the driver's
        try:
            connection.isolation_level = None  # the driver begins nothing of its own accord
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.Error:
            connection.close()  # nobody else knows of it yet
            raise
        record.info["file"] = _file_at(path)

    @event.listens_for(engine, "checkout")
    def look_whether_it_is_there(connection: Any, record: Any, proxy: Any) -> None:  # noqa: ANN401
        # A file that was removed would go on to take what is written, and lose it.
        del connection, proxy
        if record.info["file"] != _file_at(path):
            raise DisconnectionError("the file is another")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if told := connection.get_execution_options().get(BEGIN):
            connection.exec_driver_sql(told)

    return engine


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another of the same name."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

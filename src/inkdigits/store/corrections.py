"""Corrections: added, reviewed, given to whoever learns from them, and forgotten.

``add`` returns only when the database has promised to keep what was added.  A request with an idempotency
key that comes again is answered as before and kept once [1]; what was forgotten does not come back with it.

[1] Jena, Dalal: The Idempotency-Key HTTP Header Field.  IETF draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from inkdigits.errors import StoreUnavailable, UnknownCorrection, WrongToken
from inkdigits.store.database import database_url, open_engine, transaction, wipe
from inkdigits.store.migration import migrate
from inkdigits.store.records import STATUSES, Correction, Counts, Draft, Receipt, Status
from inkdigits.store.rows import (
    BEGINNING,
    add_row,
    check_name,
    correction_in,
    counted,
    delete_row,
    unknown,
)
from inkdigits.store.schema import CORRECTIONS
from inkdigits.store.tokens import fits

PAGE = 200  # corrections held in memory at a time while all of them are gone through
KEPT = CORRECTIONS.c


class Corrections:
    """All corrections in one database; safe to share between threads, and to be made before a fork."""

    def __init__(self, engine: sa.Engine) -> None:
        """Keep corrections by ``engine``, which is not used before the first of them."""
        self.engine = engine
        self._ready = False

    def prepare(self) -> None:
        """Bring the tables up to date, once.

        Raises:
            NewerStore, StoreUnavailable: as ``migrate``.
        """
        if not self._ready:
            migrate(self.engine)
            self._ready = True

    def add(self, draft: Draft, *, key: str | None = None) -> Receipt:
        """Keep ``draft``; with a ``key`` that came before, return what was returned then.

        Raises:
            KeyReused: the key came with something else, or what it came with was forgotten.
            StoreUnavailable, NewerStore: it is not kept.
        """
        self.prepare()
        try:
            with self._tables() as connection:
                return add_row(connection, draft, key=key)
        except StoreUnavailable as failed:
            if key is None or not isinstance(failed.__cause__, IntegrityError):
                raise
            with self._tables() as connection:  # the same request, by another worker, at the same moment
                return add_row(connection, draft, key=key)

    def forget(self, name: str, *, token: str) -> None:
        """Delete the correction ``name`` for its author.

        Raises:
            UnknownCorrection: there is none, or no more.
            WrongToken: ``token`` is not the one that its author was given.
            StoreUnavailable, NewerStore: nothing was deleted.
        """
        check_name(name)
        self.prepare()
        with self._tables() as connection:
            kept = connection.execute(sa.select(KEPT.token_hash).where(KEPT.id == name)).scalar()
            if kept is None:
                raise unknown(name)
            if not fits(token, kept):
                raise WrongToken(f"correction {name}: this is not its token; send the one that it came with")
            delete_row(connection, name)
        wipe(self.engine)

    def remove(self, name: str) -> None:
        """Delete the correction ``name`` for the operator.

        Raises:
            UnknownCorrection: there is none, or no more.
            StoreUnavailable, NewerStore: nothing was deleted.
        """
        check_name(name)
        self.prepare()
        with self._tables() as connection:
            if not delete_row(connection, name):
                raise unknown(name)
        wipe(self.engine)

    def review(self, name: str, status: Status, *, label: str | None = None) -> None:
        """Write down what the operator says of the correction ``name``; ``label`` is what was meant instead.

        Raises:
            UnknownCorrection: there is none, or no more.
            StoreUnavailable, NewerStore: nothing was written down.
        """
        check_name(name)
        self.prepare()
        reviewed = None if status == "pending" else datetime.now(UTC)
        with self._tables() as connection:
            change = sa.update(CORRECTIONS).where(KEPT.id == name)
            found = connection.execute(change.values(status=status, label=label, reviewed=reviewed))
            if not found.rowcount:
                raise unknown(name)

    def get(self, name: str) -> Correction:
        """Return the correction whose name begins with ``name``.

        Raises:
            UnknownCorrection: there is none, or there are several.
            StoreUnavailable, NewerStore: it cannot be read.
        """
        if not BEGINNING.fullmatch(name):
            raise unknown(name)
        self.prepare()
        begins = KEPT.id.startswith(name, autoescape=True)
        with self._tables(reading=True) as connection:
            rows = connection.execute(sa.select(CORRECTIONS).where(begins).limit(2)).all()
        if len(rows) != 1:
            several = f"{name}: several corrections begin with that; write more of the name"
            raise UnknownCorrection(several) if rows else unknown(name)
        return correction_in(rows[0])

    def since(
        self, moment: datetime | None = None, *, statuses: tuple[Status, ...] = STATUSES
    ) -> Iterator[Correction]:
        """Yield the corrections from ``moment`` on, the oldest first; a page of them is in memory at a time.

        Raises:
            StoreUnavailable, NewerStore: they cannot be read.
        """
        self.prepare()
        wanted: sa.ColumnElement[bool] = KEPT.status.in_(statuses)
        if moment is not None:
            wanted &= KEPT.created >= moment
        last: tuple[datetime, str] | None = None
        while True:
            further = wanted if last is None else wanted & (sa.tuple_(KEPT.created, KEPT.id) > last)
            query = sa.select(CORRECTIONS).where(further).order_by(KEPT.created, KEPT.id).limit(PAGE)
            with self._tables(reading=True) as connection:
                rows = connection.execute(query).all()
            yield from map(correction_in, rows)
            if len(rows) < PAGE:
                return
            last = (rows[-1].created, rows[-1].id)

    def counts(self) -> Counts:
        """Return how many there are.

        Raises:
            StoreUnavailable, NewerStore: they cannot be counted.
        """
        self.prepare()
        truth = sa.func.coalesce(KEPT.label, KEPT.meant)
        with self._tables(reading=True) as connection:
            by_status, by_truth, by_model = (
                {str(row[0]): int(row[1]) for row in connection.execute(counted(what))}
                for what in (KEPT.status, truth, KEPT.model)
            )
        statuses = {status: by_status.get(status, 0) for status in STATUSES}
        return Counts(by_status=statuses, by_truth=by_truth, by_model=by_model)

    @contextmanager
    def _tables(self, *, reading: bool = False) -> Iterator[sa.Connection]:
        """Give a transaction on tables that are there: a database that was put in their place has none."""
        try:
            with transaction(self.engine, reading=reading) as connection:
                yield connection
        except StoreUnavailable:
            self._ready = False  # whatever it was, look again next time
            raise


def open_corrections(url: str | None = None) -> Corrections:
    """Return the corrections kept at ``url``, else INKDIGITS_DATABASE, else in the user's data folder.

    Raises:
        BadSettings: it is no address of a database that can be used here.
        MissingExtra: the driver is not installed.
    """
    return Corrections(open_engine(database_url(url)))

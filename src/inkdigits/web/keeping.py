"""What a view needs to keep corrections: the store that was handed to ``create_app``, if there is one.

A database that hangs holds up whoever asks it.  So of a worker's threads all but one may wait for it at a
time, and digits are read by the one that is left, whatever becomes of the database.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast, runtime_checkable

from flask import Flask, current_app

from inkdigits.errors import StoreUnavailable
from inkdigits.store.records import Draft, Receipt

KEY = "inkdigits.store"
PATIENCE = 0.5  # s that a request waits for its turn; the database answers in a tenth of that


@runtime_checkable
class Store(Protocol):
    """Whatever keeps corrections: ``store.Corrections``, or what a test hands in instead."""

    def add(self, draft: Draft, *, key: str | None = None) -> Receipt:
        """Keep ``draft``; with a ``key`` that came before, return what was returned then."""

    def forget(self, name: str, *, token: str) -> None:
        """Delete the correction ``name`` for its author."""


class Turns:
    """A store that at most ``at_once`` threads ask at a time."""

    def __init__(self, store: Store, *, at_once: int) -> None:
        self._store = store
        self._turns = threading.BoundedSemaphore(max(1, at_once))

    def add(self, draft: Draft, *, key: str | None = None) -> Receipt:
        """Keep ``draft``.

        Raises:
            StoreUnavailable: the others are not done in time; or as the store itself.
        """
        with self._turn():
            return self._store.add(draft, key=key)

    def forget(self, name: str, *, token: str) -> None:
        """Delete the correction ``name``.

        Raises:
            StoreUnavailable: the others are not done in time; or as the store itself.
        """
        with self._turn():
            self._store.forget(name, token=token)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE):
            raise StoreUnavailable("corrections: others wait for the database already; try again later")
        try:
            yield
        finally:
            self._turns.release()


def hand_in_store(app: Flask, store: Store | None, *, threads: int) -> None:
    """Make ``store`` the one that the views of ``app``, which runs in ``threads``, keep corrections in."""
    app.extensions[KEY] = None if store is None else Turns(store, at_once=threads - 1)


def store() -> Store:
    """Return the store of the application that handles this request.

    Raises:
        StoreUnavailable: it was made without one.
    """
    found = cast("Store | None", current_app.extensions[KEY])
    if found is None:
        raise StoreUnavailable("this server keeps no corrections; send it to one that does")
    return found

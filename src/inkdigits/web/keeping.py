"""What a view needs to keep corrections: the store that was handed to ``create_app``, if there is one."""

from __future__ import annotations

from typing import Protocol, cast, runtime_checkable

from flask import Flask, current_app

from inkdigits.errors import StoreUnavailable
from inkdigits.store.records import Draft, Receipt

KEY = "inkdigits.store"


@runtime_checkable
class Store(Protocol):
    """Whatever keeps corrections: ``store.Corrections``, or what a test hands in instead."""

    def add(self, draft: Draft, *, key: str | None = None) -> Receipt:
        """Keep ``draft``; with a ``key`` that came before, return what was returned then."""

    def forget(self, name: str, *, token: str) -> None:
        """Delete the correction ``name`` for its author."""


def hand_in_store(app: Flask, store: Store | None) -> None:
    """Make ``store`` the one that the views of ``app`` keep corrections in."""
    app.extensions[KEY] = store


def store() -> Store:
    """Return the store of the application that handles this request.

    Raises:
        StoreUnavailable: it was made without one.
    """
    found = cast("Store | None", current_app.extensions[KEY])
    if found is None:
        raise StoreUnavailable("this server keeps no corrections; send it to one that does")
    return found

"""What a view needs from the application it runs in: the recognizer that was handed to ``create_app``.

It may be one that changes while the application runs; a request keeps the one that it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast, runtime_checkable

from flask import Flask, current_app, g

from inkdigits.recognition.reading import Expectation, Reading
from inkdigits.shapes import Digits, Probabilities

KEY = "inkdigits.recognizer"


@runtime_checkable
class Reader(Protocol):
    """Whatever reads digits: a Recognizer, or what a test hands in instead."""

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the model file, as hexadecimal digits."""

    def read(self, picture: bytes, *, expect: Expectation = "auto") -> Reading:
        """Read a picture from the bytes of its file."""

    def read_strokes(self, strokes: Sequence[object], *, expect: Expectation = "auto") -> Reading:
        """Read pen strokes, which may still hold anything: the reader checks them."""

    def classify(self, digits: Digits) -> Probabilities:
        """Return for each digit how probable each of the ten is."""


@runtime_checkable
class Changing(Protocol):
    """What holds a reader now, and perhaps another one a moment later."""

    @property
    def now(self) -> Reader:
        """Return the one that reads now."""


def hand_in(app: Flask, recognizer: Reader | Changing) -> None:
    """Make ``recognizer`` the one that the views of ``app`` ask."""
    app.extensions[KEY] = recognizer


def recognizer() -> Reader:
    """Return the recognizer that handles this request, the same from its beginning to its end."""
    if "recognizer" not in g:
        g.recognizer = now(current_app.extensions[KEY])
    return cast("Reader", g.recognizer)


def now(recognizer: Reader | Changing) -> Reader:
    """Return what reads now."""
    return recognizer.now if isinstance(recognizer, Changing) else recognizer

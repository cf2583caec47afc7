"""An application whose recognizer is handed in, so that each test knows what was asked."""

from __future__ import annotations

import numpy as np
import pytest
from flask.testing import FlaskClient

from inkdigits.recognition.reading import Alternative, Box, Glyph, Reading
from inkdigits.web.app import create_app
from inkdigits.web.settings import Settings


class Always:
    """Reads the same digit wherever it looks, and remembers what it was shown."""

    fingerprint = "5e7e" * 16

    def __init__(self, digit: int | None) -> None:
        """Read ``digit``; None stands for something that is no digit."""
        self.digit = digit
        self.asked: list[tuple[object, str]] = []

    def read(self, picture, *, expect="auto"):
        """Remember and answer."""
        self.asked.append((picture, expect))
        best = 3 if self.digit is None else self.digit
        probabilities = np.eye(10, dtype=np.float32)[best]
        seen = np.full((28, 28), best, np.uint8)
        box, field = Box(1.0, 2.0, 3.5, 4.0), Box(0.0, 1.5, 5.6, 5.6)
        glyph = Glyph(self.digit, 0.75, probabilities, box, seen, field)
        text = "?" if self.digit is None else str(self.digit)
        return Reading(text, 0.75, (glyph,), (Alternative("1", 0.125),))

    def read_strokes(self, strokes, *, expect="auto"):
        """Likewise."""
        return self.read(strokes, expect=expect)

    def classify(self, digits):
        """Be sure of the digit wherever there is ink in the middle, and of nothing elsewhere."""
        sure = digits[:, 14, 14] > 0
        return np.where(sure[:, None], np.eye(10)[self.digit or 0], 0.1).astype(np.float32)


class Raising(Always):
    """Raises what it is given instead of reading."""

    def __init__(self, error: Exception) -> None:
        """Keep ``error``."""
        super().__init__(0)
        self.error = error

    def read(self, picture, *, expect="auto"):  # noqa: ARG002  as a recognizer takes them
        """Raise."""
        raise self.error


class BufferedClient(FlaskClient):
    """Reads each answer to its end, so that no file stays open."""

    def open(self, *args, buffered=True, **kwargs):
        """Ask, and read the answer."""
        return super().open(*args, buffered=buffered, **kwargs)


@pytest.fixture
def seven():
    """A recognizer that sees nothing but sevens."""
    return Always(7)


@pytest.fixture
def client_of():
    """A function that makes a client of an application around a recognizer."""

    def make(recognizer, **settings):
        app = create_app(Settings(**settings), recognizer=recognizer)
        app.test_client_class = BufferedClient
        return app.test_client()

    return make


@pytest.fixture
def client(client_of, seven):
    """A client of an application that sees nothing but sevens."""
    return client_of(seven)


@pytest.fixture
def always():
    """The kind of recognizer that reads one digit only."""
    return Always


@pytest.fixture
def raising():
    """The kind of recognizer that raises."""
    return Raising

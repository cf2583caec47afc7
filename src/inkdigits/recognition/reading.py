"""What a recognizer answers: small frozen records, the same for the library, the page and the API."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from inkdigits.shapes import Digit

Expectation: TypeAlias = Literal["digit", "number", "auto"]
EXPECTATIONS: tuple[Expectation, ...] = ("digit", "number", "auto")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the sender's units (pixels of a picture, units of strokes); y grows downward."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """One glyph that was read.

    Attributes:
        digit: the digit 0..9, or None where this is no digit.
        confidence: calibrated probability that it is a digit and is this one, 0..1; for ``None`` that
            of the best digit, hence low.
        probabilities: (10,) float32 that sums to 1: given that it is a digit, which one.
        box: where its ink is, in the sender's units.
        normalized: the 28x28 picture that the network saw, as MNIST stores it.
        field: the rectangle that this picture covers, in the sender's units; it may reach beyond the paper.
    """

    digit: int | None
    confidence: float
    probabilities: np.ndarray
    box: Box
    normalized: Digit = dataclasses.field(repr=False)
    field: Box


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another text that the ink could be, with the probability that all of it is right."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a picture or a drawing says.

    Attributes:
        text: the digits; ``"?"`` stands for a glyph that is no digit, ``""`` for no ink at all.
        confidence: calibrated probability that the whole text is right, 0..1; blank: 0.
        digits: the glyphs in reading order; empty where there is no ink.
        alternatives: the next best texts, best first.
    """

    text: str
    confidence: float
    digits: tuple[Glyph, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


BLANK = Reading(text="", confidence=0.0)

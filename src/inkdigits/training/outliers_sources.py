"""What outliers are made of: fonts, digits to cut up, and a pen.

The pen matters: a network that refuses whatever is drawn thinner or thicker than a digit has learnt nothing.
So half of all lines are drawn with the very pen that visitors' strokes are drawn with, the rest with any that
digits on paper are written with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.ink.strokes import PEN, draw
from inkdigits.shapes import Ink, Strokes

SIDE = 120  # px, side of a picture that is not drawn by strokes: six for a pixel of the box
THINNEST, THICKEST = 1.2, 4.0  # px of the 20 px box, as in MNIST: one line in a hundred lies outside
CORNERS = 5  # nodes a side of the random field that bends a picture


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sources:
    """What outliers are made of.

    Attributes:
        fonts: the files that letters are taken from.
        mnist: digits on paper, to be cut up or joined; some of each of 0..9.
        pen: digits as they were drawn; may be empty, then those on paper serve alone.
    """

    fonts: tuple[Path, ...]
    mnist: Labeled
    pen: list[PenDigit]


def choose_pen(rng: np.random.Generator) -> float:
    """Return a width of line in pixels of the 20 px box: as often the visitors' as any other."""
    return PEN if rng.random() < 0.5 else float(rng.uniform(THINNEST, THICKEST))  # noqa: PLR2004  a half


def draw_by_hand(
    strokes: Strokes,
    rng: np.random.Generator,
    *,
    tilt: float = 8.0,
    slant: float = 0.25,
    pen: float | None = None,
) -> Ink:
    """Return ``strokes``, leaning as a hand leans them, drawn with ``pen``, or some pen.

    ``tilt`` is in degrees, ``slant`` in widths for a height; both the largest.
    """
    lean = _lean(rng, tilt=tilt, slant=slant)
    return draw([stroke @ lean.T for stroke in strokes], pen=pen or choose_pen(rng)).ink


def bend(ink: Ink, rng: np.random.Generator, *, tilt: float = 8.0, slant: float = 0.25) -> Ink:
    """Return ``ink`` leaning, and a little out of shape, as a hand would have it, in a larger picture."""
    height, width = ink.shape
    lean = np.linalg.inv(_lean(rng, tilt=tilt, slant=slant)).astype(np.float32)
    margin = max(height, width) // 4
    rows, columns = height + 2 * margin, width + 2 * margin
    y = np.arange(rows, dtype=np.float32)[:, None] - rows // 2
    x = np.arange(columns, dtype=np.float32)[None, :] - columns // 2
    amount = rng.uniform(0.0, 0.025) * max(height, width)
    coarse = rng.normal(0.0, amount, (CORNERS, CORNERS, 2)).astype(np.float32)
    away = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_CUBIC)
    across = lean[0, 0] * x + lean[0, 1] * y + away[..., 0] + np.float32((width - 1) / 2)
    down = lean[1, 0] * x + lean[1, 1] * y + away[..., 1] + np.float32((height - 1) / 2)
    return cv2.remap(ink, across, down, cv2.INTER_LINEAR)


def _lean(rng: np.random.Generator, *, tilt: float, slant: float) -> np.ndarray:
    """Return a random (2, 2) map: narrower or wider, slanted, turned a little."""
    angle = np.radians(rng.uniform(-tilt, tilt))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    aspect = np.exp(rng.uniform(-0.18, 0.18))
    lean: np.ndarray = turn @ np.array([[aspect, rng.uniform(-slant, slant)], [0.0, 1.0 / aspect]])
    return lean

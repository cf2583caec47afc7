"""Show a digit as people's pictures do: on a canvas, enlarged, spoiled, photographed.

Each function here takes one digit and a source of chance, and returns what ``Recognizer.read`` is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np

from inkdigits.shapes import Digit, Gray, Strokes
from inkdigits.training.corruptions import Corruption
from inkdigits.training.photos import photograph

CANVAS = 280  # px, side: what most pages that read a drawn digit have
EDGE = 6  # px, that a digit in the corner keeps from the canvas' edges
FRACTION = 4  # binary digits of a pixel's fraction that OpenCV draws with
PENS = (6, 18, 36)  # px, width of the line on the canvas
TILTS = (-15.0, 0.0, 15.0)  # degrees
ENLARGED = (4.0, 12.0)  # times
MOST_PADDING = 0.5  # of the enlarged digit's side, on each side of it
INTERPOLATIONS = (
    cv2.INTER_NEAREST,
    cv2.INTER_LINEAR,
    cv2.INTER_CUBIC,
    cv2.INTER_AREA,
    cv2.INTER_LANCZOS4,
)
SPOILED = (2.0, 8.0)  # times that half of the spoiled pictures were enlarged before
LONGEST = (400, 2400)  # px, longer side of a photograph; larger ones are read shrunk to 1280 px anyway


@dataclass(frozen=True, slots=True)
class Placement:
    """Where on the canvas a digit stands; the longer extent of its strokes is ``share`` of the side."""

    name: str
    share: float
    corner: bool


PLACEMENTS = (
    Placement("center, 62 % of the side", 0.62, corner=False),
    Placement("corner, 30 %", 0.30, corner=True),
    Placement("center, 85 %", 0.85, corner=False),
)


def draw_on_canvas(
    strokes: Strokes, rng: np.random.Generator, *, placement: Placement, pen: int, tilt: float
) -> np.ndarray:
    """Return a white canvas with ``strokes`` on it in black, with round ends and straight joins."""
    angle = radians(tilt)
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    turned = [stroke @ turn for stroke in strokes]
    every = np.concatenate(turned)
    low, size = every.min(axis=0), np.ptp(every, axis=0)
    scale = placement.share * CANVAS / max(float(size.max()), 1e-9)
    origin = (CANVAS - size * scale) / 2
    if placement.corner:
        rest = EDGE + pen / 2
        origin = np.where(rng.random(2) < 1 / 2, rest, CANVAS - rest - size * scale)
    canvas = np.full((CANVAS, CANVAS), 255, np.uint8)
    for stroke in turned:
        points = np.rint(((stroke - low) * scale + origin - 0.5) * (1 << FRACTION)).astype(np.int32)
        line = points if len(points) > 1 else np.repeat(points, 2, axis=0)  # a dot
        cv2.polylines(canvas, [line], False, 0, pen, cv2.LINE_AA, FRACTION)  # noqa: FBT003  open
    return canvas


def enlarge(digit: Digit, rng: np.random.Generator) -> np.ndarray:
    """Return an image four to twelve times as large, off the center of a page, in either polarity."""
    side = round(28 * rng.uniform(*ENLARGED))
    large = cv2.resize(digit, (side, side), interpolation=int(rng.choice(INTERPOLATIONS)))
    top, bottom, left, right = (int(one) for one in rng.integers(0, round(MOST_PADDING * side), size=4))
    page = np.pad(large, ((top, bottom), (left, right)))
    return page if rng.random() < 1 / 2 else 255 - page


def spoil(digit: Digit, rng: np.random.Generator, *, corruption: Corruption) -> Gray:
    """Return an image spoiled by ``corruption``: half of them enlarged before, half with dark ink."""
    gray = digit.astype(np.float32) / 255
    if rng.random() < 1 / 2:
        side = round(28 * rng.uniform(*SPOILED))
        gray = np.clip(cv2.resize(gray, (side, side), interpolation=cv2.INTER_CUBIC), 0.0, 1.0)
    if rng.random() < 1 / 2:
        gray = 1.0 - gray
    spoiled: Gray = np.clip(corruption(gray, rng), 0.0, 1.0)
    return spoiled


def photo(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    """Return a photograph of ``strokes``, from a thumbnail to some megapixels."""
    return photograph(strokes, rng, longest=round(float(np.exp(rng.uniform(*np.log(LONGEST))))))

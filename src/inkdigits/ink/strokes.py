"""Turn what a pen drew into ink, at the width of line the network likes.

Strokes are checked whole before anything is drawn.  The drawing's own size, unit, place and pen do not
matter: it is scaled so that its ink will fill MNIST's box, and drawn with one pen, so that a visitor's
screen, canvas and line width cannot change the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

import cv2
import numpy as np

from inkdigits.errors import BadStrokes
from inkdigits.ink.normalize import BOX
from inkdigits.shapes import Ink, Stroke, Strokes

PEN = 2.2  # px of the 20 px box, width of the line; see benchmarks/pen_width.py
DETAIL = 8  # px drawn for a pixel of the box, so that the reduction antialiases
SUBPIXEL = 4  # binary digits of a pixel's fraction that OpenCV draws with
MARGIN = DETAIL  # px around the ink
LINE = 48  # px, height of a digit in a line that is drawn as a whole
LINE_PEN = 0.1  # of that height, width of the pen
LONGEST, HIGHEST = 8_000, 640  # px, a line that is drawn as a whole
MAX_STROKES = 1_000
MAX_POINTS = 50_000  # in all strokes; a quarter of an hour of writing at 60 points a second
FARTHEST = 1e9  # any unit; farther points leave no precision for the drawing
A_POINT = 2  # numbers in a point


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes as ink, with the place of its pixels: sender's unit = origin + pixel * unit."""

    ink: Ink
    origin: tuple[float, float]  # where the ink's pixel (0, 0) begins, in the sender's units
    unit: float  # the sender's units in one pixel of the ink


def check_strokes(strokes: object) -> Strokes:
    """Return ``strokes`` as a list of (n, 2) float64 arrays, n >= 1; strokes without points are left out.

    Args:
        strokes: lists of (x, y), or (n, 2) arrays; y grows downward, any unit.

    Raises:
        BadStrokes: they are anything else, not finite, too far away, or too many.
    """
    if not _is_list(strokes):
        raise BadStrokes(f"strokes must be a list of strokes, not {type(strokes).__name__}")
    if len(strokes) > MAX_STROKES:
        raise BadStrokes(
            f"strokes: {len(strokes):,} strokes, but at most {MAX_STROKES:,} are read; send one drawing"
        )
    points = sum(len(stroke) for stroke in strokes if _is_list(stroke))
    if points > MAX_POINTS:
        raise BadStrokes(
            f"strokes: {points:,} points, but at most {MAX_POINTS:,} are read; leave out some of them"
        )
    checked = [_check_stroke(stroke, f"strokes[{number}]") for number, stroke in enumerate(strokes)]
    return [stroke for stroke in checked if len(stroke)]


def draw(strokes: Strokes, *, pen: float = PEN) -> Drawing:
    """Return ``strokes``, as ``check_strokes`` gives them, at least one, as ink.

    ``pen`` is the width of the line in pixels of the 20 px box that the ink will fill.
    """
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    extent = float((high - low).max())
    room = (BOX - pen) * DETAIL  # px for the middle of the line, so that its edges fill the box
    unit = extent / room if extent > 0.0 else 1.0
    unit = unit if unit > np.finfo(float).tiny else 1.0  # a dot, however it was sent
    return _draw(strokes, low, high, unit=unit, pen=pen * DETAIL)


def draw_line(strokes: Strokes, *, height: float) -> Drawing:
    """Return a line of writing as ink, its digits, which are ``height`` high, ``LINE`` pixels high.

    A line that would be longer than ``LONGEST`` pixels, or higher than ``HIGHEST``, is drawn smaller.
    """
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    unit = max(height / LINE, *((high - low) / [LONGEST, HIGHEST]).tolist(), float(np.finfo(float).tiny))
    return _draw(strokes, low, high, unit=unit, pen=LINE_PEN * min(height / unit, LINE))


def _draw(strokes: Strokes, low: np.ndarray, high: np.ndarray, *, unit: float, pen: float) -> Drawing:
    """Return ``strokes`` between ``low`` and ``high`` as ink, ``unit`` in a pixel, ``pen`` pixels wide."""
    border = MARGIN + pen / 2
    origin = low - border * unit
    width, height = np.ceil((high - low) / unit + 2 * border).astype(int)
    ink = np.zeros((int(height), int(width)), np.uint8)
    for stroke in strokes:
        _draw_line(ink, (stroke - origin) / unit, width=max(1.0, pen))
    return Drawing(ink=ink.astype(np.float32) / 255, origin=(float(origin[0]), float(origin[1])), unit=unit)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Tell whether ``value`` has a length and places; an array of no dimension has none."""
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _check_stroke(stroke: object, name: str) -> Stroke:
    """Return one stroke as an array, or say what is wrong with it."""
    if not _is_list(stroke):
        raise BadStrokes(f"{name} must be a list of points [x, y], not {type(stroke).__name__}")
    if len(stroke) == 0:
        return np.empty((0, A_POINT))
    try:
        points = np.asarray(stroke)
    except ValueError as reason:  # lists of unequal length
        raise BadStrokes(f"{name}: every point must be two numbers [x, y]") from reason
    if points.ndim != A_POINT or points.shape[1] != A_POINT or points.dtype.kind not in "iuf":
        raise BadStrokes(f"{name}: every point must be two numbers [x, y]")
    points = points.astype(np.float64)
    if not (np.abs(points) <= FARTHEST).all():  # written so that NaN is refused too
        raise BadStrokes(f"{name}: coordinates must be finite and within -{FARTHEST:.0e}..{FARTHEST:.0e}")
    return points


def _draw_line(ink: np.ndarray, points: Stroke, *, width: float) -> None:
    """Draw one stroke into ``ink``, ``width`` px wide, with round ends; a single point is a dot."""
    fixed = np.rint((points - 0.5) * (1 << SUBPIXEL)).astype(
        np.int32
    )  # OpenCV's pixel centers are whole numbers
    moved = np.append(True, np.any(np.diff(fixed, axis=0) != 0, axis=1))
    fixed = fixed[moved]
    if len(fixed) == 1:
        radius = round(width / 2 * (1 << SUBPIXEL))
        center = (int(fixed[0, 0]), int(fixed[0, 1]))
        cv2.circle(ink, center, radius, 255, cv2.FILLED, cv2.LINE_AA, SUBPIXEL)
    else:
        cv2.polylines(ink, [fixed], False, 255, round(width), cv2.LINE_AA, SUBPIXEL)  # noqa: FBT003  open

"""Divide what a pen drew into lines, and these into pieces of which digits can be put together.

A pen that lifts between two digits has divided them already, also where they touch or overlap: each stroke
is a piece.  A stroke that is wider than a digit may be several, written without lifting the pen; it may end
wherever a plumb line crosses it only once, as where one digit leads over to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inkdigits.ink.pieces import Pieces, digit_height, find_lines
from inkdigits.shapes import Boxes, Stroke, Strokes

WIDE = 0.75  # of a digit's height: a narrower stroke is one digit at most
FINE = 0.04  # of a digit's height, step along a stroke
GRID = 0.06  # of a digit's height, from one plumb line to the next
MARGIN = 0.12  # of a digit's height, least that is cut off
MOST_STEPS = 4_000  # along one stroke, however long: scribble is not followed finely
MOST_PLUMBS = 400  # across one stroke
MOST_CUTS = 24  # in one stroke; with more it is scribble, and not cut
MOST_PIECES = 400  # in one line; with more no stroke of it is cut


@dataclass(frozen=True, slots=True, eq=False)
class PenLine:
    """One line of what a pen drew: its pieces, and of each the points."""

    pieces: Pieces
    strokes: Strokes


def segment_strokes(strokes: Strokes, whole: np.ndarray | None = None) -> list[PenLine]:
    """Return the lines in ``strokes``, as ``check_strokes`` gives them, from top to bottom.

    ``whole`` says of each stroke whether it is known to be one digit, which is not cut.
    """
    boxes = boxes_of(strokes)
    whole = np.zeros(len(strokes), np.bool_) if whole is None else whole
    return [
        _pieces_of([strokes[at] for at in line], whole[line], digit_height(boxes[line]))
        for line in find_lines(boxes)
    ]


def is_wide(stroke: Stroke, height: float) -> bool:
    """Tell whether ``stroke`` may be several digits of that ``height``."""
    return bool(np.ptp(stroke[:, 0]) >= WIDE * height and FINE * height > np.finfo(float).tiny)


def _pieces_of(strokes: Strokes, whole: np.ndarray, height: float) -> PenLine:
    """Return the pieces of one line."""
    parts: Strokes = []
    cut: list[bool] = []
    for stroke, known in zip(strokes, whole, strict=True):
        new = [stroke] if known or not is_wide(stroke, height) else _cut(stroke, height)
        parts += new
        cut += [False] + [True] * (len(new) - 1)
    if len(parts) > MOST_PIECES:
        parts, cut = strokes, [False] * len(strokes)
    boxes = boxes_of(parts)
    order = np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable")
    pieces = Pieces(boxes=boxes[order], cut=np.array(cut)[order], height=height)
    return PenLine(pieces, [parts[at] for at in order])


def boxes_of(strokes: Strokes) -> Boxes:
    """Return the box around the points of each stroke."""
    return np.array([np.concatenate([one.min(axis=0), one.max(axis=0)]) for one in strokes]).reshape(-1, 4)


def _cut(stroke: Stroke, height: float) -> Strokes:
    """Return ``stroke`` in parts, cut in the middle of wherever plumb lines cross it only once."""
    fine = _finely(stroke, FINE * height)
    x = fine[:, 0]
    low, high = x.min() + MARGIN * height, x.max() - MARGIN * height
    plumbs = np.linspace(low, high, min(MOST_PLUMBS, max(2, round((high - low) / (GRID * height)))))
    crosses = (np.minimum(x[:-1], x[1:]) <= plumbs[:, None]) & (plumbs[:, None] < np.maximum(x[:-1], x[1:]))
    once = np.concatenate([[False], crosses.sum(axis=1) == 1, [False]])
    starts, ends = np.flatnonzero(~once[:-1] & once[1:]), np.flatnonzero(once[:-1] & ~once[1:])
    places = sorted(int(crosses[middle].argmax()) for middle in (starts + ends - 1) // 2)
    if len(places) > MOST_CUTS:
        return [stroke]
    bounds = [0, *(place for place in places if 0 < place < len(fine) - 2), len(fine) - 1]
    return [fine[first : last + 1] for first, last in pairwise(bounds) if last > first]


def _finely(stroke: Stroke, step: float) -> Stroke:
    """Return points about ``step`` apart along ``stroke``."""
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(stroke, axis=0).T)))
    count = int(np.clip(along[-1] / step, 2, MOST_STEPS))
    at = np.linspace(0.0, along[-1], count)
    fine: Stroke = np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], axis=1)
    return fine

"""The pieces of a line of writing: parts that are never divided, of which digits are put together.

Strokes of a pen and the ink of a picture end as the same thing: boxes from left to right, of which some were
cut off their left neighbor.  There are more of them than digits; which of them belong together is for the
network to say (``recognition/lattice.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inkdigits.shapes import Boxes

TALL = 0.45  # of the tallest, least height of what tells how high a line's digits are
OVERLAP = 0.5  # of the narrower one's width: pieces that share so much of it are of one glyph, for that
BESIDE = 0.4  # of the higher one's height: pieces further above each other are of other lines
LEAVES = 0.3  # of the lower one's height, least overlap with the last piece of a line to go on with it
RECENT = 2  # pieces at a line's end, whose height counts

SLOPES = np.linspace(-0.36, 0.36, 37)  # that lines are tried to have
FLAT = 0.05  # slope that a line of digits has by chance
STEEP = 0.7  # of a digit's height, that lines must take less of for each unit of slope
FEWEST, MOST = 3, 400  # tall boxes that tell of a slope; more of them are none or many
NEXT, SAME_LINE = (0.2, 2.5), 0.6  # digit heights that a neighbor is to the right, and at most up or down
BY_HALF = 0.5  # of a slope, that neighbors fall at least


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """One line of writing in pieces, from left to right.

    Attributes:
        boxes: (n, 4), left, top, right and bottom of each, in the unit of what they are of.
        cut: (n,), whether it was one with the piece to its left.
        height: how high the line's digits are, in the same unit; over 0.
    """

    boxes: Boxes
    cut: np.ndarray
    height: float

    def around(self, first: int, end: int) -> tuple[float, float, float, float]:
        """Return the box around the pieces from ``first`` up to, but not with, ``end``."""
        low, high = self.boxes[first:end, :2].min(axis=0), self.boxes[first:end, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def whole(self) -> Boxes:
        """Return the boxes of what hung together before it was cut."""
        starts = np.unique(np.append(0, np.flatnonzero(~self.cut)))
        low = np.minimum.reduceat(self.boxes[:, :2], starts)
        return np.hstack([low, np.maximum.reduceat(self.boxes[:, 2:], starts)])


def digit_height(boxes: Boxes) -> float:
    """Return how high the digits are of which ``boxes``, one at least, are the parts; over 0."""
    order = np.argsort(boxes[:, 0], kind="stable")
    glyphs = [boxes[order[0]].copy()]
    for box in boxes[order[1:]]:
        last = glyphs[-1]
        shared = min(last[2], box[2]) - max(last[0], box[0])
        apart = max(last[1], box[1]) - min(last[3], box[3])
        near = apart <= BESIDE * max(last[3] - last[1], box[3] - box[1])
        if near and shared > OVERLAP * min(last[2] - last[0], box[2] - box[0]):
            last[:2], last[2:] = np.minimum(last[:2], box[:2]), np.maximum(last[2:], box[2:])
        else:
            glyphs.append(box.copy())
    heights = np.array([glyph[3] - glyph[1] for glyph in glyphs])
    height = float(np.median(heights[heights >= TALL * heights.max()]))
    widest = float((boxes[:, 2] - boxes[:, 0]).max())
    return height or widest or 1.0  # level lines have no height, and dots have nothing


def find_slope(boxes: Boxes) -> float:
    """Return by how much the lines in which ``boxes`` are written fall with each unit to the right.

    Level lines take the least height together; of two slopes by which they take about as much, it is the
    less steep one.  Neighbors must climb as well, or it is a line further below that begins further right.
    It is 0.0 for about level lines and for few boxes, and at most 0.36, 20 degrees, however steep they are.
    """
    high = boxes[:, 3] - boxes[:, 1]
    tall = boxes[high >= TALL * digit_height(boxes)] if len(boxes) else boxes
    if not FEWEST <= len(tall) <= MOST:
        return 0.0
    usual = float(np.median(tall[:, 3] - tall[:, 1]))
    middles = (tall[:, 0] + tall[:, 2]) / 2
    falls = SLOPES[:, None] * (middles - middles.mean())
    tops, bottoms = tall[:, 1] - falls, tall[:, 3] - falls
    order = np.argsort(tops, axis=1)
    tops, bottoms = (np.take_along_axis(one, order, axis=1) for one in (tops, bottoms))
    reached = np.maximum.accumulate(bottoms, axis=1)
    gaps = np.maximum(tops[:, 1:] - reached[:, :-1], 0.0).sum(axis=1)
    covered = (reached[:, -1] - tops[:, 0] - gaps) / usual
    slope = float(SLOPES[(covered + STEEP * np.abs(SLOPES)).argmin()])
    return slope if abs(slope) > FLAT and _neighbors_fall(tall / usual, slope) else 0.0


def _neighbors_fall(boxes: Boxes, slope: float) -> bool:
    """Tell whether boxes of the same line, in digit heights, fall about as ``slope`` says."""
    right, down = (one[None] - one[:, None] for one in (boxes[:, :2] + boxes[:, 2:]).T / 2)
    near = (right > NEXT[0]) & (right < NEXT[1]) & (np.abs(down) < SAME_LINE)
    return bool(near.any() and np.median(down[near] / right[near]) / slope > BY_HALF)


def find_lines(boxes: Boxes) -> list[np.ndarray]:
    """Return which of ``boxes`` form each line, from top to bottom, whether the lines are level or not.

    From left to right each tall box goes on with the line whose end it overlaps most in height; so a line may
    climb.  Small ones join the line of the nearest tall one.
    """
    if len(boxes) == 0:
        return []
    tall = boxes[:, 3] - boxes[:, 1] >= TALL * digit_height(boxes)
    if not tall.any():  # dots and dashes alone
        return [np.arange(len(boxes))]
    lines: list[list[int]] = []
    for number in np.flatnonzero(tall)[np.argsort(boxes[tall, 0], kind="stable")]:
        shares = [_shared_height(boxes[line[-RECENT:]], boxes[number]) for line in lines]
        if shares and max(shares) >= LEAVES:
            lines[int(np.argmax(shares))].append(int(number))
        else:
            lines.append([int(number)])
    line_of = np.full(len(boxes), -1)
    for number, line in enumerate(lines):
        line_of[line] = number
    for number in np.flatnonzero(~tall):
        line_of[number] = line_of[_nearest(boxes, int(number), np.flatnonzero(tall))]
    tops = [float(np.mean(boxes[line, 1] + boxes[line, 3])) for line in lines]
    return [np.flatnonzero(line_of == number) for number in np.argsort(tops, kind="stable")]


def _shared_height(end: Boxes, box: np.ndarray) -> float:
    """Return how much of the lower one's height ``box`` shares with the ``end`` of a line."""
    top, bottom = float(end[:, 1].mean()), float(end[:, 3].mean())
    shared = min(bottom, box[3]) - max(top, box[1])
    return float(shared / max(min(bottom - top, box[3] - box[1]), 1e-9))


def _nearest(boxes: Boxes, number: int, among: np.ndarray) -> int:
    """Return which of the boxes ``among`` is nearest to that of ``number``; up and down counts double."""
    box, others = boxes[number], boxes[among]
    apart = np.maximum(others[:, :2] - box[2:], box[:2] - others[:, 2:]).clip(0.0)
    middle = np.abs(others[:, :2] + others[:, 2:] - box[:2] - box[2:]).sum(axis=1)
    return int(among[np.lexsort((middle, apart[:, 0] + 2 * apart[:, 1]))[0]])

"""Divide the ink of a picture into lines, and these into pieces of which digits can be put together.

What hangs together is a piece, however it overlaps its neighbors.  What is wider than a digit may be several
that touch: it is cut along seams, the paths from top to bottom that cross the least ink [1], wherever no path
nearby crosses less.  Too many cuts do no harm: which pieces belong together is for the network to say.

[1] S. Avidan, A. Shamir: Seam carving for content-aware image resizing.  ACM Trans. Graphics 26 (3), 2007.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.ink.pieces import Pieces, digit_height, find_lines
from inkdigits.ink.seams import cut_at_seams
from inkdigits.shapes import Boxes, Ink

PALE = 0.25  # of full ink, what joins no pieces
THIN = 0.8  # of the pen's width, longer side of what no pen made
DUST = 0.3  # of the pen's width, squared: as many pixels as that are no stroke
WIDE = 0.55  # of a digit's height: what is narrower is one digit at most
LOW = 0.3  # of a digit's height: what is lower is a dash
RULE = 1.2, 0.35  # of a digit's height: what is wider than the one and lower than the other is a rule
FLAT = 4  # times as wide as high, and more, is no digit
AT_BORDER = 0.3  # of a digit's height: what is lower and reaches the upper or lower border was cut off
SOLID = 0.5  # of full ink, the middle of a line
ENOUGH = 64.0  # px, height of a digit; three times what the network sees of it
TOO_MUCH = 1.25  # times as high it costs time
MOST = 400  # pieces that hang together in one picture; of more only the largest are looked at


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Ink that hangs together, or was cut off something that does, and where its corner lies."""

    ink: Ink
    left: int
    top: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        height, width = self.ink.shape
        return self.left, self.top, self.left + width, self.top + height


@dataclass(frozen=True, slots=True, eq=False)
class InkLine:
    """One line of ink: its pieces, and of each the patch."""

    pieces: Pieces
    patches: list[Patch]


def segment(ink: Ink) -> list[InkLine]:
    """Return the lines in ``ink``, from top to bottom; none where it is blank."""
    patches, pen = _connected(ink)
    patches = _drop_rules(patches, height=ink.shape[0])
    boxes = boxes_of(patches)
    return [
        _pieces_of([patches[at] for at in line], pen, digit_height(boxes[line])) for line in find_lines(boxes)
    ]


def fit_height(ink: Ink) -> tuple[Ink, float]:
    """Return ``ink`` so reduced that its digits are no higher than needed, and of how many pixels one is."""
    patches, _ = _connected(ink)
    high = digit_height(boxes_of(patches)) if patches else ENOUGH
    if high <= TOO_MUCH * ENOUGH:
        return ink, 1.0
    share = ENOUGH / high
    small = cv2.resize(ink, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32), 1.0 / share


def join(patches: list[Patch]) -> Patch:
    """Return ``patches``, one at least, as one."""
    boxes = boxes_of(patches).astype(int)
    (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    ink = np.zeros((bottom - top, right - left), np.float32)
    for patch in patches:
        height, width = patch.ink.shape
        here = ink[patch.top - top : patch.top - top + height, patch.left - left : patch.left - left + width]
        np.maximum(here, patch.ink, out=here)
    return Patch(ink, int(left), int(top))


def boxes_of(patches: list[Patch]) -> Boxes:
    """Return the box around each patch."""
    return np.array([patch.box for patch in patches], np.float64).reshape(-1, 4)


def _pen_width(ink: Ink) -> float:
    """Return how wide the lines in ``ink`` are, in pixels: twice how far their middles are from paper."""
    inside = cv2.distanceTransform((ink > SOLID).astype(np.uint8), cv2.DIST_L2, 3)
    middle = inside[(inside > 0) & (inside >= cv2.dilate(inside, np.ones((3, 3), np.uint8)))]
    return 2 * float(np.median(middle)) if middle.size else 1.0


def _connected(ink: Ink) -> tuple[list[Patch], float]:
    """Return what hangs together, with the pale pixels around it, but for dust; and the pen's width."""
    pen = _pen_width(ink)
    _, labels, stats, _ = cv2.connectedComponentsWithStats((ink > PALE).astype(np.uint8))
    stroke = (stats[:, 2:4].max(axis=1) > THIN * pen) & (stats[:, 4] > DUST * pen**2)
    stroke[0] = False
    numbers = np.flatnonzero(stroke)
    if len(numbers) > MOST:
        numbers = np.sort(numbers[np.argsort(-stats[numbers, 4])[:MOST]])
    return [_patch_of(ink, labels, int(number), stats[number]) for number in numbers], pen


def _patch_of(ink: Ink, labels: np.ndarray, number: int, stats: np.ndarray) -> Patch:
    left, top, width, height = (int(one) for one in stats[:4])
    left, top, right, bottom = max(0, left - 1), max(0, top - 1), left + width + 1, top + height + 1
    here = labels[top:bottom, left:right]
    own = here == number
    around = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    kept = np.where(around & (own | (here == 0)), ink[top:bottom, left:right], np.float32(0.0))
    return Patch(kept, left, top)


def _drop_rules(patches: list[Patch], *, height: int) -> list[Patch]:
    """Return ``patches`` without long flat ones, and without flat ones along the upper or lower border."""
    if not patches:
        return []
    boxes = boxes_of(patches)
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    upright = wide < FLAT * high
    digit = digit_height(boxes[upright]) if upright.any() else float(wide.max()) / FLAT
    rule = (wide > RULE[0] * digit) & (high < RULE[1] * digit)
    rule |= ((boxes[:, 1] <= 1) | (boxes[:, 3] >= height - 1)) & (high < AT_BORDER * digit)
    return [patch for patch, dropped in zip(patches, rule, strict=True) if not dropped]


def _pieces_of(patches: list[Patch], pen: float, height: float) -> InkLine:
    """Return the pieces of one line."""
    parts: list[Patch] = []
    cut: list[bool] = []
    for patch in patches:
        new = _cut(patch, pen, height)
        parts += new
        cut += [False] + [True] * (len(new) - 1)
    boxes = boxes_of(parts)
    order = np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable")
    pieces = Pieces(boxes=boxes[order], cut=np.array(cut)[order], height=height)
    return InkLine(pieces, [parts[at] for at in order])


def _cut(patch: Patch, pen: float, height: float) -> list[Patch]:
    """Return ``patch`` in parts, from left to right, or as it is where it can be one digit only."""
    high, wide = patch.ink.shape
    if wide < WIDE * height or high < LOW * height:
        return [patch]
    parts = []
    for part in cut_at_seams(patch.ink, height=height, pen=pen):
        solid = part > PALE
        if np.count_nonzero(solid) > DUST * pen**2:
            rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
            inner = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            parts.append(Patch(inner, patch.left + int(columns[0]), patch.top + int(rows[0])))
    return parts or [patch]

"""Find the rows and columns of numbers that stand on a page without rules, by the gaps between them.

What hangs together is a piece.  The page is turned until its pieces stand in lines; where the middles of
two pieces, one below the other, are further apart than within a line, a row ends.  Columns are parted by
the widest strips that nothing is written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, degrees, sin

import cv2
import numpy as np

from inkdigits.shapes import Gray

ANGLES = np.radians(np.arange(-15.0, 15.01, 0.5))  # by which a page may be turned
LEVEL = 0.002  # of its sharpness, for each degree, that a turn must gain
MOST = 6_000  # pixels by which the page is turned: every second, third ... of more
SLICE = 3.0  # px, in which lines of writing are told from gaps
LEAST = 0.008  # of the longer side, least that a piece is high
LARGEST = 0.35  # of the longer side; what is larger is no digit
SHORT = 0.45  # of the usual height; what is less high is a dot or a dash
BETWEEN = 0.5  # of the usual height, least that the middles of two rows' pieces are apart
STRIP = 0.9  # of the usual height, least width of the strip between two columns
AROUND = 0.6  # of the usual height, around all that is written


@dataclass(frozen=True, slots=True, eq=False)
class Spaced:
    """Rows and columns as they were found.

    Attributes:
        rows: how many there are.
        columns: how many there are.
        corners: (rows + 1, columns + 1, 2) float64, x and y in px.
    """

    rows: int
    columns: int
    corners: np.ndarray


def find_spaced(ink: Gray) -> Spaced | None:
    """Return the rows and columns of what is written in ``ink``, or None where nothing is."""
    boxes, points = _find_pieces(ink > 0.0)
    if not len(boxes):
        return None
    angle = _find_angle(points)
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])  # of the page, to level
    high = float(np.median(boxes[:, 3] - boxes[:, 1]))
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2 @ turn.T
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    down = _rows(middles[:, 1], half[:, 1], high)
    across = _columns(middles[:, 0] - half[:, 0], middles[:, 0] + half[:, 0], high)
    turned = np.stack(np.meshgrid(across, down), axis=-1)
    return Spaced(rows=len(down) - 1, columns=len(across) - 1, corners=turned @ turn)


def _find_pieces(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, 4) boxes, left, top, right and bottom, of what may be digits, and (m, 2) pixels of them."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    left, top, wide, high = stats[:, :4].T.astype(np.float64)
    longest, longer = np.maximum(wide, high), max(mask.shape)
    at_border = (left <= 0) | (top <= 0) | (left + wide >= mask.shape[1]) | (top + high >= mask.shape[0])
    fits = (high > LEAST * longer) & (longest < LARGEST * longer) & ~at_border
    fits[0] = False
    if fits.any():
        fits &= high > SHORT * np.median(high[fits])
    y, x = np.nonzero(fits[labels])
    every = max(1, len(x) // MOST)
    boxes = np.stack([left, top, left + wide, top + high], axis=1)[fits]
    return boxes, np.stack([x, y], axis=1)[::every].astype(np.float64)


def _find_angle(points: np.ndarray) -> float:
    """Return by how many radians the lines of writing rise to the right, y downward."""

    def sharpness(angle: float) -> float:
        down: np.ndarray = (points @ [-sin(angle), cos(angle)]) / SLICE
        counts = np.bincount((down - down.min()).astype(np.int64)).astype(np.float64)
        return float(np.square(counts).sum()) * (1 - LEVEL * abs(degrees(angle)))

    angles: list[float] = ANGLES.tolist()
    return max(angles, key=sharpness)


def _rows(middles: np.ndarray, half: np.ndarray, high: float) -> np.ndarray:
    """Return (rows + 1,) where rows begin and end."""
    order = np.argsort(middles)
    middles, tops, ends = middles[order], (middles - half)[order], (middles + half)[order]
    last = np.flatnonzero(np.diff(middles) > BETWEEN * high)
    borders = [(ends[: at + 1].max() + tops[at + 1 :].min()) / 2 for at in last]
    between = [(middles[at] + middles[at + 1]) / 2 for at in last]
    kept = [
        border if middles[at] < border < middles[at + 1] else middle
        for at, border, middle in zip(last, borders, between, strict=True)
    ]
    return np.array([tops.min() - AROUND * high, *kept, ends.max() + AROUND * high])


def _columns(lefts: np.ndarray, rights: np.ndarray, high: float) -> np.ndarray:
    """Return (columns + 1,) where columns begin and end."""
    order = np.argsort(lefts)
    lefts, reached = lefts[order], np.maximum.accumulate(rights[order])
    strips = np.flatnonzero(lefts[1:] - reached[:-1] > STRIP * high)
    kept = [(reached[at] + lefts[at + 1]) / 2 for at in strips]
    return np.array([lefts.min() - AROUND * high, *kept, reached[-1] + AROUND * high])

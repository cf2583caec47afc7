"""Show a composed line each time anew: other rows, another size, another slant, more ink or less.

Whoever cuts a line out of a page misses its rows by some of its height, and the network has to read it
nevertheless.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.rows import SLACK, TALL
from inkdigits.shapes import Ink
from inkdigits.training.line_corpus import KEPT, TEXT, Line
from inkdigits.training.line_network import COLUMN
from inkdigits.training.line_plan import LinePlan

STRETCH = 0.09  # deviation of log(width / height)
SLANT = 0.08  # px sideways for a px up, deviation
MARGIN = 6.0  # px, most that is added to the left and to the right
NARROWEST = 16  # px
BLURRED, WEIGHTED, SCALED = 0.15, 0.5, 0.6  # shares of lines


def vary_line(line: Line, plan: LinePlan, rng: np.random.Generator) -> Ink:
    """Return the ink of ``line``, 32 px high, its width divisible by 4, as another cut would show it."""
    top, bottom = TEXT
    tall = bottom - top
    first, last = rng.uniform(SLACK - plan.misplaced, SLACK + plan.misplaced, 2) * tall
    return _weigh(_cut(line.ink, top - first, bottom + last, rng), rng)


def show_line(line: Line) -> Ink:
    """Return the ink of ``line`` as a reader would cut it who finds its rows exactly."""
    top, bottom = TEXT
    margin = SLACK * (bottom - top)
    share = TALL / (bottom - top + 2 * margin)
    onto = np.array([[share, 0.0, 0.0], [0.0, share, (margin - top) * share]], np.float32)
    return _warp(line.ink, onto, _whole(line.ink.shape[1] * share))


def _cut(ink: np.ndarray, first: float, last: float, rng: np.random.Generator) -> Ink:
    """Return the rows from ``first`` to ``last``, stretched, slanted and with margins."""
    down = TALL / (last - first)
    across, slant = down * float(np.exp(rng.normal(0.0, STRETCH))), rng.normal(0.0, SLANT)
    left, right = rng.uniform(0.0, MARGIN, 2)
    width = _whole(ink.shape[1] * across + left + right)
    onto = np.array([[across, -slant * down, left + slant * down * KEPT / 2], [0.0, down, -first * down]])
    return _warp(ink, onto.astype(np.float32), width)


def _whole(width: float) -> int:
    return max(NARROWEST, -(-int(width) // COLUMN) * COLUMN)


def _warp(ink: np.ndarray, onto: np.ndarray, width: int) -> Ink:
    warped: Ink = cv2.warpAffine(ink, onto, (width, TALL)).astype(np.float32) / np.float32(255)
    return warped


def _weigh(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return ``ink`` blurred, with paler lines darker or paler still, or with more of it full."""
    chances = rng.random(3)
    if chances[0] < BLURRED:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 0.8)).astype(np.float32)
    if chances[1] < WEIGHTED:
        ink = ink ** np.float32(rng.uniform(0.65, 1.5))
    if chances[2] < SCALED:
        ink = np.minimum(ink * np.float32(rng.uniform(0.75, 1.3)), 1.0).astype(np.float32)
    return ink

"""Cut ink along seams: paths from top to bottom, a pixel aside at most a row, that cross little ink [1].

[1] S. Avidan, A. Shamir: Seam carving for content-aware image resizing.  ACM Trans. Graphics 26 (3), 2007.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Ink

ASIDE = 0.06  # of full ink, what a step aside costs
STEP = 0.01  # of full ink, what a step down costs
HOLE = 0.3  # of full ink, what a step down in a hole costs: through a 0 is longer than between two
PALE = 0.25  # of full ink, what closes a hole
NEAR = 0.1  # of a digit's height, to either side, within which only the cheapest seam is taken
MARGIN = 0.06  # of a digit's height, least that is cut off
INK = 2.6, 0.35  # of the pen's width and of a digit's height: a seam crosses less ink than the larger one


def cut_at_seams(ink: Ink, *, height: float, pen: float) -> list[Ink]:
    """Return ``ink`` in parts as large as it is, from left to right.

    ``height`` is a digit's, ``pen`` the width of its lines, both in pixels.
    """
    places, seams = _seams(ink, height)
    cheap = places < max(INK[0] * pen, INK[1] * height)
    part = (np.arange(ink.shape[1])[None, :, None] >= seams[:, None, cheap]).sum(axis=2)
    return [np.where(part == number, ink, np.float32(0.0)) for number in range(int(cheap.sum()) + 1)]


def _seams(ink: Ink, height: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the cost of each seam, (n,), and in which column it crosses each row, (rows, n)."""
    cost = ink + np.float32(STEP) + np.float32(HOLE) * _holes(ink)
    down, came_down = _sweep(cost)
    up, came_up = (one[::-1] for one in _sweep(cost[::-1]))
    middle = len(ink) // 2
    total = down[middle] + up[middle] - cost[middle]
    columns = _lowest(total, near=max(1, round(NEAR * height)), margin=max(2, round(MARGIN * height)))
    seams = np.empty((len(ink), len(columns)), np.int64)
    seams[middle] = columns
    for row in range(middle, 0, -1):
        seams[row - 1] = seams[row] + came_down[row, seams[row]]
    for row in range(middle, len(ink) - 1):
        seams[row + 1] = seams[row] + came_up[row, seams[row]]
    return total[columns], seams


def _holes(ink: Ink) -> np.ndarray:
    """Return the mask of paper that ink encloses."""
    paper = cv2.copyMakeBorder((ink <= PALE).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, labels = cv2.connectedComponents(paper, connectivity=4)
    holes: np.ndarray = ((labels != labels[0, 0]) & (paper > 0))[1:-1, 1:-1]
    return holes


def _sweep(cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least cost from the first row to each pixel, and from which column aside it came."""
    reached, came = cost.copy(), np.zeros(cost.shape, np.int8)
    ways = np.full((3, cost.shape[1]), np.inf, np.float32)
    columns = np.arange(cost.shape[1])
    for row in range(1, len(cost)):
        before = reached[row - 1]
        ways[0, 1:], ways[1], ways[2, :-1] = before[:-1] + ASIDE, before, before[1:] + ASIDE
        best = ways.argmin(axis=0)
        reached[row] += ways[best, columns]
        came[row] = best - 1
    return reached, came


def _lowest(total: np.ndarray, *, near: int, margin: int) -> np.ndarray:
    """Return the middles of where ``total`` is as low as anywhere ``near``, off the margins."""
    least = cv2.erode(total[None].astype(np.float32), np.ones((1, 2 * near + 1), np.uint8))[0]
    low = np.concatenate([[False], total <= least + 1e-6, [False]])
    starts, ends = np.flatnonzero(~low[:-1] & low[1:]), np.flatnonzero(low[:-1] & ~low[1:])
    middles = (starts + ends - 1) // 2
    inner: np.ndarray = middles[(middles >= margin) & (middles < len(total) - margin)]
    return inner

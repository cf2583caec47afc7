"""Cut the cells of a table out of its page: each upright, by its own corners, with its own writing alone.

What hangs together is one piece of writing, and belongs to the cell that holds most of it, with what of it
reaches over the rule; its neighbor does not see it.  A piece of which two cells hold much is two that
touch, and is divided where the rule was.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from inkdigits.shapes import Gray

MARGIN = 0.25  # of a cell's height, around it, into which its own writing may reach
SHARED = 0.2  # of a cell's height, least that a piece reaches into another both ways where two pieces touch
SPECK = 0.06  # of a cell's height; what is neither wider nor higher is dust
SMALL = 0.2  # of a cell's height; where nothing is wider or higher, nothing is written
ON_RULE = 0.75  # of a piece lies where a rule was: it is what was left of it
THIN = 0.08  # of a cell's height, most that such a piece is thick
NEAR_RULE = 0.06  # of a cell's height, within which it lies there
FULL = 85  # percent of the written pixels are paler than what counts as full ink
PALE = 0.2  # of full ink, least that is writing
SMALLEST = 8  # px, side of a cell's picture
LARGEST = 900  # px, longer side of a cell's picture


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """One cell.

    Attributes:
        picture: black on white, upright; all white where nothing is written.
        corners: (4, 2) float64, px of the page: top left, top right, bottom right, bottom left.
        empty: whether nothing is written.
    """

    picture: Gray
    corners: np.ndarray
    empty: bool


def cut_cells(ink: Gray, corners: np.ndarray, wiped: np.ndarray) -> list[list[Cut]]:
    """Return the cells, row by row, of the table whose rules cross at ``corners``.

    Args:
        ink: the share of its paper's light that each pixel lacks; 0.0 is paper.
        corners: (rows + 1, columns + 1, 2), x and y in px.
        wiped: the mask of where rules were.
    """
    quads = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    rows, columns = quads.shape[:2]
    cells = np.zeros(ink.shape, np.int32)
    for number, quad in enumerate(quads.reshape(-1, 4, 2), start=1):
        cv2.fillConvexPoly(cells, np.rint(quad).astype(np.int32), number)
    high = float(np.median(np.linalg.norm(quads[:, :, 3] - quads[:, :, 0], axis=-1)))
    written = ink[(ink > 0.0) & (cells > 0) & ~wiped]
    full = float(np.percentile(written, FULL)) if written.size else 1.0
    owners = _find_owners(ink > PALE * full, cells, wiped, high=high)
    cut = [
        _cut(ink, owners, number, quad, full=full, high=high)
        for number, quad in enumerate(quads.reshape(-1, 4, 2), start=1)
    ]
    return [cut[row * columns : (row + 1) * columns] for row in range(rows)]


def _find_owners(mask: np.ndarray, cells: np.ndarray, wiped: np.ndarray, *, high: float) -> np.ndarray:
    """Return (height, width) int32: for each written pixel its cell, counted from 1; 0 is nobody's."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    around = np.ones((2 * round(NEAR_RULE * high) + 1,) * 2, np.uint8)
    near = cv2.dilate(wiped.astype(np.uint8), around) > 0
    piece, cell = labels[mask], cells[mask].astype(np.int64)
    longest, area = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(axis=1), stats[:, cv2.CC_STAT_AREA]
    left = np.bincount(piece[near[mask]], minlength=count) > ON_RULE * area
    left &= area <= THIN * high * longest
    dust = longest <= SPECK * high
    pairs, at, held = np.unique(piece * (cells.max() + 1) + cell, return_inverse=True, return_counts=True)
    pieces_of, cells_of = np.divmod(pairs, cells.max() + 1)
    order = np.argsort(held, kind="stable")  # the last one written is the one that holds most
    main = np.zeros(count, np.int64)
    main[pieces_of[order]] = cells_of[order]
    others = (cells_of > 0) & (cells_of != main[pieces_of]) & (_reach(mask, at) > SHARED * high)
    shared = np.zeros(count, np.bool_)
    shared[pieces_of[others]] = True
    owner = np.where(shared[piece], cell, main[piece])
    owners = np.zeros(mask.shape, np.int32)
    owners[mask] = np.where(left[piece] | dust[piece], 0, owner)
    return owners


def _reach(mask: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Return the shorter side of the box around all pixels of the ``mask`` that have the same ``number``."""
    shortest = np.full(int(number.max(initial=-1)) + 1, np.inf)
    for places in np.nonzero(mask):
        low, high = np.full(len(shortest), np.inf), np.full(len(shortest), -np.inf)
        np.minimum.at(low, number, places)
        np.maximum.at(high, number, places)
        shortest = np.minimum(shortest, high - low + 1)
    return shortest


def _cut(ink: Gray, owners: np.ndarray, number: int, quad: np.ndarray, *, full: float, high: float) -> Cut:
    """Return the cell of that ``number``, with the corners ``quad``, and nothing in it but its own."""
    wide, tall = (
        float(np.linalg.norm(quad[[one, three]] - quad[[two, four]], axis=1).mean())
        for one, two, three, four in ((0, 1, 3, 2), (0, 3, 1, 2))
    )
    size = np.maximum(np.array([wide, tall]) * min(1.0, LARGEST / max(wide, tall, 1.0)), SMALLEST)
    margin = ceil(MARGIN * size[1])
    width, height = (np.ceil(size).astype(int) + 2 * margin).tolist()
    reach = ceil(2 * MARGIN * high) + 2
    low = np.floor(quad.min(axis=0) - reach).astype(int).clip(0)
    end = np.ceil(quad.max(axis=0) + reach).astype(int).clip(1)
    here = np.s_[low[1] : end[1], low[0] : end[0]]
    own = owners[here] == number
    near = np.where(own, np.minimum(ink[here] / full, 1.0), 0.0).astype(np.float32)
    empty = not _is_written(own, high=high)
    picture = np.ones((height, width), np.float32)
    if not empty:
        inner = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32) + np.float32(margin)
        view = cv2.getPerspectiveTransform((quad - low).astype(np.float32), inner)
        picture -= cv2.warpPerspective(near, view, (width, height), flags=cv2.INTER_LINEAR)
    return Cut(picture=picture.clip(0.0, 1.0), corners=quad, empty=empty)


def _is_written(own: np.ndarray, *, high: float) -> bool:
    """Tell whether any piece is large enough to be a digit."""
    if not own.any():
        return False
    stats = cv2.connectedComponentsWithStats(own.astype(np.uint8), connectivity=8)[2][1:]
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return bool(sides.max() > SMALL * high)

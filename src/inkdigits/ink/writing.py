"""Judge what differs from its paper in a photograph: which of it is writing?

A photograph holds more than writing: the sheet's edge, a table with things on it, dust, the rim of a shadow.
What hangs together is one piece, and worth as much as the ink it holds; less if it reaches the border of
the picture or the edge of its surface, lies on a darker ground than the sheet, has not the same ground on all
sides, or is a blot and no line.  What is about as dark as the best piece, close to it and on the same surface
belongs to it, as the bar of a 5 does.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.shapes import Gray

PALER = 0.4  # of the best piece's strength, least that its other pieces have
SMALLER = 0.02  # of the best piece's ink, least that its other pieces hold: a short bar, no dust
POORER = 0.005  # of the best piece's worth, least that its other pieces have
OTHER_GROUND = 4.0  # times as dark or light is another ground and no shadow on the same
BLACK = 1e-3  # of the brightest ground; what is darker is as dark
NEAR = 0.35  # of the best piece's longer side, within which its other pieces lie
TOUCHING = 0.2  # of its longer side: a piece of which more lies at a border reaches beyond it
AT_BORDER = 0.01  # worth of a piece that reaches beyond a border: the end of a rule, a thumb, a shadow
CLOSE = 5  # px, side of the square within which a pixel is at an edge, which is less sharp than the border
DARKER = 2.0  # power of a piece's ground, as a share of the brightest, that its worth is multiplied by
BRIGHT = 95  # percent of the picture are darker than the brightest ground
SHORT = 0.02  # of the picture's longer side; what is not longer is a grain or a speck
LONG = 3.5  # times as long as wide is a line; what is shorter is a blot
BLOT = 4.0  # power of its length, as a share of a line's, that a blot's worth is multiplied by
CANDIDATES = 24  # best pieces, whose ground is looked at; the others are worth nothing
AROUND = 5  # px around a piece in which its ground is seen
EXTREME = 10  # percent of the ground on either end are left aside
EVEN = 3.0  # power of the darkest ground, as a share of the brightest, that its worth is multiplied by


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What hangs together, and of each piece what it is like.

    Attributes:
        labels: (height, width) int32: 0 for paper, else the number of the piece + 1.
        boxes: (n, 4), left, top, right and bottom.
        ink: (n,), squared, so that dark counts more than wide.
        strength: (n,), how dark it is.
        ground: (n,), the paper's light under it, as a share of the brightest paper's.
        surface: (n,), the number of the surface that it lies on.
        beyond: (n,), whether it reaches beyond the picture's border.
        worth: (n,), how much ink, if it is writing.
    """

    labels: np.ndarray
    boxes: np.ndarray
    ink: np.ndarray
    strength: np.ndarray
    ground: np.ndarray
    surface: np.ndarray
    beyond: np.ndarray
    worth: np.ndarray


def find_pieces(gray: Gray, lacking: Gray, paper: Gray, edges: np.ndarray) -> Pieces | None:
    """Return the pieces of what differs from its paper in ``gray``, or None where nothing does.

    ``lacking`` is the share of the light of its ``paper`` that each pixel lacks, 0.0 for paper; ``edges`` is
    the mask of where surfaces end, and pieces with them.
    """
    mask = (lacking > 0.0) & ~edges
    if not mask.any():
        return None
    solid = mask.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    number, dark = labels[mask], lacking[mask]
    left, top, wide, high, area = stats[1:].T.astype(np.float64)
    ink = np.bincount(number, dark * dark, count)[1:]
    reach = np.zeros(count)
    np.maximum.at(reach, np.asarray(number), cv2.distanceTransform(solid, cv2.DIST_L2, 3)[mask])
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    beyond = np.bincount(frame, minlength=count)[1:] > TOUCHING * np.maximum(wide, high)
    near = cv2.dilate(edges.astype(np.uint8), np.ones((CLOSE, CLOSE), np.uint8)) > 0
    at_edge = np.bincount(labels[near], minlength=count)[1:] > TOUCHING * np.maximum(wide, high)
    surface = np.zeros(count, np.int32)
    surface[number] = cv2.connectedComponents((~edges).astype(np.uint8))[1][mask]
    ground = np.bincount(number, paper[mask], count)[1:] / area / np.percentile(paper[::4, ::4], BRIGHT)
    line = np.minimum(area / (2 * reach[1:]) ** 2 / LONG, 1.0)
    worth = (
        ink
        * (np.maximum(wide, high) > SHORT * max(mask.shape))
        * np.where(beyond | at_edge, AT_BORDER, 1.0)
        * ground**DARKER
        * line**BLOT
    )
    boxes = np.stack([left, top, left + wide, top + high], axis=1)
    pieces = Pieces(labels, boxes, ink, np.sqrt(ink / area), ground, surface[1:], beyond, worth)
    worth *= _evenness(pieces, gray)
    return pieces


def belonging(pieces: Pieces, best: int, *, near: float = NEAR) -> np.ndarray:
    """Return the mask of the ``best`` piece and those that belong to it, by nearness from one to the next.

    ``near`` is how near, as a share of the best piece's longer side.
    """
    able = (pieces.strength >= PALER * pieces.strength[best]) & (pieces.ink >= SMALLER * pieces.ink[best])
    able &= (pieces.worth >= POORER * pieces.worth[best]) & ~pieces.beyond
    able &= pieces.surface == pieces.surface[best]
    ground = np.maximum(pieces.ground, BLACK)
    able &= np.abs(np.log(ground / ground[best])) < np.log(OTHER_GROUND)
    kept = np.zeros(len(pieces.ink), np.bool_)
    kept[best] = True
    low, high = pieces.boxes[best, :2], pieces.boxes[best, 2:]
    reach, more = near * float((high - low).max()), kept
    while more.any():
        within = (pieces.boxes[:, :2] < high + reach).all(axis=1)
        within &= (pieces.boxes[:, 2:] > low - reach).all(axis=1)
        more = within & able & ~kept
        kept |= more
        low, high = pieces.boxes[kept, :2].min(axis=0), pieces.boxes[kept, 2:].max(axis=0)
    mask: np.ndarray = np.append(False, kept)[pieces.labels]
    return mask


def _evenness(pieces: Pieces, gray: Gray) -> np.ndarray:
    """Return how even the ground around each piece is: 1.0 is one gray, 0.0 not worth looking at."""
    even = np.zeros(len(pieces.worth))
    for number in np.argsort(-pieces.worth)[:CANDIDATES]:
        left, top, right, bottom = pieces.boxes[number].astype(int)
        here = np.s_[max(0, top - AROUND) : bottom + AROUND, max(0, left - AROUND) : right + AROUND]
        labels = pieces.labels[here]
        near = cv2.dilate((labels == number + 1).astype(np.uint8), np.ones((2 * AROUND - 1,) * 2, np.uint8))
        ink = cv2.dilate((labels > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
        ground = gray[here][near > ink]
        if ground.size > AROUND:
            low, high = np.percentile(ground, (EXTREME, 100 - EXTREME))
            even[number] = (low / max(high, 1 / 255)) ** EVEN
    return even

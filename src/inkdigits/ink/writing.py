"""Find what somebody wrote among all that a photograph shows.

A photograph holds more than writing: the sheet's edge, a table with things on it, dust, the rim of a shadow.
What hangs together is judged as one piece by how much ink it holds.  What reaches the picture's border, lies
on a darker ground than the paper, or is a blot and no line, is worth less.  What is about as dark as the
best piece and close to it belongs to it, as the bar of a 5 does.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.shapes import Gray

PALER = 0.4  # of the best piece's strength, least that its other pieces have
SMALLER = 0.02  # of the best piece's ink, least that its other pieces hold: a short bar, no dust
NEAR = 0.35  # of the best piece's longer side, within which its other pieces lie
AT_BORDER = 0.05  # worth of a piece that reaches the border: the sheet's edge, a thumb, a table
TOUCHING = 0.2  # of its longer side: a piece of which more lies at the border reaches beyond it
DARKER = 2.0  # power of a piece's ground, as a share of the brightest, that its worth is multiplied by
BRIGHT = 95  # percent of the picture are darker than the brightest ground
LONG = 4.0  # times as long as wide is a line; what is shorter is a blot


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """What hangs together: of each piece its box (left, top, right, bottom), ink, strength and worth."""

    labels: np.ndarray  # (height, width) int32: 0 none, else number + 1
    boxes: np.ndarray
    ink: np.ndarray
    strength: np.ndarray
    worth: np.ndarray
    at_border: np.ndarray


def find_writing(
    lacking: Gray, paper: Gray, *, least: float, over: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """Return where the likeliest writing is, a mask, and what it is worth; nowhere and 0.0 if there is none.

    ``lacking`` is the share of the light of its ``paper`` that each pixel lacks; below ``least`` it is paper.
    Only what lies over the mask ``over`` is looked at, if it is given.
    """
    mask = lacking > least
    if not mask.any():
        return mask, 0.0
    pieces = find_pieces(lacking, paper, mask)
    worth = pieces.worth
    if over is not None:
        shared = np.bincount(pieces.labels[over], minlength=len(worth) + 1)[1:]
        worth = np.where(shared > 0, pieces.ink, 0.0)
    best = int(worth.argmax())
    kept = np.append(False, _belonging(pieces, best))
    return kept[pieces.labels], float(worth[best] if over is None else pieces.ink[best])


def find_pieces(lacking: Gray, paper: Gray, mask: np.ndarray) -> Pieces:
    """Return the pieces of ``mask`` that hang together."""
    solid = mask.astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    number, dark = labels[mask], lacking[mask]
    left, top, wide, high, area = stats[1:].T.astype(np.float64)
    boxes = np.stack([left, top, left + wide, top + high], axis=1)
    ink = np.bincount(number, dark * dark, count)[1:]
    reach = np.zeros(count)
    np.maximum.at(reach, number, cv2.distanceTransform(solid, cv2.DIST_L2, 3)[mask])
    length = area / (2 * reach[1:]) ** 2
    frame = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    at_border = np.bincount(frame, minlength=count)[1:] > TOUCHING * np.maximum(wide, high)
    ground = np.bincount(number, paper[mask], count)[1:] / area / np.percentile(paper[::4, ::4], BRIGHT)
    worth = ink * np.where(at_border, AT_BORDER, 1.0) * ground**DARKER * np.minimum(length / LONG, 1.0) ** 2
    return Pieces(labels, boxes, ink, np.sqrt(ink / area), worth, at_border)


def _belonging(pieces: Pieces, best: int) -> np.ndarray:
    """Return which pieces belong to the glyph of the ``best``, by nearness from one to the next."""
    able = (pieces.strength >= PALER * pieces.strength[best]) & (pieces.ink >= SMALLER * pieces.ink[best])
    able &= pieces.worth >= SMALLER * pieces.worth[best] / 4
    able &= ~pieces.at_border
    kept = np.zeros(len(pieces.ink), np.bool_)
    kept[best] = True
    box, grown = pieces.boxes[best], True
    reach = NEAR * max(box[2] - box[0], box[3] - box[1])
    while grown:
        near = (pieces.boxes[:, :2] < box[2:] + reach).all(axis=1)
        near &= (pieces.boxes[:, 2:] > box[:2] - reach).all(axis=1)
        more = near & able & ~kept
        grown = bool(more.any())
        kept |= more
        chosen = pieces.boxes[kept]
        box = np.concatenate([chosen[:, :2].min(axis=0), chosen[:, 2:].max(axis=0)])
    return kept

"""Cut a line of writing out of a gray picture, and show it as the line network has learned to see lines.

The line is as high as the network's field, whatever it was, so that a pen's line is a few pixels wide there.
What lacks the light of its paper, estimated at each place, is ink, and rules and patterns are left in: the
network has learned to read through them.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.paper import close_lines
from inkdigits.shapes import Gray, Ink, Rows

TALL = 32  # px, the height of the field
SLACK = 0.12  # of the line's height, above and below it
DARKEST = 40 / 255  # of white; paper that is darker divides nothing
FULL = 98.5  # percent of the field lack less light than full ink
PALEST = 0.05  # of the paper's light, least that full ink lacks
SHORTEST = 8  # px, a line
LONGEST = 4096  # px, a line; longer ones are squeezed
SMOOTHING = 5  # px, side of the square over which the paper is averaged


def rows_of(gray: Gray, *, top: float, bottom: float) -> Rows:
    """Return the ink between the rows ``top`` and ``bottom``, 0.0 paper to 1.0 ink, with some slack around.

    The rows may reach beyond the picture, which goes on there as it ends.
    """
    rows: Rows = line_ink(gray, top=top, bottom=bottom, tall=TALL, slack=SLACK)
    return rows


def line_ink(gray: Gray, *, top: float, bottom: float, tall: int, slack: float) -> Ink:
    """Return the ink of a line ``tall`` pixels high, with a share of ``slack`` above and below it."""
    slack *= bottom - top
    field = _fit(_cut(gray, round(top - slack), round(bottom + slack)), tall)
    if _ink_is_light(field):
        field = 255.0 - field
    paper = _paper(field)
    ink = np.maximum(paper - field, 0.0) / np.maximum(paper, 255 * DARKEST)
    full = max(float(np.percentile(ink[:, ::2], FULL)), PALEST)
    fully: Ink = np.minimum(ink / full, 1.0).astype(np.float32)
    return fully


def _cut(gray: Gray, top: int, bottom: int) -> Gray:
    """Return the rows from ``top`` to ``bottom``."""
    bottom = max(bottom, top + 1)
    inside = gray[max(0, min(top, len(gray) - 1)) : max(1, min(bottom, len(gray)))]
    above, below = max(0, -top), max(0, bottom - len(gray))
    return cv2.copyMakeBorder(inside, above, below, 0, 0, cv2.BORDER_REPLICATE) if above or below else inside


def _fit(gray: Gray, tall: int) -> np.ndarray:
    """Return ``gray`` as high as the field, its gray in whole numbers as pictures have them, 0..255."""
    height, width = gray.shape
    wide = min(max(SHORTEST, round(width * tall / height)), LONGEST)
    method = cv2.INTER_AREA if height > tall else cv2.INTER_LINEAR
    return np.rint(cv2.resize(gray, (wide, tall), interpolation=method) * 255).astype(np.float32)


def _ink_is_light(field: np.ndarray) -> bool:
    """Tell whether what stands out, as lines do, is lighter than what is around it."""
    stands_out = cv2.GaussianBlur(field, (0, 0), 1.0) - cv2.GaussianBlur(field, (0, 0), len(field) / 4)
    return float((stands_out**3).sum()) > 0.0


def _paper(field: np.ndarray) -> np.ndarray:
    """Return ``field`` without lines."""
    widest = len(field) // 2 | 1
    return cv2.blur(close_lines(cv2.blur(field, (3, 3)), widest), (SMOOTHING, SMOOTHING))

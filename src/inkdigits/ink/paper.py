"""Tell how much light every place of an unevenly lit picture lacks beside its own paper.

Shadows, tables and the sheet itself are wide, and lines are narrow.  To close a picture, in the sense of
mathematical morphology [1], with a square wider than any line fills the lines and leaves all that is wider
as it was, with its edges: that is the paper.  Divided by it, black on white is as dark in the shade as in
the sun.

[1] J. Serra: Image Analysis and Mathematical Morphology, 1982.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Gray

DEVIATION_OF_MEDIAN = 1.4826  # standard deviations in a median absolute deviation, for normal noise
STEP = 0.2  # of the light, least by which a surface differs from the one that begins at its edge
EDGE = 5  # px, side of the square within which light changes by that much at an edge; in a shadow it fades
GRAIN = 5  # px, side of the median that keeps grain from passing for paper: closing takes the brightest
DARKEST = 0.04  # of white; paper that is darker divides nothing: what is left there is noise


def light_lacking(gray: Gray, *, widest: int) -> tuple[Gray, Gray]:
    """Return what share of its paper's light each pixel lacks, and the paper.

    ``widest`` is the width of line, in pixels, up to which dark is ink and not paper.
    """
    paper = find_paper(gray, widest=widest)
    lacking = 1.0 - gray / np.maximum(paper, DARKEST)
    lit = paper[::2, ::2] >= np.percentile(paper[::4, ::4], 90) / 2
    lacking -= np.median(lacking[::2, ::2][lit])  # closing takes the brighter grains
    return np.maximum(lacking, 0.0), paper


def find_edges(paper: Gray) -> np.ndarray:
    """Return the mask of where a surface ends: the sheet, the table, what lies there, a hard shadow."""
    light = np.log(np.maximum(paper, DARKEST))
    around = np.ones((EDGE, EDGE), np.uint8)
    edges: np.ndarray = cv2.morphologyEx(light, cv2.MORPH_GRADIENT, around) >= STEP
    return edges


def find_paper(gray: Gray, *, widest: int) -> Gray:
    """Return the picture as it would be without dark lines up to ``widest`` pixels wide."""
    side = widest | 1
    levels = cv2.medianBlur(np.rint(gray * 255).astype(np.uint8), GRAIN)
    paper: Gray = close_lines(levels, side).astype(np.float32) / 255
    return cv2.blur(paper, (GRAIN, GRAIN)).astype(np.float32, copy=False)


def close_lines(levels: np.ndarray, side: int) -> np.ndarray:
    """Return ``levels`` closed by a square of ``side`` px [1], as if they went on beyond the border."""
    framed = cv2.copyMakeBorder(levels, *(side,) * 4, cv2.BORDER_REPLICATE)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return closed[side:-side, side:-side]

"""Find all writing in a picture: a number, or several lines, on paper that may be printed, shaded or ruled.

Where one digit is looked for, one piece of ink is enough (``photo.py``).  A number is many, about as dark as
each other.  The paper is estimated at each place, rules and the paper's own pattern are told from ink by how
much light they take: two classes, divided as Otsu did [1], of which the darker counts, and what hangs on it.

[1] N. Otsu: A threshold selection method from gray-level histograms.  IEEE Trans. SMC 9 (1), 1979.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inkdigits.ink.paper import DEVIATION_OF_MEDIAN, find_edges, light_lacking
from inkdigits.ink.rules import remove_rules
from inkdigits.ink.writing import belonging, find_pieces
from inkdigits.shapes import Gray, Ink

LOWEST = 96  # px, shorter side; what is lower is enlarged, or thin lines would have no middle
SIDE = 1280  # px, most that it is enlarged to
LINE = 0.2  # of the shorter side, widest line
LINE_OF_PAGE = 0.06  # of the longer side, widest line
LEAST_WIDTH = 20  # px, widest line in a small picture
SMOOTHING = 3  # px, side of the square over which grain is averaged
PAGE = 256  # px, shorter side from which on a picture may show more than the sheet
FAINTEST_RULE = 0.05  # of the paper's light
GROUND = 32  # px, side of the picture in which the ground is seen, on which ink is dark or light
AROUND = 9  # px of it, side of the square whose median is the ground
FULL = 97  # percent of the pixels lack less light than full ink
LEVELS = 200  # into which what is less than that is divided
PALE, FULLY = 0.55, 1.45  # of what divides the classes: where ink begins, and where it is full
FAINT = 0.1  # of full ink, what hangs together
DARK = 0.75  # of full ink, least that some of it has
BLANK = 0.03  # of the paper's light, least that divides ink from paper
DEVIATIONS = 1.5  # of the paper's grain, least that does: what divides mere grain is one


class Written(NamedTuple):
    """All ink of a picture; one pixel of it is ``unit`` pixels of the picture."""

    ink: Ink
    unit: float


def find_writing(gray: Gray) -> Written:
    """Return all ink of ``gray``, 0.0 where there is paper, up to 1.0; low pictures are enlarged.

    Clean pictures are better read by one threshold: see ``contrast.py``.
    """
    share = min(max(1.0, LOWEST / min(gray.shape)), max(1.0, SIDE / max(gray.shape)))
    if share > 1.0:
        large = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC)
        gray = np.clip(large, 0.0, 1.0).astype(np.float32, copy=False)
    if _ink_is_light(gray):
        gray = 1.0 - gray
    return Written(_dark_ink(gray), 1.0 / share)


def _ink_is_light(gray: Gray) -> bool:
    """Tell whether what differs from the ground, wherever it is, is lighter rather than darker."""
    share = min(1.0, GROUND / min(gray.shape))
    small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(np.rint(small * 255).astype(np.uint8), AROUND).astype(np.float32) / 255
    difference = gray - cv2.resize(ground, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    dark, light = np.maximum(-difference, 0.0), np.maximum(difference, 0.0)
    return bool(np.vdot(light, light) > np.vdot(dark, dark))


def _dark_ink(gray: Gray) -> Ink:
    """Return what is darker than its paper and no rule."""
    widest = round(min(LINE * min(gray.shape), max(LINE_OF_PAGE * max(gray.shape), LEAST_WIDTH)))
    lacking, paper = light_lacking(cv2.blur(gray, (SMOOTHING, SMOOTHING)), widest=widest)
    lacking = lacking.astype(np.float32, copy=False)
    lacking = remove_rules(lacking, np.ones(lacking.shape, np.bool_), least=FAINTEST_RULE)
    divides = _divide(lacking)
    if divides < max(BLANK, DEVIATIONS * DEVIATION_OF_MEDIAN * float(np.median(lacking[::2, ::2]))):
        return np.zeros_like(gray)
    ink = np.clip((lacking - PALE * divides) / ((FULLY - PALE) * divides), 0.0, 1.0)
    edges = find_edges(paper)
    if min(gray.shape) >= PAGE and edges.any():
        ink = np.where(_on_sheet(gray, np.where(ink > FAINT, lacking, 0.0), paper, edges), ink, 0.0)
    return _dark_enough(ink.astype(np.float32, copy=False))


def _divide(lacking: Gray) -> float:
    """Return what divides ink from paper."""
    full = max(float(np.percentile(lacking[::2, ::2], FULL)), BLANK)
    levels = np.clip(lacking * (LEVELS / full), 0, 255).astype(np.uint8)
    return cv2.threshold(levels, 0, 255, cv2.THRESH_OTSU)[0] / LEVELS * full


def _on_sheet(gray: Gray, lacking: Gray, paper: Gray, edges: np.ndarray) -> np.ndarray:
    """Return the mask of what lies on one surface with what looks most like writing, and is as dark."""
    pieces = find_pieces(gray, lacking, paper, edges)
    if pieces is None:
        return np.zeros(gray.shape, np.bool_)
    return belonging(pieces, int(pieces.worth.argmax()), near=np.inf)


def _dark_enough(ink: Ink) -> Ink:
    """Return only what hangs together and is dark somewhere."""
    count, labelled = cv2.connectedComponents((ink > FAINT).astype(np.uint8))
    labels = np.asarray(labelled, np.int32)
    darkest = np.zeros(count, np.float32)
    np.maximum.at(darkest, labels.ravel(), ink.ravel())
    darkest[0] = 0.0
    kept: Ink = np.where((darkest >= DARK)[labels], ink, np.float32(0.0))
    return kept

"""Find the ink of a photograph: where the writing is, in a small copy, and then all of it, pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.ink.paper import find_paper, light_lacking
from inkdigits.ink.rules import remove_rules
from inkdigits.ink.writing import find_writing
from inkdigits.shapes import Gray, Ink

SIDE = 400  # px, a larger picture is reduced to it to look for writing: a twentieth of it is 20 px
WIDTHS = (0.06, 0.17)  # of the longer side, widest line of a fine and of a felt pen
THICKER = 1.4  # times as much ink must be found as with a fine pen, to believe in a felt pen
LIGHTER = 2.0  # times as much, to believe in chalk
DARK = 0.7  # of the chalk's light, most that a blackboard sends
LEAST = 0.07  # of the paper's light, least that ink takes
DEVIATIONS = 4.0  # of the paper's grain, least that ink takes
DEVIATION_OF_MEDIAN = 1.4826  # standard deviations in a median absolute deviation, for normal noise
SMOOTHING = 3  # px, side of the square over which grain is averaged
PALE = 0.25  # of the strongest ink, below which the small copy shows the soft edge of lines
AROUND = 2  # px of the small copy beyond the writing that still belong to it
FULL = 85  # percent of the written pixels are paler than what counts as full ink


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where writing was found in the small copy, and how it is told from its paper."""

    mask: np.ndarray  # of the small copy
    worth: float
    light: bool  # the ink is lighter than the paper
    width: float  # of the longer side, widest line


def ink_of_photo(gray: Gray) -> Ink | None:
    """Return the ink of the likeliest writing in ``gray``, or None where no line stands out."""
    share = min(1.0, SIDE / max(gray.shape))
    small = gray
    if share < 1.0:
        small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    place = _locate(small.astype(np.float32, copy=False))
    if place.worth <= 0.0:
        return None
    ink = np.zeros_like(gray)
    _fill(ink, gray, place)
    return ink if ink.any() else None


def _locate(small: Gray) -> Place:
    """Return where the likeliest writing is, with a fine pen or a felt pen, dark or light."""
    best = _look(small, light=False)
    board = find_paper(1.0 - small, widest=round(WIDTHS[1] * max(small.shape)))
    if 1.0 - board.min() < DARK * float(np.percentile(small, 99)):
        chalk = _look(small, light=True)
        best = chalk if chalk.worth > LIGHTER * best.worth else best
    return best


def _look(small: Gray, *, light: bool) -> Place:
    """Return where the likeliest writing is; of a felt pen where that gives more of the same ink."""
    gray = 1.0 - small if light else small
    lacking, paper = _lines(gray, WIDTHS[0])
    mask, worth = find_writing(lacking, paper, least=LEAST)
    if worth == 0.0:
        return Place(mask, worth, light, WIDTHS[0])
    whole, ground = _lines(gray, WIDTHS[1])
    thick, ink = find_writing(whole, ground, least=LEAST, over=mask)
    if ink > THICKER * float(np.vdot(lacking[mask], lacking[mask])):
        return Place(thick, worth, light, WIDTHS[1])
    return Place(mask, worth, light, WIDTHS[0])


def _lines(gray: Gray, width: float) -> tuple[Gray, Gray]:
    """Return the light that lines lack, grain and rules taken off, and their paper."""
    lacking, paper = light_lacking(gray, widest=max(7, round(width * max(gray.shape))))
    lacking = cv2.blur(lacking, (SMOOTHING, SMOOTHING)).astype(np.float32, copy=False)
    grain = DEVIATIONS * DEVIATION_OF_MEDIAN * float(np.median(lacking[paper >= np.median(paper)]))
    lacking = remove_rules(lacking, least=max(0.03, grain / 2))
    bright = float(np.percentile(paper[::4, ::4], 95))
    lacking = np.where(lacking * paper > grain * bright, lacking, 0.0)
    return lacking.astype(np.float32, copy=False), paper


def _fill(ink: Ink, gray: Gray, place: Place) -> None:
    """Fill in the ink of the writing at ``place``."""
    mask = cv2.dilate(place.mask.astype(np.uint8), np.ones((2 * AROUND + 1,) * 2, np.uint8))
    mask = cv2.resize(mask, gray.shape[::-1], interpolation=cv2.INTER_NEAREST)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    widest = round(place.width * max(gray.shape))
    top, left = max(0, rows[0] - 2 * widest), max(0, columns[0] - 2 * widest)
    here = np.s_[top : rows[-1] + 2 * widest, left : columns[-1] + 2 * widest]
    cut = 1.0 - gray[here] if place.light else gray[here]
    lacking, _ = light_lacking(np.ascontiguousarray(cut), widest=widest)
    lacking = remove_rules(lacking, least=0.03)
    noise = DEVIATIONS * DEVIATION_OF_MEDIAN * float(np.median(lacking[lacking > 0.0])) / 2
    lacking = lacking * mask[here]
    written = lacking[lacking > max(LEAST, min(noise, 0.4 * float(lacking.max())))]
    if written.size == 0:
        return
    full = float(np.percentile(written, FULL))
    ink[here] = np.clip((lacking - noise) / max(full - noise, 0.3 * full), 0.0, 1.0)

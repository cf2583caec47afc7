"""Tell ink from paper in a gray picture, whichever of the two is darker.

On even paper, as thumbnails, canvases and scans have it, what lies around the edge of the picture is paper.
Ink is what differs from it, towards the side, dark or light, that holds more of the contrast; it is scaled
so that the strongest is 1.0.  The paper's own noise, measured, is taken off, so a clean picture passes
unchanged: a digit of MNIST comes out as MNIST.

Photographs have no such paper, and are left to ``photo.py``, which takes ten times as long.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inkdigits.ink.bands import level_bands
from inkdigits.ink.paper import DEVIATION_OF_MEDIAN
from inkdigits.ink.photo import inks_of_photo
from inkdigits.ink.rules import remove_rules
from inkdigits.ink.specks import wipe_specks
from inkdigits.shapes import Gray, Ink

BLANK = 0.06  # of white minus black; what differs less from its paper is no writing
RING = 50  # the edge that shows the paper is a fiftieth of the shorter side wide, and at least a pixel
DEVIATIONS = 4.0  # of the paper's noise are taken for paper: 1 in 16,000 of a normal distribution is not
MOST_NOISE = 0.4  # share of the strongest ink that may be taken for noise at most
SURELY = 6.0  # deviations of smoothed grain that writing exceeds: a million pixels reach 5 by chance
SMOOTHING = 3  # px, side of the square over which grain is averaged; lines are about as wide
PALE = 0.5  # below this share of the strongest contrast a pixel may be paper
LARGE = 88  # px, shorter side from which on a picture may be a photograph
PLAIN = 256  # px, shorter side from which on a photograph shows lines, if there are any
CLEAN = 0.012  # of white: paper that varies no more was not photographed
EVEN = 0.04  # of white: paper that varies no more is read by one threshold
ODD = 0.005  # of the edge's pixels may be something else than paper
GRAINY = 56  # px, shorter side to which a picture is reduced where it is all grain
COARSE = 0.05  # of white: grains that are left after that come from no camera
CELLS = 8  # along a side, over each of which grain is averaged to see whether the paper is even
MOSTLY = 0.5  # of a picture is paper
LONG = 2.5  # times as long as wide is what was drawn
FAINTEST_RULE = 0.1  # of the strongest ink


class Inks(NamedTuple):
    """What may be the ink of a picture, one at least, the likeliest first; ``clean`` if it is all there is.

    Ink is 0.0 where there is paper, up to 1.0; all 0.0 where there is no writing.
    """

    inks: list[Ink]
    clean: bool


def separate_inks(gray: Gray, *, photos: bool = True) -> Inks:
    """Return what may be the ink of one glyph in a picture.

    It is more than one in photographs alone.  A large photograph is shrunk, and its inks are as large as the
    shrunk photograph.  Without ``photos`` one glyph of a photograph is not looked for, which takes longest.
    """
    gray = level_bands(gray, paper_level(gray))
    even = _is_even(gray)
    if min(gray.shape) < LARGE:
        return Inks([_ink_on_even_paper(gray)], clean=even and _grain(gray) < CLEAN)
    if even and _is_drawn(ink := _ink_on_even_paper(gray)):
        return Inks([_wipe(ink)], clean=_grain(gray) < CLEAN)
    if not photos:
        return Inks([np.zeros_like(gray)], clean=False)
    if not even and (calm := _calm_down(gray)) is not None:
        return Inks([_ink_on_even_paper(calm)], clean=False)
    if found := inks_of_photo(gray):
        return Inks(found, clean=False)
    plain = even or min(gray.shape) < PLAIN
    return Inks([_ink_on_even_paper(gray) if plain else np.zeros_like(gray)], clean=False)


def _is_even(gray: Gray) -> bool:
    """Tell whether the paper is of one gray: quite clean, or nothing else reaches the picture's edge."""
    edge = _edge(gray)
    level = np.median(edge)
    away = np.abs(gray - level)
    if np.mean(away < CLEAN) > MOSTLY:
        return True
    return bool(np.mean(np.abs(edge - level) > EVEN) < ODD and np.mean(away < EVEN) > MOSTLY)


def _calm_down(gray: Gray) -> Gray | None:
    """Return ``gray`` reduced, where grains too coarse for a camera lie on even paper; else None."""
    share = GRAINY / min(gray.shape)
    small = cv2.resize(gray, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    grain = _grain(small)
    if grain < COARSE:
        return None
    cells = cv2.resize(small, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    edge = _edge(cells)
    even = np.abs(edge - np.median(edge)).max() < EVEN + DEVIATIONS * grain * CELLS / GRAINY
    return small.astype(np.float32, copy=False) if even else None


def _is_drawn(ink: Ink) -> bool:
    """Tell whether ``ink`` is lines; a sheet on a dark table, or a shadow, is nearly as wide as long."""
    solid = (ink > PALE).astype(np.uint8)
    half = float(cv2.distanceTransform(solid, cv2.DIST_L2, 3).max())
    return bool(np.count_nonzero(solid) > LONG * (2 * half) ** 2)


def _wipe(ink: Ink) -> Ink:
    """Return ``ink`` without rules, which reach the picture's edge, and without specks."""
    if float(_edge(ink).max()) > FAINTEST_RULE:
        ink = remove_rules(ink, np.ones(ink.shape, np.bool_), least=FAINTEST_RULE)
    return wipe_specks(ink)


def _ink_on_even_paper(gray: Gray) -> Ink:
    """Return the ink of a scan, a canvas or a thumbnail, all of whose paper is alike."""
    difference = gray - paper_level(gray)
    dark, light = np.maximum(-difference, 0.0), np.maximum(difference, 0.0)
    ink_is_light = np.vdot(dark, dark) < np.vdot(light, light)
    ink = light if ink_is_light else dark
    strongest = float(ink.max())
    grain = _grain(gray)
    if strongest < BLANK or _is_grain(ink, grain):
        return np.zeros_like(gray)
    ink = ink / np.float32(strongest)
    noise = _noise(np.abs(difference) / np.float32(strongest))
    if noise > 0.0:
        towards_ink = (difference if ink_is_light else -difference) / np.float32(strongest)
        ink = np.where(
            _outlasts(towards_ink, noise, grain / strongest), np.maximum(ink - noise, 0.0), 0.0
        ) / (1.0 - noise)
    return ink.astype(np.float32, copy=False)


def paper_level(gray: Gray) -> np.float32:
    """Return the gray of the paper: the median of the picture's edge."""
    return np.float32(np.median(_edge(gray)))


def _edge(gray: Gray) -> np.ndarray:
    """Return the pixels around the picture's edge."""
    wide = max(1, min(gray.shape) // RING)
    return np.concatenate(
        [gray[:wide].ravel(), gray[-wide:].ravel(), gray[:, :wide].ravel(), gray[:, -wide:].ravel()]
    )


def _grain(gray: Gray) -> float:
    """Return the deviation of what changes from pixel to pixel, as grain does and shadow does not."""
    steps = np.abs(np.diff(gray, axis=1 if gray.shape[1] > 1 else 0))
    return DEVIATION_OF_MEDIAN * float(np.median(steps)) / 2**0.5 if steps.size else 0.0


def _is_grain(ink: Ink, grain: float) -> bool:
    """Tell whether chance alone could have made ``ink``; lines outlast smoothing, grain does not."""
    return float(cv2.blur(ink, (SMOOTHING, SMOOTHING)).max()) < SURELY * grain / SMOOTHING


def _outlasts(towards_ink: Gray, noise: np.float32, grain: float) -> np.ndarray:
    """Return where writing is near, which outlasts smoothing: single grains would widen the box around it."""
    smooth = cv2.blur(towards_ink, (SMOOTHING, SMOOTHING))
    least = min(max(float(noise) / SMOOTHING, 2 / 3 * SURELY * grain), MOST_NOISE)
    there = np.asarray(smooth > least, np.uint8)
    near: np.ndarray = cv2.dilate(there, np.ones((SMOOTHING, SMOOTHING), np.uint8)) > 0
    return near


def _noise(contrast: Gray) -> np.float32:
    """Return below which share of the strongest ink lies the paper's own unevenness.

    ``contrast`` is taken to both sides, darker and lighter: one side alone holds only half of the noise, so
    that its median is nought.
    """
    pale = contrast[contrast < PALE]
    deviation = DEVIATION_OF_MEDIAN * float(np.median(pale)) if pale.size else 0.0
    return np.float32(min(DEVIATIONS * deviation, MOST_NOISE))

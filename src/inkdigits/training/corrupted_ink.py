"""What goes wrong while writing: lines too thick, too thin, broken, hollow, askew or off the paper."""

from __future__ import annotations

from math import ceil, cos, radians, sin
from typing import NamedTuple

import cv2
import numpy as np

from inkdigits.ink.contrast import paper_level
from inkdigits.ink.normalize import InkBox, find_ink
from inkdigits.shapes import Gray, Ink

UNITS = 28  # strengths are told in pixels of MNIST's field, of which a picture's shorter side has this many
INKED = 0.5  # share of the strongest ink from which a pixel belongs to a line
USUAL_HALF_WIDTH = 90  # percentile of the distances from a line's edge that stands for half of its width


class Levels(NamedTuple):
    """Which gray is the paper's, and which that of the strongest ink."""

    paper: float
    ink: float

    def share(self, gray: Gray) -> Ink:
        """Return how much of each pixel is ink, 0..1."""
        contrast = self.ink - self.paper
        if contrast == 0.0:
            return np.zeros_like(gray)
        inked: Ink = np.clip((gray - np.float32(self.paper)) / np.float32(contrast), 0.0, 1.0)
        return inked

    def gray(self, share: Ink) -> Gray:
        """Return the gray of pixels of which ``share`` is ink."""
        shown: Gray = np.float32(self.paper) + np.float32(self.ink - self.paper) * share
        return shown


def levels_of(gray: Gray) -> Levels:
    """Return the levels of ``gray``: ink is what differs most from the picture's edge."""
    paper, darkest, lightest = float(paper_level(gray)), float(gray.min()), float(gray.max())
    return Levels(paper, darkest if paper - darkest >= lightest - paper else lightest)


def unit_of(gray: np.ndarray) -> float:
    """Return how many pixels of ``gray`` stand for one of MNIST's."""
    return float(min(gray.shape)) / UNITS


def bleeding(gray: Gray, rng: np.random.Generator) -> Gray:
    """Let the lines spread by half to all of their half width, and by two pixels of MNIST's at most."""
    levels = levels_of(gray)
    ink = levels.share(gray)
    radius = min(rng.uniform(0.5, 1.0) * _half_width(ink), 2.0 * unit_of(gray))
    return levels.gray(_spread(ink, radius))


def thinning(gray: Gray, rng: np.random.Generator) -> Gray:
    """Take a third to two thirds of the width of the lines away."""
    levels = levels_of(gray)
    ink = levels.share(gray)
    radius = rng.uniform(0.35, 0.65) * _half_width(ink)
    return levels.gray(1.0 - _spread(1.0 - ink, radius))


def outlines(gray: Gray, _rng: np.random.Generator) -> Gray:
    """Leave the edges of the ink alone, as where a felt pen was traced around."""
    levels = levels_of(gray)
    ink = levels.share(gray)
    kernel = _disk(max(1, round(unit_of(gray) / 3)))
    edges = cv2.dilate(ink, kernel) - cv2.erode(ink, kernel)
    return levels.gray(edges)


def gaps(gray: Gray, rng: np.random.Generator) -> Gray:
    """Rub out two to four short dashes across the ink."""
    levels, unit = levels_of(gray), unit_of(gray)
    rows, columns = np.nonzero(levels.share(gray) > INKED)
    if not len(rows):
        return gray.copy()
    mask = np.zeros(gray.shape, np.uint8)
    for place in rng.integers(0, len(rows), size=int(rng.integers(2, 5))):
        angle, half = rng.uniform(0.0, np.pi), rng.uniform(2.0, 3.5) * unit
        middle = np.array([columns[place], rows[place]])
        reach = half * np.array([cos(angle), sin(angle)])
        width = max(1, round(rng.uniform(0.8, 1.6) * unit))
        _line(mask, middle - reach, middle + reach, width=width)
    erased = mask.astype(np.float32) / 255
    return gray + erased * (np.float32(levels.paper) - gray)


def shear(gray: Gray, rng: np.random.Generator) -> Gray:
    """Slant the writing by 0.25 to 0.5 pixels sideways a pixel up, to either side."""
    slant = _either_way(rng, 0.25, 0.5)
    height = gray.shape[0]
    return _warp(gray, np.array([[1.0, slant, -slant * (height - 1) / 2], [0.0, 1.0, 0.0]]))


def rotation(gray: Gray, rng: np.random.Generator) -> Gray:
    """Turn the writing by 12 to 25 degrees, to either side."""
    angle = radians(_either_way(rng, 12.0, 25.0))
    y, x = (np.array(gray.shape) - 1) / 2
    cosine, sine = cos(angle), sin(angle)
    return _warp(
        gray,
        np.array(
            [[cosine, -sine, x - cosine * x + sine * y], [sine, cosine, y - sine * x - cosine * y]],
        ),
    )


def shrinking(gray: Gray, rng: np.random.Generator) -> Gray:
    """Write at half to four fifths of the size, somewhere in the field."""
    scale = rng.uniform(0.5, 0.8)
    height, width = gray.shape
    small = cv2.resize(gray, (ceil(width * scale), ceil(height * scale)), interpolation=cv2.INTER_AREA)
    field = np.full(gray.shape, paper_level(gray), np.float32)
    top = int(rng.integers(0, height - small.shape[0] + 1))
    left = int(rng.integers(0, width - small.shape[1] + 1))
    field[top : top + small.shape[0], left : left + small.shape[1]] = small
    return field


def shift(gray: Gray, rng: np.random.Generator) -> Gray:
    """Move the writing anywhere, as long as all of it stays in the field."""
    box = _box(gray)
    height, width = gray.shape
    across = rng.integers(-box.left, width - box.left - box.width + 1)
    down = rng.integers(-box.top, height - box.top - box.height + 1)
    return _warp(gray, np.array([[1.0, 0.0, across], [0.0, 1.0, down]]))


def cut_off(gray: Gray, rng: np.random.Generator) -> Gray:
    """Push the writing over one side of the field until 5 to 14 hundredths of it are lost."""
    box, lost = _box(gray), rng.uniform(0.05, 0.14)
    height, width = gray.shape
    ways = (
        (-(box.left + lost * box.width), 0.0),
        (width - box.left - (1.0 - lost) * box.width, 0.0),
        (0.0, -(box.top + lost * box.height)),
        (0.0, height - box.top - (1.0 - lost) * box.height),
    )
    across, down = ways[int(rng.integers(len(ways)))]
    return _warp(gray, np.array([[1.0, 0.0, round(across)], [0.0, 1.0, round(down)]]))


def _half_width(ink: Ink) -> float:
    """Return half of the usual width of the lines, px; of none at all it is 0."""
    inked = (ink > INKED).astype(np.uint8)
    distances = cv2.distanceTransform(inked, cv2.DIST_L2, cv2.DIST_MASK_3)
    inside = distances[inked > 0]
    # Distances are counted to the middle of the first pixel outside, half a pixel beyond the edge.
    return float(np.percentile(inside, USUAL_HALF_WIDTH)) - 0.5 if inside.size else 0.0


def _spread(ink: Ink, radius: float) -> Ink:
    """Return ``ink`` grown by ``radius`` px on every side; parts of a pixel by blending."""
    whole = max(1, ceil(radius))
    grown = cv2.dilate(ink, _disk(whole))
    less = cv2.dilate(ink, _disk(whole - 1)) if whole > 1 else ink
    blended: Ink = less + np.float32(radius - (whole - 1)) * (grown - less)
    return blended


def _disk(radius: int) -> np.ndarray:
    if radius == 1:  # a cross would grow slanted lines by half as much as upright ones
        return np.ones((3, 3), np.uint8)
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))


def _line(mask: np.ndarray, start: np.ndarray, end: np.ndarray, *, width: int) -> None:
    cv2.line(
        mask, np.rint(start).astype(int).tolist(), np.rint(end).astype(int).tolist(), 255, width, cv2.LINE_AA
    )


def _warp(gray: Gray, matrix: np.ndarray) -> Gray:
    """Return ``gray`` where ``matrix`` sends it; paper comes in from outside."""
    return cv2.warpAffine(
        gray, matrix, gray.shape[::-1], flags=cv2.INTER_LINEAR, borderValue=float(paper_level(gray))
    )


def _either_way(rng: np.random.Generator, least: float, most: float) -> float:
    return float(rng.choice((-1.0, 1.0)) * rng.uniform(least, most))


def _box(gray: Gray) -> InkBox:
    """Return the box around the ink; where there is none, that of the whole picture."""
    box = find_ink(levels_of(gray).share(gray))
    return InkBox(0, 0, gray.shape[1], gray.shape[0]) if box is None else box

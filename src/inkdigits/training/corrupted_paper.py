"""What is on the paper beside the writing: print, dirt, stray lines, shade and haze."""

from __future__ import annotations

from math import cos, sin, tan

import cv2
import numpy as np

from inkdigits.shapes import Gray, Ink
from inkdigits.training.corrupted_ink import levels_of, unit_of

FRACTION = 4  # binary digits of a pixel's fraction that OpenCV draws with
TILT = 0.05  # radians, by which print lies askew at most: 3 degrees


def rules(gray: Gray, rng: np.random.Generator) -> Gray:
    """Print parallel lines, paler than the ink, across the paper."""
    mask = np.zeros(gray.shape, np.uint8)
    _print_lines(mask, rng, apart=rng.uniform(5.0, 10.0) * unit_of(gray))
    return _mark(gray, mask, rng.uniform(0.3, 0.6))


def grid(gray: Gray, rng: np.random.Generator) -> Gray:
    """Print squares, paler than the ink, over the paper."""
    mask = np.zeros(gray.shape[::-1], np.uint8)
    apart = rng.uniform(4.0, 9.0) * unit_of(gray)
    _print_lines(mask, rng, apart=apart)
    mask = np.ascontiguousarray(mask.T)
    _print_lines(mask, rng, apart=apart)
    return _mark(gray, mask, rng.uniform(0.25, 0.5))


def dotted_line(gray: Gray, rng: np.random.Generator) -> Gray:
    """Print one dotted line across the paper, in any direction, through the middle half."""
    unit = unit_of(gray)
    mask = np.zeros(gray.shape, np.uint8)
    middle = np.array(gray.shape[::-1]) * rng.uniform(0.25, 0.75, size=2)
    angle, apart = rng.uniform(0.0, np.pi), rng.uniform(2.0, 3.5) * unit
    reach = np.arange(-max(gray.shape), max(gray.shape), apart)
    places = middle + reach[:, np.newaxis] * np.array([cos(angle), sin(angle)])
    for place in places:
        _dot(mask, place, radius=0.5 * unit)
    return _mark(gray, mask, rng.uniform(0.6, 1.0))


def stray_lines(gray: Gray, rng: np.random.Generator) -> Gray:
    """Draw one to three thin straight lines, each a quarter to all of the field long, at any place."""
    unit = unit_of(gray)
    mask = np.zeros(gray.shape, np.uint8)
    for _ in range(rng.integers(1, 4)):
        middle = np.array(gray.shape[::-1]) * rng.uniform(0.0, 1.0, size=2)
        angle, half = rng.uniform(0.0, np.pi), rng.uniform(3.5, 14.0) * unit
        reach = half * np.array([cos(angle), sin(angle)])
        _polyline(mask, np.stack([middle - reach, middle + reach]), width=rng.uniform(0.5, 1.2) * unit)
    return _mark(gray, mask, rng.uniform(0.5, 1.0))


def zigzag(gray: Gray, rng: np.random.Generator) -> Gray:
    """Draw a line that goes up and down across the whole picture, as dark as the ink."""
    unit, (height, width) = unit_of(gray), gray.shape
    turns = int(rng.integers(6, 11))
    across = np.linspace(-0.02, 1.02, turns) * width
    middle, swing = rng.uniform(0.35, 0.65) * height, rng.uniform(2.0, 4.5) * unit
    down = middle + swing * np.where(np.arange(turns) % 2, 1.0, -1.0) + rng.normal(0.0, unit, turns)
    mask = np.zeros(gray.shape, np.uint8)
    _polyline(mask, np.stack([across, down], axis=1), width=rng.uniform(0.7, 1.2) * unit)
    return _mark(gray, mask, 1.0)


def specks(gray: Gray, rng: np.random.Generator) -> Gray:
    """Sprinkle dust: eight to thirty specks, each smaller than a pixel of MNIST's."""
    return _sprinkle(gray, rng, count=(8, 30), radius=(0.2, 0.6))


def spatter(gray: Gray, rng: np.random.Generator) -> Gray:
    """Splash drops: five to twelve, some as wide as the pen."""
    return _sprinkle(gray, rng, count=(5, 12), radius=(0.6, 1.8))


def stripe(gray: Gray, rng: np.random.Generator) -> Gray:
    """Swap dark and light in a band across the picture, a seventh to a third as wide."""
    axis = int(rng.integers(2))
    side = gray.shape[axis]
    wide = round(rng.uniform(1 / 7, 1 / 3) * side)
    first = int(rng.integers(0, side - wide + 1))
    striped = gray.copy()
    band = (slice(None),) * axis + (slice(first, first + wide),)
    striped[band] = 1.0 - striped[band]
    return striped


def gray_paper(gray: Gray, rng: np.random.Generator) -> Gray:
    """Bring the paper a quarter to just over half of the way towards the ink."""
    return _dim(gray, np.full(gray.shape, rng.uniform(0.25, 0.55), np.float32))


def gradient(gray: Gray, rng: np.random.Generator) -> Gray:
    """Bring the paper towards the ink from one side to the other, by up to a third to two thirds."""
    angle, most = rng.uniform(0.0, 2.0 * np.pi), np.float32(rng.uniform(0.33, 0.67))
    height, width = gray.shape
    down, across = np.linspace(-1.0, 1.0, height), np.linspace(-1.0, 1.0, width)
    ramp = (sin(angle) * down)[:, np.newaxis] + cos(angle) * across
    steep = abs(sin(angle)) + abs(cos(angle))
    return _dim(gray, most * ((ramp / steep + 1.0) / 2).astype(np.float32))


def fog(gray: Gray, rng: np.random.Generator) -> Gray:
    """Lay clouds of many sizes over the picture, so that a third to a half of its contrast is lost."""
    clouds = np.zeros(gray.shape, np.float32)
    for cells in (3, 5, 9, 17):
        coarse = rng.random((cells, cells), dtype=np.float32)
        clouds += cv2.resize(coarse, gray.shape[::-1], interpolation=cv2.INTER_LINEAR) / np.float32(cells)
    clouds -= clouds.min()
    clouds /= max(float(clouds.max()), 1e-6)
    density = np.float32(rng.uniform(0.33, 0.5))
    fogged: Gray = gray + density * (clouds - gray)
    return fogged


def _print_lines(mask: np.ndarray, rng: np.random.Generator, *, apart: float) -> None:
    """Draw lines from left to right into ``mask``, ``apart`` px from one another, a little askew."""
    height, width = mask.shape
    rise = tan(rng.uniform(-TILT, TILT)) * width
    thick = rng.uniform(0.4, 0.9) * unit_of(mask)
    for down in np.arange(rng.uniform(0.0, apart) - abs(rise), height + abs(rise), apart):
        _polyline(mask, np.array([[0.0, down], [width, down + rise]]), width=thick)


def _mark(gray: Gray, mask: np.ndarray, strength: float) -> Gray:
    """Return ``gray`` with what is drawn in ``mask`` on it, at ``strength`` of the ink's own."""
    levels = levels_of(gray)
    drawn = mask * np.float32(strength / 255)
    marked: Gray = gray + np.maximum(drawn - levels.share(gray), 0.0) * np.float32(levels.ink - levels.paper)
    return marked


def _dim(gray: Gray, towards_ink: Ink) -> Gray:
    """Return ``gray`` with its paper brought that share of the way towards the ink; full ink stays."""
    levels = levels_of(gray)
    share = levels.share(gray)
    return gray + towards_ink * (1.0 - share) * np.float32(levels.ink - levels.paper)


def _sprinkle(
    gray: Gray, rng: np.random.Generator, *, count: tuple[int, int], radius: tuple[float, float]
) -> Gray:
    """Return ``gray`` with dots on it; ``radius`` in pixels of MNIST's."""
    mask = np.zeros(gray.shape, np.uint8)
    for _ in range(rng.integers(count[0], count[1] + 1)):
        place = np.array(gray.shape[::-1]) * rng.uniform(0.0, 1.0, size=2)
        _dot(mask, place, radius=rng.uniform(*radius) * unit_of(gray))
    return _mark(gray, mask, rng.uniform(0.6, 1.0))


def _dot(mask: np.ndarray, place: np.ndarray, *, radius: float) -> None:
    center = np.rint(place * (1 << FRACTION)).astype(int).tolist()
    cv2.circle(mask, center, max(1, round(radius * (1 << FRACTION))), 255, cv2.FILLED, cv2.LINE_AA, FRACTION)


def _polyline(mask: np.ndarray, points: np.ndarray, *, width: float) -> None:
    fixed = np.rint(points * (1 << FRACTION)).astype(np.int32)
    cv2.polylines(mask, [fixed], False, 255, max(1, round(width)), cv2.LINE_AA, FRACTION)  # noqa: FBT003  open

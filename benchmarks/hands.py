"""Digits in styles that MNIST hardly has, shaped by hand as people write them: to measure on, never to teach.

Each style has some twenty shapes in ``hands.txt``, of different proportions, slants, curves and orders of
strokes; each of them is written several times, never twice alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.interpolate import CubicHermiteSpline

from inkdigits.shapes import Stroke, Strokes

SHAPES = Path(__file__).with_name("hands.txt")
SHEET = 100  # units, side of the sheet that a shape is noted on
TREMOR = 1.5  # units, standard deviation of a point from where it was noted
LEAN = 0.15  # largest shear, width for height
STRETCH = 1.15  # largest ratio by which width and height change against each other
TILT = 10.0  # degrees, largest rotation
DENSE = 12  # points drawn from one noted point to the next


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write a digit: lines of ``hands.txt``, each one shape."""

    name: str  # "7 with a bar"
    shapes: tuple[str, ...]

    @property
    def digit(self) -> int:
        """The digit that a person reads."""
        return int(self.name[0])

    def written(self, rng: np.random.Generator, *, times: int) -> Iterator[Strokes]:
        """Yield each shape as a pen wrote it, ``times`` times."""
        for shape in self.shapes:
            for _ in range(times):
                yield write(shape, rng)


def read_styles() -> tuple[Style, ...]:
    """Return the styles of ``hands.txt``, in its order."""
    text = re.sub(r"^#.*\n", "", SHAPES.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = re.findall(r"^\[(.+)\]\n((?:.+\n)+)", text, flags=re.MULTILINE)
    return tuple(Style(name, tuple(lines.splitlines())) for name, lines in found)


def write(shape: str, rng: np.random.Generator) -> Strokes:
    """Return ``shape`` as strokes of a hand that trembles, leans, stretches and tilts."""
    hand = posture(rng)
    return [way(noted.split(), rng) @ hand for noted in shape.split(" / ")]


def posture(rng: np.random.Generator) -> np.ndarray:
    """Return the matrix by which a hand changes the points (x, y) of a shape."""
    tilt = np.radians(rng.uniform(-TILT, TILT))
    stretch = STRETCH ** rng.uniform(-0.5, 0.5)
    turned = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])
    leaning = np.array([[stretch, 0], [rng.uniform(-LEAN, LEAN), 1 / stretch]])
    changed: np.ndarray = leaning @ turned
    return changed


def way(noted: list[str], rng: np.random.Generator) -> Stroke:
    """Return the smooth line through the points of one stroke, broken at its corners."""
    points = np.array([divmod(int(point.strip("!")), SHEET) for point in noted], dtype=float)
    points += rng.normal(0, TREMOR, points.shape)
    corners = [i for i, point in enumerate(noted) if point.endswith("!")]
    ends = [0, *corners, len(points) - 1]
    pieces = [smooth(points[a : b + 1]) for a, b in pairwise(ends)]
    return np.concatenate(pieces)


def smooth(points: Stroke) -> Stroke:
    """Return a curve through ``points``, whose pace is even enough not to overshoot."""
    pace = np.append(0, np.cumsum(np.sqrt(np.hypot(*np.diff(points, axis=0).T))))
    curve = CubicHermiteSpline(pace, points, np.gradient(points, pace, axis=0))
    smoothed: Stroke = curve(np.linspace(0, pace[-1], DENSE * (len(points) - 1) + 1))
    return smoothed

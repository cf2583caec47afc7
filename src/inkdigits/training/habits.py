"""Give a drawn digit a habit of other hands: a bar on the 7, a flag on the 1 or none, a slash through the 0.

Whole countries write so, yet few of the data set's writers do.  Each habit takes the strokes of a plain
digit, y growing downward, and returns them with what it adds or straightens; where the digit already has
something of the kind, or has not the shape that it needs, they come back as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from inkdigits.shapes import Stroke, Strokes

Habit: TypeAlias = Callable[[Strokes, np.random.Generator], Strokes]

STICK = 0.3  # width over height up to which a 1 is a bare stick
LOOP = 8  # points of a loop
POINTS = 8  # of a straight line


def barred_seven(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Add a short bar through the stem of a 7 of one stroke."""
    if len(strokes) > 1:
        return strokes
    low, size = _extent(strokes)
    height = low[1] + size[1] * rng.uniform(0.38, 0.65)
    stem = _crossing(strokes[0], height)
    if stem is None:
        return strokes
    reach, tilt = size.max() * rng.uniform(0.14, 0.3), rng.uniform(-0.25, 0.25)
    aside = rng.uniform(-0.3, 0.3)
    way = np.array([reach, -reach * tilt])
    middle = np.array([stem, height]) + way * aside
    return [*strokes, np.stack([middle - way, middle, middle + way])]


def slashed_zero(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Add a slash from lower left to upper right, within the 0 or through it."""
    low, size = _extent(strokes)
    if len(strokes) > 1 or size.min() < STICK * size.max():
        return strokes
    reach = rng.uniform(0.5, 1.15) / 2
    way = size * reach * np.array([rng.uniform(0.7, 1.1), -rng.uniform(0.7, 1.1)])
    middle = low + size / 2 + size * rng.normal(0, 0.03, 2)
    return [*strokes, np.stack([middle - way, middle, middle + way])]


def flagged_one(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Give a 1 that is a bare stick a flag at its top, a foot below, or both."""
    _, size = _extent(strokes)
    if len(strokes) > 1 or size[0] > STICK * size[1]:
        return strokes
    line = strokes[0] if strokes[0][0, 1] < strokes[0][-1, 1] else strokes[0][::-1]
    head, toe, height = line[0], line[-1], float(size[1])
    changed, choice = [line], rng.random()
    if choice < 0.75:  # noqa: PLR2004  three in four
        flag = head + height * np.array([-rng.uniform(0.12, 0.4), rng.uniform(0.08, 0.4)])
        changed = [np.concatenate([np.stack([flag, (flag + head) / 2]), line])]
    if choice > 0.4:  # noqa: PLR2004  three in five
        half = height * rng.uniform(0.12, 0.32)
        foot = np.array([[-half, rng.normal(0, 0.02) * height], [half, 0.0]])
        changed.append(toe + foot * np.array([1.0, 1.0]))
    return changed


def bare_one(strokes: Strokes, _rng: np.random.Generator) -> Strokes:
    """Straighten a 1 of one stroke, from its highest point to its lowest."""
    line = strokes[0]
    head, toe = line[line[:, 1].argmin()], line[line[:, 1].argmax()]
    if len(strokes) > 1 or head[1] == toe[1]:
        return strokes
    return [np.linspace(head, toe, POINTS)]


def looped_two(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Let a 2 of one stroke turn by a loop at its lower left."""
    if len(strokes) > 1:
        return strokes
    line = strokes[0]
    low, size = _extent(strokes)
    leaning = (line - low) / np.maximum(size, 1.0) @ np.array([-1.0, 1.0])
    corner = int(leaning.argmax())
    if not 2 < corner < len(line) - 2:  # noqa: PLR2004  a turn has a way before it and one behind it
        return strokes
    radius = size.max() * np.array([rng.uniform(0.07, 0.14), rng.uniform(0.05, 0.11)])
    angles = np.linspace(0.4 * np.pi, 2.3 * np.pi, LOOP)  # from below by the left and the top to the right
    middle = line[corner] + radius * np.array([0.6, -0.8])
    loop = middle + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return [np.concatenate([line[:corner], loop, line[corner + 1 :]])]


HABITS: Mapping[int, tuple[Habit, ...]] = MappingProxyType(
    {0: (slashed_zero,), 1: (flagged_one, bare_one), 2: (looped_two,), 7: (barred_seven,)}
)
"""The habits that a digit may be given, one at a time."""


def _extent(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """Return the upper left corner of all points, and their width and height."""
    everything = np.concatenate(strokes)
    low = everything.min(axis=0)
    return low, everything.max(axis=0) - low


def _crossing(line: Stroke, height: float) -> float | None:
    """Return where ``line`` last crosses ``height``, or None where it does not."""
    above = line[:, 1] < height
    crossings = np.flatnonzero(above[:-1] != above[1:])
    if not len(crossings):
        return None
    before, after = line[crossings[-1]], line[crossings[-1] + 1]
    share = (height - before[1]) / (after[1] - before[1])
    return float(before[0] + share * (after[0] - before[0]))

"""Tell a table from other lines on a page: its level and upright lines cross each other.

A sheet has edges, a title is underlined, a cloth has stripes, but only in a table nearly every level line
meets nearly every upright one.  Those that do not are dropped, the worst first, until the rest hold together.
A line that is seen faintly is taken back where the distances between the others say that one is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from inkdigits.ink.ruling import Rule
from inkdigits.shapes import Gray

NEAR = 0.012  # of the longer side, within which lines that should meet do
MEETING = 0.6  # of the lines across, least that a table's line meets
SEEN = 0.5  # of the way between its outermost crossings, least where a table's line is seen
FAINTLY_MEETING, FAINTLY_SEEN = 0.4, 0.25  # the same, of a line that stands where one is missing
ALONE = 0.6  # of the usual distance, least that such a line lies from others
FEWEST = 3  # lines of which one knows the usual distance
EVENLY = 0.15  # of the usual distance, most that lines lie apart otherwise if a missing one is put between
STEPS = 5  # in which a crossing is found


@dataclass(frozen=True, slots=True, eq=False)
class Ruled:
    """The lines of one table.

    Attributes:
        level: those that are nearly level, from top to bottom.
        upright: the others, from left to right.
    """

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]

    @property
    def corners(self) -> np.ndarray:
        """Where they cross, (level, upright, 2) float64: x and y in px."""
        return cross(self.level, self.upright)


def cross(level: Sequence[Rule], upright: Sequence[Rule]) -> np.ndarray:
    """Return x and y of where lines cross, (level, upright, 2) float64, px."""
    crossings = np.empty((len(level), len(upright), 2))
    for i, one in enumerate(level):
        for j, other in enumerate(upright):
            x, y = 0.0, len(other.places) / 2
            for _ in range(STEPS):
                x = other.at(y)
                y = one.at(x)
            crossings[i, j] = x, y
    return crossings


def find_ruled(level: Sequence[Rule], upright: Sequence[Rule], paper: Gray) -> Ruled | None:
    """Return the table among the lines; None where none cross as a table's do.

    Of several, as where the cloth below is checked, it is the one with the most crossings on the brightest
    ``paper``.
    """
    net = _net(level, upright, near=NEAR * max(paper.shape))
    free, found = net.meets.copy(), list[tuple[float, Ruled]]()
    while free.any():
        rows, columns = _hold_together(net, free)
        if not rows.any() or not columns.any():
            break
        worth = _light(paper, net.crossings[rows][:, columns]) ** 2 * rows.sum() * columns.sum()
        more_rows = _take_back(level, rows, net.meets[:, columns], net.crossings[:, columns, 0])
        more_columns = _take_back(upright, columns, net.meets[rows].T, net.crossings[rows, :, 1].T)
        found.append((worth, Ruled(_chosen(level, more_rows), _chosen(upright, more_columns))))
        free[more_rows] = False
        free[:, more_columns] = False
    return max(found, key=lambda one: one[0])[1] if found else None


def put_between(rules: Sequence[Rule], missing: int) -> tuple[Rule, ...] | None:
    """Return ``rules`` with ``missing`` more, where the gaps between even lines leave no doubt where."""
    middle = len(rules[0].places) // 2
    gaps = np.diff([rule.places[middle] for rule in rules])
    usual = float(np.median(gaps))
    times = np.rint(gaps / max(usual, 1.0))
    if (
        times.sum() - len(gaps) != missing
        or np.abs(gaps - times * usual).max() > EVENLY * usual * times.max()
    ):
        return None
    filled = [rules[0]]
    for time, (before, behind) in zip(times.astype(int).tolist(), pairwise(rules), strict=True):
        filled += [before.towards(behind, part / time) for part in range(1, time)]
        filled.append(behind)
    return tuple(filled)


@dataclass(frozen=True, slots=True, eq=False)
class _Net:
    """All lines, and where they cross.

    Attributes:
        level: those that are nearly level.
        upright: the others.
        crossings: (level, upright, 2), x and y in px, or where they would cross if they went on.
        meets: (level, upright) bool, whether both are seen there.
    """

    level: Sequence[Rule]
    upright: Sequence[Rule]
    crossings: np.ndarray
    meets: np.ndarray


def _net(level: Sequence[Rule], upright: Sequence[Rule], *, near: float) -> _Net:
    crossings = cross(level, upright)
    meets = np.zeros(crossings.shape[:2], np.bool_)
    for i, one in enumerate(level):
        for j, other in enumerate(upright):
            x, y = crossings[i, j].tolist()
            meets[i, j] = one.reaches(x, within=near) and other.reaches(y, within=near)
    return _Net(level, upright, crossings, meets)


def _hold_together(net: _Net, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which level and which upright lines meet nearly all of the others, of those ``free``."""
    rows: np.ndarray = np.asarray(free.any(axis=1))
    columns: np.ndarray = np.asarray(free.any(axis=0))
    while rows.any() and columns.any():
        kept = free & rows[:, None] & columns
        of_rows = _hold(net.level, rows, kept[:, columns], net.crossings[:, columns, 0])
        of_columns = _hold(net.upright, columns, kept[rows].T, net.crossings[rows, :, 1].T)
        if min(of_rows.min(), of_columns.min()) >= MEETING:
            break
        if of_rows.min() <= of_columns.min():
            rows[of_rows.argmin()] = False
        else:
            columns[of_columns.argmin()] = False
    return rows, columns


def _hold(rules: Sequence[Rule], kept: np.ndarray, meets: np.ndarray, crossings: np.ndarray) -> np.ndarray:
    """Return which share of the others each line that is ``kept`` meets; none if it is not seen between."""
    shares: np.ndarray = np.where(kept, meets.mean(axis=1), np.inf)
    for at in np.flatnonzero(kept).tolist():
        if _seen(rules[at], crossings[at, meets[at]]) < SEEN:
            shares[at] = 0.0
    return shares


def _seen(rule: Rule, crossings: np.ndarray) -> float:
    """Return on which share of the way between its outermost ``crossings`` a line is seen."""
    return rule.covers(float(crossings.min()), float(crossings.max())) if len(crossings) else 0.0


def _take_back(
    rules: Sequence[Rule], kept: np.ndarray, meets: np.ndarray, crossings: np.ndarray
) -> np.ndarray:
    """Return which lines belong to the table: those ``kept``, and fainter ones where else none would be."""
    taken = kept.copy()
    if kept.sum() < FEWEST:
        return taken
    middles = np.array([rule.at(float(places.mean())) for rule, places in zip(rules, crossings, strict=True)])
    usual = float(np.median(np.diff(np.sort(middles[kept]))))
    for at in np.argsort(-meets.mean(axis=1), kind="stable").tolist():
        seen = _seen(rules[at], crossings[at, meets[at]])
        if not taken[at] and meets[at].mean() >= FAINTLY_MEETING and seen >= FAINTLY_SEEN:
            taken[at] = np.abs(middles[taken] - middles[at]).min() > ALONE * usual
    return taken


def _light(paper: Gray, crossings: np.ndarray) -> float:
    """Return how bright the paper is where lines cross."""
    x, y = np.rint(crossings.reshape(-1, 2)).astype(np.int64).clip(0, np.array(paper.shape[::-1]) - 1).T
    return float(np.mean(paper[y, x]))


def _chosen(rules: Sequence[Rule], which: np.ndarray) -> tuple[Rule, ...]:
    return tuple(rules[at] for at in np.flatnonzero(which).tolist())

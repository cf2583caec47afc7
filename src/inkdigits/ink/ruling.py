"""Find the lines that a page is ruled with: long thin lines, level or upright, straight or a little bent.

What is thin and dark is thinned to its ridges, and each point of a ridge knows its own slope.  Straight
lines are sought by votes of these points, as Hough did [1], but a point votes only for lines of about its
own slope, so that writing, which runs all ways, hardly votes together.  Each line is then followed where
the sheet bends it.

Level lines are told by their row in each column.  Upright ones are the level lines of the transposed
picture.

[1] R. O. Duda, P. E. Hart: Use of the Hough transformation to detect lines and curves in pictures, 1972.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.shapes import Gray

SLOPES = np.tan(np.radians(np.arange(-24.0, 24.01, 0.5)))  # that lines may have: 15 degrees, and perspective
OWN = 0.12  # of slope, most that a point's own differs from that of its line
APART = 0.008  # of the longer side, least that lines lie apart
BIN = 2.0  # px, in which the row of a line is sought
FOLLOWED = (
    (1, 5.0),
    (2, 8.0),
    (2, 6.0),
    (2, 5.0),
)  # degree of the curve through the points within so many px
NEAR = 3.0  # px, to either side of a line are points of it, once it has been followed
WIDEST = 0.009  # of the longer side, a line
SHORTEST = 0.12  # of the picture's extent along a line
MOST = 12_000  # points that vote: every second, third ... of more
KNOTS = 24  # places along the picture, between which a line is straight
GAP = 0.02  # of the extent, which a line that goes on after it may lack
SMOOTHING = 5  # px, side of the square over which slopes are averaged
COHERENT = 0.5  # 0..1, how much of the change around a point of a line is across it


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One line: for each column its row; of upright lines, for each row its column.

    Attributes:
        places: (along,) float64, px.
        seen: (along,) bool, where there is ink of it.
    """

    places: np.ndarray
    seen: np.ndarray

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last place along it where it is seen."""
        along = np.flatnonzero(self.seen)
        return int(along[0]), int(along[-1])

    def enlarged(self, size: int) -> Rule:
        """Return it as it is on the page enlarged so that it is ``size`` long."""
        times = size / len(self.places)
        along = (np.arange(size) + 0.5) / times - 0.5
        places = (np.interp(along, np.arange(len(self.places)), self.places) + 0.5) * times - 0.5
        nearest = np.rint(along).astype(np.int64).clip(0, len(self.seen) - 1)
        return Rule(places=places, seen=self.seen[nearest])

    def at(self, place: float) -> float:
        """Return where it is at ``place``; beyond the picture, where it is at the border."""
        return float(np.interp(place, np.arange(len(self.places)), self.places))

    def towards(self, other: Rule, share: float) -> Rule:
        """Return a line, seen nowhere, that lies by ``share`` of the way to ``other`` away."""
        places = self.places + (other.places - self.places) * share
        return Rule(places=places, seen=np.zeros(len(places), np.bool_))

    def covers(self, start: float, end: float) -> float:
        """Return the share of the way from ``start`` to ``end`` on which it is seen."""
        part = self.seen[max(0, round(start)) : max(0, round(end)) + 1]
        return float(part.mean()) if part.size else 0.0

    def reaches(self, place: float, *, within: float) -> bool:
        """Tell whether it is seen at ``place`` or so near."""
        return bool(self.seen[max(0, round(place - within)) : max(0, round(place + within)) + 1].any())


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """Points of ridges: (n,) float64 each, ``slopes`` in rows a column."""

    rows: np.ndarray
    columns: np.ndarray
    slopes: np.ndarray


def find_level_rules(lacking: Gray, *, least: float) -> list[Rule]:
    """Return the level lines in ``lacking``, the share of its paper's light that each pixel lacks.

    What lacks less than ``least`` is paper.  Each is a candidate: what it is a line of is for others to say.
    """
    points = _find_points(lacking, least)
    height, width = lacking.shape
    rules: list[Rule] = []
    if len(points.rows) < SHORTEST * width:
        return rules
    for row, slope in _vote(points, height=height, width=width):
        line = np.polynomial.Polynomial([row - slope * width / 2, slope])
        rule = _follow(points, line, width=width)
        if rule is not None and not any(_same(rule, other) for other in rules):
            rules.append(rule)
    return sorted(rules, key=lambda rule: float(rule.places[rule.seen].mean()))


def find_upright_rules(lacking: Gray, *, least: float) -> list[Rule]:
    """Return the upright lines in ``lacking``, as ``find_level_rules`` does."""
    return find_level_rules(np.ascontiguousarray(lacking.T), least=least)


def _find_points(lacking: Gray, least: float) -> _Points:
    """Return the points of ridges that are nearly level."""
    smooth = cv2.GaussianBlur(lacking, (0, 0), 1.0)
    reach = max(4, round(WIDEST * max(lacking.shape)))
    ridge = smooth > least
    ridge &= smooth >= cv2.dilate(smooth, np.ones((5, 1), np.uint8))
    ridge[reach:] &= smooth[reach:] > smooth[:-reach] + least / 2
    ridge[:-reach] &= smooth[:-reach] > smooth[reach:] + least / 2
    down, across = cv2.Scharr(smooth, cv2.CV_32F, 0, 1), cv2.Scharr(smooth, cv2.CV_32F, 1, 0)
    square = (SMOOTHING, SMOOTHING)
    downs, acrosses, both = (cv2.blur(one, square) for one in (down * down, across * across, down * across))
    rows, columns = np.nonzero(ridge)
    downs, acrosses, both = (one[rows, columns].astype(np.float64) for one in (downs, acrosses, both))
    spread = np.hypot(downs - acrosses, 2 * both)
    slopes = np.tan(-0.5 * np.arctan2(2 * both, downs - acrosses))
    coherent = spread > COHERENT * (downs + acrosses)
    level = coherent & (np.abs(slopes) < SLOPES[-1] + OWN)
    return _Points(rows[level].astype(np.float64), columns[level].astype(np.float64), slopes[level])


def _vote(points: _Points, *, height: int, width: int) -> list[tuple[float, float]]:
    """Return row in the middle column, and slope, of lines through enough points, most votes first."""
    every = -(-len(points.rows) // MOST)
    rows, columns, slopes = points.rows[::every], points.columns[::every] - width / 2, points.slopes[::every]
    beyond = np.abs(SLOPES[-1]) * width / 2  # a slanted line may cross the middle outside of the picture
    bins = int((height + 2 * beyond) / BIN) + 2
    votes = np.zeros((len(SLOPES), bins), np.float32)
    for at, slope in enumerate(SLOPES):
        own = np.abs(slopes - slope) < OWN
        place = ((rows[own] - slope * columns[own] + beyond) / BIN).astype(np.int64)
        votes[at] = np.bincount(place.clip(0, bins - 1), minlength=bins)[:bins] * every
    votes = 3 * cv2.blur(votes, (3, 1), borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)
    apart = max(1, round(APART * max(height, width) / BIN))
    best = votes.max(axis=0)
    peaks = (best >= SHORTEST * width) & (best >= cv2.dilate(best[None], np.ones((1, 2 * apart + 1)))[0])
    order = np.flatnonzero(peaks)[np.argsort(-best[peaks])]
    return [(float(at) * BIN + BIN / 2 - beyond, float(SLOPES[votes[:, at].argmax()])) for at in order]


def _follow(points: _Points, line: np.polynomial.Polynomial, *, width: int) -> Rule | None:
    """Return the rule along ``line``, which may bend a little; None where too few points lie on one."""
    curve, rows, columns = line, points.rows, points.columns
    for degree, within in FOLLOWED:
        near = np.abs(points.rows - curve(points.columns)) < within
        near &= np.abs(points.slopes - curve.deriv()(points.columns)) < OWN
        if np.count_nonzero(near) < SHORTEST * width / 2:
            return None
        columns, rows = points.columns[near], points.rows[near]
        curve = np.polynomial.Polynomial.fit(columns, rows, degree, domain=[0, width])
    along = np.arange(width)
    places = curve(along) + _straying(columns / width * KNOTS, rows - curve(columns), along / width * KNOTS)
    column = columns.astype(np.int64)
    there = np.zeros((1, width), np.uint8)
    there[0, column[np.abs(rows - places[column]) < NEAR]] = 1
    gap = np.ones((1, max(3, round(GAP * width))), np.uint8)
    whole = cv2.morphologyEx(there, cv2.MORPH_CLOSE, gap)
    seen = cv2.morphologyEx(whole, cv2.MORPH_OPEN, gap)[0] > 0
    return Rule(places=places, seen=seen) if seen.sum() >= SHORTEST * width else None


def _straying(knots: np.ndarray, away: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Return how far a line strays from its curve at ``along``: the median of the points around knots."""
    near = [away[np.abs(knots - knot) < 1] for knot in range(KNOTS + 1)]
    known = [knot for knot, some in enumerate(near) if len(some)]
    strayed: np.ndarray = np.interp(along, known, [float(np.median(near[knot])) for knot in known])
    return strayed


def _same(rule: Rule, other: Rule) -> bool:
    """Tell whether two lines run along each other: one line was found twice."""
    both = rule.seen & other.seen
    if not both.any():
        both = rule.seen | other.seen
    return float(np.median(np.abs(rule.places - other.places)[both])) < 2 * NEAR

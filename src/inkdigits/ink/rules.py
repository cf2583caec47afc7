"""Take the rules of ruled and squared paper away, and leave the writing that crosses them.

A rule is a thin straight line, nearly level or upright, that runs to the picture's border; no stroke of a
digit does.  Straight lines are sought as Hough did [1], by votes of the points on them, and followed where
the sheet bends.  The darkness of a rule, the median along it, is taken off wherever it runs; ink that crosses
it is darker and remains.

[1] R. O. Duda, P. E. Hart: Use of the Hough transformation to detect lines and curves in pictures, 1972.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Gray

UNIT = 400  # px, longer side of a picture that the sizes below are meant for; larger ones have thicker rules
SLOPES = np.tan(np.radians(np.arange(-20.0, 20.01, 0.4))).astype(np.float32)  # that rules may have
COVERED = 0.4  # of the picture's width, least that a rule covers
END = 0.06  # of the picture's width: a rule is seen there, at one side at least, and writing is not
SEEN = 0.6  # of that end, least that a rule covers
MOST = 8_000  # points that lines are sought through: every second, third ... of more
APART = 3  # rules lie no closer
NEAR = 2.0  # of a rule's middle lie the points that it is followed by
BENDS = 2  # degree of the curve that a rule on a bent sheet is
RADIUS = 5  # to either side of its middle that is looked at; a rule is thinner
THICKEST = 4  # a rule; what is thicker is writing, or the sheet's edge
OVER = 1.7  # times as dark as its rule is ink, which remains
EDGE = 0.15  # of its rule's darkness at which it ends to either side


def remove_rules(lacking: Gray, *, least: float) -> Gray:
    """Return ``lacking`` without level and upright rules; what lacks less than ``least`` is paper."""
    level = _remove_level(lacking, least)
    return np.ascontiguousarray(_remove_level(np.ascontiguousarray(level.T), least).T)


def _remove_level(lacking: Gray, least: float) -> Gray:
    """Return ``lacking`` without those rules that are nearly level."""
    unit = max(1.0, max(lacking.shape) / UNIT)
    rows, columns = np.nonzero(_ridges(lacking, least, reach=round(2 * unit)))
    width = lacking.shape[1]
    if len(rows) < COVERED * width:
        return lacking
    rest = lacking.copy()
    for row, slope in _find_lines(rows, columns, lacking.shape, unit):
        near = np.abs(rows - row - slope * (columns - width / 2)) < NEAR * unit
        if np.count_nonzero(near) > COVERED * width / 2:
            follow = np.polynomial.Polynomial.fit(columns[near], rows[near], BENDS, domain=[0, width])
            _take_off(rest, follow(np.arange(width)), unit, least)
    return rest


def _ridges(lacking: Gray, least: float, *, reach: int) -> np.ndarray:
    """Return where it is darker than ``reach`` px above and below."""
    ridge = lacking > least
    ridge[reach:] &= lacking[reach:] > lacking[:-reach] + least / 3
    ridge[:-reach] &= lacking[:-reach] > lacking[reach:] + least / 3
    return ridge


def _find_lines(
    rows: np.ndarray, columns: np.ndarray, shape: tuple[int, ...], unit: float
) -> list[tuple[float, float]]:
    """Return row in the middle column, and slope, of each line through enough of the points."""
    width, bins = shape[1], int(shape[0] / unit) + 2
    every = -(-len(rows) // MOST)
    middle = (columns[::every] - width / 2).astype(np.float32)
    at = ((rows[::every] - SLOPES[:, None] * middle) / unit + 1).astype(np.int32).clip(0, bins)
    at += ((bins + 1) * np.arange(len(SLOPES), dtype=np.int32))[:, None]
    votes, at_ends = (
        np.bincount(one.ravel(), minlength=(bins + 1) * len(SLOPES)).reshape(-1, bins + 1)[:, :bins] * every
        for one in (at, at[:, np.abs(middle) > (0.5 - END) * width])
    )
    votes[:, 0] = at_ends[:, 0] = 0  # beyond the picture
    votes, at_ends = votes[:, :-1] + votes[:, 1:], at_ends[:, :-1] + at_ends[:, 1:]  # or between two rows
    votes[at_ends < SEEN * END * width] = 0
    best = votes.max(axis=0).astype(np.float32)
    peaks = (best >= COVERED * width) & (best >= cv2.dilate(best[None], np.ones((1, 2 * APART + 1)))[0])
    return [(float(place) * unit, float(SLOPES[votes[:, place].argmax()])) for place in np.flatnonzero(peaks)]


def _take_off(lacking: Gray, middle: np.ndarray, unit: float, least: float) -> None:
    """Take the darkness of the rule along the rows ``middle`` off ``lacking``, in place."""
    radius = round(RADIUS * unit)
    band = np.rint(middle).astype(np.int64) + np.arange(-radius, radius + 1)[:, None]
    columns = np.flatnonzero(((band >= 0) & (band < len(lacking))).all(axis=0))
    if len(columns) == 0:
        return
    band = band[:, columns]
    values = lacking[band, columns]
    typical = np.median(values, axis=1)
    typical = np.maximum(typical - min(typical[0], typical[-1]), 0.0)
    peak = float(typical.max())
    if peak < least or np.count_nonzero(typical > peak / 2) > THICKEST * unit:
        return
    rule = cv2.dilate((typical > EDGE * peak).astype(np.uint8)[:, None], np.ones((3, 1), np.uint8)) > 0
    crossed = np.minimum(values[:2].max(axis=0), values[-2:].max(axis=0)) > OVER * peak / 2
    left = np.maximum(values - typical[:, None], 0.0)
    left[(values < OVER * peak) & ~crossed] = 0.0
    lacking[band, columns] = np.where(rule, left, values)

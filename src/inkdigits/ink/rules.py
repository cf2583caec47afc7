"""Take the rules of ruled and squared paper away, and leave the writing that crosses them.

A rule is a straight line, nearly level or upright, that runs from one border of the picture to the other or
to where the sheet ends.  Its darkness, the median along it, is taken off wherever it runs; ink that crosses
it is darker and remains.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Gray

SLOPES = np.tan(np.radians(np.arange(-20.0, 20.01, 0.4))).astype(
    np.float32
)  # that rules may have in a photograph
COVERED = 0.45  # of the picture's width, least that a rule covers
END = 0.06  # of the picture's width: a rule is seen there, at one side at least, and writing is not
APART = 3  # px, rules lie no closer
RADIUS = 3  # px to either side of its middle that a rule may reach
MOST = 8_000  # points that lines are sought through: every second, third ... of more
THICKEST = 4  # px, a rule; what is thicker is writing, or the sheet's edge
OVER = 1.7  # times as dark as its rule is ink, which remains


def remove_rules(lacking: Gray, *, least: float) -> Gray:
    """Return ``lacking`` without level and upright rules; what lacks less than ``least`` is paper."""
    level = _remove_level(lacking, least)
    return np.ascontiguousarray(_remove_level(np.ascontiguousarray(level.T), least).T)


def _remove_level(lacking: Gray, least: float) -> Gray:
    """Return ``lacking`` without those rules that are nearly level."""
    ridge = lacking > least
    ridge[2:] &= lacking[2:] > lacking[:-2] + least / 3
    ridge[:-2] &= lacking[:-2] > lacking[2:] + least / 3
    places = np.flatnonzero(ridge)
    every = -(-len(places) // MOST)
    lines = _find_lines(places, every, lacking.shape) if len(places) > lacking.shape[1] * COVERED else []
    if not lines:
        return lacking
    lacking = lacking.copy()
    for row, slope in lines:
        _take_off(lacking, row, slope, least)
    return lacking


def _find_lines(places: np.ndarray, every: int, shape: tuple[int, ...]) -> list[tuple[float, float]]:
    """Return row in the middle column, and slope, of each line through enough of the ``places``."""
    height, width = shape
    rows, columns = np.divmod(places[::every].astype(np.int32), width)
    middle = (columns - width / 2).astype(np.float32)
    ends = np.abs(middle) > (0.5 - END) * width
    at = (rows[None] - SLOPES[:, None] * middle[None] + 0.5 + height).astype(np.int32).clip(0, 3 * height - 1)
    at += (3 * height * np.arange(len(SLOPES), dtype=np.int32))[:, None]
    votes, at_ends = (
        np.bincount(one.ravel(), minlength=3 * height * len(SLOPES)).reshape(-1, 3 * height)[
            :, height : 2 * height + 1
        ]
        * np.float32(every)
        for one in (at, at[:, ends])
    )
    votes, at_ends = votes[:, :-1] + votes[:, 1:], at_ends[:, :-1] + at_ends[:, 1:]  # or between two rows
    votes[at_ends < END * width * 0.6] = 0
    best = votes.max(axis=0)
    peaks = (best >= COVERED * width) & (best >= cv2.dilate(best[None], np.ones((1, 2 * APART + 1)))[0])
    return [(float(row) + 0.5, float(SLOPES[votes[:, row].argmax()])) for row in np.flatnonzero(peaks)]


def _take_off(lacking: Gray, row: float, slope: float, least: float) -> None:
    """Take one rule's darkness off ``lacking``, in place."""
    height, width = lacking.shape
    columns = np.arange(width)
    middle = np.rint(row + slope * (columns - width / 2)).astype(np.int64)
    band = middle[None] + np.arange(-RADIUS - 2, RADIUS + 3)[:, None]
    valid = ((band >= 0) & (band < height)).all(axis=0)
    if not valid.any():
        return
    band, columns = band[:, valid], columns[valid]
    values = lacking[band, columns[None]]
    typical = np.median(values, axis=1)
    typical = np.maximum(typical - min(typical[0], typical[-1]), 0.0)
    peak = float(typical.max())
    if peak < least or np.count_nonzero(typical > peak / 2) > THICKEST:
        return
    touched = cv2.dilate((typical > 0.15 * peak).astype(np.uint8)[:, None], np.ones((3, 1), np.uint8))
    crossing = (values[:2].max(axis=0) > OVER * peak / 2) & (values[-2:].max(axis=0) > OVER * peak / 2)
    pale = (values < OVER * peak) & ~crossing
    left = np.maximum(values - typical[:, None], 0.0)
    lacking[band, columns[None]] = np.where(touched.astype(bool), np.where(pale, 0.0, left), values)

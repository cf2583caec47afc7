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
COVERED = 0.4  # of the sheet's width, least that a rule covers
UNBROKEN = 0.5  # of the sheet along a rule, least where it is seen
END = 0.06  # of the sheet's width: a rule is seen there, at one side at least, and writing is not
NARROWEST = 0.2  # of the picture's width, a sheet on which rules are sought
SEEN = 0.6  # of that end, least that a rule covers
MOST = 8_000  # points that lines are sought through: every second, third ... of more
APART = 3  # rules lie no closer
NEAR = 2.0  # of a rule's middle lie the points that it is followed by
BENDS = 2  # degree of the curve that a rule on a bent sheet is
RADIUS = 5  # to either side of its middle that is looked at; a rule is thinner
THICKEST = 4  # a rule; what is thicker is writing, or the sheet's edge
OVER = 1.5  # times as dark as its rule is ink, which remains
LEANING = 2  # to either side a stroke that crosses a rule may have moved on beyond it
EDGE = 0.15  # of its rule's darkness at which it ends to either side


def remove_rules(lacking: Gray, sheet: np.ndarray, *, least: float) -> Gray:
    """Return ``lacking`` without level and upright rules; what lacks less than ``least`` is paper.

    ``sheet`` is the mask of what is surely paper; rules end with it.
    """
    level = _remove_level(lacking, sheet, least)
    upright = _remove_level(np.ascontiguousarray(level.T), np.ascontiguousarray(sheet.T), least)
    return np.ascontiguousarray(upright.T)


def _remove_level(lacking: Gray, sheet: np.ndarray, least: float) -> Gray:
    """Return ``lacking`` without those rules that are nearly level."""
    unit = max(1.0, max(lacking.shape) / UNIT)
    rows, columns = np.nonzero(_ridges(lacking, least, reach=round(2 * unit)))
    width = lacking.shape[1]
    across = int(np.median(sheet.sum(axis=1)[sheet.any(axis=1)]))
    if len(rows) < COVERED * across or across < NARROWEST * width:
        return lacking
    inner = cv2.erode(sheet.astype(np.uint8), np.ones((1, 2 * round(END * across) + 1)), borderValue=0) > 0
    at_end = (sheet & ~inner)[rows, columns] | (np.abs(columns - width / 2) > (0.5 - END) * width)
    rest = lacking.copy()
    for row, slope in _find_lines(
        rows, columns - width / 2, at_end, across=across, height=len(lacking), unit=unit
    ):
        near = np.abs(rows - row - slope * (columns - width / 2)) < NEAR * unit
        seen = np.unique(columns[near])
        on_sheet = _along(sheet, row + slope * (np.arange(width) - width / 2))
        if on_sheet.sum() > COVERED * across and on_sheet[seen].sum() > UNBROKEN * on_sheet.sum():
            follow = np.polynomial.Polynomial.fit(columns[near], rows[near], BENDS, domain=[0, width])
            _take_off(rest, follow(np.arange(width)), seen, unit, least)
    return rest


def _along(sheet: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Return in which columns the rows ``middle`` lie on the ``sheet``."""
    rows = np.rint(middle).astype(np.int64)
    inside = (rows >= 0) & (rows < len(sheet))
    on_sheet: np.ndarray = inside & sheet[np.where(inside, rows, 0), np.arange(len(rows))]
    return on_sheet


def _ridges(lacking: Gray, least: float, *, reach: int) -> np.ndarray:
    """Return where it is darker than ``reach`` px above and below."""
    ridge = lacking > least
    ridge[reach:] &= lacking[reach:] > lacking[:-reach] + least / 3
    ridge[:-reach] &= lacking[:-reach] > lacking[reach:] + least / 3
    return ridge


def _find_lines(
    rows: np.ndarray, columns: np.ndarray, at_end: np.ndarray, *, across: int, height: int, unit: float
) -> list[tuple[float, float]]:
    """Return row in the middle column, and slope, of each line through enough of the points.

    ``columns`` are counted from the middle.
    """
    bins = int(height / unit) + 2
    every = -(-len(rows) // MOST)
    at = ((rows[::every] - SLOPES[:, None] * columns[::every]) / unit + 1).astype(np.int32).clip(0, bins)
    at += ((bins + 1) * np.arange(len(SLOPES), dtype=np.int32))[:, None]
    votes, at_ends = (
        np.bincount(one.ravel(), minlength=(bins + 1) * len(SLOPES)).reshape(-1, bins + 1)[:, :bins] * every
        for one in (at, at[:, at_end[::every]])
    )
    votes[:, 0] = at_ends[:, 0] = 0  # beyond the picture
    votes, at_ends = votes[:, :-1] + votes[:, 1:], at_ends[:, :-1] + at_ends[:, 1:]  # or between two rows
    votes[at_ends < SEEN * END * across] = 0
    best = votes.max(axis=0).astype(np.float32)
    peaks = (best >= COVERED * across) & (best >= cv2.dilate(best[None], np.ones((1, 2 * APART + 1)))[0])
    return [(float(place) * unit, float(SLOPES[votes[:, place].argmax()])) for place in np.flatnonzero(peaks)]


def _take_off(lacking: Gray, middle: np.ndarray, seen: np.ndarray, unit: float, least: float) -> None:
    """Take the darkness of the rule along the rows ``middle``, ``seen`` in some columns, off ``lacking``."""
    radius = round(RADIUS * unit)
    band = np.rint(middle).astype(np.int64) + np.arange(-radius, radius + 1)[:, None]
    whole = ((band >= 0) & (band < len(lacking))).all(axis=0)
    seen = seen[whole[seen]]
    if len(seen) == 0:
        return
    typical = np.median(lacking[band[:, seen], seen], axis=1)
    columns = np.flatnonzero(whole)
    columns = columns[(columns >= seen[0]) & (columns <= seen[-1])]
    band = band[:, columns]
    values = lacking[band, columns]
    typical = np.maximum(typical - min(typical[0], typical[-1]), 0.0)
    peak = float(typical.max())
    if peak < least or np.count_nonzero(typical > peak / 2) > THICKEST * unit:
        return
    rule = cv2.dilate((typical > EDGE * peak).astype(np.uint8)[:, None], np.ones((3, 1), np.uint8)) > 0
    left = np.where(values < OVER * peak, 0.0, values - typical[:, None]).clip(0.0)
    beside = [
        (one.max(axis=0, keepdims=True) > OVER * peak / 2).astype(np.uint8)
        for one in (values[:2], values[-2:])
    ]
    above, below = (cv2.dilate(one, np.ones((1, 2 * round(LEANING * unit) + 1)))[0] for one in beside)
    left = np.where((above & below) > 0, values, left)
    lacking[band, columns] = np.where(rule, left, values)

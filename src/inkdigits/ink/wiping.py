"""Wipe the rules of a table off its page, and leave what was written across them.

How dark and how thick a rule is changes along it, most of all where it was drawn by hand or lies in the
shade. So it is looked at piece by piece: the median along a piece is the rule, since writing covers little
of it.  There all is wiped but what is darker than the rule, and strokes that are seen on both of its
sides.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.ruling import Rule
from inkdigits.shapes import Gray

PIECE = 48  # px, along a rule, over which it is alike
AROUND = 5  # pieces, whose median is taken: a bar of a digit may lie on one of them
RADIUS = 0.012  # of the longer side, to either side of a rule that is looked at
STRAYS = 0.5  # of that radius, most that its middle lies beside where it was followed
EDGE = 0.2  # of its darkness, at which a rule ends to either side
OVER = 1.6  # times as dark as its rule is ink
BESIDE = 3  # px, to either side of a rule in which a stroke is seen that crosses it
LEANING = 2  # px, that such a stroke may have moved on while it crossed
THICKEST = 0.009  # of the longer side; what is thicker is no rule


def wipe_level(lacking: Gray, wiped: np.ndarray, rule: Rule, *, least: float) -> None:
    """Wipe a level ``rule`` off ``lacking`` and mark in ``wiped`` where it was, both in place.

    What lacks less than ``least`` is paper.  For an upright rule both are transposed.
    """
    if not rule.seen.any():  # an edge without a line
        return
    height, width = lacking.shape
    radius = max(6, round(RADIUS * max(lacking.shape)))
    middle = np.rint(rule.places).astype(np.int64)
    rows = middle + np.arange(-radius, radius + 1)[:, None]
    columns = np.arange(width)
    values = lacking[rows.clip(0, height - 1), columns]
    values[(rows < 0) | (rows >= height)] = 0.0
    first, last, dark = _measure(values, rule.seen, radius, least=least)
    at = np.arange(2 * radius + 1)[:, None]
    start, end = rule.ends
    inside = (
        (at >= first)
        & (at <= last)
        & (columns >= start - PIECE)
        & (columns <= end + PIECE)
        & (rows >= 0)
        & (rows < height)
    )
    above = _beside(values, at, first - BESIDE, first - 1, least)
    below = _beside(values, at, last + 1, last + BESIDE, least)
    crossed = _dilate(above, last - first) & _dilate(below, last - first)
    down, across = np.nonzero(inside & ~crossed & (values < np.maximum(OVER * dark, least)))
    lacking[rows[down, across], across] = 0.0
    down, across = np.nonzero(inside)
    wiped[rows[down, across], across] = True


def _measure(
    values: np.ndarray, seen: np.ndarray, radius: int, *, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each column the first and the last row of the rule in ``values``, and how dark it is."""
    width = values.shape[1]
    starts = np.arange(0, width, PIECE)
    found = np.full((3, len(starts)), np.nan)
    for number, start in enumerate(starts):
        piece = values[:, start : start + PIECE][:, seen[start : start + PIECE]]
        if piece.shape[1] >= PIECE // 4:
            found[:, number] = _profile(np.median(piece, axis=1), radius, least=least)
    known = np.flatnonzero(~np.isnan(found[0]))
    if not len(known):  # nothing is wiped
        return np.full(width, 1), np.full(width, 0), np.zeros(width)
    near = [
        known[np.argsort(np.abs(known - number), kind="stable")[:AROUND]] for number in range(len(starts))
    ]
    local = np.stack([np.median(found[:, some], axis=1) for some in near], axis=1)
    piece_of = np.minimum(np.arange(width) // PIECE, len(starts) - 1)
    first, last = np.rint(local[:2]).astype(np.int64)
    return first[piece_of] - 1, last[piece_of] + 1, local[2][piece_of]


def _profile(profile: np.ndarray, radius: int, *, least: float) -> tuple[float, float, float]:
    """Return the first and the last row of the rule in a ``profile`` across it, and how dark it is."""
    reach = max(2, round(STRAYS * radius))
    middle = radius - reach + int(profile[radius - reach : radius + reach + 1].argmax())
    dark = float(profile[middle])
    if dark < least:
        return np.nan, np.nan, np.nan
    paper = np.flatnonzero(profile < max(EDGE * dark, least / 2))
    before, behind = paper[paper < middle], paper[paper > middle]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(behind[0]) - 1 if len(behind) else len(profile) - 1
    if last - first > 2 * radius * THICKEST / RADIUS:
        return np.nan, np.nan, np.nan
    return float(first), float(last), dark


def _beside(
    values: np.ndarray, at: np.ndarray, first: np.ndarray, last: np.ndarray, least: float
) -> np.ndarray:
    """Return in which columns there is ink in the rows from ``first`` to ``last``."""
    there: np.ndarray = np.any((values > least) & (at >= first) & (at <= last), axis=0)
    return there


def _dilate(there: np.ndarray, thick: np.ndarray) -> np.ndarray:
    """Return ``there`` a little wider, since a slanted stroke moves on while it crosses."""
    reach = LEANING + int(np.median(thick)) // 2
    wider: np.ndarray = cv2.dilate(there.astype(np.uint8)[None], np.ones((1, 2 * reach + 1), np.uint8))[0] > 0
    return wider

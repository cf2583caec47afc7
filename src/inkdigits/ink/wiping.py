"""Wipe the rules of a table off its page, and leave what was written across them.

How dark and how thick a rule is changes along it, most where it was drawn by hand or lies in the shade.
So it is looked at piece by piece: the median along a piece is the rule, since writing covers little of it.
There all is wiped but what is darker than the rule, and strokes that are seen on both of its sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inkdigits.ink.paper import DEVIATION_OF_MEDIAN
from inkdigits.ink.ruling import Rule
from inkdigits.shapes import Gray

PIECE = 48  # px, along a rule, over which it is alike
AROUND = 5  # pieces, whose median is taken: a bar of a digit may lie on one of them
RADIUS = 0.012  # of the longer side, to either side of a rule that is looked at
STRAYS = 0.5  # of that radius, most that its middle lies beside where it was followed
EDGE = 0.2  # of its darkness, at which a rule ends to either side
OVER = 0.2  # of the light that a rule leaves, least that ink takes of it
DEVIATIONS = 4.0  # of the rule's darkness, and least that ink is darker
BESIDE = 3  # px, to either side of a rule in which a stroke is seen that crosses it
LEANING = 1.2  # times as far aside as the rule is thick, a stroke may have moved on while it crossed
UNUSUAL = 1.3  # times as dark, or as thick, as a rule is elsewhere, is more than the rule
ALIKE = 2.5  # times as wide on one side as on the other is no stroke that crosses
SOFT = (0.75, 0.9, 1.0)  # of its darkness, has a rule in its outermost rows
THICKEST = 0.009  # of the longer side; what is thicker is no rule


@dataclass(frozen=True, slots=True, eq=False)
class _Band:
    """A rule as it was measured: for each column of the page where it is.

    Attributes:
        rows: (offsets, width), rows of the page from well above it to well below.
        inside: (offsets, width), which of them are the rule.
        first: (width,), the first of the offsets that are.
        last: (width,), the last one.
        ink: (offsets, width), from which darkness on something is ink and not the rule.
    """

    rows: np.ndarray
    inside: np.ndarray
    first: np.ndarray
    last: np.ndarray
    ink: np.ndarray


def wipe_rules(lacking: Gray, level: Sequence[Rule], upright: Sequence[Rule], *, least: float) -> np.ndarray:
    """Wipe rules off ``lacking``, in place; return the mask of where they were.

    What lacks less than ``least`` is paper.  All rules are measured before one is wiped: where two cross,
    neither is a stroke across the other.
    """
    levels, uprights = np.zeros(lacking.shape, np.bool_), np.zeros(lacking.shape, np.bool_)
    ways = ((lacking, level, levels, uprights), (lacking.T, upright, uprights.T, levels.T))
    measured = [[_measure(page, rule, least=least) for rule in rules] for page, rules, _, _ in ways]
    for (_, _, own, _), bands in zip(ways, measured, strict=True):
        for band in bands:
            _mark(own, band)
    written = np.where(levels | uprights, 0.0, lacking)
    for (page, _, _, across), bands in zip(ways, measured, strict=True):
        for band in bands:
            _wipe(page, written if page is lacking else written.T, band, across, least=least)
    wiped: np.ndarray = levels | uprights
    return wiped


def _measure(lacking: Gray, rule: Rule, *, least: float) -> _Band | None:
    """Return where a level ``rule`` is, exactly; None where it cannot be seen."""
    if not rule.seen.any():  # an edge without a line
        return None
    height, width = lacking.shape
    radius = max(6, round(RADIUS * max(lacking.shape)))
    offsets, columns = np.arange(2 * radius + 1)[:, None], np.arange(width)
    rows = np.rint(rule.places).astype(np.int64) + offsets - radius
    on_page = (rows >= 0) & (rows < height)
    values = np.where(on_page, lacking[rows.clip(0, height - 1), columns], 0.0)
    pieces = _measure_pieces(values, rule.seen, radius, least=least)
    if pieces is None:
        return None
    first, last, dark, over = pieces
    depth = np.minimum(offsets - first, last - offsets)
    ink = dark * np.interp(depth, np.arange(len(SOFT)), SOFT) + over
    start, end = rule.ends
    along = (columns >= start - PIECE) & (columns <= end + PIECE)
    return _Band(rows, (offsets >= first) & (offsets <= last) & along & on_page, first, last, ink)


def _measure_pieces(
    values: np.ndarray, seen: np.ndarray, radius: int, *, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray] | None:
    """Return for each column first and last row of the rule, how dark it is, and how much darker ink is."""
    width = values.shape[1]
    starts = np.arange(0, width, PIECE)
    found = np.full((4, len(starts)), np.nan)
    for number, start in enumerate(starts):
        piece = values[:, start : start + PIECE][:, seen[start : start + PIECE]]
        if piece.shape[1] >= PIECE // 4:
            found[:, number] = _look_at(piece, radius, least=least)
    known = np.flatnonzero(_is_rule(found))
    if not len(known):
        return None
    near = [
        known[np.argsort(np.abs(known - number), kind="stable")[:AROUND]] for number in range(len(starts))
    ]
    local = np.stack([np.median(found[:, some], axis=1) for some in near], axis=1)
    of_column = np.minimum(np.arange(width) // PIECE, len(starts) - 1)
    first, last = np.rint(local[:2]).astype(np.int64)
    dark, over = local[2:]
    return first[of_column] - 1, last[of_column] + 1, dark[of_column], over[of_column]


def _is_rule(found: np.ndarray) -> np.ndarray:
    """Return which pieces show the rule, and not a number that lies along it, darker or thicker."""
    seen: np.ndarray = ~np.isnan(found[0])
    if not seen.any():
        return seen
    first, last, dark, _ = found
    thick = last - first
    usual: np.ndarray = seen.copy()
    with np.errstate(invalid="ignore"):  # pieces in which nothing was seen
        usual &= (dark <= UNUSUAL * np.nanmedian(dark)) & (thick <= UNUSUAL * np.nanmedian(thick) + 1)
    return usual


def _look_at(piece: np.ndarray, radius: int, *, least: float) -> tuple[float, float, float, float]:
    """Return first and last row of the rule in a ``piece``, how dark it is, and how much darker ink is."""
    nothing = (np.nan,) * 4
    profile = np.median(piece, axis=1)
    reach = max(2, round(STRAYS * radius))
    middle = radius - reach + int(profile[radius - reach : radius + reach + 1].argmax())
    dark = float(profile[middle])
    if dark < least:
        return nothing
    paper = np.flatnonzero(profile < max(EDGE * dark, least / 2))
    before, behind = paper[paper < middle], paper[paper > middle]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(behind[0]) - 1 if len(behind) else len(profile) - 1
    if last - first > 2 * radius * THICKEST / RADIUS:
        return nothing
    deviation = DEVIATION_OF_MEDIAN * float(np.median(np.abs(piece[middle] - dark)))
    return float(first), float(last), dark, max(OVER * (1 - dark), DEVIATIONS * deviation)


def _mark(mask: np.ndarray, band: _Band | None) -> None:
    """Mark where the rule is, in place."""
    if band is not None:
        down, across = np.nonzero(band.inside)
        mask[band.rows[down, across], across] = True


def _wipe(
    lacking: Gray, written: np.ndarray, band: _Band | None, across: np.ndarray, *, least: float
) -> None:
    """Wipe a level rule off ``lacking``, in place, but not what is ``written`` on both of its sides.

    Where a rule ``across`` runs, nothing is.
    """
    if band is None:
        return
    height, width = lacking.shape
    columns = np.arange(width)
    rows = band.rows.clip(0, height - 1)
    crossed = _find_crossing(written[rows, columns], band, least=least)
    values, other = lacking[rows, columns], across[rows, columns]
    down, along = np.nonzero(band.inside & (other | (values <= band.ink)) & (crossed == 0.0))
    lacking[rows[down, along], along] = 0.0
    down, along = np.nonzero(band.inside & ~other & (values <= band.ink) & (crossed > 0.0))
    lacking[rows[down, along], along] = np.minimum(values[down, along], crossed[down, along])


def _find_crossing(written: np.ndarray, band: _Band, *, least: float) -> np.ndarray:
    """Return, (offsets, width) like ``written``, how dark strokes are that cross the rule; else 0.0."""
    offsets = np.arange(len(written))[:, None]
    above = np.where((offsets >= band.first - BESIDE) & (offsets < band.first), written, 0.0).max(axis=0)
    below = np.where((offsets <= band.last + BESIDE) & (offsets > band.last), written, 0.0).max(axis=0)
    crossed = np.zeros(written.shape, np.float32)
    beneath = _runs(below > least)
    for start, end in _runs(above > least):
        top, bottom = int(band.first[start]), int(band.last[start])
        moved = LEANING * (bottom - top) + BESIDE
        for low, high in beneath:
            narrow, wide = sorted((end - start + 1, high - low + 1))
            if abs(start + end - low - high) / 2 <= moved and wide <= ALIKE * narrow + 2:
                stroke = np.array([(start, top), (end, top), (high, bottom), (low, bottom)], np.int32)
                dark = min(float(above[start : end + 1].max()), float(below[low : high + 1].max()))
                cv2.fillConvexPoly(crossed, stroke, dark)
    return crossed


def _runs(there: np.ndarray) -> list[tuple[int, int]]:
    """Return the first and the last place of each run of ``there``."""
    steps = np.diff(there.astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(steps > 0).tolist(), np.flatnonzero(steps < 0).tolist()
    return [(start, end - 1) for start, end in zip(starts, ends, strict=True)]

"""Cut glyphs out of a line where the line network sees them, when dividing it does not give them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import numpy as np

from inkdigits.model.line_runtime import COLUMN
from inkdigits.recognition.found import Assess, Candidate, Found, find_glyph
from inkdigits.recognition.lines import Strip, points_of
from inkdigits.recognition.reading import Box

FAINT = 0.25  # of full ink, in a strip; what is paler is paper
FAR_LEFT, FAR_RIGHT, NEAR_BY = 22, 12, 3  # px of a strip, from where a glyph is seen to where it may end
DISTANCE = 0.05  # of a pixel's full ink, that a border is worse for each pixel that it is farther away
WITHIN = 0.7  # of its width, least that a glyph's box lies where the line network sees the glyph
SURE = 0.9  # confidence; a glyph in a picture that has less is cut out another way as well


def find_parts(columns: np.ndarray, strip: Strip) -> list[tuple[int, int]]:
    """Return from where to where each glyph reaches, in pixels of ``strip``.

    The line network tells of a glyph in a column or two somewhere in it.  Between two of them, and beside the
    outer ones, glyphs end where there is the least ink.
    """
    ink = np.append(strip.rows.sum(axis=0), np.float32(0.0))  # behind the last column is paper
    width = len(ink)
    middles = (columns.mean(axis=1) * COLUMN).astype(int).clip(0, width - 2).tolist()
    inner = [_border(ink, one, other, (one + other) // 2) for one, other in pairwise(middles)]
    first, last = middles[0], middles[-1]
    left = _border(ink, max(0, first - FAR_LEFT), max(0, first - NEAR_BY), first)
    right = _border(ink, min(width, last + NEAR_BY), min(width, last + FAR_RIGHT), last)
    return list(pairwise([left, *inner, right]))


def _border(ink: np.ndarray, first: int, end: int, likely: int) -> int:
    """Return the column from ``first`` to ``end`` that has little ink, and is not far from ``likely``."""
    if end - first < 1:
        return first
    cost = ink[first:end] + np.abs(np.arange(first, end) - likely) * np.float32(DISTANCE)
    return first + int(cost.argmin())


def cut_surer(
    text: str,
    divided: tuple[Candidate, ...],
    parts: Sequence[tuple[int, int]],
    strip: Strip,
    assess: Assess,
) -> tuple[Candidate, ...]:
    """Return ``divided``, but glyphs as the line network would cut them, where the digit network likes these.

    It must be surer of them; where what was divided off mostly lies elsewhere it is enough that it is sure.
    """
    astray = [_is_astray(one.found.box, part, strip) for one, part in zip(divided, parts, strict=True)]
    asked = [at for at, one in enumerate(divided) if astray[at] or one.confidence < SURE]
    glyphs = list(divided)
    for at, one in zip(asked, cut_out(text, parts, asked, strip, assess), strict=True):
        if one.confidence > min(glyphs[at].confidence, SURE if astray[at] else 1.0):
            glyphs[at] = one
    return tuple(glyphs)


def _is_astray(box: Box, part: tuple[int, int], strip: Strip) -> bool:
    """Tell whether less than most of ``box`` lies where the line network sees its glyph."""
    left, right = (strip.origin[0] + place * strip.unit for place in part)
    shared = min(box.x + box.width, right) - max(box.x, left)
    return shared < WITHIN * box.width


def cut_out(
    text: str, parts: Sequence[tuple[int, int]], places: Sequence[int], strip: Strip, assess: Assess
) -> tuple[Candidate, ...]:
    """Return the glyphs of ``text`` at ``places``, each cut out of the strip at the ends of its part."""
    if not places:
        return ()
    found = [_found_between(*parts[at], strip) for at in places]
    said = assess(np.stack([one.digit for one in found]))
    digits = [int(text[at]) if text[at].isdigit() else None for at in places]
    return tuple(
        Candidate(one, said.probabilities[at], float(said.is_digit[at]), digits[at])
        for at, one in enumerate(found)
    )


def _found_between(left: int, right: int, strip: Strip) -> Found:
    """Return what stands in some columns of a strip; where that is paper, a glyph of no ink."""
    right = max(right, left + 1)
    origin = (strip.origin[0] + left * strip.unit, strip.origin[1])
    ink = np.where(strip.rows[:, left:right] > FAINT, strip.rows[:, left:right], np.float32(0.0))
    found = find_glyph(ink, strip.unit, origin)
    if found is None:
        box = Box(origin[0], origin[1], (right - left) * strip.unit, len(strip.rows) * strip.unit)
        found, ink = Found(np.zeros((28, 28), np.uint8), box, box), np.ones_like(ink)
    return strip.level.placed(found, partial(points_of, ink, strip.unit, origin))

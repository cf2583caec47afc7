"""Set glyphs side by side as a hand does: its size, slant, gaps and baseline, and digits that touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inkdigits.shapes import Strokes
from inkdigits.training.scenery import geometric

HIGHEST, BAND, BANDS = -1.8, 0.1, 28  # units of the line: where bands begin, how high each is, how many
FINE = 0.08  # units, farthest apart that points of an outline lie
APART = (0.17, 0.6)  # units between the middles of the lines of two digits that do not touch
WIDE = (0.6, 1.6)  # likewise, where a hand leaves much room
WIDELY = 0.08  # share of lines
TOUCH = (-0.08, 0.09)  # units, of two that touch; less than nothing where they overlap
TOUCHES = 0.5  # share of gaps in a line whose digits touch, that are none
UNEVEN = 0.3  # deviation of the logarithm of a gap within a line
ORDER = 0.2  # units, least distance of the middles of two neighbors, however they overhang


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How one hand writes one line."""

    slant: float  # units sideways for each unit up
    uneven_slant: float  # deviation from it, from digit to digit
    aspect: float  # width by height beside that of the digit as it is
    uneven_size: float  # deviation of the logarithm of the size
    zeros: float  # size of zeros beside the others
    uneven_baseline: float  # units, deviation
    drift: float  # units down for each unit to the right
    gap: float  # units
    kerned: bool  # whether gaps are from ink to ink, or from box to box
    touches: bool

    def shape(self, rng: np.random.Generator) -> np.ndarray:
        """Return the (2, 2) map of one digit."""
        size = float(np.exp(rng.normal(0.0, self.uneven_size)))
        slant = self.slant + rng.normal(0.0, self.uneven_slant)
        return size * np.array([[self.aspect, -slant], [0.0, 1.0]])

    def rise(self, rng: np.random.Generator) -> float:
        """Return by how much one digit stands below the baseline."""
        return float(rng.normal(0.0, self.uneven_baseline))


def choose_manner(rng: np.random.Generator, *, touching: float, varied: bool) -> Manner:
    """Return how some hand writes; ``touching`` is the share of lines in which digits touch."""
    wide = rng.random() < WIDELY
    small_zeros = varied and rng.random() < 0.15  # noqa: PLR2004  of hands
    return Manner(
        slant=float(np.clip(rng.normal(0.1, 0.22), -0.5, 0.8)) if varied else 0.0,
        uneven_slant=rng.uniform(0.0, 0.08) if varied else 0.0,
        aspect=geometric(rng, 0.75, 1.35) if varied else 1.0,
        uneven_size=rng.uniform(0.02, 0.15) if varied else 0.06,
        zeros=rng.uniform(0.5, 0.85) if small_zeros else 1.0,
        uneven_baseline=rng.uniform(0.0, 0.1) if varied else 0.04,
        drift=float(rng.normal(0.0, 0.03)),
        gap=geometric(rng, *(WIDE if wide else APART)),
        kerned=bool(rng.random() < 0.6),  # noqa: PLR2004  of hands
        touches=bool(rng.random() < touching),
    )


def gaps_of(is_mark: Sequence[bool], manner: Manner, rng: np.random.Generator) -> np.ndarray:
    """Return the gap before each glyph but the first; not a number before which box gaps do not count."""
    count = len(is_mark) - 1
    gaps = np.maximum(manner.gap * np.exp(rng.normal(0.0, UNEVEN, count)), APART[0])
    marks = np.array(is_mark, bool)
    beside_mark = marks[1:] | marks[:-1]
    gaps[beside_mark] = rng.uniform(0.12, 0.35, int(beside_mark.sum()))
    if manner.touches and count:
        none = rng.random(count) < TOUCHES
        none[int(rng.integers(count))] = True
        none &= ~beside_mark
        gaps[none] = rng.uniform(*TOUCH, int(none.sum()))
    return gaps


def outline_of(glyph: Strokes) -> np.ndarray:
    """Return (2, bands) the left and the right edge of ``glyph`` in each band of the line."""
    x, y = np.concatenate([_finely(stroke) for stroke in glyph]).T
    bands = np.clip(((y - HIGHEST) / BAND).astype(int), 0, BANDS - 1)
    outline = np.stack([np.full(BANDS, np.inf), np.full(BANDS, -np.inf)])
    np.minimum.at(outline[0], bands, x)
    np.maximum.at(outline[1], bands, x)
    return outline


def set_side_by_side(outlines: Sequence[np.ndarray], gaps: np.ndarray, *, kerned: bool) -> np.ndarray:
    """Return how far to the right each glyph goes so that the gaps between them are ``gaps``."""
    places = np.zeros(len(outlines))
    reached = np.full(BANDS, -np.inf)  # right edge, in each band, of all that stand
    for at, (left, right) in enumerate(outlines):
        if at:
            low, high = float(left.min()), float(right.max())
            former = outlines[at - 1] + places[at - 1]
            middle = (float(former[0].min()) + float(former[1].max())) / 2
            tight = gaps[at - 1] < APART[0]
            if kerned or tight:
                near = float((_nearby(reached) - left).max(initial=-np.inf))
                place = near + gaps[at - 1] if np.isfinite(near) else middle - low
            else:
                place = float(reached.max()) + gaps[at - 1] - low
            places[at] = max(place, middle + ORDER - (low + high) / 2)
        reached = np.maximum(reached, right + places[at])
    return places


def _finely(stroke: np.ndarray) -> np.ndarray:
    """Return ``stroke`` with points between, so that no band between two of them is passed over."""
    if len(stroke) < 2:  # noqa: PLR2004  a dot
        return stroke
    farthest = float(np.abs(np.diff(stroke, axis=0)).max())
    parts = min(int(farthest / FINE) + 1, 20)
    places = np.linspace(0, len(stroke) - 1, parts * (len(stroke) - 1) + 1)
    whole = np.arange(len(stroke))
    return np.column_stack([np.interp(places, whole, stroke[:, 0]), np.interp(places, whole, stroke[:, 1])])


def _nearby(reached: np.ndarray) -> np.ndarray:
    """Return in each band the farthest of it and its two neighbors."""
    near = reached.copy()
    near[1:] = np.maximum(near[1:], reached[:-1])
    near[:-1] = np.maximum(near[:-1], reached[1:])
    return near

"""A small world to learn: ten shapes, drawn by a pen, each a little different every time."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.data.splits import Labeled
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw

CORNERS = {  # of a 10 x 16 grid, in the order in which a seven-segment pen would visit them
    0: [(0, 0), (10, 0), (10, 16), (0, 16), (0, 0)],
    1: [(5, 0), (5, 16)],
    2: [(0, 0), (10, 0), (10, 8), (0, 8), (0, 16), (10, 16)],
    3: [(0, 0), (10, 0), (4, 8), (10, 8), (10, 16), (0, 16)],
    4: [(0, 0), (0, 8), (10, 8), (10, 0), (10, 16)],
    5: [(10, 0), (0, 0), (0, 8), (10, 8), (10, 16), (0, 16)],
    6: [(10, 0), (0, 0), (0, 16), (10, 16), (10, 8), (0, 8)],
    7: [(0, 0), (10, 0), (3, 16)],
    8: [(0, 0), (10, 0), (0, 16), (10, 16), (0, 0)],
    9: [(10, 8), (0, 8), (0, 0), (10, 0), (10, 16)],
}


def draw_digits(count: int, *, seed: int) -> Labeled:
    """Return ``count`` digits of each kind, their corners moved at random."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(10, dtype=np.uint8), count)
    strokes = [np.array(CORNERS[int(label)], float) for label in labels]
    digits = [normalize(draw([one + rng.normal(0, 0.5, one.shape)]).ink) for one in strokes]
    return Labeled(digits=np.stack(digits), labels=labels)


@pytest.fixture(scope="session")
def small_world() -> tuple[Labeled, Labeled]:
    """160 digits to learn from and 80 to measure with."""
    return draw_digits(16, seed=0), draw_digits(8, seed=1)

"""A table whose outer lines are missing ends where the others do."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.ink.crossings import Ruled
from inkdigits.ink.frame import close_frame
from inkdigits.ink.ruling import Rule


def line(place, start, end, *, length):
    """A line at ``place``, seen from ``start`` to ``end``."""
    along = np.arange(length)
    return Rule(places=np.full(length, float(place)), seen=(along >= start) & (along <= end))


def places(rules):
    """Where they are in their middle."""
    return [float(rule.places[len(rule.places) // 2]) for rule in rules]


def test_a_table_with_its_frame_stays_as_it_is():
    """Lines that a hand drew a little too long make no rows."""
    level = tuple(line(place, 92, 705, length=800) for place in (100, 200, 300))
    upright = tuple(line(place, 95, 308, length=600) for place in (100, 400, 700))
    closed = close_frame(Ruled(level, upright))
    assert places(closed.level) == [100, 200, 300]
    assert places(closed.upright) == [100, 400, 700]


def test_a_missing_frame_goes_through_the_ends():
    """On all four sides; nobody has seen it, so there is nothing to wipe off."""
    level = tuple(line(place, 100, 700, length=800) for place in (200, 300))
    upright = tuple(line(place, 102, 400, length=600) for place in (300, 500))
    closed = close_frame(Ruled(level, upright))
    assert places(closed.level) == pytest.approx([102, 200, 300, 400])
    assert places(closed.upright) == pytest.approx([100, 300, 500, 700])
    assert not closed.level[0].seen.any()


def test_an_inclined_edge_is_inclined():
    """Three ends show how."""
    level = (line(200, 100, 700, length=800), line(300, 100, 700, length=800))
    upright = tuple(line(x, start, 310, length=600) for x, start in ((200, 100), (400, 106), (600, 112)))
    edge = close_frame(Ruled(level, upright)).level[0]
    assert edge.at(200) == pytest.approx(100, abs=1)
    assert edge.at(600) == pytest.approx(112, abs=1)


def test_one_line_each_way_makes_four_cells():
    """Where no distance is known, the lines end where they end."""
    closed = close_frame(Ruled((line(200, 50, 450, length=500),), (line(250, 100, 290, length=400),)))
    assert places(closed.level) == [100, 200, 290]
    assert places(closed.upright) == [50, 250, 450]

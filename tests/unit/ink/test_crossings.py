"""A table is what crosses: other lines of the page are left out, faint ones are taken back."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.ink.crossings import Ruled, find_ruled, put_between
from inkdigits.ink.ruling import Rule

WHITE = np.ones((600, 800), np.float32)


def line(place, start, end, *, length, share=1.0):
    """A line at ``place``, seen from ``start`` to ``end``, there on a ``share`` of its way."""
    along = np.arange(length)
    seen = (along >= start) & (along <= end) & (along % 100 < 100 * share)
    return Rule(places=np.full(length, float(place)), seen=seen)


def level(place, start=100, end=700, **options):
    """A level line of a page of 800 x 600."""
    return line(place, start, end, length=800, **options)


def upright(place, start=100, end=500, **options):
    """An upright one."""
    return line(place, start, end, length=600, **options)


def places(rules):
    """Where they are."""
    return [float(rule.places[0]) for rule in rules]


UPRIGHT = [upright(100), upright(300), upright(500), upright(700)]


def test_a_table_is_told_from_an_underlined_title_and_the_edge_of_the_sheet():
    """Neither meets the upright lines."""
    title, edge = level(60, 100, 300), level(580, 0, 799)
    found = find_ruled([title, *map(level, (100, 200, 300, 400, 500)), edge], UPRIGHT, WHITE)
    assert places(found.level) == [100, 200, 300, 400, 500]
    assert places(found.upright) == [100, 300, 500, 700]
    assert found.corners.shape == (5, 4, 2)
    assert found.corners[1, 2].tolist() == [500, 200]


def test_ones_below_each_other_are_no_upright_line():
    """They meet no rules, and are seen on half of the way at best."""
    ones = upright(400, share=0.45)
    found = find_ruled([level(place) for place in (100, 200, 300, 400, 500)], [*UPRIGHT, ones], WHITE)
    assert places(found.upright) == [100, 300, 500, 700]


def test_a_faint_line_is_taken_back_where_one_is_missing_and_nowhere_else():
    """Between 200 and 400 the distance says that there is one; between 400 and 500 it does not."""
    good = [level(place) for place in (100, 200, 400, 500)]
    missing, wrong = level(300, share=0.4), level(450, share=0.4)
    found = find_ruled([*good[:2], missing, *good[2:3], wrong, good[3]], UPRIGHT, WHITE)
    assert places(found.level) == [100, 200, 300, 400, 500]


def test_of_two_nets_the_one_on_bright_paper_is_the_table():
    """A checked cloth beside the sheet has more lines."""
    paper = WHITE.copy()
    paper[:, 400:] = 0.2
    sheet = (
        [level(place, 50, 350) for place in (100, 200, 300)],
        [upright(x, 90, 310) for x in (60, 200, 340)],
    )
    cloth = (
        [level(place, 450, 790) for place in (110, 160, 210, 260)],
        [upright(x, 100, 270) for x in (460, 600, 700, 780)],
    )
    found = find_ruled(sheet[0] + cloth[0], sheet[1] + cloth[1], paper)
    assert places(found.level) == [100, 200, 300]
    assert places(found.upright) == [60, 200, 340]


@pytest.mark.parametrize(("levels", "uprights"), [([], []), ([100, 200], []), ([], [100])])
def test_lines_of_one_kind_are_no_table(levels, uprights):
    """Ruled paper is none."""
    assert find_ruled([level(one) for one in levels], [upright(one) for one in uprights], WHITE) is None


def test_lines_that_do_not_meet_are_no_table():
    """Level ones at the top, upright ones at the bottom."""
    assert find_ruled([level(50), level(90)], [upright(200, 300, 500)], WHITE) is None


def test_a_single_line_each_way_crosses_once():
    """As in a table of two by two without a frame."""
    found = find_ruled([level(300)], [upright(400)], WHITE)
    assert found.corners.tolist() == [[[400, 300]]]


def test_a_missing_line_is_put_where_there_is_no_doubt():
    """Twice the distance of all others leaves none; uneven rows do, and so does a wrong number."""
    even = [level(place) for place in (100, 150, 200, 300, 350)]
    assert places(put_between(even, 1)) == [100, 150, 200, 250, 300, 350]
    assert put_between(even, 2) is None
    assert put_between([level(place) for place in (100, 150, 230, 340, 350)], 1) is None
    assert put_between([level(100), level(200)], 1) is None


def test_lines_cross_where_they_run_not_where_they_begin():
    """Inclined ones, too: found in a few steps."""
    inclined = Rule(places=np.linspace(0, 400, 800), seen=np.ones(800, bool))
    leaning = Rule(places=np.linspace(300, 360, 600), seen=np.ones(600, bool))
    ((x, y),) = Ruled((inclined,), (leaning,)).corners[0]
    assert inclined.at(x) == pytest.approx(y, abs=0.1)
    assert leaning.at(y) == pytest.approx(x, abs=0.1)

"""Strokes are checked whole and drawn at one size and with one pen, whatever unit they came in."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from inkdigits.errors import BadStrokes
from inkdigits.ink.normalize import BOX, find_ink, normalize
from inkdigits.ink.strokes import DETAIL, MARGIN, check_strokes, draw


def test_strokes_may_be_lists_tuples_or_arrays():
    """All become (n, 2) float64; strokes without points are left out."""
    checked = check_strokes([[[1, 2], [3, 4]], ((5, 6.5),), np.array([[7, 8]], np.int16), []])
    assert [stroke.tolist() for stroke in checked] == [[[1, 2], [3, 4]], [[5, 6.5]], [[7, 8]]]
    assert all(stroke.dtype == np.float64 for stroke in checked)


@pytest.mark.parametrize("nothing", [[], (), [[]], [[], []], np.empty((0, 3, 2))])
def test_no_strokes_are_no_error(nothing):
    """An empty drawing is blank, not broken."""
    assert check_strokes(nothing) == []


def test_an_error_names_the_stroke():
    """One finds the place: the second stroke is the bad one."""
    with pytest.raises(BadStrokes, match=r"strokes\[1\]"):
        check_strokes([[[0, 0]], [[0, "x"]]])


def test_drawn_ink_fills_the_box(a_drawn_seven):
    """The ink is as large as the box of 20 px is in the drawing's detail, with a margin around."""
    drawing = draw(a_drawn_seven)
    box = find_ink(drawing.ink)
    assert abs(max(box.width, box.height) - BOX * DETAIL) <= 3  # its edges are antialiased
    assert min(box.left, box.top) >= MARGIN - 2


def test_the_way_back_to_the_senders_units_is_kept(a_drawn_seven):
    """Origin and unit lead from pixels to where the pen was."""
    drawing = draw(a_drawn_seven)
    box = find_ink(drawing.ink)
    everything = np.concatenate(a_drawn_seven)
    middle = np.array(
        [
            drawing.origin[0] + (box.left + box.width / 2) * drawing.unit,
            drawing.origin[1] + (box.top + box.height / 2) * drawing.unit,
        ]
    )
    assert_allclose(middle, (everything.min(axis=0) + everything.max(axis=0)) / 2, atol=2 * drawing.unit)


def test_a_single_point_is_a_round_dot():
    """A dot has ink, as wide as it is high."""
    ink = draw(check_strokes([[[3, 4]]])).ink
    box = find_ink(ink)
    assert box.width == box.height > 0
    assert_allclose(ink.sum(axis=0), ink.sum(axis=1), atol=1.0)


def test_a_pen_that_rests_draws_the_same_dot():
    """Points upon each other are one point."""
    one = draw(check_strokes([[[3, 4]]])).ink
    assert_array_equal(draw(check_strokes([[[3, 4], [3, 4], [3, 4]]])).ink, one)


def test_the_lines_between_points_are_drawn():
    """A pen that sends few points still leaves a line without gaps."""
    ink = draw(check_strokes([[[0, 0], [0, 100]]])).ink
    rows = np.flatnonzero(ink.max(axis=1) > 0.5)
    assert_array_equal(rows, np.arange(rows[0], rows[-1] + 1))


def test_a_vertical_line_is_one(a_drawn_seven):
    """A drawing of no width is narrow, and stands in the middle of its field."""
    digit = normalize(draw(check_strokes([[[5, 0], [5, 9]]])).ink)
    columns = np.flatnonzero(digit.any(axis=0))
    assert 2 <= len(columns) <= 4
    assert 12 <= columns.mean() <= 15
    assert (digit > 0).sum() < (normalize(draw(a_drawn_seven).ink) > 0).sum()

"""Boxes of pieces fall into lines, level or not, and tell how high the digits in them are."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.ink.pieces import Pieces, digit_height, find_lines, find_slope


def boxes(*rows):
    """Return rows of left, top, right and bottom."""
    return np.array(rows, float).reshape(-1, 4)


def test_a_dot_and_a_bar_do_not_change_how_high_digits_are():
    """Neither small pieces nor a digit in two pieces count for themselves."""
    assert digit_height(boxes([0, 0, 40, 100], [60, 0, 100, 96], [110, 90, 116, 100])) == 98
    assert digit_height(boxes([0, 30, 40, 100], [10, 0, 50, 8])) == 100


@pytest.mark.parametrize(("box", "height"), [([0, 0, 30, 0], 30.0), ([5, 5, 5, 5], 1.0)])
def test_what_has_no_height_has_one_all_the_same(box, height):
    """A dash is as high as it is wide, and a dot one unit: nothing is divided by 0."""
    assert digit_height(boxes(box)) == height


def test_lines_are_found_from_top_to_bottom_in_any_order():
    """Which box came first does not matter."""
    found = find_lines(boxes([0, 200, 40, 290], [0, 0, 40, 100], [60, 205, 100, 300], [60, 4, 100, 96]))
    assert [line.tolist() for line in found] == [[1, 3], [0, 2]]


def test_a_line_may_climb():
    """By 15 degrees over twelve digits its end is far above its beginning."""
    climbing = [[60 * at, -16 * at, 60 * at + 45, 100 - 16 * at] for at in range(12)]
    assert len(find_lines(boxes(*climbing))) == 1


def test_dots_and_bars_join_the_line_that_they_are_nearest_to():
    """A dot on the ground line and the bar of a 5 are no lines of their own."""
    found = find_lines(
        boxes([0, 0, 40, 100], [50, 92, 56, 100], [70, 30, 110, 100], [80, 0, 120, 6], [0, 200, 40, 300])
    )
    assert [line.tolist() for line in found] == [[0, 1, 2, 3], [4]]


def test_dots_alone_are_one_line_and_nothing_is_none():
    """Where nothing is tall there is nothing to tell lines by."""
    assert [line.tolist() for line in find_lines(boxes([0, 0, 0, 0], [9, 50, 9, 50]))] == [[0, 1]]
    assert find_lines(boxes()) == []


def test_pieces_know_the_box_around_a_run_of_them():
    """From the first up to, but not with, the end."""
    pieces = Pieces(boxes([0, 5, 10, 20], [8, 0, 30, 15], [40, 0, 50, 9]), np.zeros(3, np.bool_), 20.0)
    assert pieces.around(0, 2) == (0.0, 0.0, 30.0, 20.0)


@pytest.mark.parametrize("slope", [-0.26, -0.1, 0.1, 0.26])
def test_lines_fall_as_their_boxes_do(slope):
    """One line or two below each other, each of five boxes of about one height."""
    line = np.array([[80.0 * at, 5.0 * (at % 2), 80.0 * at + 50, 100.0] for at in range(5)])
    falling = line + line[:, :1] * [0.0, slope, 0.0, slope]
    assert find_slope(falling) == pytest.approx(slope, abs=0.05)
    below = falling + np.array([0.0, 190.0, 0.0, 190.0])
    assert find_slope(np.concatenate([falling, below])) == pytest.approx(slope, abs=0.05)


def test_what_is_about_level_or_tells_nothing_has_no_slope():
    """An uneven hand, two digits, a column, nothing, and more boxes than anyone writes."""
    uneven = np.array([[80.0 * at, 4.0 * (at % 3), 80.0 * at + 50, 100.0 + 3 * (at % 2)] for at in range(6)])
    column = np.array([[3.0 * at, 150.0 * at, 50.0, 150.0 * at + 100.0] for at in range(4)])
    for boxes in (uneven, uneven[:2] * [1.0, 1.0, 1.0, 1.2], column, uneven[:0], np.tile(uneven, (100, 1))):
        assert find_slope(boxes) == 0.0


def test_what_was_cut_is_whole_again():
    """Each box around all pieces of what hung together, in the order from left to right."""
    pieces = Pieces(
        boxes([0, 0, 20, 60], [18, 10, 40, 100], [50, 0, 80, 90], [78, 5, 99, 95]),
        cut=np.array([False, True, False, True]),
        height=100.0,
    )
    np.testing.assert_array_equal(pieces.whole(), boxes([0, 0, 40, 100], [50, 0, 99, 95]))

"""Strokes are pieces of a line; a wide one is cut where a plumb line crosses it once."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from inkdigits.ink.segment_strokes import MOST_PLUMBS, segment_strokes


def circle(x, y, radius=50.0):
    """Return a closed round stroke."""
    turns = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + radius * np.sin(turns), y - radius * np.cos(turns)], axis=1)


def test_each_stroke_is_a_piece_also_where_strokes_overlap():
    """Out of order they are put in order."""
    (line,) = segment_strokes([circle(190, 50), circle(50, 50), circle(110, 55)])
    assert_allclose(line.pieces.boxes[:, 0], [0, 60, 140], atol=1)
    assert not line.pieces.cut.any()


def test_zeros_written_without_lifting_the_pen_come_apart():
    """What leads from one to the next is cut in its middle, and the pieces say that they were one."""
    bridge = np.array([[50.0, 0.0], [190.0, 0.0]])
    (line,) = segment_strokes([np.concatenate([circle(50, 50), bridge, circle(190, 50)])])
    assert line.pieces.cut.sum() == len(line.strokes) - 1 >= 1
    assert any(abs(stroke[0, 0] - 120) < 8 for stroke in line.strokes)


def test_what_is_known_to_be_one_digit_is_not_cut():
    """However wide it is."""
    wide = np.array([[0.0, 0.0], [100.0, 0.0], [60.0, 60.0]])
    (line,) = segment_strokes([wide], np.array([True]))
    assert len(line.strokes) == 1


def test_pieces_hold_all_that_was_drawn():
    """Cutting moves no point: the box around all stays."""
    rng = np.random.default_rng(3)
    scribble = rng.uniform(0, 300, (60, 2)) * [4.0, 1.0]
    (line,) = segment_strokes([scribble])
    left, top, right, bottom = line.pieces.around(0, len(line.strokes))
    assert_allclose([left, top], scribble.min(axis=0), atol=8)
    assert_allclose([right, bottom], scribble.max(axis=0), atol=8)
    assert len(line.strokes) <= MOST_PLUMBS


def test_a_level_line_without_end_is_cut_a_bounded_number_of_times():
    """Its height is next to nothing, so that it is a million digits wide."""
    (line,) = segment_strokes([np.array([[0.0, 0.0], [1e9, 1e-3]]), circle(0, 0)])
    assert len(line.strokes) <= MOST_PLUMBS + 2

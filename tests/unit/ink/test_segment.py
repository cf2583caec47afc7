"""Ink that hangs together is a piece; what touches is cut along the seams that cross least of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.ink.segment import Patch, join, segment


@pytest.fixture
def paper():
    """An empty picture to draw on."""
    return np.zeros((120, 400), np.float32)


def ring(ink, x, y=60, radius=30):
    """Draw a zero."""
    cv2.circle(ink, (x, y), radius, 1.0, 6, cv2.LINE_AA)


def test_zeros_apart_are_pieces_from_left_to_right(paper):
    """And nothing of one is in another."""
    for x in (300, 60, 180):
        ring(paper, x)
    (line,) = segment(paper)
    whole = [patch for patch in line.patches if patch.ink.shape[0] > 60]
    assert sum(patch.ink.sum() for patch in line.patches) == pytest.approx(paper.sum(), rel=0.02)
    assert [patch.left for patch in whole] == sorted(patch.left for patch in whole)


def test_zeros_that_touch_are_cut_where_they_touch(paper):
    """One of the cuts is at the place, and the pieces to either side say that they were one."""
    ring(paper, 100)
    ring(paper, 164)
    (line,) = segment(paper)
    ends = [patch.box[2] for patch, cut in zip(line.patches, line.pieces.cut[1:], strict=False) if cut]
    assert any(abs(end - 132) <= 4 for end in ends)


def test_what_overlaps_without_touching_is_not_cut_apart(paper):
    """A 7's roof over its neighbor shares columns with it, but no ink."""
    cv2.polylines(paper, [np.array([[40, 30], [110, 30], [60, 100]])], False, 1.0, 5, cv2.LINE_AA)
    cv2.line(paper, (106, 50), (98, 100), 1.0, 5, cv2.LINE_AA)
    (line,) = segment(paper)
    joined = join([patch for patch in line.patches if patch.left < 90])
    assert joined.box[2] > 105
    assert any(patch.left > 85 and patch.ink.shape[0] > 45 for patch in line.patches)


def test_lines_below_each_other_are_two(paper):
    """From top to bottom."""
    page = np.concatenate([paper, paper])
    ring(page, 60, 190)
    ring(page, 200, 60)
    assert [line.patches[0].top > 120 for line in segment(page)] == [False, True]


def test_dust_underlines_and_what_the_border_cuts_off_are_no_pieces(paper):
    """The zero between them is."""
    ring(paper, 200, 55)
    paper[50, 40] = 1.0
    cv2.line(paper, (20, 105), (380, 108), 1.0, 3)
    paper[:4, 100:300] = 1.0
    (line,) = segment(paper)
    assert line.pieces.around(0, len(line.patches))[1] > 15
    assert line.pieces.around(0, len(line.patches))[3] < 100


def test_blank_paper_has_no_lines(paper):
    """Nor has paper with nothing but a rule."""
    assert segment(paper) == []
    paper[60:62] = 1.0
    assert segment(paper) == []


def test_a_picture_of_confetti_is_bounded():
    """Thousands of blots are no number."""
    rng = np.random.default_rng(1)
    blots = cv2.resize(rng.random((150, 150)).astype(np.float32), (900, 900), interpolation=cv2.INTER_NEAREST)
    lines = segment((blots > 0.7).astype(np.float32))
    assert sum(len(line.patches) for line in lines) < 4000


def test_joined_patches_are_the_ink_that_they_were_cut_from():
    """Where both have ink the darker counts."""
    one, other = np.full((2, 3), 0.5, np.float32), np.full((3, 2), 0.9, np.float32)
    joined = join([Patch(one, 4, 7), Patch(other, 6, 6)])
    assert joined.box == (4, 6, 8, 9)
    assert_array_equal(joined.ink[:, 2], np.float32([0.9, 0.9, 0.9]))
    assert_array_equal(joined.ink[:, 0], np.float32([0.0, 0.5, 0.5]))

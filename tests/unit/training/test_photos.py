"""A photograph shows the digit, whole, and differs from every other photograph."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import find_ink
from inkdigits.training.photos import LONGEST, photograph

SEVEN = [np.array([[0.0, 0.0], [50.0, 2.0], [100.0, 0.0], [60.0, 80.0], [40.0, 150.0]])]


@pytest.mark.parametrize("longest", [120, LONGEST, 1600])
def test_a_photograph_is_as_large_as_asked_and_in_color(longest):
    """The longer side is what was asked for; a pixel is red, green and blue, a byte each."""
    picture = photograph(SEVEN, np.random.default_rng(0), longest=longest)
    assert max(picture.shape[:2]) == longest
    assert picture.shape[2] == 3
    assert picture.dtype == np.uint8


def test_chance_alone_decides_how_a_digit_is_photographed():
    """The same seed gives the same photograph, and the next draws give another."""
    rng = np.random.default_rng(5)
    first, second = photograph(SEVEN, rng), photograph(SEVEN, rng)
    assert_array_equal(first, photograph(SEVEN, np.random.default_rng(5)))
    assert first.shape != second.shape or (first != second).any()


def test_a_digit_shows_whole_in_its_photograph():
    """Its ink is found within the picture, in nearly every one where no table is in view."""
    whole = 0
    for seed in range(20):
        ink = decode(photograph(SEVEN, np.random.default_rng(seed), edges=0.0)).ink
        box = find_ink(ink)
        whole += box is not None and 0.5 < box.width / box.height < 1.1
    assert whole >= 16


@pytest.mark.parametrize(
    "strokes",
    [[], [np.zeros((1, 2))], [np.zeros((3, 2))], [np.zeros((1, 2)), np.array([[0.0, 9.0], [4.0, 9.0]])]],
    ids=["blank", "a dot", "a dot held", "a dot and a dash"],
)
def test_whatever_was_drawn_can_be_photographed(strokes):
    """Nothing at all, a dot, two strokes: there is a picture of each."""
    for seed in range(8):
        assert photograph(strokes, np.random.default_rng(seed)).size

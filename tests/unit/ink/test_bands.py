"""A band is read through where it is one, and what was cut out closely is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from inkdigits.ink.bands import level_bands
from inkdigits.ink.contrast import paper_level, separate_inks
from inkdigits.ink.normalize import find_ink


def leveled(gray):
    """Return ``gray`` with its bands on its own paper."""
    return level_bands(gray, paper_level(gray))


@pytest.mark.parametrize("times", [1, 3, 10])
@pytest.mark.parametrize(("paper", "ink"), [(0.9, 0.2), (0.1, 0.7)])
def test_what_is_written_in_an_inverted_band_is_ink(mnist_digits, times, paper, ink):
    """In any size, either polarity, level or upright: the ink is that of the picture without the band."""
    for digit in mnist_digits[:20]:
        share = np.kron(digit / np.float32(255), np.ones((times, times), np.float32))
        gray = np.float32(paper) + np.float32(ink - paper) * share
        banded = gray.copy()
        banded[10 * times : 16 * times] = (paper + ink) - banded[10 * times : 16 * times]
        assert_allclose(leveled(banded), gray, atol=1e-6)
        assert_allclose(leveled(np.ascontiguousarray(banded.T)), gray.T, atol=1e-6)


def test_a_marked_line_is_paper_and_what_is_written_in_it_is_ink():
    """Marker is paler than ink, and ink lies darker on it."""
    gray = np.ones((60, 60), np.float32)
    gray[20:40] = 0.6
    gray[10:50, 28:32] = 0.0
    ink = separate_inks(gray).inks[0]
    box = find_ink(ink)
    assert (box.left, box.top, box.width, box.height) == (28, 10, 4, 40)


def test_a_bar_with_nothing_in_it_may_be_a_one():
    """A 1 that was cut out closely reaches from edge to edge too."""
    gray = np.ones((28, 20), np.float32)
    gray[:, 8:12] = 0.0
    assert leveled(gray) is gray


def test_digits_that_were_cut_out_closely_are_left_as_they_are(mnist_digits):
    """Their strokes reach the edge on both sides and are no bands, but for one in a hundred at most."""
    changed = 0
    for digit in mnist_digits:
        ink = digit / np.float32(255)
        box = find_ink(ink)
        for cut in (
            box.cut(ink),
            ink[box.top : box.top + box.height],
            ink[:, box.left : box.left + box.width],
        ):
            gray = np.ascontiguousarray(1 - cut)
            changed += leveled(gray) is not gray
    assert changed <= 0.01 * 3 * len(mnist_digits)


def test_a_shadow_or_a_gradient_is_no_band():
    """Their gray changes along the edge, or slowly."""
    gray = np.repeat(np.linspace(1.0, 0.4, 60, dtype=np.float32)[:, None], 60, axis=1)
    gray[20:40, 28:32] = 0.0
    assert leveled(gray) is gray
    assert_allclose(leveled(np.full((5, 1), 0.3, np.float32)), 0.3)
    assert_array_equal(leveled(np.zeros((1, 1), np.float32)), [[0.0]])

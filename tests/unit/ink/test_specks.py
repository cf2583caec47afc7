"""Dust and dirty edges go, and strokes stay."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from inkdigits.ink.specks import wipe_specks


def five():
    """Return a five whose bar stands apart from it, drawn with lines of ten pixels."""
    ink = np.zeros((200, 200), np.float32)
    ink[60:130, 60:70] = ink[85:95, 60:110] = ink[85:140, 105:115] = ink[130:140, 60:110] = 1.0
    ink[60:70, 78:120] = 1.0
    return ink


def test_strokes_that_stand_apart_stay():
    """The bar of a five is longer than its line is wide."""
    assert_array_equal(wipe_specks(five()), five())


def test_specks_smaller_than_the_pen_go():
    """No pen leaves a mark smaller than its line is wide."""
    ink = five()
    ink[10:13, 10:13] = ink[180:184, 150:155] = 1.0
    assert_array_equal(wipe_specks(ink), five())


def test_a_dirty_edge_goes():
    """What lies flat along the border is the sheet's edge."""
    ink = five()
    ink[:, :4] = ink[196:, 20:90] = 0.8
    assert_array_equal(wipe_specks(ink), five())


def test_a_digit_cut_off_by_the_border_stays():
    """The largest piece is never wiped off, and nothing is, where it is alone."""
    ink = np.zeros((100, 100), np.float32)
    ink[:, :4] = 1.0
    assert_array_equal(wipe_specks(ink), ink)
    assert not wipe_specks(np.zeros((30, 40), np.float32)).any()

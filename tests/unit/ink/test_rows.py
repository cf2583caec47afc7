"""A line comes to the line network as high as its field, dark or light, in the sun or in the shade."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose

from inkdigits.ink.rows import LONGEST, TALL, rows_of


@pytest.fixture
def page():
    """Two strokes and a ring on white, 60 px high, in the middle of 200."""
    gray = np.ones((200, 500), np.float32)
    cv2.line(gray, (60, 72), (50, 128), 0.1, 7, cv2.LINE_AA)
    cv2.circle(gray, (200, 100), 26, 0.1, 7, cv2.LINE_AA)
    cv2.line(gray, (300, 74), (330, 126), 0.1, 7, cv2.LINE_AA)
    return gray


def test_a_line_fills_the_field_but_for_some_slack(page):
    """Its width follows its height."""
    rows = rows_of(page, top=70, bottom=130)
    assert rows.shape == (TALL, round(500 * TALL / 74))
    inked = np.flatnonzero((rows > 0.5).any(axis=1))
    assert inked[0] >= 2
    assert inked[-1] <= TALL - 3
    assert rows.max() == 1.0


def test_light_ink_on_dark_paper_is_the_same(page):
    """Nobody says which of the two is ink."""
    one, other = rows_of(page, top=70, bottom=130), rows_of(0.9 - 0.8 * page, top=70, bottom=130)
    assert_allclose(other > 0.5, one > 0.5, atol=0.02 * one.size)
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.98


def test_a_shadow_across_is_no_ink(page):
    """Half of the light is the paper's own there."""
    light = np.repeat(np.linspace(1.0, 0.5, 500, dtype=np.float32)[None], 200, axis=0)
    one, other = rows_of(page, top=70, bottom=130), rows_of(page * light, top=70, bottom=130)
    assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.98


@pytest.mark.parametrize(("top", "bottom"), [(-90, -40), (-20, 230), (190, 260), (100, 100), (500, 600)])
def test_rows_beyond_the_picture_go_on_as_it_ends(page, top, bottom):
    """However far."""
    rows = rows_of(page, top=top, bottom=bottom)
    assert rows.shape[0] == TALL
    assert np.isfinite(rows).all()


def test_blank_and_endless_paper_are_no_difficulty():
    """A flat picture has no ink, and a strip without end is squeezed."""
    assert rows_of(np.full((40, 90), 0.7, np.float32), top=0, bottom=40).max() < 0.2
    assert rows_of(np.ones((2, 60_000), np.float32), top=0, bottom=2).shape == (TALL, LONGEST)

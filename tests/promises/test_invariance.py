"""What must not matter does not: where, how large, in which polarity and in which order one writes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import check_strokes, draw

ALIKE = 6.0  # of 255, mean difference of two digits whose ink was scaled between

# Digits as a pen draws them, each of strokes with corners that are joined by straight lines.
DRAWN = {
    "0": [[(5, 0), (1, 3), (0, 8), (2, 13), (5, 15), (8, 13), (10, 8), (9, 3), (5, 0)]],
    "1": [[(5, 0), (5, 15)]],
    "2": [[(0, 3), (3, 0), (7, 0), (9, 3), (8, 6), (0, 15), (10, 15)]],
    "3": [[(0, 1), (5, 0), (9, 3), (8, 6), (4, 7), (9, 9), (9, 13), (5, 15), (0, 14)]],
    "4": [[(3, 0), (0, 8), (10, 8)], [(7, 3), (7, 15)]],
    "7": [[(0, 0), (10, 0), (4, 15)]],
}
drawings = st.sampled_from(sorted(DRAWN))
moves = st.floats(-1e5, 1e5)


def strokes_of(digit, *, points=24):
    """Return a digit's strokes, with ``points`` points on each line between its corners."""
    strokes = []
    for corners in DRAWN[digit]:
        along = np.linspace(0, len(corners) - 1, points * (len(corners) - 1) + 1)
        corner = np.arange(len(corners))
        strokes.append(np.stack([np.interp(along, corner, axis) for axis in np.transpose(corners)], axis=1))
    return strokes


def as_seen(strokes):
    """Return what the network sees of strokes."""
    return normalize(draw(check_strokes(strokes)).ink)


def apart(one, other):
    """Return the mean difference of two digits; rounding may have moved one of them by a pixel."""
    shifts = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return float(min(np.abs(np.roll(one, shift, (0, 1)).astype(int) - other).mean() for shift in shifts))


def picture_of(digit, *, size):
    """Return dark writing on white paper, ``size`` pixels high, antialiased."""
    import cv2

    ink = draw(check_strokes(strokes_of(digit))).ink
    width = max(1, round(ink.shape[1] * size / ink.shape[0]))
    method = cv2.INTER_AREA if size < ink.shape[0] else cv2.INTER_CUBIC
    return 255 - np.rint(np.clip(cv2.resize(ink, (width, size), interpolation=method), 0, 1) * 255).astype(
        np.uint8
    )


@given(digit=drawings, right=moves, down=moves, scale=st.floats(1e-3, 1e3))
def test_where_and_how_large_one_draws_does_not_matter(digit, right, down, scale):
    """Strokes that were moved and scaled look the same to the network, but for rounding."""
    strokes = strokes_of(digit)
    offset = np.array([right, down]) * scale
    moved = [stroke * scale + offset for stroke in strokes]
    assert apart(as_seen(moved), as_seen(strokes)) < ALIKE / 2


@given(digit=drawings, points=st.integers(2, 200))
def test_how_often_the_pen_reports_does_not_matter(digit, points):
    """Ten points a second or two hundred: the lines between are drawn."""
    assert apart(as_seen(strokes_of(digit, points=points)), as_seen(strokes_of(digit))) < ALIKE / 2


@given(digit=drawings, backward=st.lists(st.booleans(), min_size=2, max_size=2), turned=st.booleans())
def test_the_order_and_direction_of_strokes_do_not_matter(digit, backward, turned):
    """A drawing is its ink, whichever line came first and wherever it began."""
    strokes = strokes_of(digit)
    other = [stroke[::-1] if back else stroke for stroke, back in zip(strokes, backward, strict=False)]
    assert apart(as_seen(other[::-1] if turned else other), as_seen(strokes)) < 1.0


@given(digit=drawings, margins=st.tuples(*[st.integers(3, 120)] * 4))
def test_where_on_the_page_a_digit_stands_does_not_matter(digit, margins):
    """Moving the ink before normalizing changes nothing after it, not a single bit."""
    top, bottom, left, right = margins
    picture = picture_of(digit, size=70)
    page = np.pad(picture, ((top, bottom), (left, right)), constant_values=255)
    home = np.pad(picture, 10, constant_values=255)
    np.testing.assert_array_equal(normalize(decode(page).ink), normalize(decode(home).ink))


@given(digit=drawings)
def test_light_on_dark_is_dark_on_light(digit):
    """Inverting a picture changes nothing, not a single bit worth mentioning."""
    page = np.pad(picture_of(digit, size=70), 10, constant_values=255)
    one, other = normalize(decode(page).ink), normalize(decode(255 - page).ink)
    assert np.abs(one.astype(int) - other).max() <= 1


@given(digit=drawings, size=st.integers(40, 900))
def test_how_large_a_digit_is_in_a_picture_does_not_matter(digit, size):
    """From thumbnail to poster it looks alike, but for the sharpness that a small one has lost."""
    one = np.pad(picture_of(digit, size=size), size // 4, constant_values=255)
    other = np.pad(picture_of(digit, size=200), 50, constant_values=255)
    assert apart(normalize(decode(one).ink), normalize(decode(other).ink)) < 2 * ALIKE


@given(digit=drawings, paper=st.integers(150, 255), ink=st.integers(0, 60))
def test_pale_ink_and_gray_paper_do_not_matter(digit, paper, ink):
    """Contrast is taken from the picture itself."""
    page = np.pad(picture_of(digit, size=100), 20, constant_values=255)
    gray = np.rint(ink + (paper - ink) * (page / 255)).astype(np.uint8)
    assert apart(normalize(decode(gray).ink), normalize(decode(page).ink)) < 2.0


@pytest.mark.parametrize("digit", sorted(DRAWN))
def test_the_text_stays_the_same_however_it_is_drawn(recognizer, digit):
    """With the bundled model: moved, scaled, inverted, as strokes and as a picture, the same is read."""
    strokes = strokes_of(digit)
    page = np.pad(picture_of(digit, size=150), 40, constant_values=255)
    wide = np.pad(page, ((300, 20), (10, 400)), constant_values=255)
    texts = {
        recognizer.read_strokes(strokes).text,
        recognizer.read_strokes([stroke * 0.01 - 7 for stroke in strokes]).text,
        recognizer.read_strokes([stroke * 900 + 1e6 for stroke in strokes]).text,
        recognizer.read(page).text,
        recognizer.read(255 - page).text,
        recognizer.read(wide).text,
        recognizer.read(np.kron(page, np.ones((4, 4), np.uint8))).text,
    }
    assert texts == {digit}

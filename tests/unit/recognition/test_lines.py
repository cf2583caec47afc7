"""Lines show themselves as a whole, drawn or as they are in a picture, level whichever way they climb."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.decode import decode_glyph, decode_gray
from inkdigits.ink.rows import TALL
from inkdigits.recognition.lines import drawn_lines, inked_lines, points_of


def strokes(slope=0.0):
    """Return six strokes side by side, each 100 high."""
    return [
        np.array([[80.0 * at, 80.0 * at * slope], [80.0 * at - 10, 100 + 80.0 * at * slope]])
        for at in range(6)
    ]


def picture(slope=0.0):
    """Return the same on grainy paper."""
    gray = np.random.default_rng(0).normal(200, 6, (420, 620)).clip(0, 255).astype(np.uint8)
    for stroke in strokes(slope):
        first, last = (
            np.rint(point + np.array([100, 220 - 240 * slope])).astype(int).tolist() for point in stroke
        )
        cv2.line(gray, first, last, 60, 8, cv2.LINE_AA)
    return gray


def look(pixels, **options):
    """Return the lines in a picture."""
    shrunk = decode_gray(pixels)
    return inked_lines(shrunk, decode_glyph(shrunk), **options)


def heights(strip):
    """Return in which rows the strip has ink."""
    return np.flatnonzero((strip.rows > 0.5).any(axis=1))


def test_a_drawn_line_fills_the_field_of_the_line_network(recognizer):
    """Six strokes, from nearly the top to nearly the bottom, where they were in the sender's units."""
    (line,) = drawn_lines(strokes(), recognizer.assess)
    strip = line.strip()
    assert line.is_drawn
    assert strip.rows.shape[0] == TALL
    assert np.ptp(heights(strip)) > 0.6 * TALL
    assert cv2.connectedComponents((strip.rows > 0.5).astype(np.uint8))[0] - 1 == 6
    first = np.flatnonzero((strip.rows > 0.5).any(axis=0))[0]
    assert strip.origin[0] + first * strip.unit == pytest.approx(-10, abs=12)


@pytest.mark.parametrize("slope", [-0.2, 0.0, 0.2])
def test_a_line_in_a_picture_is_level_in_its_strip(slope):
    """Sheared so that the line network sees as much of the first digit as of the last."""
    (line,) = look(picture(slope))
    strip = line.strip()
    assert not line.is_drawn
    inked = strip.rows > 0.5
    columns = np.flatnonzero(inked.any(axis=0))
    left, right = inked[:, columns[0] : columns[0] + 8], inked[:, columns[-1] - 7 : columns[-1] + 1]
    tops = [np.flatnonzero(part.any(axis=1))[0] for part in (left, right)]
    assert abs(int(tops[0]) - int(tops[1])) <= 5


def test_a_spoiled_thumbnail_is_one_glyph_unless_it_is_known_to_be_a_number():
    """What has so few pixels is rarely more."""
    grainy = np.random.default_rng(0).normal(128, 40, (28, 28)).clip(0, 255).astype(np.uint8)
    grainy[5:23, 8:11] = grainy[5:23, 18:21] = 0
    assert look(grainy) == []
    assert len(look(grainy, number=True)) >= 1


@pytest.mark.parametrize("darkest", [1.0, 0.2])
def test_ink_has_its_points_however_pale_it_is(darkest):
    """Where a glyph was before it was leveled is told by them."""
    ink = np.zeros((4, 5), np.float32)
    ink[1, 2], ink[3, 4], ink[0, 0] = darkest, darkest * 0.9, darkest * 0.1
    assert points_of(ink, 2.0, (10.0, 100.0)).tolist() == [[14.0, 102.0], [18.0, 106.0]]

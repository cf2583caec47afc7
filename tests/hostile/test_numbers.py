"""What numbers cannot be read from gets an honest answer, and takes little memory; see benchmarks/hard.py.

A process of its own reads each case: the type checks of the tests would take minutes for a page of noise.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from handwriting import write
from hard import CASES, MOST_MEGABYTES, Trial, try_out

NO_NUMBERS = [name for name in CASES if not any(word in name for word in ("digit", "column"))]
TELLING = 0.5  # confidence: what has more is told as if it were so


@cache
def tried(name: str) -> Trial:
    """Return what came of a case; each is read once."""
    return try_out(CASES[name]())


@pytest.mark.parametrize("name", CASES)
def test_reading_takes_bounded_memory(name):
    """However far apart the ink lies, however much of it there is."""
    assert tried(name).megabytes < MOST_MEGABYTES


@pytest.mark.parametrize("name", NO_NUMBERS)
def test_where_no_number_is_none_is_told(name):
    """Letters, empty paper, noise, scribble and mirror writing: nothing, "?", or little confidence."""
    assert tried(name).confidence < TELLING


@pytest.mark.parametrize("form", ["strokes", "picture"])
def test_two_hundred_digits_in_a_line_are_all_read(form):
    """However long a line is, it ends."""
    assert tried(f"200 digits in a line, {form}").text == "42" * 100


def test_what_is_too_long_to_divide_is_no_number():
    """Two hundred digits that hang together are a "?" rather than a guess."""
    text = tried("200 digits that touch, picture").text
    assert text == "42" * 100 or "?" in text


@pytest.mark.parametrize("form", ["strokes", "picture"])
def test_digits_below_each_other_are_lines(form):
    """Whoever writes from top to bottom gets a line for each."""
    assert tried(f"a column of digits, {form}").text.split() == list("40752")


def test_a_photograph_of_12_megapixels_has_its_boxes_in_its_own_pixels():
    """It is read downscaled; each box lies where the digit was drawn, in the middle of 4000 by 3000."""
    trial = tried("5 digits, 12 megapixels")
    assert trial.text == "40275"
    wide, high = np.ptp(np.concatenate(write("40275")), axis=0) * 7.0
    boxes = np.array(trial.boxes)
    assert boxes[0, 0] == pytest.approx((4000 - wide) / 2, abs=60)
    assert boxes[-1, 0] + boxes[-1, 2] == pytest.approx((4000 + wide) / 2, abs=60)
    assert boxes[:, 1].min() == pytest.approx((3000 - high) / 2, abs=60)

"""The pen digits: strokes as they were drawn, and no line of the file overlooked."""

from __future__ import annotations

import contextlib
import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from inkdigits.data.pen import parse_pen, read_pen
from inkdigits.errors import BadDataset

FOUR = """.INCLUDE        dene.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT   12-13 ? "4"
.COMMENT 4 26   54
.PEN_DOWN
 231  309
 232  500
.PEN_UP
.DT 100
.PEN_DOWN
   0    0
.PEN_UP
.DT 100

.SEGMENT DIGIT   14 ? "1"
.COMMENT 1 3   55
.PEN_DOWN
 10  20
 11  21
.PEN_UP
.DT 100
"""


def test_strokes_come_as_they_were_drawn_with_y_downward():
    """Digit, writer and every stroke are there, and the top of the box has y = 0."""
    four, one = parse_pen(FOUR, name="four")
    assert (four.digit, four.writer, one.digit, one.writer) == (4, 26, 1, 3)
    first, second = four.strokes
    assert_array_equal(first, [[231, 191], [232, 0]])
    assert_array_equal(second, [[0, 500]])
    assert first.dtype == np.float64
    assert_array_equal(one.strokes[0], [[10, 480], [11, 479]])


@pytest.mark.parametrize(
    ("text", "replacement", "told"),
    [
        ('? "4"', '? "x"', "line 6: '.SEGMENT DIGIT   12-13 ? \"x\"' instead of .SEGMENT DIGIT"),
        (".COMMENT 4 26   54", ".COMMENT 5 26   54", "line 7: a comment on a 5 instead of one on a 4"),
        (".COMMENT 4 26   54", "", "line 8: '.PEN_DOWN' instead of .COMMENT"),
        ("12-13", "12-14", "line 18: 2 strokes end here instead of the 3"),
        ("12-13", "12", "line 18: 2 strokes end here instead of the 1"),
        (" 231  309", " 231  309  7", "line 9: '231  309  7' instead of a point"),
        (" 231  309", " 231  -30", "line 9: '231  -30' instead of a point"),
        (" 231  309", " 231  nan", "line 9: '231  nan' instead of a point"),
        (" 231  309", " 231  501", "line 9: '231  501' instead of a point x y within 500x500"),
        (" 231  309\n 232  500\n", "", "line 9: '.PEN_UP' instead of a point x y within"),
        (" 232  500\n.PEN_UP", " 232  500", "line 11: '.DT 100' instead of a point"),
        (".DT 100", ".XY 100", "line 12: '.XY 100' instead of .DT"),
        (".HIERARCHY", ".ANARCHY", "line 4: '.ANARCHY      DIGIT' instead of .SEGMENT"),
    ],
)
def test_a_line_that_does_not_belong_is_named(text, replacement, told):
    """The error names the file, the line, what was found and what was promised."""
    with pytest.raises(BadDataset, match=re.escape(f"four, {told}")):
        parse_pen(FOUR.replace(text, replacement, 1), name="four")


@given(end=st.integers(0, len(FOUR.rstrip()) - 4))
def test_a_file_cut_short_is_refused_or_ends_between_digits(end):
    """Wherever it is cut, no half of a digit is taken for a whole one."""
    whole = parse_pen(FOUR, name="four")
    with contextlib.suppress(BadDataset):
        digits = parse_pen(FOUR[:end], name="four")
        for digit, right in zip(digits, whole, strict=False):
            for found, stroke in zip(digit.strokes, right.strokes, strict=True):
                assert_array_equal(found, stroke)


@given(
    text=st.text(max_size=200)
    | st.lists(st.sampled_from([*FOUR.split("\n"), "x"]), max_size=30).map("\n".join)
)
def test_whatever_the_text_is_the_answer_is_digits_or_our_error(text):
    """No text, however wild, brings out anything else."""
    with contextlib.suppress(BadDataset):
        assert parse_pen(text, name="wild")


def test_the_unpacked_file_is_read_too(tmp_path):
    """The first bytes tell whether it is packed, not the name."""
    (tmp_path / "pen.Z").write_text(FOUR)
    assert len(read_pen(tmp_path / "pen.Z")) == 2


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "line 1: no digit in the whole file"),
        (b"\x89PNG\r\n", "byte 0 is 0x89, but a UNIPEN file is ASCII text"),
        (b"\x1f\x9d\xff\x00", "the .Z data has flags 0xff"),
        (b"\x1f\x9d\x90\x2c\x01", "the .Z data is broken"),
        (b"\x1f\x9d\x90\x89\x00\x00", "instead of .SEGMENT|0x89"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, raw, told):
    """Empty, binary and broken files are each told, with the file's name."""
    path = tmp_path / "pen.Z"
    path.write_bytes(raw)
    with pytest.raises(BadDataset, match=told) as refused:
        read_pen(path)
    assert str(path) in str(refused.value)


def test_a_file_far_too_large_is_not_read_whole(tmp_path):
    """A sparse file of a gigabyte is refused by its first megabytes."""
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(BadDataset, match="more than 67,108,864 bytes"):
        read_pen(path)


@pytest.fixture(scope="module")
def real_digits(real_data):
    """The real pen digits."""
    return read_pen(real_data / "pen" / "pendigits-orig.tra.Z")


def test_the_real_file_holds_what_its_description_says(real_digits):
    """7,494 digits of 30 writers, and of each digit as many as the archive counts."""
    counts = Counter(digit.digit for digit in real_digits)
    assert len(real_digits) == 7_494
    assert {digit.writer for digit in real_digits} == set(range(1, 31))
    published = [780, 779, 780, 719, 780, 720, 720, 778, 719, 719]  # the archive's pendigits.names, 9
    assert [counts[digit] for digit in range(10)] == published


def test_the_real_digits_stand_upright(real_digits):
    """With y downward, the pen of nearly every seven ends below where it began."""
    sevens = [digit.strokes[0] for digit in real_digits if digit.digit == 7]
    assert np.mean([stroke[-1, 1] > stroke[0, 1] for stroke in sevens]) > 0.95
    assert all(((stroke >= 0) & (stroke <= 500)).all() for digit in real_digits for stroke in digit.strokes)

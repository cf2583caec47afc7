"""Lines are written as asked: their digits in order, of one hand, touching where they should."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.training.lines import NOBODY, UNKNOWN, WrittenLine, paste_line, write_line


def hand(writer: int) -> list[PenDigit]:
    """Return ten digits of ``writer``, each an upright line and as many short bars as its value."""
    digits = []
    for digit in range(10):
        stem = np.array([[0.0, 0.0], [0.0, 100.0]])
        bars = [np.array([[0.0, 10.0 * at], [40.0 + writer, 10.0 * at]]) for at in range(digit)]
        digits.append(PenDigit(digit=digit, writer=writer, strokes=[stem, *bars]))
    return digits


PEN = [*hand(1), *hand(2), *hand(3)]


def digits_of(line: WrittenLine) -> list[np.ndarray]:
    """Return all points of each digit of ``line``."""
    return [
        np.concatenate([s for s, owner in zip(line.strokes, line.owners, strict=True) if owner == place])
        for place in range(len(line.text))
    ]


def square(digit: int) -> np.ndarray:
    """Return an image of MNIST's form: a box, as wide as the digit's value says."""
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 8 : 12 + digit] = 255
    return image


PAPER = Labeled(np.stack([square(digit) for digit in range(10)]), np.arange(10, dtype=np.uint8))


def test_the_text_of_a_line_is_what_its_strokes_show():
    """The digits of ``hand`` have as many bars as their value: what is owned by a place shows its digit."""
    line = write_line(PEN, np.random.default_rng(0), count=8)
    assert [line.owners.count(place) - 1 for place in range(8)] == [int(digit) for digit in line.text]


def test_digits_are_written_from_left_to_right():
    """Each digit's middle lies to the right of the one before, touching or not."""
    for seed in range(30):
        line = write_line(PEN, np.random.default_rng(seed), touching=1.0, varied=True)
        middles = [(d[:, 0].min() + d[:, 0].max()) / 2 for d in digits_of(line)]
        assert (np.diff(middles) > 0).all()


def test_most_lines_hold_two_to_eight_digits_and_count_decides_where_given():
    """Plain lines are what benchmarks measure by; ``count`` overrules chance."""
    rng = np.random.default_rng(1)
    assert {len(write_line(PEN, rng).text) for _ in range(200)} == set(range(2, 9))
    assert len(write_line(PEN, rng, count=10).text) == 10


def test_one_writer_wrote_a_plain_line():
    """People write a number in one hand; here the bars of each hand have a length of their own."""
    for seed in range(20):
        line = write_line(PEN, np.random.default_rng(seed), count=6)
        aspects = [np.ptp(d[:, 0]) / np.ptp(d[:, 1]) for d in digits_of(line) if np.ptp(d[:, 0]) > 0]
        assert not aspects or np.ptp(aspects) < 0.005


def least_distance(line: WrittenLine) -> float:
    """Return how near the pen's way in one digit comes to that in the next, at the nearest."""
    ways = []
    for place in range(len(line.text)):
        own = [s for s, owner in zip(line.strokes, line.owners, strict=True) if owner == place]
        ways.append(np.concatenate([np.linspace(stroke[0], stroke[-1], 50) for stroke in own]))
    return min(float(np.linalg.norm(a[:, None] - b[None], axis=2).min()) for a, b in pairwise(ways))


def test_digits_touch_in_as_many_lines_as_asked():
    """Without touching lines, the pen keeps away from the digit before; with them alone, it comes near."""
    rng = np.random.default_rng(2)
    apart = [least_distance(write_line(PEN, rng, touching=0.0, count=5)) for _ in range(30)]
    touching = [least_distance(write_line(PEN, rng, touching=1.0, count=5)) for _ in range(30)]
    assert min(apart) > 0.1
    assert max(touching) < 0.12


def test_marks_belong_to_nobody_and_are_not_in_the_text():
    """Dots and dashes are written, but a reader is to drop them."""
    lines = [write_line(PEN, np.random.default_rng(seed), marked=1.0, count=5) for seed in range(30)]
    assert sum(NOBODY in line.owners for line in lines) > 20
    assert all(line.text.isdigit() for line in lines)


def test_letters_are_told_as_unknown():
    """Glyphs of a digit's size that are none stand as "?" in the text: one among digits, or all of them."""
    lines = [write_line(PEN, np.random.default_rng(seed), strange=1.0, count=4) for seed in range(12)]
    assert {line.text.count(UNKNOWN) for line in lines} == {1, 4}
    for line in lines:
        assert line.owners.count(line.text.index(UNKNOWN)) >= 1


def test_a_skewed_line_is_turned_as_a_whole():
    """With the same chance, skew only turns: distances between points stay."""
    straight = write_line(PEN, np.random.default_rng(4), count=5)
    turned = write_line(PEN, np.random.default_rng(4), count=5, skew=15.0)
    for before, after in zip(straight.strokes, turned.strokes, strict=True):
        assert np.linalg.norm(np.diff(after, axis=0)) == pytest.approx(
            np.linalg.norm(np.diff(before, axis=0))
        )


def test_chance_alone_decides_a_line():
    """The same seed writes the same line."""
    one, other = (write_line(PEN, np.random.default_rng(5), varied=True, marked=1.0) for _ in range(2))
    assert one.text == other.text
    assert_array_equal(np.concatenate(one.strokes), np.concatenate(other.strokes))


def test_a_digit_that_nobody_wrote_is_named():
    """Handed too little, the composer says what lacks."""
    with pytest.raises(ValueError, match="none of the 1 pen digits is a"):
        write_line(PEN[:1], np.random.default_rng(0), count=8)


def test_pasted_images_stand_side_by_side_as_the_text_says():
    """The width of a box of ``square`` tells its digit; each glyph lies to the right of the last."""
    line = paste_line(PAPER, np.random.default_rng(6), count=7)
    assert [glyph.shape[1] - 4 for glyph in line.glyphs] == [int(digit) for digit in line.text]
    assert (np.diff([frame[0, 2] for frame in line.frames]) > 0).all()

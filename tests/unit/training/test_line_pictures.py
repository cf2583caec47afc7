"""A picture of a line shows its digits where the boxes say, on any paper, at any size."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.training.line_pictures import PicturedLine, picture_of_line
from inkdigits.training.lines import paste_line, write_line

ZIGZAG = np.array([[0.0, 0.0], [60.0, 0.0], [0.0, 50.0], [60.0, 50.0], [0.0, 100.0], [60.0, 100.0]])
PEN = [PenDigit(digit=digit, writer=1, strokes=[ZIGZAG]) for digit in range(10)]
IMAGE = np.zeros((28, 28), np.uint8)
IMAGE[4:24, 8:20] = 255
PAPER = Labeled(np.stack([IMAGE] * 10), np.arange(10, dtype=np.uint8))


def written(seed: int, **sizes: tuple[float, float]) -> PicturedLine:
    """Return a picture of a line of zigzags."""
    rng = np.random.default_rng(seed)
    return picture_of_line(write_line(PEN, rng, varied=True, marked=0.5), rng, **sizes)


def pasted(seed: int) -> PicturedLine:
    """Return a picture of a line of bars on paper."""
    rng = np.random.default_rng(seed)
    return picture_of_line(paste_line(PAPER, rng, marked=0.5), rng)


@pytest.mark.parametrize("picture_of", [written, pasted])
def test_a_box_for_each_digit_lies_in_the_picture_and_holds_ink(picture_of):
    """Boxes are what a reader's are compared with: each holds the ink of its digit."""
    for seed in range(25):
        line = picture_of(seed)
        assert line.picture.dtype == np.uint8
        assert line.ink.shape == line.picture.shape
        assert len(line.boxes) == len(line.text)
        for left, top, width, height in line.boxes:
            inside = line.ink[
                max(0, round(top)) : round(top + height), max(0, round(left)) : round(left + width)
            ]
            assert inside.max() > 0.3


def test_digits_are_about_as_high_as_asked():
    """Size is chance between the two given, and a digit's own size a little beside it."""
    for seed in range(10):
        heights = written(seed, sizes=(40.0, 40.0)).boxes[:, 3]
        assert 24 < np.median(heights) < 75


def test_ink_is_darker_than_paper_or_lighter():
    """Nine in ten pictures are dark on light; the rest the reverse, and all show a contrast."""
    darker = 0
    for seed in range(60):
        line = written(seed)
        ink, paper = line.picture[line.ink > 0.9], line.picture[line.ink == 0.0]
        if len(ink):
            darker += float(np.median(ink)) < float(np.median(paper))
    assert 45 <= darker < 60


def test_chance_alone_decides_a_picture():
    """The same seed gives the same picture."""
    assert_array_equal(written(3).picture, written(3).picture)
    assert written(3).picture.shape != written(4).picture.shape

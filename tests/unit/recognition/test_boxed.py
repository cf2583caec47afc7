"""What was read is drawn over its picture: the sure in one way, the doubtful in another."""

from __future__ import annotations

import numpy as np
import pytest

import inkdigits
from inkdigits.ink.decode import Shrunk
from inkdigits.recognition.boxed import DOUBTFUL, HEAD, SURE, draw_reading, draw_table
from inkdigits.recognition.reading import BLANK, Box, Glyph, Reading

WHITE = Shrunk(np.ones((400, 600), np.float32), 2.0)


def glyph(digit, confidence, *box):
    """A glyph in a box of the sender's pixels."""
    nothing = np.zeros((28, 28), np.uint8)
    return Glyph(digit, confidence, np.full(10, 0.1, np.float32), Box(*box), nothing, Box(0, 0, 1, 1))


def has(picture, color):
    """Which pixels have exactly that color."""
    return (picture == np.array(color, np.uint8)).all(axis=2)


def test_each_glyph_is_framed_where_its_ink_is():
    """In pixels of what was sent, which was twice as large here."""
    reading = Reading("4", 0.99, (glyph(4, 0.99, 200, 300, 100, 160),))
    picture = draw_reading(WHITE, reading)
    assert picture.shape == (400 + HEAD, 600, 3)
    framed = has(picture, SURE)
    assert framed[HEAD + 150, 100:150].mean() > 0.8
    assert framed[HEAD + 150 : HEAD + 230, 100].mean() > 0.8
    assert framed[:HEAD].any()
    assert not has(picture, DOUBTFUL).any()


def test_a_doubtful_glyph_has_another_color_and_a_broken_line():
    """So that color is not all that tells them apart."""
    sure, doubtful = glyph(4, 0.99, 100, 300, 200, 300), glyph(None, 0.2, 600, 300, 200, 300)
    picture = draw_reading(WHITE, Reading("4?", 0.2, (sure, doubtful)))
    along = has(picture, DOUBTFUL)[HEAD + 150, 300:400]
    assert 0.3 < along.mean() < 0.9
    assert np.abs(np.diff(along.astype(int))).sum() > 6
    assert has(picture, DOUBTFUL)[:HEAD].any()


def test_a_label_stays_within_the_picture():
    """Above the glyph, or inside of its box at the upper edge."""
    reading = Reading("7\n1", 0.95, (glyph(7, 0.95, 1160, 0, 39, 100), glyph(1, 0.95, 0, 780, 20, 19)))
    assert has(draw_reading(WHITE, reading), SURE).any()


def test_a_blank_picture_says_so():
    """No frame, no doubt."""
    picture = draw_reading(WHITE, BLANK)
    assert (picture[HEAD:] == 255).all()
    assert (picture[:HEAD] < 255).any()


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (3, 900)])
def test_a_small_picture_is_enlarged_for_the_lettering(shape):
    """The head fits, however long the text is."""
    picture = draw_reading(Shrunk(np.zeros(shape, np.float32), 1.0), Reading("1234567890" * 3, 0.5))
    assert picture.shape[1] >= shape[1]
    assert max(picture.shape) >= 40


class Half:
    """Reads every second number surely."""

    def read_many(self, pictures, *, expect):
        """Answer 12, and doubt each second."""
        assert expect == "number"
        return (Reading("12", 0.99 if number % 2 else 0.3) for number, _ in enumerate(pictures))


def test_a_table_is_framed_cell_by_cell(draw_page):
    """The doubtful cells are dashed, and counted above; empty ones are framed and say nothing."""
    page, corners = draw_page([["12", "", "34"], ["56", "78", ""]])
    table = inkdigits.read_table(Half(), page)
    picture = draw_table(Shrunk(page.astype(np.float32) / 255, 1.0), table)
    assert has(picture, SURE).any()
    x, y = corners[1, 0].astype(int)
    dashed = has(picture, DOUBTFUL)[HEAD + y - 8 : HEAD + y + 8, x + 60 : x + 160].any(axis=0)
    assert dashed.any()
    assert [cell.low for cell in table.cells] == [True, False, False, True, False, False]

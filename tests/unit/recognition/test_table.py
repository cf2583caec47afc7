"""A table says what stands in each cell, how sure that is, and where the cell is on the page."""

from __future__ import annotations

import numpy as np
import pytest

import inkdigits
from inkdigits.errors import BadPicture, BadTable
from inkdigits.recognition.reading import BLANK, Alternative, Reading
from inkdigits.recognition.table import record_of_table

TEXTS = [["4", "1", "3"], ["9", "", "5"], ["2", "8", "1"], ["7", "0", "6"]]


class Counting:
    """Reads the first picture as 1, the second as 2 ..., each less surely; a stand-in for a recognizer."""

    def __init__(self):
        self.expected = []

    def read_many(self, pictures, *, expect):
        """Count the pictures."""
        for number, picture in enumerate(pictures, start=1):
            assert picture.dtype == np.float32
            self.expected.append(expect)
            yield Reading(str(number), 1 - number / 100, (), (Alternative("7", 0.1),))


class Blind:
    """Sees nothing anywhere."""

    def read_many(self, pictures, *, expect):
        """Answer that each is blank."""
        assert expect == "number"
        return (BLANK for _ in pictures)


def test_digits_in_a_table_are_read(recognizer, draw_page):
    """By the real recognizer, cell by cell."""
    page, _ = draw_page(TEXTS, rules=3)
    table = inkdigits.read_table(recognizer, page, rows=4, columns=3, expect="digit")
    right = [cell.text == TEXTS[cell.row - 1][cell.column - 1] for cell in table.cells]
    assert sum(right) >= 10  # some of these digits are drawn as a clock shows them
    assert [len(row) for row in table.rows] == [3, 3, 3, 3]
    assert table.texts[1][1] == ""


def test_cells_are_numbered_from_one_and_read_in_order(draw_page):
    """The empty one is not read."""
    reader = Counting()
    table = inkdigits.read_table(reader, draw_page(TEXTS)[0])
    assert table.texts == (("1", "2", "3"), ("4", "", "5"), ("6", "7", "8"), ("9", "10", "11"))
    assert [(cell.row, cell.column) for cell in table.cells[:4]] == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert set(reader.expected) == {"number"}
    assert table.cells[0].reading.alternatives[0].text == "7"


def test_an_empty_cell_has_no_confidence_and_is_not_low(draw_page):
    """Nothing was read there, and nobody needs to look."""
    table = inkdigits.read_table(Counting(), draw_page(TEXTS)[0])
    empty = table.rows[1][1]
    assert (empty.text, empty.confidence, empty.low) == ("", None, False)
    assert empty.picture.min() == 1.0
    assert not table.rows[0][0].low
    assert table.rows[3][2].low


def test_ink_that_says_nothing_is_low(draw_page):
    """Something is written there, and was not read."""
    table = inkdigits.read_table(Blind(), draw_page(TEXTS)[0])
    cell = table.rows[0][0]
    assert (cell.text, cell.confidence, cell.low) == ("", 0.0, True)


def test_places_are_in_pixels_of_the_page_as_it_was_sent(draw_page):
    """Also where it was shrunk to be read."""
    page, corners = draw_page(TEXTS)
    large = page.repeat(4, axis=0).repeat(4, axis=1)
    assert max(large.shape) > 2000
    cell = inkdigits.read_table(Counting(), large).rows[2][1]
    box = cell.box
    assert (box.x, box.y) == pytest.approx(tuple(4 * corners[2, 1]), abs=16)
    assert (box.x + box.width, box.y + box.height) == pytest.approx(tuple(4 * corners[3, 2]), abs=16)
    assert cell.corners[0] == pytest.approx((box.x, box.y), abs=4)


def test_json_tells_rows_of_cells(draw_page):
    """Plain values; an empty cell has no confidence there, either."""
    record = record_of_table(inkdigits.read_table(Counting(), draw_page(TEXTS)[0]))
    assert [len(row) for row in record["rows"]] == [3, 3, 3, 3]
    first, empty = record["rows"][0][0], record["rows"][1][1]
    assert (first["row"], first["column"], first["text"], first["low"]) == (1, 1, "1", False)
    assert first["confidence"] == pytest.approx(0.99)
    assert set(first["box"]) == {"x", "y", "width", "height"}
    assert first["alternatives"] == [{"text": "7", "confidence": 0.1}]
    assert (empty["text"], empty["confidence"], empty["low"]) == ("", None, False)


def test_what_is_no_table_or_no_picture_is_refused(draw_page):
    """By the errors that say which."""
    page, _ = draw_page(TEXTS)
    with pytest.raises(BadTable):
        inkdigits.read_table(Counting(), page, rows=9, columns=3)
    with pytest.raises(BadTable, match="must be 1 to"):
        inkdigits.read_table(Counting(), "no-such-file.png", rows=1000, columns=1000)
    with pytest.raises(BadPicture):
        inkdigits.read_table(Counting(), "no-such-file.png")

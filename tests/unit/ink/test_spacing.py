"""Where nothing is ruled, the gaps between numbers are the table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.spacing import find_spaced

COLUMN = [["407"], ["12"], ["3381"], ["96"], ["5"], ["2026"], ["88"]]
TABLE = [["407", "12"], ["3", "96"], ["52", "20"], ["881", "7"]]


def ink_of(page):
    """What the page lacks of its light."""
    return np.maximum(0, (220 - page.astype(np.float32)) / 220)


@pytest.mark.parametrize("tilt", [0.0, 9.0, -14.0])
@pytest.mark.parametrize("texts", [COLUMN, TABLE], ids=["column", "table"])
def test_rows_and_columns_are_found_on_a_tilted_page(draw_page, texts, tilt):
    """Each number lies in a cell of its own."""
    page, corners = draw_page(texts, rules=0, tilt=tilt, cell=(280, 100))
    found = find_spaced(ink_of(page))
    assert (found.rows, found.columns) == (len(texts), len(texts[0]))
    for row, column in np.ndindex(found.rows, found.columns):
        origin, along, down = corners[row, column], corners[row, column + 1], corners[row + 1, column]
        digit = origin + 0.15 * (along - origin) + 0.45 * (down - origin)
        cell = found.corners[row : row + 2, column : column + 2].reshape(4, 2)[[0, 1, 3, 2]]
        assert cv2.pointPolygonTest(cell.astype(np.float32), digit.tolist(), measureDist=True) > 15


def test_a_row_that_reaches_below_the_next_ones_top_is_still_a_row():
    """The middles tell them apart, where no strip between them is blank."""
    ink = np.zeros((600, 600), np.float32)
    for left in range(60, 500, 80):
        ink[100:160, left : left + 20] = ink[168:228, left + 40 : left + 60] = 1.0
    ink[100:180, 60:80] = 1.0
    assert find_spaced(ink).rows == 2


def test_dots_and_dust_are_no_rows(draw_page):
    """Nor is what touches the border of the picture."""
    page, _ = draw_page(COLUMN, rules=0)
    page[700:708, 300:308] = 0
    page[:, :6] = 0
    assert find_spaced(ink_of(page)).rows == len(COLUMN)


def test_on_a_blank_page_nothing_is_found():
    """None, and no crash."""
    assert find_spaced(np.zeros((300, 200), np.float32)) is None

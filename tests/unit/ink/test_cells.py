"""Each cell is cut by its own corners, with its own writing and nothing else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.cells import cut_cells

CORNERS = np.stack(np.meshgrid([50.0, 250.0, 450.0], [50.0, 150.0, 250.0]), axis=-1)  # two rows, two columns
NOWHERE = np.zeros((300, 500), np.bool_)


def page(*strokes):
    """What a page of 300 x 500 lacks of its light: upright strokes, each x, top and bottom."""
    ink = np.zeros((300, 500), np.float32)
    for x, top, bottom in strokes:
        cv2.line(ink, (x, top), (x, bottom), 0.6, 5)
    return ink


def amounts(cells):
    """How much ink each cell's picture shows."""
    return [[round(float((1 - cell.picture).sum())) for cell in row] for row in cells]


def test_cells_come_row_by_row_black_on_white_with_their_corners():
    """Where nothing is written all is white, and is said to be empty."""
    cells = cut_cells(page((100, 70, 130), (350, 170, 230)), CORNERS, NOWHERE)
    assert [[cell.empty for cell in row] for row in cells] == [[False, True], [True, False]]
    assert cells[0][0].picture.shape == (150, 250)
    assert cells[0][0].picture.min() == pytest.approx(0.0, abs=0.01)
    assert cells[0][1].picture.min() == 1.0
    assert cells[1][1].corners.tolist() == [[250, 150], [450, 150], [450, 250], [250, 250]]


def test_what_reaches_over_a_rule_belongs_to_the_cell_that_holds_most_of_it():
    """It is whole there, and its neighbor does not see it."""
    whole = amounts(cut_cells(page((100, 80, 140)), CORNERS, NOWHERE))[0][0]
    cells = cut_cells(page((100, 98, 158)), CORNERS, NOWHERE)
    assert amounts(cells)[0][0] == pytest.approx(whole, rel=0.03)
    assert cells[1][0].empty


def test_two_that_touch_are_divided_where_the_rule_was():
    """Both cells hold much of the piece."""
    ink = page()
    for middle in (122, 178):
        cv2.circle(ink, (100, middle), 28, 0.6, 5)
    cells = cut_cells(ink, CORNERS, NOWHERE)
    assert not cells[0][0].empty
    assert not cells[1][0].empty
    assert amounts(cells)[0][0] == pytest.approx(amounts(cells)[1][0], rel=0.1)


def test_notes_outside_are_nobodys():
    """A title above the table, even one that touches it."""
    cells = cut_cells(page((100, 5, 60), (480, 100, 200)), CORNERS, NOWHERE)
    assert all(cell.empty for row in cells for cell in row)


def test_dust_and_what_is_left_of_a_rule_are_no_writing():
    """Small things, and long ones that lie where a rule was."""
    ink, wiped = page((120, 90, 93)), NOWHERE.copy()
    wiped[:, 248:253] = True
    cv2.line(ink, (251, 60), (251, 110), 0.6, 2)
    cells = cut_cells(ink, CORNERS, wiped)
    assert all(cell.empty for row in cells for cell in row)


def test_dust_beside_a_number_is_not_seen():
    """What is neither wider nor higher than a sixteenth of the cell."""
    ink = page((100, 70, 130))
    clean = amounts(cut_cells(ink, CORNERS, NOWHERE))
    ink[90:93, 200:203] = 0.6
    assert amounts(cut_cells(ink, CORNERS, NOWHERE)) == clean


def test_a_leaning_cell_is_set_upright():
    """By a homography through its four corners."""
    corners = np.array([[[60.0, 40.0], [240.0, 80.0]], [[40.0, 180.0], [250.0, 240.0]]])
    top, bottom = corners.mean(axis=1)
    start, end = 0.7 * top + 0.3 * bottom, 0.3 * top + 0.7 * bottom
    ink = np.zeros((300, 500), np.float32)
    cv2.line(ink, np.rint(start).astype(int).tolist(), np.rint(end).astype(int).tolist(), 0.8, 5)
    ((cell,),) = cut_cells(ink, corners, NOWHERE)
    rows, columns = np.nonzero(cell.picture < 0.5)
    assert np.ptp(rows) > 4 * np.ptp(columns)
    assert columns.mean() == pytest.approx(cell.picture.shape[1] / 2, abs=6)


def test_a_cell_beyond_the_page_is_empty_and_a_tiny_one_has_a_picture():
    """No corner is taken on trust."""
    beyond = cut_cells(page((100, 70, 130)), CORNERS + 2000.0, NOWHERE)
    assert all(cell.empty for row in beyond for cell in row)
    tiny = cut_cells(page((100, 70, 130)), CORNERS / 100, NOWHERE)
    assert min(min(cell.picture.shape) for row in tiny for cell in row) >= 8

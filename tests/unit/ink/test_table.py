"""A table is found on its page however it lies there; one that is not as asked for is refused."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.errors import BadTable
from inkdigits.ink.table import MOST, find_cells

TEXTS = [["407", "12", "3"], ["96", "", "5"], ["26", "88", "1"], ["7", "190", "42"], ["", "3", "66"]]
WRITTEN = [[text != "" for text in row] for row in TEXTS]


def gray(page):
    """A page of bytes as the gray that is looked at."""
    return page.astype(np.float32) / 255


def written(cells):
    """In which cells something is written."""
    return [[not cell.empty for cell in row] for row in cells]


def corners_of(cells):
    """Top left corners of all cells, (rows, columns, 2)."""
    return np.array([[cell.corners[0] for cell in row] for row in cells])


@pytest.mark.parametrize("tilt", [0.0, 8.0, -15.0])
@pytest.mark.parametrize("frame", [True, False], ids=["framed", "frameless"])
@pytest.mark.parametrize("rules", [1, 6], ids=["thin", "thick"])
def test_a_table_is_found_with_its_empty_cells(draw_page, tilt, frame, rules):
    """Turned by up to 15 degrees, with thin or thick rules, with or without the outer ones."""
    page, corners = draw_page(TEXTS, tilt=tilt, frame=frame, rules=rules)
    cells = find_cells(gray(page))
    assert written(cells) == WRITTEN
    assert np.abs(corners_of(cells) - corners[:-1, :-1]).max() < 8


def test_perspective_shadow_and_noise_change_nothing(draw_page):
    """As a phone sees it."""
    page, _ = draw_page(TEXTS)
    height, width = page.shape
    seen = np.array([[60, 40], [width - 20, 0], [width - 70, height - 30], [10, height]], np.float32)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    view = cv2.getPerspectiveTransform(flat, seen)
    photo = cv2.warpPerspective(gray(page), view, (width, height), borderValue=(0.2,))
    photo[:, : width // 2] *= 0.45
    photo += np.random.default_rng(0).normal(0, 0.015, photo.shape).astype(np.float32)
    cells = find_cells(photo.clip(0, 1).astype(np.float32), rows=5, columns=3)
    assert written(cells) == WRITTEN


def test_a_large_page_is_looked_at_on_a_small_one(draw_page):
    """Its cells are cut from the large one all the same."""
    page, corners = draw_page(TEXTS)
    large = cv2.resize(gray(page), None, fx=2.5, fy=2.5, interpolation=cv2.INTER_CUBIC)
    cells = find_cells(large)
    assert written(cells) == WRITTEN
    assert np.abs(corners_of(cells) - 2.5 * corners[:-1, :-1]).max() < 12
    assert cells[0][0].picture.shape[0] > 300


def test_a_column_without_rules_is_found_by_its_gaps(draw_page):
    """Where one says how many numbers there are."""
    column = [[row[2]] for row in TEXTS]
    page, _ = draw_page(column, rules=0)
    assert written(find_cells(gray(page), rows=5)) == [[True]] * 5
    with pytest.raises(BadTable, match="5 rows and 1 column of numbers stand on the page, but 4 rows and 1"):
        find_cells(gray(page), rows=4, columns=1)
    with pytest.raises(BadTable, match="no ruled table was found"):
        find_cells(gray(page))


def test_a_column_on_ruled_paper_is_found_between_its_lines(draw_page):
    """Lines of one kind are no table, and are wiped off."""
    column = [[row[2]] for row in TEXTS]
    page, _ = draw_page(column, rules=0)
    for y in range(30, len(page), 30):
        page[y : y + 2] = np.minimum(page[y : y + 2], 150)
    assert written(find_cells(gray(page), rows=5, columns=1)) == [[True]] * 5


@pytest.mark.parametrize("upright", [False, True], ids=["a frame", "columns"])
def test_rows_within_a_frame_are_found_by_their_gaps(draw_page, upright):
    """Where only the frame is ruled, or the columns alone, and a title above."""
    texts = [[text or "8" for text in row] for row in TEXTS]
    page, corners = draw_page(texts, rules=0, cell=(220, 90))
    (left, top), (right, bottom) = corners[0, 0].astype(int).tolist(), corners[-1, -1].astype(int).tolist()
    cv2.rectangle(page, (left, top), (right, bottom), 120, 3)
    for x in corners[0, 1:-1, 0].astype(int).tolist() if upright else ():
        cv2.line(page, (x, top), (x, bottom), 120, 3)
    cv2.putText(page, "2026", (left, top - 30), cv2.FONT_HERSHEY_SIMPLEX, 2, 30, 4)
    assert written(find_cells(gray(page), rows=5, columns=3)) == [[True] * 3] * 5


def test_more_lines_than_can_be_read_are_refused():
    """Squared paper is a table of hundreds of empty cells."""
    page = np.full((1200, 900), 235, np.uint8)
    page[::15] = page[:, ::15] = 120
    with pytest.raises(BadTable, match=f"at most {MOST} of each can be read"):
        find_cells(gray(page))


def test_a_table_of_another_size_is_refused_and_says_what_is_there(draw_page):
    """Or numbers would move up a row, and nobody would see it."""
    page, _ = draw_page(TEXTS)
    with pytest.raises(
        BadTable, match="5 rows and 3 columns are ruled on the page, but 6 rows and 3 columns"
    ):
        find_cells(gray(page), rows=6, columns=3)
    with pytest.raises(BadTable, match="but any rows and 2 columns were asked for"):
        find_cells(gray(page), columns=2)


def test_a_page_on_its_side_is_refused_with_what_to_do(draw_page):
    """Nobody can say which way it must be turned."""
    page, _ = draw_page(TEXTS)
    with pytest.raises(BadTable, match="turn the picture by 90 degrees"):
        find_cells(gray(np.rot90(page)), rows=5, columns=3)


def test_a_rule_that_cannot_be_seen_is_put_where_it_must_be(draw_page):
    """If all the others are as far apart as they should be, and it was asked for."""
    page, corners = draw_page(TEXTS)
    x, y = corners[2, 0].astype(int)
    page[y - 4 : y + 5, x + 4 : int(corners[2, -1, 0]) - 4] = page[y - 8, x + 8]
    assert len(find_cells(gray(page))) == 4
    assert written(find_cells(gray(page), rows=5, columns=3)) == WRITTEN


@pytest.mark.parametrize(("rows", "columns"), [(0, 4), (4, 0), (1000, 1000), (MOST + 1, 1), (-1, 1)])
def test_sizes_that_no_page_has_are_refused(rows, columns):
    """Before anything is looked at."""
    with pytest.raises(BadTable, match=f"must be 1 to {MOST}"):
        find_cells(np.ones((400, 400), np.float32), rows=rows, columns=columns)


@pytest.mark.parametrize(
    "page",
    [
        np.ones((600, 400), np.float32),
        np.zeros((600, 400), np.float32),
        np.random.default_rng(0).random((600, 400), np.float32),
        np.ones((1, 1), np.float32),
        np.ones((2000, 3), np.float32),
    ],
    ids=["white", "black", "noise", "a pixel", "a strip"],
)
def test_a_page_without_a_table_is_refused(page):
    """Asked for or not."""
    with pytest.raises(BadTable):
        find_cells(page)
    with pytest.raises(BadTable):
        find_cells(page, rows=3, columns=2)

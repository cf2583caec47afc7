"""``inkdigits read --grid``: a table as CSV, a line a cell, or as JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from PIL import Image

from inkdigits.cli import main
from inkdigits.cli.grid import HEAD, rows_of
from inkdigits.recognition.reading import BLANK, Box, Reading
from inkdigits.recognition.table import Cell, Table

CORNERS = ((0.0, 0.0), (9.6, 0.0), (9.6, 5.0), (0.0, 5.0))


@pytest.fixture
def desk(tmp_path, monkeypatch, draw_page):
    """A folder with a page on which a table is; we stand in it."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(draw_page([["1", "7"], ["4", ""], ["0", "1"]])[0]).save("page.png")
    return tmp_path


def read(*arguments, **options):
    """Run the verb through the whole command."""
    return CliRunner().invoke(main, ["read", *arguments], **options)


def cell(text, confidence, *, row=1, column=1):
    """A cell of which that was read."""
    reading = BLANK if confidence is None else Reading(text, confidence)
    picture = pytest.importorskip("numpy").ones((8, 8), "float32")
    return Cell(row, column, text, confidence, Box(0.0, 0.0, 9.6, 5.0), CORNERS, reading, picture)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("grid", ["3x2", "3X2", "auto"])
def test_a_page_is_a_line_a_cell(grid):
    """After one of names, as RFC 4180 has it."""
    result = read("--grid", grid, "--expect", "digit", "page.png")
    assert result.exit_code == 0, result.stderr
    head, *lines = csv.reader(io.StringIO(result.stdout_bytes.decode(), newline=""))
    assert result.stdout_bytes.count(b"\r\n") == 7
    assert tuple(head) == HEAD
    assert [(line[0], line[1], line[2]) for line in lines[:3]] == [
        ("page.png", "1", "1"),
        ("page.png", "1", "2"),
        ("page.png", "2", "1"),
    ]
    assert lines[3][3:6] == ["", "", ""]
    assert 0.0 <= float(lines[0][4]) < 1.0


def test_what_is_low_is_marked_and_nothing_is_certain():
    """The confidence is rounded down; an empty cell has none and is not low."""
    table = Table(rows=((cell("12", 0.99999), cell("3", 0.5, column=2), cell("", None, column=3)),))
    sure, doubtful, empty = rows_of("page.png", table)
    assert sure == ("page.png", 1, 1, "12", "0.9999", "", 0, 0, 10, 5)
    assert doubtful[3:6] == ("3", "0.5000", "low")
    assert empty[3:6] == ("", "", "")


@pytest.mark.usefixtures("desk")
def test_json_is_an_object_a_page():
    """With rows of cells; no line of names."""
    result = read("--grid", "auto", "--json", "page.png")
    page = json.loads(result.stdout)
    assert page["path"] == "page.png"
    assert [len(row) for row in page["rows"]] == [2, 2, 2]
    assert page["rows"][1][1]["confidence"] is None


@pytest.mark.usefixtures("desk")
def test_a_page_with_another_table_is_refused_and_the_others_are_read():
    """It says what was found; standard output holds only what was read."""
    result = read("--grid", "4x2", "page.png", "missing.png")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1
    wrong, missing = result.stderr.splitlines()
    assert wrong.startswith("page.png: 3 rows and 2 columns are ruled on the page, but 4 rows and 2 columns")
    assert missing.startswith("missing.png: ")
    told = json.loads(read("--grid", "4x2", "--json", "page.png").stdout)
    assert told["error"]["code"] == "bad_table"


def test_standard_input_may_be_a_table(desk):
    """As a picture may."""
    result = read("--grid", "3x2", "-", input=(desk / "page.png").read_bytes())
    assert result.stdout.splitlines()[1].startswith("-,1,1,")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "grid", ["4", "4x", "x", "x4", "0x4", "4x0", "1000x1000", "-1x4", "4x4x4", "", "four"]
)
def test_what_is_no_grid_is_wrong_usage(grid):
    """Exit status 2, and what could have been said."""
    result = read("--grid", grid, "page.png")
    assert result.exit_code == 2
    assert "ROWSxCOLS" in result.stderr or "1 to 60" in result.stderr

"""Read a table, or a column, of handwritten numbers: a page in, a record of its cells out.

The page is cut into cells (``ink/table.py``), and each that holds ink is read as a number of its own.  A
cell in which nothing is written was not read: its text is ``""``, it has no confidence, and it is not low
either, because nobody needs to look at each empty cell of a form.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from inkdigits.ink.cells import Cut
from inkdigits.ink.decode import Source, decode_gray
from inkdigits.ink.table import SIDE, check_size, find_cells
from inkdigits.recognition.reading import BLANK, Box, Expectation, Reading
from inkdigits.recognition.wording import LOW
from inkdigits.shapes import Gray


@runtime_checkable
class Reader(Protocol):
    """Whoever reads pictures of numbers, as a ``Recognizer`` does."""

    def read_many(self, pictures: Iterable[Source], *, expect: Expectation) -> Iterator[Reading]:
        """Return a reading for each picture, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell of a table.

    Attributes:
        row: which row, counted from 1.
        column: which column, counted from 1.
        text: what was read; ``""`` where nothing is written.
        confidence: calibrated probability that all of the text is right, 0..1; None where nothing is written.
        box: the rectangle around the cell, in pixels of the upright page.
        corners: its four corners, x and y in the same pixels, clockwise from the top left.
        reading: all that was read; its boxes are in pixels of ``picture``.
        picture: the cell alone, upright, black on white and without rules.
    """

    row: int
    column: int
    text: str
    confidence: float | None
    box: Box
    corners: tuple[tuple[float, float], ...]
    reading: Reading = dataclasses.field(repr=False)
    picture: Gray = dataclasses.field(repr=False)

    @property
    def low(self) -> bool:
        """Whether somebody should look at it: something is written, and was not read with confidence."""
        return self.confidence is not None and self.confidence < LOW


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a table says: its cells, row by row."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The texts alone, row by row."""
        return tuple(tuple(cell.text for cell in row) for row in self.rows)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, one row after the other."""
        return tuple(cell for row in self.rows for cell in row)


def read_table(
    recognizer: Reader,
    picture: Source,
    *,
    rows: int | None = None,
    columns: int | None = None,
    expect: Expectation = "number",
) -> Table:
    """Read the table on a page: a path, bytes, an array (gray, RGB, RGBA) or a Pillow image.

    Args:
        recognizer: what reads the cells.
        picture: the page, photographed or scanned.
        rows: how many rows there must be; None for as many as are ruled.
        columns: how many columns there must be; None for as many as are ruled.
        expect: what is in a cell: ``"number"``, or ``"digit"`` where it is one that must not be split.

    Raises:
        BadTable: there is no table, or it has other rows or columns than there must be.
        BadPicture, UnsupportedPicture, PictureTooLarge: the picture cannot be read.
    """
    check_size(rows, columns)
    page = decode_gray(picture, side=SIDE)
    cut = find_cells(page.gray, rows=rows, columns=columns)
    written = (cell.picture for row in cut for cell in row if not cell.empty)
    readings = recognizer.read_many(written, expect=expect)
    return Table(
        rows=tuple(
            tuple(
                _cell(one, BLANK if one.empty else next(readings), row, column, page.scale)
                for column, one in enumerate(cells, start=1)
            )
            for row, cells in enumerate(cut, start=1)
        )
    )


def record_of_table(table: Table) -> dict[str, Any]:
    """Return ``table`` as plain values for JSON, ``rows`` of cells."""
    return {"rows": [[_record_of_cell(cell) for cell in row] for row in table.rows]}


def _cell(cut: Cut, reading: Reading, row: int, column: int, scale: float) -> Cell:
    """Return a cell with its place in pixels of the page as it was sent, ``scale`` times as many."""
    corners = cut.corners * scale
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Cell(
        row=row,
        column=column,
        text=reading.text,
        confidence=None if cut.empty else reading.confidence,
        box=Box(float(left), float(top), float(right - left), float(bottom - top)),
        corners=tuple((float(x), float(y)) for x, y in np.asarray(corners)),
        reading=reading,
        picture=cut.picture,
    )


def _record_of_cell(cell: Cell) -> dict[str, Any]:
    return {
        "row": cell.row,
        "column": cell.column,
        "text": cell.text,
        "confidence": cell.confidence,
        "low": cell.low,
        "box": asdict(cell.box),
        "alternatives": [asdict(other) for other in cell.reading.alternatives],
    }

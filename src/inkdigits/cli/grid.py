"""Tables on the command line: ``--grid ROWSxCOLS``, and a table as CSV.

A line of the CSV is a cell, not a row: each has a confidence and a place of its own, which a sheet as wide
as the table could only hold in columns that alternate.  A program filters the lines that are ``low``, a
spreadsheet turns them into a sheet by its pivot function.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inkdigits.recognition.table import Cell, Table

HEAD = ("picture", "row", "column", "text", "confidence", "low", "x", "y", "width", "height")
DECIMALS = 4  # of a confidence, rounded down


@dataclass(frozen=True, slots=True)
class Grid:
    """How many rows and columns there must be; None: as many as are ruled."""

    rows: int | None = None
    columns: int | None = None


def parse_grid(_context: click.Context, _option: click.Parameter, typed: str | None) -> Grid | None:
    """Return what was typed: ``auto``, or ROWSxCOLS as in 10x4.

    Raises:
        BadParameter: it is neither.
    """
    if typed is None or typed.lower() == "auto":
        return None if typed is None else Grid()
    sides = re.fullmatch(r"([0-9]{1,9})[xX]([0-9]{1,9})", typed)
    if sides is None:
        raise click.BadParameter(f"{typed!r} is neither auto nor ROWSxCOLS, as in 10x4")
    from inkdigits.ink.table import MOST

    rows, columns = int(sides[1]), int(sides[2])
    if not (1 <= rows <= MOST and 1 <= columns <= MOST):
        raise click.BadParameter(f"{typed!r} has a side that is not 1 to {MOST}")
    return Grid(rows, columns)


def csv_of(rows: list[tuple[object, ...]]) -> str:
    """Return ``rows`` as CSV, as RFC 4180 has it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def rows_of(name: str, table: Table) -> list[tuple[object, ...]]:
    """Return a row for each cell of ``table``, in the order of ``HEAD``."""
    return [
        (
            name,
            cell.row,
            cell.column,
            cell.text,
            _confidence(cell),
            "low" if cell.low else "",
            *(round(side) for side in (cell.box.x, cell.box.y, cell.box.width, cell.box.height)),
        )
        for cell in table.cells
    ]


def _confidence(cell: Cell) -> str:
    """Return the confidence rounded down, so that nothing is certain; none where nothing is written."""
    if cell.confidence is None:
        return ""
    return f"{int(cell.confidence * 10**DECIMALS) / 10**DECIMALS:.{DECIMALS}f}"

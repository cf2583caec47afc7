"""How well tables of handwritten numbers are read, photographed as people do it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from blocks import Block, percent, score_table
from trials import score
from worlds import Worlds

import inkdigits
from inkdigits.errors import BadTable
from inkdigits.recognition.table import Reader, Table, read_table
from inkdigits.recognition.wording import LOW
from inkdigits.training.evaluation import Score
from inkdigits.training.tables import TablePage, photograph_table

PAGES = 25
ROWS, COLUMNS = 10, 4
SEED = 4  # of the pages


def measure_tables(recognizer: inkdigits.Recognizer, worlds: Worlds, *, pages: int = PAGES) -> Block:
    """Return how many cells of composed pages are read exactly; on a page that is refused none is."""
    read = [(page, _read(recognizer, page)) for page in compose_pages(worlds, pages)]
    cells = np.concatenate([_compare(page, table) for page, table in read])
    right, written, sure = cells.T
    exact, found = score(right), Score(sum(table is not None for _, table in read), len(read))
    rows = [
        ("cells", exact),
        ("of them, those with a number", score(right[written])),
        ("of them, those without", score(right[~written])),
        (f"numbers with a confidence of {LOW} or more", score(right[sure])),
        ("pages on which the table was found", found),
    ]
    text = score_table(rows)
    text += (
        f"\n\nPages with {ROWS} x {COLUMNS} numbers of up to six digits, {worlds.drawn_name}, a page a "
        "writer in turn, made by `inkdigits.training.tables`: rules, frame, pen, place, tilt, bend, notes, "
        "light, shadow and noise are chance. "
        f"{_share(sure, written)} of the numbers were read with that confidence."
    )
    short = f"pages of {ROWS} x {COLUMNS} numbers, composed and photographed-like: {percent(exact)} of "
    short += f"{exact.count:,} cells exact"
    return Block(name="accuracy_tables", text=text, short=(short,))


def compose_pages(worlds: Worlds, count: int, *, longest: int | None = None) -> Iterator[TablePage]:
    """Yield ``count`` pages, each written by one of those who drew, in turn; by default some megapixels."""
    writers = sorted({one.writer for one in worlds.drawn})
    for number in range(count):
        writer = writers[number % len(writers)]
        drawn = [one for one in worlds.drawn if one.writer == writer]
        chance = np.random.default_rng([SEED, number])
        yield photograph_table(drawn, chance, rows=ROWS, columns=COLUMNS, longest=longest)


def _read(recognizer: Reader, page: TablePage) -> Table | None:
    """Return the table that was found, or None."""
    try:
        return read_table(recognizer, page.picture, rows=ROWS, columns=COLUMNS)
    except BadTable:
        return None


def _compare(page: TablePage, table: Table | None) -> np.ndarray:
    """Return for each cell whether it is right, whether a number stands there, and whether it was sure."""
    asked = np.array([text for row in page.texts for text in row])
    if table is None:
        nothing = np.zeros(len(asked), np.bool_)
        return np.stack([nothing, asked != "", nothing], axis=1)
    told = np.array([cell.text for cell in table.cells])
    sure = np.array([(cell.confidence or 0.0) >= LOW for cell in table.cells])
    return np.stack([told == asked, asked != "", sure], axis=1)


def _share(sure: np.ndarray, written: np.ndarray) -> str:
    return percent(Score(int((sure & written).sum()), max(1, int(written.sum()))))

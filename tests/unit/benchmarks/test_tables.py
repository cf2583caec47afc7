"""What is measured of tables is counted cell by cell; a page that is refused is wrong as a whole."""

from __future__ import annotations

import numpy as np
import pytest
import tables
from worlds import Worlds

from inkdigits.data.splits import Labeled
from inkdigits.recognition.reading import Reading


class Always:
    """Reads the same number everywhere, as sure as told."""

    def __init__(self, text, confidence):
        self.answer = Reading(text, confidence)

    def read_many(self, pictures, *, expect):
        """Answer for each picture."""
        assert expect == "number"
        return (self.answer for _ in pictures)


@pytest.fixture
def worlds(small_pen):
    """Only what was drawn matters here."""
    nothing = Labeled(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))
    return Worlds(
        paper=nothing, disputed=(), drawn=small_pen.training, paper_name="images", drawn_name="drawings"
    )


def test_exact_cells_are_counted_with_empty_ones_apart(worlds):
    """A number that is read as another is wrong, an empty cell that is seen as one is right."""
    (page,) = tables.compose_pages(worlds, 1)
    block = tables.measure_tables(Always("12", 0.95), worlds, pages=1)
    empty = sum(text == "" for row in page.texts for text in row)
    right = sum(text == "12" for row in page.texts for text in row)
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ") for line in block.text.splitlines()[2:7]}
    assert rows["cells"][-1].strip(" |") == "40"
    assert rows["of them, those with a number"][-2:] == [str(right), f"{40 - empty} |"]
    assert rows["pages on which the table was found"][-2:] == ["1", "1 |"]
    assert "drawings" in block.text
    assert "of 40 cells exact" in block.short[0]


def test_a_page_that_is_refused_is_wrong_as_a_whole(worlds):
    """Forty cells, the empty ones included."""
    (page,) = tables.compose_pages(worlds, 1, longest=600)
    assert tables._compare(page, None).sum(axis=0)[0] == 0
    assert len(tables._compare(page, None)) == 40


def test_pages_are_written_by_one_hand_after_the_other_and_always_the_same(worlds):
    """What was measured can be measured again."""
    first, second = (list(tables.compose_pages(worlds, 2, longest=600)) for _ in range(2))
    assert [page.texts for page in first] == [page.texts for page in second]
    assert first[0].texts != first[1].texts

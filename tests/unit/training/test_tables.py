"""A composed page holds a table whose texts and corners are known, and differs from every other page."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.training.tables import photograph_table


def page_of(pen, seed, **options):
    """A small page, which takes less time."""
    options = {"rows": 4, "columns": 3, "longest": 700} | options
    return photograph_table(pen.training, np.random.default_rng(seed), **options)


@pytest.mark.parametrize("seed", range(6))
def test_a_page_tells_what_is_in_it_and_where(small_pen, seed):
    """Numbers of one to six digits, empty cells, and corners in their order within the picture."""
    page = page_of(small_pen, seed)
    assert page.picture.dtype == np.uint8
    assert max(page.picture.shape) == 700
    assert [len(row) for row in page.texts] == [3, 3, 3, 3]
    assert all(text == "" or text.isdigit() for row in page.texts for text in row)
    assert page.corners.shape == (5, 4, 2)
    assert (np.diff(page.corners[..., 0], axis=1) > 0).all()
    assert (np.diff(page.corners[..., 1], axis=0) > 0).all()
    assert (page.corners > -5).all()
    assert (page.corners < np.array(page.picture.shape[1::-1]) + 5).all()


def test_ink_stands_where_the_texts_say(small_pen):
    """Written cells are darker than empty ones of the same page, by and large."""
    written, empty = [], []
    for seed in range(8):
        page = page_of(small_pen, seed)
        gray = page.picture.mean(axis=2)
        for row, texts in enumerate(page.texts):
            for column, text in enumerate(texts):
                (left, top), (right, bottom) = page.corners[row, column], page.corners[row + 1, column + 1]
                middle = gray[int(top) + 8 : int(bottom) - 8, int(left) + 8 : int(right) - 8]
                (written if text else empty).append(np.ptp(middle) / middle.mean())
    assert np.median(written) > 1.5 * np.median(empty)


def test_chance_alone_decides_how_a_page_looks(small_pen):
    """The same seed gives the same page, another another one."""
    first, again, other = (page_of(small_pen, seed) for seed in (3, 3, 4))
    assert_array_equal(first.picture, again.picture)
    assert first.texts == again.texts
    assert first.texts != other.texts


def test_a_page_is_some_megapixels_unless_told(small_pen):
    """As phones and scanners have it."""
    page = page_of(small_pen, 0, longest=None)
    assert 1500 <= max(page.picture.shape) <= 2500

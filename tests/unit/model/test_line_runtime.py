"""The line network takes lines of any width, and no other network passes for one."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose

from inkdigits.errors import BadModel
from inkdigits.model.line_runtime import LineNetwork


@pytest.mark.parametrize(("width", "columns"), [(8, 4), (9, 6), (1, 2), (0, 2), (400, 200)])
def test_a_line_of_any_width_is_answered_by_a_column_for_two_pixels(line_network, width, columns):
    """What is missing to a whole number of steps is paper."""
    ink = np.random.default_rng(0).random((32, width), np.float32)
    logits = LineNetwork(line_network).logits(ink)
    assert logits.shape == (columns, 12)
    padded = np.pad(ink, ((0, 0), (0, 2 * columns - width)))
    expected = padded.sum(axis=0).reshape(columns, 2).sum(axis=1)
    assert_allclose(logits[:, 3], 3 * expected, rtol=1e-4)


def test_a_line_network_travels_to_other_processes(line_network):
    """Pickling carries the bytes alone."""
    twin = pickle.loads(pickle.dumps(LineNetwork(line_network, threads=2)))  # noqa: S301  our own bytes
    assert twin.logits(np.ones((32, 4), np.float32)).shape == (2, 12)


def test_a_network_that_reads_digits_reads_no_lines(network):
    """It takes something else, and the message says what was promised."""
    with pytest.raises(BadModel, match="promised is ink"):
        LineNetwork(network).logits(np.ones((32, 4), np.float32))

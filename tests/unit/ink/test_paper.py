"""Paper is what is wider than any line, in whatever light."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from inkdigits.ink.paper import find_edges, find_paper, light_lacking


def test_lines_vanish_and_what_is_wider_stays():
    """A line of five pixels is filled; a dark half keeps its edge."""
    gray = np.full((80, 120), 0.8, np.float32)
    gray[:, 60:] = 0.4
    expected = gray.copy()
    gray[:, 30:35] *= 0.2
    paper = find_paper(gray, widest=11)
    inner = np.r_[0:56, 64:120]  # the edge itself is smoothed
    assert_allclose(paper[:, inner], expected[:, inner], atol=0.01)


def test_ink_lacks_the_same_share_of_light_in_the_shade():
    """Black on white is as dark in a third of the light."""
    gray = np.full((80, 120), 0.9, np.float32)
    gray[30:35] *= 0.25
    gray[:, 60:] /= 3
    lacking, _ = light_lacking(gray, widest=11)
    assert_allclose(lacking[32, [20, 100]], 0.75, atol=0.02)
    assert lacking[10].max() < 0.02 + 0.7 * (np.abs(np.arange(120) - 60) < 4).any()


def test_surfaces_end_at_steps_of_light_and_not_where_it_fades():
    """A table beside the sheet is another surface, in the shade as well; a soft shadow is none."""
    paper = np.full((60, 200), 0.9, np.float32)
    paper[:, 120:] *= 0.6
    paper *= np.linspace(1.0, 0.3, 60, dtype=np.float32)[:, None]
    edges = find_edges(paper)
    assert edges[:, 119:121].all()
    assert not edges[:, :110].any()
    assert not edges[:, 130:].any()

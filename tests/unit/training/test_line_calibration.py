"""Two opinions on a line are weighed by which more lines are read right, and trusted as far as they are."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.training.line_calibration import WEIGHTS, Judged, fit_lines


def lines(rng, *, count, of_glyphs, of_line):
    """Return lines of five texts each; how far each opinion favors the right one, in its own noise."""
    judged = []
    for _ in range(count):
        right = np.arange(5) == rng.integers(5)
        glyphs, line = (rng.normal(0, 1, 5) + much * right for much in (of_glyphs, of_line))
        judged.append(Judged(glyphs, line, right))
    return judged


def test_an_opinion_that_knows_nothing_counts_little():
    """And one that knows much counts much."""
    rng = np.random.default_rng(1)
    assert fit_lines(lines(rng, count=800, of_glyphs=0.0, of_line=3.0))[0] <= 0.2
    assert fit_lines(lines(rng, count=800, of_glyphs=3.0, of_line=0.0))[0] == max(WEIGHTS)
    assert 0.5 <= fit_lines(lines(rng, count=3000, of_glyphs=2.0, of_line=2.0))[0] <= 2.0


def test_what_is_trusted_with_some_probability_is_right_as_often():
    """On other lines of the same kind."""
    rng = np.random.default_rng(2)
    weight, slope, offset = fit_lines(lines(rng, count=3000, of_glyphs=2.0, of_line=2.5))
    trusted, right = [], []
    for line in lines(rng, count=3000, of_glyphs=2.0, of_line=2.5):
        scores = weight * line.of_glyphs + line.of_line
        shares = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        share = shares.max()
        trusted.append(1 / (1 + np.exp(-slope * np.log(share / (1 - share)) - offset)))
        right.append(line.right[shares.argmax()])
    trusted, right = np.array(trusted), np.array(right)
    for low, high in ((0.4, 0.7), (0.7, 0.9), (0.9, 1.0)):
        some = (trusted >= low) & (trusted < high)
        assert right[some].mean() == pytest.approx(trusted[some].mean(), abs=0.06)


def test_what_was_never_wrong_is_not_trusted_without_bound():
    """After so few lines nobody is certain."""
    rng = np.random.default_rng(3)
    _, slope, offset = fit_lines(lines(rng, count=40, of_glyphs=30.0, of_line=30.0))
    assert np.isfinite([slope, offset]).all()
    assert 1 / (1 + np.exp(-slope * 13.8 - offset)) < 0.9999

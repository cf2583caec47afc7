"""Comparing: chance is no gain, and a small loss is told from a large one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from inkdigits.training.comparing import Paired, pair


def test_gained_and_lost_are_counted_digit_by_digit():
    """Only the digits on which two models differ count as gained or lost."""
    before, after = np.array([True, True, False, False, True]), np.array([True, False, True, True, True])
    assert pair(before, after) == Paired(before=3, gained=2, lost=1, count=5)
    assert pair(before, after).after == 4
    assert pair(before, after).difference == pytest.approx(0.2)


@pytest.mark.parametrize(("gained", "lost"), [(0, 0), (1, 0), (5, 0), (4, 4), (30, 12), (3, 9)])
def test_chance_is_reckoned_as_mcnemars_exact_test_does(gained, lost):
    """The same as scipy's one-sided binomial test."""
    found = Paired(before=100, gained=gained, lost=lost, count=500).by_chance
    expected = binomtest(gained, gained + lost, alternative="greater").pvalue if gained + lost else 1.0
    assert found == pytest.approx(expected)


def test_without_any_difference_nothing_is_lost():
    """Two equal models: the difference is 0 with certainty."""
    assert Paired(before=990, gained=0, lost=0, count=1000).at_least == 0.0
    assert Paired(before=0, gained=0, lost=0, count=0).at_least == 0.0


def test_the_lower_end_lies_below_the_difference_and_nears_it_with_more_digits():
    """Ten times as many digits, the same shares: a narrower interval."""
    few, many = (Paired(before=900 * n, gained=10 * n, lost=20 * n, count=1000 * n) for n in (1, 10))
    assert few.at_least < many.at_least < few.difference == many.difference
    # p = -0.01, variance (0.03 - 0.0001) / 1000: the formula of the source, reckoned by hand
    assert few.at_least == pytest.approx(-0.01 - 1.644854 * (0.0299 / 1000) ** 0.5)

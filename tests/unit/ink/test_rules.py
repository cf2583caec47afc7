"""Rules go, and what crosses them stays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.rules import remove_rules


def ruled(*, slope=0.0, bend=0.0, dark=0.4):
    """Return what rules, 30 px apart, lack of their paper's light in a picture of 300x400."""
    rows = np.arange(300)[:, None] - slope * np.arange(400) - bend * np.linspace(-1, 1, 400) ** 2
    return (dark * ((rows % 30) < 2)).astype(np.float32)


def everywhere(lacking):
    """Return the mask of a sheet that fills the picture."""
    return np.ones(lacking.shape, np.bool_)


@pytest.mark.parametrize("slope", [-0.2, -0.03, 0.0, 0.1])
@pytest.mark.parametrize("upright", [False, True])
def test_rules_of_any_tilt_go(slope, upright):
    """Nearly level or nearly upright, nearly all of them is taken off."""
    lacking = ruled(slope=slope)
    lacking = np.ascontiguousarray(lacking.T) if upright else lacking
    left = remove_rules(lacking, everywhere(lacking), least=0.05)
    assert left.sum() < 0.15 * lacking.sum()


def test_rules_of_a_bent_sheet_are_followed():
    """A page that does not lie flat has curved rules."""
    lacking = ruled(bend=4.0)
    assert remove_rules(lacking, everywhere(lacking), least=0.05).sum() < 0.25 * lacking.sum()


def test_what_crosses_the_rules_stays():
    """An upright stroke, darker than the rules, has no gaps where they were."""
    lacking = ruled()
    lacking[60:240, 200:206] = 0.8
    left = remove_rules(lacking, everywhere(lacking), least=0.05)
    assert (left[62:238, 201:205] > 0.3).all()


@pytest.mark.parametrize("width", [3, 9, 30])
def test_a_straight_stroke_is_no_rule(width):
    """A bar or a one that ends before the picture does is writing, however straight."""
    lacking = np.zeros((300, 400), np.float32)
    cv2.line(lacking, (40, 150), (360, 140), 0.8, width)
    np.testing.assert_array_equal(remove_rules(lacking, everywhere(lacking), least=0.05), lacking)


def test_rules_end_with_their_sheet():
    """On a narrow sheet in the middle of a table they go as well."""
    lacking, sheet = ruled(), np.zeros((300, 400), np.bool_)
    sheet[:, 120:280] = True
    lacking[~sheet] = 0.0
    assert remove_rules(lacking, sheet, least=0.05).sum() < 0.15 * lacking.sum()

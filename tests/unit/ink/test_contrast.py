"""Ink is told from paper whichever is darker, and clean pictures pass unchanged."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from inkdigits.ink.contrast import BLANK, paper_level, separate_inks
from inkdigits.ink.normalize import find_ink


def written(paper, ink):
    """Return gray paper with a bar of gray ink."""
    gray = np.full((40, 40), paper, np.float32)
    gray[10:30, 18:22] = ink
    return gray


@pytest.mark.parametrize(("paper", "ink"), [(1.0, 0.0), (0.0, 1.0), (0.7, 0.2), (0.3, 0.9)])
def test_ink_is_one_and_paper_nought_whichever_is_darker(paper, ink):
    """Polarity and gray levels do not matter."""
    found = separate_inks(written(paper, ink)).inks[0]
    assert_array_equal(found, written(0.0, 1.0))


@pytest.mark.parametrize("gray", [0.0, 0.5, 1.0])
def test_an_even_picture_is_blank(gray):
    """All white, all black, all gray: there is nothing written on it."""
    assert not separate_inks(np.full((30, 50), gray, np.float32)).inks[0].any()


def test_what_hardly_differs_from_its_paper_is_no_writing():
    """Below a twentieth of the range there is no ink; above, there is."""
    assert not separate_inks(written(1.0, 1.0 - 0.9 * BLANK)).inks[0].any()
    assert separate_inks(written(1.0, 1.0 - 1.5 * BLANK)).inks[0].any()


def test_the_noise_of_the_paper_is_taken_off():
    """Grain far weaker than the writing disappears, nearly all of it."""
    rng = np.random.default_rng(0)
    gray = np.clip(written(0.8, 0.1) + rng.normal(0, 0.02, (40, 40)), 0, 1).astype(np.float32)
    found = separate_inks(gray).inks[0]
    on_paper = written(0.0, 1.0) == 0
    assert np.mean(found[on_paper] == 0.0) > 0.9
    assert found[~on_paper].min() > 0.8


def test_the_paper_is_what_lies_around_the_edge():
    """A large dark blot in the middle does not become the paper."""
    gray = np.full((60, 60), 0.9, np.float32)
    gray[5:55, 5:55] = 0.1
    assert paper_level(gray) == np.float32(0.9)
    assert_allclose(separate_inks(gray).inks[0][30, 30], 1.0, rtol=1e-6)


@pytest.mark.parametrize("slope", [0.1, 0.2])
def test_a_shadow_over_the_page_is_no_ink(slope):
    """Paper that grows darker to one side is paper: the writing stands alone."""
    shadow = np.linspace(-slope / 2, slope / 2, 40, dtype=np.float32)
    found = separate_inks(written(0.8, 0.1) + shadow).inks[0]
    on_paper = written(0.0, 1.0) == 0
    assert found[on_paper].max() == 0.0
    assert found[~on_paper].min() > 0.7


@pytest.mark.parametrize("deviation", [0.01, 0.03, 0.1])
@pytest.mark.parametrize("side", [28, 300])
def test_grain_alone_is_no_writing(deviation, side):
    """A photograph of blank paper is blank, however grainy."""
    rng = np.random.default_rng(0)
    paper = np.clip(0.6 + rng.normal(0, deviation, (side, side)), 0, 1).astype(np.float32)
    assert not separate_inks(paper).inks[0].any()


def test_writing_under_heavy_grain_is_still_writing():
    """A line of three pixels stays, in grain of a third of its contrast."""
    paper = np.full((60, 60), 0.9, np.float32)
    paper[10:50, 29:32] = 0.3
    noisy = np.clip(paper + np.random.default_rng(0).normal(0, 0.2, paper.shape), 0, 1).astype(np.float32)
    ink = separate_inks(noisy).inks[0]
    assert ink[10:50, 29:32].mean() > 3 * ink[:, :25].mean()


@pytest.mark.parametrize("times", [1, 3])
def test_grains_do_not_widen_the_box(times):
    """Under heavy grain, cut off at white as a camera does, the box is that of the line and a little more."""
    line = np.full((56, 56), 1.0, np.float32)
    line[14:42, 25:31] = 0.2
    grainy = np.clip(line + np.random.default_rng(0).normal(0, 0.15, line.shape), 0, 1).astype(np.float32)
    ink = separate_inks(np.kron(grainy, np.ones((times, times), np.float32))).inks[0]
    box, unit = find_ink(ink), len(ink) / 56
    assert 22 * unit <= box.left <= 26 * unit
    assert 30 * unit <= box.left + box.width <= 34 * unit
    assert 26 * unit <= box.height <= 34 * unit

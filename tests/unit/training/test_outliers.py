"""Outliers: every kind makes ink, by the chance handed in, and nothing that could be a digit is taught."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.data.pen import PenDigit
from inkdigits.ink.normalize import find_ink
from inkdigits.training import characters, lettering
from inkdigits.training.fonts import font_set
from inkdigits.training.outliers import (
    KEPT_OUT_KINDS,
    KINDS,
    TAUGHT_KINDS,
    Sources,
    compose_outliers,
    is_upright_line,
    outlier_digits,
)

LISTS = (
    characters.CAPITALS,
    characters.SMALL_LETTERS,
    characters.GREEK,
    characters.CYRILLIC,
    characters.OTHER_SCRIPTS,
    characters.SYMBOLS,
    characters.ARROWS_AND_STARS,
)


@pytest.fixture(scope="module")
def sources(small_world, tmp_path_factory):
    """The small world's digits, one drawn 4, and what fonts matplotlib brings."""
    four = PenDigit(
        digit=4, writer=1, strokes=[np.array([[0.0, 0], [0, 8], [9, 8]]), np.array([[9.0, 0], [9, 16]])]
    )
    fonts = font_set("taught", debian=tmp_path_factory.mktemp("no_packages")).paths
    return Sources(fonts=fonts, mnist=small_world[0], pen=[four])


def compose(count, kinds, sources, seed=0):
    """Compose with fresh chance."""
    return list(compose_outliers(count, kinds=kinds, sources=sources, rng=np.random.default_rng(seed)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_makes_ink(kind, sources):
    """0 is paper, 1 is ink, and there is some of both, or it is a texture."""
    for name, ink in compose(8, [kind], sources):
        assert name == kind
        assert ink.dtype == np.float32
        assert 0.0 <= ink.min() < 0.5 < ink.max() <= 1.0
        assert find_ink(ink) is not None
        assert 20 <= max(ink.shape) <= 700


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_varies(kind, sources):
    """No two outliers in a row are alike."""
    inks = [ink for _, ink in compose(6, [kind], sources)]
    assert not any(np.array_equal(one, next_one) for one, next_one in pairwise(inks))


def test_equal_chance_gives_equal_outliers(sources):
    """The generator is the only source of chance."""
    first, again = (compose(2 * len(KINDS), KINDS, sources, seed=3) for _ in range(2))
    for (name, ink), (name_again, ink_again) in zip(first, again, strict=True):
        assert name == name_again
        assert_array_equal(ink, ink_again)


def test_what_measures_was_never_taught():
    """Kinds stand on one side only, and no Greek letter or star is among the characters taught."""
    assert not TAUGHT_KINDS.keys() & KEPT_OUT_KINDS.keys()
    taught = LISTS[0] + LISTS[1] + LISTS[3] + LISTS[4] + LISTS[5]
    assert not set(taught) & set(characters.GREEK + characters.ARROWS_AND_STARS)


def test_what_could_be_a_digit_is_in_no_list():
    """No look-alike is taught or measured, by font or by pen, and no digit of any script."""
    forbidden = set("".join(characters.LOOK_ALIKES.values()))
    listed = set("".join(LISTS)) | lettering.CAPITALS.keys() | lettering.SMALL_LETTERS.keys()
    assert not (listed | lettering.CYRILLIC.keys()) & forbidden
    assert not any(letter.isdigit() or letter.isnumeric() for letter in listed - set("大木水火人文天本金"))


def test_kinds_come_in_turn(sources):
    """A kind that is named twice comes twice as often."""
    names = [name for name, _ in compose(6, ["shapes", "blobs", "shapes"], sources)]
    assert names == ["shapes", "blobs", "shapes"] * 2


def test_blank_outliers_are_made_again(sources, monkeypatch):
    """A kind may fail to leave ink; what is composed never does."""
    blank = np.zeros((9, 9), np.float32)
    inks = iter([blank, blank, np.eye(9, dtype=np.float32)])
    monkeypatch.setitem(KINDS, "blobs", lambda _rng, _sources: next(inks))
    [(_, ink)] = compose(1, ["blobs"], sources)
    assert ink.any()


def test_a_kind_for_which_no_font_has_letters_says_so(small_world):
    """Letters without a font are the caller's mistake, and named."""
    fontless = Sources(fonts=(), mnist=small_world[0], pen=[])
    with pytest.raises(ValueError, match="none of the 0 fonts has any of ACE"):
        compose(1, ["capitals"], fontless)


def test_the_network_sees_outliers_as_it_sees_digits(sources):
    """Normalized, each with the name of its kind."""
    names, digits = outlier_digits(len(KINDS), kinds=KINDS, sources=sources, rng=np.random.default_rng(0))
    assert names == list(KINDS)
    assert digits.shape == (len(KINDS), 28, 28)
    assert (digits.max(axis=(1, 2)) == 255).all()


def a_line(degrees, width):
    """28x28, a straight line 20 px long through the middle, leaning by ``degrees``."""
    y, x = np.mgrid[-13.5:14.5, -13.5:14.5]
    lean = np.radians(degrees)
    along, across = y * np.cos(lean) + x * np.sin(lean), x * np.cos(lean) - y * np.sin(lean)
    return (255 * ((abs(along) <= 10) & (abs(across) <= width / 2))).astype(np.uint8)


@pytest.mark.parametrize(
    ("digit", "is_line"),
    [
        *((a_line(lean, width), True) for lean in (-25, -8, 0, 12, 25) for width in (2, 4, 6)),
        (a_line(45, 3), False),
        (a_line(90, 3), False),
        (a_line(0, 3) & ~a_line(90, 4), False),
        (a_line(0, 3) | a_line(90, 3), False),
        (np.zeros((28, 28), np.uint8), False),
        (np.full((28, 28), 255, np.uint8), False),
    ],
)
def test_only_a_single_upright_line_could_be_a_one(digit, is_line):
    """It leans a little at most, is one piece, and is nothing but a line."""
    assert is_upright_line(digit) is is_line


def test_a_pixel_is_no_line():
    """Nor does it break anything."""
    digit = np.zeros((28, 28), np.uint8)
    digit[14, 14] = 255
    assert not is_upright_line(digit)

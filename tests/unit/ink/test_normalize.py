"""Normalizing gives what MNIST would have stored, and MNIST's own images pass it nearly unchanged."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import (
    BOX,
    CENTER,
    FIELD,
    center_on_mass,
    crop_to_ink,
    find_ink,
    fit_into_box,
    normalize,
    normalize_and_place,
    take_as_it_stands,
)


def ink_of(height, width, *boxes):
    """Return paper of that size with full ink in each (top, left, bottom, right)."""
    ink = np.zeros((height, width), np.float32)
    for top, left, bottom, right in boxes:
        ink[top:bottom, left:right] = 1.0
    return ink


def center_of_mass(digit):
    """Return row and column of the center of mass."""
    mass = digit / digit.sum()
    return float(mass.sum(axis=1) @ np.arange(28)), float(mass.sum(axis=0) @ np.arange(28))


def test_the_box_around_the_ink_is_tight():
    """The box holds all ink and no row or column of paper at its edges."""
    assert find_ink(ink_of(40, 60, (5, 7, 20, 11), (30, 40, 31, 50))) == (7, 5, 43, 26)


def test_blank_paper_has_no_box_and_cannot_be_normalized():
    """Where there is no ink, there is nothing to center: the caller asks first."""
    blank = np.zeros((30, 30), np.float32)
    assert find_ink(blank) is None
    with pytest.raises(ValueError, match="no ink"):
        normalize(blank)


def test_faint_dust_does_not_widen_the_box():
    """Ringing of JPEG and dust, lighter than a tenth of the ink, are left outside of it."""
    ink = ink_of(50, 50, (20, 20, 30, 30))
    ink[2, 2] = 0.09
    assert find_ink(ink) == (20, 20, 10, 10)


def test_cropping_keeps_exactly_the_box():
    """What lies in the box stays as it is."""
    ink = ink_of(40, 40, (10, 12, 20, 15))
    assert crop_to_ink(ink).shape == (10, 3)


@pytest.mark.parametrize(("height", "width"), [(200, 100), (100, 200), (7, 3), (20, 20), (1, 1), (400, 1)])
def test_the_longer_side_becomes_twenty_pixels_and_the_aspect_stays(height, width):
    """MNIST fits the ink into a 20x20 box without stretching it."""
    fitted = fit_into_box(np.ones((height, width), np.float32), side=BOX)
    longest = max(height, width)
    assert max(fitted.shape) == BOX
    assert fitted.shape == (max(1, round(height * BOX / longest)), max(1, round(width * BOX / longest)))
    assert fitted.max() == 1.0


def test_a_digit_is_centered_on_its_mass_and_not_on_its_box():
    """A heavy foot pulls the whole digit upward; nothing of it is cut off."""
    glyph = np.full((20, 20), 0.2, np.float32)
    glyph[15:] = 1.0
    digit = center_on_mass(glyph, side=FIELD)
    row, column = center_of_mass(digit)
    assert abs(row - CENTER) < 0.51
    assert abs(column - CENTER) < 0.51
    assert (digit > 0).sum() == glyph.size


def test_ink_is_never_pushed_out_of_the_field():
    """Where the mass lies at one end, the digit goes to the edge of the field, whole, and no further."""
    glyph = np.full((20, 2), 0.01, np.float32)
    glyph[0] = 1.0
    digit = center_on_mass(glyph, side=FIELD)
    assert (digit > 0).sum() == glyph.size


@pytest.mark.parametrize("box", [(30, 50, 230, 130), (7, 9, 9, 14), (100, 100, 101, 101), (0, 0, 3, 260)])
def test_the_field_tells_where_the_ink_of_a_digit_was(box):
    """What is laid back over the picture, stretched over its field, covers the ink and no paper."""
    top, left, bottom, right = box
    placed = normalize_and_place(ink_of(260, 260, box))
    found = find_ink(placed.digit.astype(np.float32))
    across, down = placed.width / FIELD, placed.height / FIELD
    assert placed.left + found.left * across == pytest.approx(left)
    assert placed.top + found.top * down == pytest.approx(top)
    assert found.width * across == pytest.approx(right - left)
    assert found.height * down == pytest.approx(bottom - top)


@pytest.mark.parametrize("polarity", ["ink is light", "ink is dark"])
def test_mnist_itself_passes_nearly_unchanged(mnist_digits, polarity):
    """Decoding and normalizing a stored digit gives that digit, but for a pixel's shift and rounding."""
    differences, sides, centers = [], [], []
    for digit in mnist_digits:
        picture = digit if polarity == "ink is light" else 255 - digit
        normalized = normalize(decode(picture).ink)
        differences.append(np.abs(normalized.astype(int) - digit).mean())
        box = find_ink(normalized.astype(np.float32))
        sides.append(max(box.width, box.height))
        centers.append(center_of_mass(normalized))
    assert np.median(differences) < 1.0
    assert np.mean(np.array(differences) < 2.0) > 0.95
    assert np.mean([18 < side <= 20 for side in sides]) > 0.97
    assert np.abs(np.array(centers) - CENTER).max() <= 0.75


def test_a_thumbnail_with_something_beside_its_digit_can_be_taken_as_it_stands(mnist_digits):
    """A line at the edge widens the box; the digit is still where MNIST has it, in any such size."""
    for digit in mnist_digits[:20]:
        lined = digit.copy()
        lined[27, 8:20] = 255
        assert_array_equal(take_as_it_stands(lined / np.float32(255)), lined)
        large = np.kron(lined / np.float32(255), np.ones((3, 3), np.float32))
        assert_array_equal(take_as_it_stands(large), lined)


def test_only_what_may_stand_as_a_digit_does_is_taken_as_it_stands(mnist_digits):
    """No canvas, nothing that is not square, no clean digit, nothing far from the center, no blank."""
    lined = mnist_digits[0] / np.float32(255)
    assert take_as_it_stands(lined) is None
    lined[27, 8:20] = 1.0
    assert take_as_it_stands(lined) is not None
    assert take_as_it_stands(np.kron(lined, np.ones((4, 4), np.float32))) is None
    assert take_as_it_stands(np.pad(lined, ((0, 0), (0, 1)))) is None
    aside = np.zeros((28, 28), np.float32)
    aside[:, :3] = 1.0
    assert take_as_it_stands(aside) is None
    assert take_as_it_stands(np.zeros((28, 28), np.float32)) is None

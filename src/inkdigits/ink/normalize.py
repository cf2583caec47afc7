"""Turn a picture of one digit into the 28x28 image MNIST would have made of it.

MNIST fits the ink into a 20x20 box without stretching it, then moves the ink's center of mass to the
center of a 28x28 field, by whole pixels [1].  A network trained on MNIST has seen nothing else, so
everything that is read, and everything that is taught, passes here.

MNIST's own images pass nearly unchanged, which a test holds.

[1] LeCun, Cortes, Burges: The MNIST database of handwritten digits.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inkdigits.ink.contrast import LARGE
from inkdigits.shapes import Digit, Ink

BOX = 20  # px, side of the box the ink is fitted into [1]
FIELD = 28  # px, side of the field it is centered in [1]
CENTER = 14  # px, where the center of mass comes to lie, counted from 0
FAINT = 0.1  # ink lighter than this share of the darkest does not widen the box: ringing of JPEG, dust
MORE = 0.75  # of the field's side; digits of MNIST are 20 of 28 px long, and their ink no longer
ASIDE = 4  # px, most that what lies beside a digit moves the center of mass
FULL_INK = 255  # what MNIST stores for a pixel that is all ink


class InkBox(NamedTuple):
    """The smallest rectangle around the ink, in pixels of the ink's picture."""

    left: int
    top: int
    width: int
    height: int

    def cut(self, ink: Ink) -> Ink:
        """Return the part of ``ink`` inside this box."""
        return ink[self.top : self.top + self.height, self.left : self.left + self.width]


class Placed(NamedTuple):
    """A normalized digit, and the rectangle that its field covers, in pixels of the ink's picture."""

    digit: Digit
    left: float
    top: float
    width: float
    height: float


def normalize(ink: Ink) -> Digit:
    """Return ``ink`` as MNIST would have stored it.  ``ink`` must hold some (see ``find_ink``)."""
    return normalize_and_place(ink).digit


def normalize_and_place(ink: Ink) -> Placed:
    """Return ``ink`` as MNIST would have stored it, and where; its field may reach beyond the picture."""
    box = _box_of(ink)
    glyph = fit_into_box(box.cut(ink), side=BOX)
    across, down = box.width / glyph.shape[1], box.height / glyph.shape[0]  # px of the picture in one of ours
    top, left = _corner(glyph, side=FIELD)
    return Placed(
        digit=_lay(glyph, top, left, side=FIELD),
        left=box.left - left * across,
        top=box.top - top * down,
        width=FIELD * across,
        height=FIELD * down,
    )


def take_as_it_stands(ink: Ink) -> Digit | None:
    """Return ``ink`` scaled to the field, where it stands as a digit of MNIST does; else None.

    What lies beside a digit widens the box around it, and the digit is moved and shrunk in it.  In a square
    thumbnail with more ink than a digit's, but its mass near the center, the digit may be in its place.
    """
    height, width = ink.shape
    if height != width or height > LARGE:  # a canvas or a photograph
        return None
    box = find_ink(ink)
    if box is None or max(box.width, box.height) < MORE * height:
        return None
    field = cv2.resize(
        ink, (FIELD, FIELD), interpolation=cv2.INTER_AREA if height > FIELD else cv2.INTER_LINEAR
    )
    if max(abs(_mean(field.sum(axis=axis)) - CENTER) for axis in (0, 1)) > ASIDE:
        return None
    digit: Digit = np.rint(field * (FULL_INK / field.max())).astype(np.uint8)
    return digit


def find_ink(ink: Ink) -> InkBox | None:
    """Return the box around all that is not faint, or None where there is no ink."""
    darkest = float(ink.max(initial=0.0))
    if darkest <= 0.0:
        return None
    dark = ink >= FAINT * darkest
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    return InkBox(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)


def crop_to_ink(ink: Ink) -> Ink:
    """Return the part of ``ink`` inside its box."""
    return _box_of(ink).cut(ink)


def fit_into_box(glyph: Ink, *, side: int) -> Ink:
    """Return ``glyph`` scaled, with antialiasing and its aspect kept, so that its longer side is ``side``.

    The darkest pixel becomes 1.0, as it is in MNIST, so that a hairline does not fade to nothing.
    """
    height, width = glyph.shape
    scale = side / max(height, width)
    if scale != 1.0:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        method = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        glyph = cv2.resize(glyph, size, interpolation=method)
    fitted: Ink = glyph / glyph.max()
    return fitted


def center_on_mass(glyph: Ink, *, side: int) -> Digit:
    """Return ``glyph`` in a field of ``side`` pixels, its center of mass at the center, by whole pixels."""
    return _lay(glyph, *_corner(glyph, side=side), side=side)


def _lay(glyph: Ink, top: int, left: int, *, side: int) -> Digit:
    """Return an empty field with the glyph in it."""
    height, width = glyph.shape
    field = np.zeros((side, side), np.uint8)
    field[top : top + height, left : left + width] = np.rint(glyph * FULL_INK)
    return field


def _box_of(ink: Ink) -> InkBox:
    box = find_ink(ink)
    if box is None:
        raise ValueError("there is no ink to normalize")
    return box


def _corner(glyph: Ink, *, side: int) -> tuple[int, int]:
    """Return where the glyph begins in its field: row and column."""
    height, width = glyph.shape
    top = _place(glyph.sum(axis=1), room=side - height)
    return top, _place(glyph.sum(axis=0), room=side - width)


def _place(profile: np.ndarray, *, room: int) -> int:
    """Return where the glyph begins along one axis so that its mass is centered and no ink is lost."""
    return min(max(round(CENTER - _mean(profile)), 0), room)


def _mean(profile: np.ndarray) -> float:
    """Return where the middle of the mass lies, counted from 0."""
    return float(profile @ np.arange(len(profile)) / profile.sum())

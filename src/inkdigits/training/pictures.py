"""Turn ink into a picture as somebody might send it, and a picture into the digit that the network sees.

Size, place, margins, scaling and damage are chance; then the picture goes the way of every picture that is
read (``decode``, ``find_ink``, ``normalize``), so that the network is taught what that way leaves of it.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import find_ink, normalize
from inkdigits.shapes import Digit, Gray, Ink
from inkdigits.training.corruptions import TAUGHT, corrupt

SMALLEST, LARGEST = 20.0, 180.0  # px, longer side of the ink in a picture
MARGIN = 0.6  # of the ink's longer side, widest margin around it
LEAST_MARGIN = 2  # px, so that paper shows at the edge
SPOILED = 0.8  # share of pictures that are spoiled at all
MOST = 2  # ways in which one picture is spoiled; three at once leave many in which nobody reads a digit
BLUR = 1.5  # px, deviation: lines that lie beside each other by a width of line still count
ALIKE = 0.75  # cosine of two blurred digits from which on they show the same drawing
SIDE = 28  # px, of a digit as MNIST stores it
WHITE = 255  # of a picture with a byte a pixel
STANDING = {kind: way for kind, way in TAUGHT.items() if kind != "polarity"}
ENLARGING = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)


def picture_of(ink: Ink, rng: np.random.Generator) -> np.ndarray:
    """Return a gray picture, uint8, with ``ink``, dark on light, somewhere, of some size, perhaps spoiled."""
    gray = np.float32(1.0) - _put_somewhere(_scale(ink, rng), rng)
    if rng.random() < SPOILED:
        gray = corrupt(gray, rng, most=MOST)
    return _in_bytes(gray)


def spoil_in_place(digit: Digit, rng: np.random.Generator) -> Digit:
    """Return ``digit`` spoiled where it stands, as ``classify`` is given it: ink stays light on dark."""
    gray = digit.astype(np.float32) / np.float32(WHITE)
    return _in_bytes(corrupt(gray, rng, kinds=STANDING, most=MOST))


def thumbnail(ink: Ink) -> Digit:
    """Return all of ``ink`` in MNIST's format: nothing is looked for, centered or kept in proportion."""
    return _in_bytes(cv2.resize(ink, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def digit_of(picture: np.ndarray) -> Digit | None:
    """Return what the network would see of ``picture``, or None where no ink is found."""
    ink = decode(picture).ink
    box = find_ink(ink)
    return None if box is None else normalize(box.cut(ink))


def are_alike(seen: Digit, meant: Digit) -> bool:
    """Tell whether ``seen`` can be a picture of ``meant``, and no edge of a table that was found instead."""
    one, other = (cv2.GaussianBlur(digit.astype(np.float32), (0, 0), BLUR).ravel() for digit in (seen, meant))
    return float(one @ other) >= ALIKE * float(np.linalg.norm(one) * np.linalg.norm(other))


def _in_bytes(gray: Gray) -> np.ndarray:
    in_bytes: np.ndarray = np.rint(np.clip(gray, 0.0, 1.0) * WHITE).astype(np.uint8)
    return in_bytes


def _scale(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return ``ink`` in some size, by one of the ways in which programs scale pictures."""
    longer = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
    share = longer / max(ink.shape)
    size = (max(1, round(ink.shape[1] * share)), max(1, round(ink.shape[0] * share)))
    way = cv2.INTER_AREA if share < 1.0 else ENLARGING[int(rng.integers(len(ENLARGING)))]
    return np.clip(cv2.resize(ink, size, interpolation=way), 0.0, 1.0)


def _put_somewhere(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return ``ink`` with random margins on its four sides."""
    most = MARGIN * max(ink.shape)
    above, below, left, right = (LEAST_MARGIN + int(rng.random() * most) for _ in range(4))
    return np.pad(ink, ((above, below), (left, right)))

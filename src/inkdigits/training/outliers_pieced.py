"""Pieces of digits, and several digits at once: made of digits, but no one digit.

Most halves of digits are digits (half an 8 is a 3, of a 4 a 1, of a 6 a 0), so only those pieces are cut that
no longer are; and two digits written over each other count only where neither hides the other.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.normalize import crop_to_ink, find_ink
from inkdigits.ink.strokes import draw
from inkdigits.shapes import Ink
from inkdigits.training.outliers_sources import SIDE, Sources, bend, choose_pen

PIECES = {  # of which digit, and which part of it remains: top and bottom as shares of its height
    "the arch of a 0": (0, (0.0, 0.4)),
    "the bowl of a 0": (0, (0.6, 1.0)),
    "the sides of a 0": (0, (0.3, 0.65)),
    "the arch of a 2": (2, (0.0, 0.3)),
    "the arch of a 3": (3, (0.0, 0.3)),
    "the bowl of a 3": (3, (0.7, 1.0)),
    "the arms of a 4": (4, (0.0, 0.35)),
    "the bowl of a 5": (5, (0.7, 1.0)),
}
WIDE = 1.5  # breadth of a piece for its height, the least: a lone upright line would be a 1
APART = 0.75  # share of a digit's ink that must lie beside the other's, or one is still read
SHIFT = (0.4, 0.7)  # of a digit's width, by which the other begins later
TRIES = 20  # looked at, for one that is wide, or apart, enough; then the best so far is taken
INKED = 0.5  # ink that counts as such


def piece(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return a low and wide strip of a digit that is none."""
    widest = np.zeros((1, 1), np.float32)
    for _ in range(TRIES):
        digit, (top, bottom) = list(PIECES.values())[rng.integers(len(PIECES))]
        whole = crop_to_ink(_one(digit, rng, sources))
        strip = whole[round(top * len(whole)) : round(bottom * len(whole))]
        if find_ink(strip) is None:
            continue
        widest = max(widest, crop_to_ink(strip), key=_width)
        if _width(widest) >= WIDE:
            break
    return bend(np.ascontiguousarray(widest), rng)


def overlap(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return two digits, no 1 among them, the second begun amid the first."""
    best, least = np.zeros((1, 1), np.float32), -1.0
    for _ in range(TRIES):
        first, second = (
            cv2.resize(crop_to_ink(_one(int(digit), rng, sources)), (int(rng.uniform(0.6, 0.9) * SIDE), SIDE))
            for digit in rng.choice([0, 2, 3, 4, 5, 6, 7, 8, 9], 2)
        )
        later = round(rng.uniform(*SHIFT) * first.shape[1])
        width = max(first.shape[1], later + second.shape[1])
        first = np.pad(first, ((0, 0), (0, width - first.shape[1])))
        second = np.pad(second, ((0, 0), (later, width - later - second.shape[1])))
        apart = min(_share_beside(first, second), _share_beside(second, first))
        if apart > least:
            best, least = np.maximum(first, second), apart
        if least >= APART:
            break
    return bend(best, rng)


def _width(strip: Ink) -> float:
    """Return how far the ink spreads sideways, in heights; a speck beside a line does not widen it."""
    columns = np.arange(strip.shape[1])
    profile = strip.sum(axis=0)
    mean = float(profile @ columns / max(profile.sum(), 1e-6))
    spread = float(profile @ (columns - mean) ** 2 / max(profile.sum(), 1e-6)) ** 0.5
    return float(spread * 12**0.5 / len(strip))  # evenly spread ink would be as wide as it is


def two_digits(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return two digits side by side."""
    return _row(2, rng, sources)


def three_digits(rng: np.random.Generator, sources: Sources) -> Ink:
    """Return three digits side by side."""
    return _row(3, rng, sources)


def _row(count: int, rng: np.random.Generator, sources: Sources) -> Ink:
    """Return ``count`` digits in a row, each a little smaller or larger, lower or higher."""
    parts = []
    for digit in rng.integers(0, 10, count):
        glyph = crop_to_ink(_one(int(digit), rng, sources))
        height = int(SIDE * rng.uniform(0.55, 0.75))
        scale = height / glyph.shape[0]
        glyph = cv2.resize(glyph, (max(8, round(glyph.shape[1] * scale)), height))
        above = int(rng.integers(0, SIDE - height))
        gap = int(SIDE * rng.uniform(0.04, 0.25))
        parts.append(np.pad(glyph, ((above, SIDE - height - above), (gap, 0))))
    return bend(np.concatenate(parts, axis=1), rng, slant=0.15)


def _one(digit: int, rng: np.random.Generator, sources: Sources) -> Ink:
    """Return one of the digits on paper, or one drawn by pen, large."""
    if sources.pen and rng.random() < 0.5:  # noqa: PLR2004  a half
        start = int(rng.integers(len(sources.pen)))
        drawn = next((one for one in sources.pen[start:] if one.digit == digit), None)
        if drawn is not None:
            return draw(drawn.strokes, pen=choose_pen(rng)).ink
    written = np.flatnonzero(sources.mnist.labels == digit)
    chosen = sources.mnist.digits[rng.choice(written)].astype(np.float32) / 255
    large = cv2.resize(chosen, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    # MNIST's edges are soft, and enlarged they would be softer.
    sharp: Ink = np.clip(large * 2.0 - 0.5, 0.0, 1.0)
    return sharp


def _share_beside(one: Ink, other: Ink) -> float:
    """Return how much of the ink of ``one`` lies beside the lines of ``other``."""
    inked = one > INKED
    return float((other[inked] <= INKED).mean())

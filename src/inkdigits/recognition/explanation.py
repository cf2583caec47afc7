"""Show which parts of a digit the answer rests on.

A window of paper is laid over the digit, place by place; where the answer becomes less likely under it,
what it hides mattered [1].  This needs nothing from the network but its answers.

[1] Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, 2014.
"""

from __future__ import annotations

import numpy as np

from inkdigits.recognition.reading import Glyph
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.shapes import Digit, Digits

WINDOW = 5  # px, side of the window: two widths of a line
STEP = 2  # px from one place of the window to the next
REACH = 2 * STEP  # px from the center of a window at which it no longer counts; whole steps leave no ripple
LEAST = 1e-6  # probability below which one is as good as none


def explain(glyph: Glyph, recognizer: Recognizer) -> Digit:
    """Return how much each pixel of ``glyph.normalized`` mattered to its best digit; 255 is the most."""
    best = int(np.argmax(glyph.probabilities))
    distances = _distances(len(glyph.normalized))
    hidden, hiding = _hide(glyph.normalized, distances <= WINDOW // 2)
    before = np.log(max(float(glyph.probabilities[best]), LEAST))
    after = np.log(np.maximum(recognizer.classify(hidden)[:, best], LEAST))
    losses = np.zeros(hiding.shape)  # a window that hides no ink changes nothing
    losses[hiding] = np.maximum(before - after, 0.0)
    near = np.maximum(REACH - distances, 0.0)  # a window counts less and less away from its center
    mattered = near.T @ losses @ near
    explanation: Digit = np.rint(mattered * (255 / max(float(mattered.max()), LEAST))).astype(np.uint8)
    return explanation


def _distances(side: int) -> np.ndarray:
    """Return how far each pixel of a line is from the center of each place of the window, one a row."""
    distances: np.ndarray = np.abs(np.arange(0, side + 1, STEP)[:, None] - np.arange(side))
    return distances


def _hide(digit: Digit, spans: np.ndarray) -> tuple[Digits, np.ndarray]:
    """Return the digit with each window over it that hides ink, and which windows of the grid these are."""
    hiding: np.ndarray = spans @ (digit > 0) @ spans.T
    rows, columns = np.nonzero(hiding)
    hidden: Digits = np.where(spans[rows, :, None] & spans[columns, None, :], np.uint8(0), digit)
    return hidden, hiding

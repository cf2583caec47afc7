"""Show which parts of a digit the answer rests on.

A window of paper is laid over the digit, place by place; where the answer becomes less likely under it,
what it hides mattered [1].  This needs nothing from the network but its answers.

[1] Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, 2014.
"""

from __future__ import annotations

import numpy as np

from inkdigits.recognition.reading import Glyph
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.shapes import Digit

WINDOW = 5  # px, side of the window: two widths of a line
STEP = 2  # px from one place of the window to the next
LEAST = 1e-6  # probability below which one is as good as none


def explain(glyph: Glyph, recognizer: Recognizer) -> Digit:
    """Return how much each pixel of ``glyph.normalized`` mattered to its best digit; 255 is the most."""
    best = int(np.argmax(glyph.probabilities))
    windows = _windows(glyph.normalized)
    hidden = np.where(windows, np.uint8(0), glyph.normalized)
    before = np.log(max(float(glyph.probabilities[best]), LEAST))
    after = np.log(np.maximum(recognizer.classify(hidden)[:, best], LEAST))
    loss = np.maximum(before - after, 0.0)
    mattered = np.einsum("n,nyx->yx", loss, windows) / np.maximum(windows.sum(axis=0), 1)
    explanation: Digit = np.rint(mattered * (255 / max(float(mattered.max()), LEAST))).astype(np.uint8)
    return explanation


def _windows(digit: Digit) -> np.ndarray:
    """Return (n, 28, 28) bool: each place of the window that hides some ink."""
    side = len(digit)
    places = range(1 - WINDOW + STEP, side, STEP)
    at = np.arange(side)
    spans = np.array([(at >= place) & (at < place + WINDOW) for place in places])
    windows = (spans[:, None, :, None] & spans[None, :, None, :]).reshape(-1, side, side)
    hiding: np.ndarray = windows[(windows & (digit > 0)).any(axis=(1, 2))]
    return hiding

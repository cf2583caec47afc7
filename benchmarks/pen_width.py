"""How wide should a pen draw, so that an image network reads what was drawn?

Prints, for each width, how many digits of the five writers to choose by are read right, how likely the
right answers are held, and how much ink there is beside MNIST's.  ``PEN`` in ``ink/strokes.py`` was chosen
by it; neither MNIST's test set nor the writers to report on are looked at.

    python benchmarks/pen_width.py
"""

from __future__ import annotations

import numpy as np

import inkdigits
from inkdigits.data.splits import split_mnist, split_pen
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw

WIDTHS = (1.4, 1.8, 2.0, 2.2, 2.4, 2.6, 3.0, 3.4)  # px of the 20 px box


def main() -> None:
    """Print one line a width."""
    recognizer = inkdigits.load()
    drawn = split_pen().choosing
    labels = np.array([one.digit for one in drawn])
    print(f"model {recognizer.fingerprint[:12]}, {len(drawn):,} digits of the writers to choose by")
    print(f"ink of a digit of MNIST, median: {_ink(split_mnist().validation.digits):.0f} px")
    for width in WIDTHS:
        digits = np.stack([normalize(draw(one.strokes, pen=width).ink) for one in drawn])
        probabilities = recognizer.classify(digits)
        right = float((probabilities.argmax(axis=1) == labels).mean())
        loss = float(-np.log(probabilities[np.arange(len(labels)), labels].clip(1e-6)).mean())
        ink = _ink(digits)
        print(f"pen {width:.1f} px: {right:.2%} right, negative log likelihood {loss:.4f}, ink {ink:.0f} px")


def _ink(digits: np.ndarray) -> float:
    return float(np.median(digits.sum(axis=(1, 2)) / 255))


if __name__ == "__main__":
    main()

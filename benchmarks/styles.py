"""How well are digits read that are written as MNIST hardly has them?

Prints, for each style of ``hands.txt``, how many of its digits the bundled model reads right, with the 95 %
interval, and what it takes the others for.  These shapes are never taught; a test promises 95 % of each.

    python benchmarks/styles.py
"""

from __future__ import annotations

from collections import Counter

import numpy as np
from figures import table
from hands import read_styles

import inkdigits
from inkdigits.training.evaluation import Score

TIMES = 10  # that each shape is written
SEED = 20_261_007


def main() -> None:
    """Print the table."""
    recognizer = inkdigits.load()
    rows = []
    for style in read_styles():
        rng = np.random.default_rng(SEED)
        written = style.written(rng, times=TIMES)
        answers = Counter(recognizer.read_strokes(strokes, expect="digit").text for strokes in written)
        score = Score(right=answers.pop(str(style.digit), 0), count=len(style.shapes) * TIMES)
        low, high = score.interval
        others = ", ".join(f"{text}: {count}" for text, count in answers.most_common())
        rows.append(
            (
                style.name,
                *map(str, (len(style.shapes), score.right, score.count)),
                f"{score.accuracy:.1%}",
                f"{low:.1%} to {high:.1%}",
                others,
            )
        )
    print(f"model {recognizer.fingerprint[:12]}, each shape written {TIMES} times")
    print(table(("style", "shapes", "read right", "of", "", "95 % interval", "else"), rows))


if __name__ == "__main__":
    main()

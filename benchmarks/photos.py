"""How much is lost where a digit is photographed instead of drawn?

Prints, for pictures of several sizes, with tables in view and without, how many digits of the five writers
to choose by are read right in one photograph of each, how many pages are taken for blank, and how many are
read right as strokes.  The finding of ink was made by it; neither MNIST's test set nor the writers to report
on are looked at.  With a name, what went wrong with the largest is laid out in a picture,
to look at.

    python benchmarks/photos.py
    python benchmarks/photos.py wrong.png
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import cv2
import numpy as np

import inkdigits
from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import split_pen
from inkdigits.training import photos

COUNT = 500  # digits, drawn from all of the five writers
SIDES = (300, 640, 2000)  # px, longer side of the photographs
COLUMNS, ROWS, CELL = 8, 6, 200  # of the sheet of what went wrong; px
Wrong = tuple[np.ndarray, inkdigits.Reading]


def main() -> None:
    """Print one line a size."""
    recognizer = inkdigits.load()
    drawn = split_pen().choosing
    chosen = [drawn[at] for at in np.random.default_rng(0).permutation(len(drawn))[:COUNT]]
    right = np.mean([recognizer.read_strokes(one.strokes).text == str(one.digit) for one in chosen])
    print(f"model {recognizer.fingerprint[:12]}, {len(chosen)} digits: {right:.1%} right as strokes")
    for longest in SIDES:
        for edges in (0.0, photos.EDGES):
            wrong = list(_read_wrong(recognizer, chosen, longest=longest, edges=edges))
            blank = sum(not reading.digits for _, reading in wrong)
            line = f"{longest} px, {edges:.0%} with a table: {1 - len(wrong) / len(chosen):.1%} right"
            print(f"{line}, {blank} taken for blank")
            if len(sys.argv) > 1:  # over the last: the largest with tables remain
                cv2.imwrite(sys.argv[1], _lay_out(wrong)[:, :, ::-1])


def _read_wrong(
    recognizer: inkdigits.Recognizer, chosen: list[PenDigit], *, longest: int, edges: float
) -> Iterator[Wrong]:
    """Yield each photograph that is not read right, and what was read."""
    for at, one in enumerate(chosen):
        chance = np.random.default_rng([0, at])
        picture = photos.photograph(one.strokes, chance, longest=longest, edges=edges)
        reading = recognizer.read(picture)
        if reading.text != str(one.digit):
            yield picture, reading


def _lay_out(wrong: list[Wrong]) -> np.ndarray:
    """Return photographs with a box around what was found, and beside each what the network saw."""
    sheet = np.zeros((ROWS * CELL, COLUMNS * 2 * CELL, 3), np.uint8)
    for at, (picture, reading) in enumerate(wrong[: ROWS * COLUMNS]):
        top, left = at // COLUMNS * CELL, at % COLUMNS * 2 * CELL
        share = CELL / max(picture.shape)
        small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        for glyph in reading.digits:
            box = np.array([glyph.box.x, glyph.box.y, glyph.box.width, glyph.box.height]) * share
            cv2.rectangle(small, box.astype(int).tolist(), (255, 0, 255), 1)
            seen = cv2.resize(glyph.normalized, (CELL, CELL), interpolation=cv2.INTER_NEAREST)
            sheet[top : top + CELL, left + CELL : left + 2 * CELL] = seen[:, :, None]
        sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
    return sheet


if __name__ == "__main__":
    main()

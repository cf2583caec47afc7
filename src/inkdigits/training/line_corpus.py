"""Compose what a line network is taught: pictures of lines by pen and of MNIST, and lines drawn from strokes.

A line is kept as the ink that is found in its picture, higher than the network takes it and with room above
and below, so that each time it is shown it can be placed, sized and slanted anew (``line_variation``).  All
chance of a line comes from a seed and its number: the corpus does not depend on how many processes made it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.ink.rows import line_ink
from inkdigits.training.line_pictures import draw_plainly, picture_of_line
from inkdigits.training.line_plan import LinePlan
from inkdigits.training.lines import PastedLine, WrittenLine, paste_line, write_line

KEPT = 48  # px, height of a line that is kept
ROOM = 0.35  # of the digits' height, kept above and below them
TEXT = (KEPT * ROOM / (1 + 2 * ROOM), KEPT * (1 + ROOM) / (1 + 2 * ROOM))  # px, where the digits stand
BLOCK = 500  # lines that a process makes at once
STRAIGHT = 0.4  # share of lines that are not turned at all
SMALL, LARGE = (14.0, 56.0), (56.0, 110.0)  # px, height of a digit in a picture
MOSTLY_SMALL = 0.8  # share of pictures: what is larger is reduced anyway


@dataclass(frozen=True, slots=True, eq=False)
class LineSources:
    """What lines are made of: digits on paper, and digits as a pen drew them."""

    mnist: Labeled
    pen: Sequence[PenDigit]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The ink of a line, (48, width) uint8, 255 for full ink, and what it says."""

    ink: np.ndarray
    text: str


def compose_lines(sources: LineSources, plan: LinePlan, *, workers: int = 1) -> list[Line]:
    """Return the lines of ``plan``; the number of ``workers`` does not change them."""
    numbers = [range(start, min(start + BLOCK, plan.lines)) for start in range(0, plan.lines, BLOCK)]
    if workers == 1 or len(numbers) <= 1:
        return [line for block in numbers for line in _make(sources, plan, block)]
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_hand_over, initargs=(sources,)) as pool:
        made = pool.map(_make_here, [(plan, block) for block in numbers])
        return [line for block in made for line in block]


_here: list[LineSources] = []  # of a worker process: what it was handed over when it began


def _hand_over(sources: LineSources) -> None:
    import cv2

    cv2.setNumThreads(1)  # there are as many processes as cores
    _here.append(sources)


def _make_here(asked: tuple[LinePlan, range]) -> list[Line]:
    return list(_make(_here[0], *asked))


def _make(sources: LineSources, plan: LinePlan, numbers: range) -> Iterator[Line]:
    for number in numbers:
        yield compose_line(sources, plan, np.random.default_rng([plan.seed, number]))


def compose_line(sources: LineSources, plan: LinePlan, rng: np.random.Generator) -> Line:
    """Return one line of the kinds of ``plan``."""
    skew = 0.0 if rng.random() < STRAIGHT else plan.skew
    kind = rng.random()
    line: PastedLine | WrittenLine
    if kind < plan.pasted:
        line = paste_line(sources.mnist, rng, touching=plan.touching, skew=skew, marked=plan.marked)
    else:
        line = write_line(
            sources.pen,
            rng,
            touching=plan.touching,
            varied=True,
            skew=skew,
            marked=plan.marked,
            strange=plan.strange,
        )
    if kind >= 1.0 - plan.plain:
        pictured = draw_plainly(line, rng)
    else:
        sizes = SMALL if rng.random() < MOSTLY_SMALL else LARGE
        pictured = picture_of_line(line, rng, sizes=sizes, empty=bool(rng.random() < plan.empty))
    top, bottom = pictured.boxes[:, 1].min(), (pictured.boxes[:, 1] + pictured.boxes[:, 3]).max()
    gray = pictured.picture.astype(np.float32) / np.float32(255)
    ink = line_ink(gray, top=float(top), bottom=float(bottom), tall=KEPT, slack=ROOM)
    return Line(np.rint(ink * 255).astype(np.uint8), pictured.text)

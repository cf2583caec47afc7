"""Compose what a network is taught: digits from paper and from pens, as they come in, and what is no digit.

Beside MNIST's images as they are stand drawings by the training writers, varied and with many pens, pictures
of both worlds, spoiled as pictures are, photographs, and outliers [1] under the label ``NO_DIGIT``.  All of
them went the way of what is read; what is random in them comes from a seed, a kind and a number of a block,
so that the corpus does not depend on how many processes made it.

[1] Hendrycks, Mazeika, Dietterich: Deep Anomaly Detection with Outlier Exposure.  ICLR 2019.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeAlias

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw
from inkdigits.shapes import Digit, Ink
from inkdigits.training.drawing import any_pen, vary
from inkdigits.training.evaluation import NO_DIGIT
from inkdigits.training.outliers import TAUGHT_KINDS, Sources, compose_outliers, is_upright_line
from inkdigits.training.photos import photograph
from inkdigits.training.pictures import are_alike, digit_of, picture_of, spoil_in_place, thumbnail
from inkdigits.training.plan import TrainingPlan

BLOCK = 500  # samples made by one call of a process, from a seed of their own
FROM_PAPER = 0.6  # share of pictures that show a digit of MNIST; the others show a drawing
IN_PLACE = 0.3  # share of these that are spoiled where they stand, without being found in a picture
PHOTO_SIDES = (160, 420)  # px, longer side of a photograph: small ones are made quickly
PICTURED = 0.35  # share of outliers that come as a picture, spoiled like those of digits
AS_STORED = 0.15  # share of them that are handed over in MNIST's format and spoiled, half without a box

LETTERS = ("pen capitals", "pen small letters")  # what people are likeliest to try
REFUSED = (*TAUGHT_KINDS, *LETTERS, *LETTERS, "capitals", "small letters", "two digits")

Sample: TypeAlias = tuple[Digit | None, int]
Told: TypeAlias = Callable[[int, int], None]


def compose(
    sources: Sources, plan: TrainingPlan, *, workers: int = 1, told: Told = lambda _done, _all: None
) -> Labeled:
    """Return the corpus of ``plan``: MNIST's digits, then what is made of ``sources``.

    Args:
        sources: what it is made of.
        plan: how much of each kind, and the seed.
        workers: processes to make it with; 1 makes it in this one.  The result is the same.
        told: told how many blocks are done, of how many.

    Returns:
        Digits and labels 0..9, and ``NO_DIGIT`` for what is none.
    """
    blocks = list(_blocks(sources, plan))
    digits, labels = [sources.mnist.digits] * plan.repeats, [sources.mnist.labels] * plan.repeats
    for done, made in enumerate(_make_all(sources, blocks, workers), 1):
        digits.append(made.digits)
        labels.append(made.labels)
        told(done, len(blocks))
    return Labeled(np.concatenate(digits), np.concatenate(labels))


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Some samples of one kind."""

    kind: str
    seed: int
    number: int
    count: int


def _blocks(sources: Sources, plan: TrainingPlan) -> Iterator[Block]:
    """Yield all blocks of ``plan``."""
    counts = {
        "drawing": plan.drawings * len(sources.pen),
        "picture": plan.pictures,
        "photo": plan.photos,
        "outlier": plan.outliers,
    }
    for kind, total in counts.items():
        for number, start in enumerate(range(0, total, BLOCK)):
            yield Block(kind=kind, seed=plan.seed, number=number, count=min(BLOCK, total - start))


def _make_all(sources: Sources, blocks: list[Block], workers: int) -> Iterator[Labeled]:
    """Yield what each block holds, in their order."""
    if len(blocks) <= workers or workers == 1:  # to start processes would take longer
        yield from (make_block(sources, block) for block in blocks)
        return
    # Processes that are forked would inherit locks that threads of PyTorch hold.
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=_hand_over, initargs=(sources,)) as pool:
        yield from pool.map(_make_here, blocks)


_here: list[Sources] = []  # of a worker process: what it was handed over when it began


def _hand_over(sources: Sources) -> None:
    import cv2

    cv2.setNumThreads(1)  # there are as many processes as cores
    _here.append(sources)


def _make_here(block: Block) -> Labeled:
    return make_block(_here[0], block)


def make_block(sources: Sources, block: Block) -> Labeled:
    """Return the samples of ``block``; those in which the digit was not found are left out."""
    rng = np.random.default_rng([block.seed, *block.kind.encode(), block.number])
    samples = [
        (digit, label) for digit, label in _KINDS[block.kind](sources, block, rng) if digit is not None
    ]
    digits = np.array([digit for digit, _ in samples], np.uint8).reshape(-1, 28, 28)
    return Labeled(digits, np.array([label for _, label in samples], np.uint8))


def _drawings(sources: Sources, block: Block, rng: np.random.Generator) -> Iterator[Sample]:
    """Yield drawings of each pen digit in turn, by other hands and pens."""
    for at in range(block.count):
        one = sources.pen[(block.number * BLOCK + at) % len(sources.pen)]
        yield normalize(draw(vary(one, rng), pen=any_pen(rng)).ink), one.digit


def _pictures(sources: Sources, block: Block, rng: np.random.Generator) -> Iterator[Sample]:
    """Yield digits from paper and from pens that came as pictures, or spoiled as they stand in MNIST."""
    for _ in range(block.count):
        if rng.random() < FROM_PAPER:
            at = int(rng.integers(len(sources.mnist)))
            digit, label = sources.mnist.digits[at], int(sources.mnist.labels[at])
            if rng.random() < IN_PLACE:
                yield spoil_in_place(digit, rng), label
                continue
            ink = _ink_of(digit)
        else:
            one = sources.pen[int(rng.integers(len(sources.pen)))]
            ink, label = draw(vary(one, rng), pen=any_pen(rng)).ink, one.digit
        yield digit_of(picture_of(ink, rng)), label


def _photos(sources: Sources, block: Block, rng: np.random.Generator) -> Iterator[Sample]:
    """Yield drawings that were photographed, but for those in whose place something else was found."""
    for _ in range(block.count):
        one = sources.pen[int(rng.integers(len(sources.pen)))]
        strokes, side = vary(one, rng), int(rng.integers(*PHOTO_SIDES))
        seen = digit_of(photograph(strokes, rng, longest=side))
        found = seen is not None and are_alike(seen, normalize(draw(strokes).ink))
        yield seen if found else None, one.digit


def _outliers(sources: Sources, block: Block, rng: np.random.Generator) -> Iterator[Sample]:
    """Yield what is no digit."""
    for _, ink in compose_outliers(block.count, kinds=REFUSED, sources=sources, rng=rng):
        seen = _come(ink, rng)
        # A table's edge, a letter's stem: where only that is found of the whole, it is a fair 1.
        yield None if seen is None or is_upright_line(seen) else seen, NO_DIGIT


def _come(ink: Ink, rng: np.random.Generator) -> Digit | None:
    """Return what the network would see of ``ink``, drawn, sent as a picture or handed over as it is."""
    way = rng.random()
    if way < PICTURED:
        return digit_of(picture_of(ink, rng))
    if way < PICTURED + AS_STORED / 2:
        return spoil_in_place(thumbnail(ink), rng)
    return spoil_in_place(normalize(ink), rng) if way < PICTURED + AS_STORED else normalize(ink)


def _ink_of(digit: Digit) -> Ink:
    ink: Ink = digit.astype(np.float32) / np.float32(255)
    return ink


_KINDS: dict[str, Callable[[Sources, Block, np.random.Generator], Iterator[Sample]]] = {
    "drawing": _drawings,
    "picture": _pictures,
    "photo": _photos,
    "outlier": _outliers,
}

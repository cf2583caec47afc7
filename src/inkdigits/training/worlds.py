"""Bring together what is learned from and what is chosen by, from paper and from pens.

Both sides come from other people: MNIST's images are divided by image, as their writers are not told, the
pen digits by writer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled, MnistSplit, PenSplit, split_mnist, split_pen
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw
from inkdigits.training.corpus import Block, Told, compose, make_block
from inkdigits.training.fonts import FontSet, font_set
from inkdigits.training.outliers import Sources
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.validation import Validation

OUTLIERS = 4_000  # non-digits to choose by, or as many as teach where these are fewer
OTHER_SEED = 2**32  # beyond the seeds of plans: what is chosen by is never what was learned from


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Worlds:
    """MNIST and the pen digits, divided into what to learn from and what to choose by.

    Attributes:
        paper: MNIST.
        drawn: the pen digits.
        fonts: the fonts that teach what is no digit.
    """

    paper: MnistSplit
    drawn: PenSplit
    fonts: FontSet

    def corpus(
        self, plan: TrainingPlan, *, workers: int = 1, told: Told = lambda _done, _all: None
    ) -> Labeled:
        """Return all that a run by ``plan`` learns from; see ``compose``."""
        sources = Sources(fonts=self.fonts.paths, mnist=self.paper.training, pen=self.drawn.training)
        return compose(sources, plan, workers=workers, told=told)

    def validation(self, plan: TrainingPlan) -> Validation:
        """Return all that a run by ``plan`` is measured by; without outliers where none are taught."""
        return self.validation_with(min(OUTLIERS, plan.outliers))

    def validation_with(self, count: int = OUTLIERS) -> Validation:
        """Return the digits to choose by, and ``count`` outliers beside them."""
        sources = Sources(fonts=self.fonts.paths, mnist=self.paper.validation, pen=self.drawn.choosing)
        block = Block(kind="outlier", seed=OTHER_SEED, number=0, count=count)
        return Validation(
            paper=self.paper.validation,
            drawn=as_read(self.drawn.choosing),
            outliers=make_block(sources, block).digits,
        )


def open_worlds(*, split_seed: int) -> Worlds:
    """Return both worlds; ``split_seed`` divides MNIST.

    Raises:
        MissingDataset: files are not there; the message says how to get them.
        BadDataset: they are broken.
    """
    return Worlds(paper=split_mnist(seed=split_seed), drawn=split_pen(), fonts=font_set("taught"))


def as_read(drawn: list[PenDigit]) -> Labeled:
    """Return ``drawn`` as ``read_strokes`` shows them to the network."""
    digits = [normalize(draw(one.strokes).ink) for one in drawn]
    return Labeled(
        np.array(digits, np.uint8).reshape(-1, 28, 28), np.array([one.digit for one in drawn], np.uint8)
    )

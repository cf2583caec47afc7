"""The two worlds that a model is measured on: what people wrote on paper, and what others drew with a pen.

While choices are made they are MNIST's held-out training images and the five writers to choose by; once all
are made, MNIST's test set and the five writers to report on, whom neither training nor any choice has seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled, open_test_set, split_mnist, split_pen
from inkdigits.shapes import Digits
from inkdigits.training.evaluation import DISPUTED
from inkdigits.training.worlds import as_read

Purpose: TypeAlias = Literal["reporting", "choosing"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worlds:
    """Digits on paper and digits drawn, with what to call them.

    Attributes:
        paper: images as MNIST stores them.
        disputed: places of those images whose label is in doubt.
        drawn: strokes of writers who taught nothing.
        paper_name: what figures call the images.
        drawn_name: what figures call the strokes.
    """

    paper: Labeled
    disputed: tuple[int, ...]
    drawn: list[PenDigit]
    paper_name: str
    drawn_name: str

    @property
    def drawn_labels(self) -> np.ndarray:
        """Which digit each drawing is, (n,) uint8."""
        return np.array([one.digit for one in self.drawn], np.uint8)

    @property
    def drawn_digits(self) -> Digits:
        """The drawings as ``read_strokes`` shows them to the network."""
        return as_read(self.drawn).digits

    def every(self, step: int) -> Worlds:
        """Return only each ``step``-th digit, for a first look."""
        places = np.arange(0, len(self.paper), step)
        return Worlds(
            paper=self.paper.take(places),
            disputed=tuple(place // step for place in self.disputed if place % step == 0),
            drawn=self.drawn[::step],
            paper_name=self.paper_name,
            drawn_name=self.drawn_name,
        )


def open_worlds(purpose: Purpose) -> Worlds:
    """Return the worlds to report on, MNIST's test set among them, or those to choose by."""
    pen = split_pen()
    if purpose == "reporting":
        return Worlds(
            paper=open_test_set(),
            disputed=DISPUTED,
            drawn=pen.reporting,
            paper_name="MNIST's test set",
            drawn_name="drawn by five writers never seen before",
        )
    return Worlds(
        paper=split_mnist().validation,
        disputed=(),
        drawn=pen.choosing,
        paper_name="MNIST's held-out images",
        drawn_name="drawn by the five writers to choose by",
    )

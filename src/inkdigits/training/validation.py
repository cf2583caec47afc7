"""What choices are made by: digits from paper and from pens that nothing was learned from, and non-digits.

Temperature, threshold and the weight of refusal are fitted on them, and a run is measured by them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.shapes import Digits


def no_digits() -> Labeled:
    """Return nothing, as labeled digits."""
    return Labeled(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Validation:
    """Digits of both worlds, and outliers.

    Attributes:
        paper: images of MNIST's training files that were held out.
        drawn: strokes of writers who were held out, drawn as ``read_strokes`` draws them.
        outliers: (n, 28, 28) uint8, what is no digit.
    """

    paper: Labeled
    drawn: Labeled = field(default_factory=no_digits)
    outliers: Digits = field(default_factory=lambda: no_digits().digits)

    def digits(self) -> Labeled:
        """Return the digits of both worlds, those from paper first."""
        return Labeled(
            np.concatenate([self.paper.digits, self.drawn.digits]),
            np.concatenate([self.paper.labels, self.drawn.labels]),
        )

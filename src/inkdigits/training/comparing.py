"""Compare two models on the same digits: is one better, is it at least not worse by more than a margin?

Only the digits on which they differ tell anything.  Better: were there no difference, each of those would
be as likely gained as lost; McNemar's exact test asks how rarely chance alone gains so many [1].  Not worse:
the lower end of the one-sided 95 % interval of the difference of two paired shares lies above the margin [2].

[1] McNemar: Note on the Sampling Error of the Difference between Correlated Proportions or Percentages.
    Psychometrika, 1947.
[2] Agresti: Categorical Data Analysis, section 11.1.  2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, sqrt

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import DIGITS, confidence
from inkdigits.model.runtime import Network
from inkdigits.shapes import Digits
from inkdigits.training.evaluation import NO_DIGIT

ONE_SIDED = 1.644854  # standard deviations below which 5 % of a normal distribution lie


@dataclass(frozen=True, slots=True)
class Paired:
    """How two models fared on the same digits: right both times or not, gained, lost."""

    before: int  # right before
    gained: int  # wrong before, right after
    lost: int  # right before, wrong after
    count: int

    @property
    def after(self) -> int:
        """How many are right after."""
        return self.before + self.gained - self.lost

    @property
    def difference(self) -> float:
        """By how much the share of what is right grew, -1..1."""
        return (self.gained - self.lost) / self.count if self.count else 0.0

    @property
    def by_chance(self) -> float:
        """How likely chance alone gains as many as this, of those on which both differ [1]."""
        differing = self.gained + self.lost
        ways = sum(comb(differing, more) for more in range(self.gained, differing + 1))
        return float(ways / 2**differing)

    @property
    def at_least(self) -> float:
        """The lower end of the one-sided 95 % interval of the difference [2]."""
        if not self.count:
            return 0.0
        spread = self.gained + self.lost - (self.gained - self.lost) ** 2 / self.count
        return self.difference - ONE_SIDED * sqrt(max(0.0, spread)) / self.count

    def as_json(self) -> dict[str, float]:
        """Return this as plain values."""
        return {
            "count": self.count,
            "before": self.before,
            "after": self.after,
            "gained": self.gained,
            "lost": self.lost,
        }


def pair(before: np.ndarray, after: np.ndarray) -> Paired:
    """Return how two models fared; each array is (n,) bool, whether each digit was right."""
    return Paired(
        before=int(before.sum()),
        gained=int((~before & after).sum()),
        lost=int((before & ~after).sum()),
        count=len(before),
    )


def compare_models(before: Artifact, after: Artifact, parts: dict[str, Labeled]) -> dict[str, Paired]:
    """Return how two models fare on each of ``parts`` that holds something.

    What a model is not sure enough of is "?": right where the label is ``NO_DIGIT``, wrong elsewhere.
    """
    old, new = _Reads(before), _Reads(after)
    return {name: pair(old.right(part), new.right(part)) for name, part in parts.items() if len(part)}


class _Reads:
    """Reads digits by a model file's content."""

    def __init__(self, artifact: Artifact) -> None:
        self.artifact = artifact
        self.network = Network(artifact.network)

    def right(self, part: Labeled) -> np.ndarray:
        """Return which are read right, (n,) bool."""
        said, labels = self.read(part.digits), part.labels.astype(np.int64)
        answers: np.ndarray = said == labels
        return answers

    def read(self, digits: Digits) -> np.ndarray:
        """Return what is read, (n,): 0..9, or 10 for "?"."""
        logits = self.network.logits(digits)
        sure = confidence(logits, self.artifact.temperature) >= self.artifact.threshold
        best: np.ndarray = np.where(sure, logits[:, :DIGITS].argmax(axis=1), NO_DIGIT)
        return best

"""Decide whether a new model takes the place of the old one: better where it learned, not worse elsewhere.

Both read the same digits: the corrections that were held out, the validation images, the drawings by the
writers to choose by, and outliers.  What is not sure enough is "?", and wrong unless it is no digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.model.artifact import Artifact
from inkdigits.training.comparing import Paired, compare_models
from inkdigits.training.evaluation import NO_DIGIT
from inkdigits.training.validation import Validation

CHANCE = 0.05  # most that the gain on held-out corrections may be owed to chance
MARGINS = {"paper": 0.002, "drawn": 0.0075, "outliers": 0.015}  # share that may be lost, at the most
NAMES = {
    "corrections": "held-out corrections",
    "paper": "validation images",
    "drawn": "drawings by other writers",
    "outliers": "outliers refused",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the new model is kept, why, and how both fared on each part."""

    accepted: bool
    reason: str
    compared: dict[str, Paired]


def compare(
    before: Artifact, after: Artifact, *, held_out: Labeled, validation: Validation
) -> dict[str, Paired]:
    """Return how both models fare on each part that holds something."""
    nothing = np.full(len(validation.outliers), NO_DIGIT, np.uint8)
    parts = {
        "corrections": held_out,
        "paper": validation.paper,
        "drawn": validation.drawn,
        "outliers": Labeled(validation.outliers, nothing),
    }
    return compare_models(before, after, parts)


def judge(compared: dict[str, Paired]) -> Verdict:
    """Return whether the new model is kept."""
    worse = [
        name for name, margin in MARGINS.items() if name in compared and compared[name].at_least <= -margin
    ]
    if worse:
        told = "; ".join(
            f"{NAMES[name]}: {_told(compared[name])}, and {MARGINS[name]:.2%} may be lost at the most"
            for name in worse
        )
        return Verdict(False, f"it may be worse than before ({told})", compared)  # noqa: FBT003  a verdict
    learned = compared.get("corrections")
    if learned is None:
        why = "no correction was held out to judge by; more corrections are needed"
        return Verdict(False, why, compared)  # noqa: FBT003
    if learned.gained <= learned.lost or learned.by_chance > CHANCE:
        why = (
            f"it is not better on the held-out corrections by more than chance ({_told(learned)}; "
            f"chance gains as much in {learned.by_chance:.0%} of cases, allowed are {CHANCE:.0%})"
        )
        return Verdict(False, why, compared)  # noqa: FBT003
    return Verdict(True, f"it is better on the held-out corrections ({_told(learned)})", compared)  # noqa: FBT003


def _told(paired: Paired) -> str:
    return (
        f"{paired.before:,} of {paired.count:,} right before, {paired.after:,} after: "
        f"{paired.gained:,} gained, {paired.lost:,} lost"
    )

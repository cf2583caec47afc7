"""The verdict: better by more than chance where it learned, and not worse anywhere else."""

from __future__ import annotations

import pytest

from inkdigits.retraining.judging import judge
from inkdigits.training.comparing import Paired

SAME = Paired(before=4_970, gained=2, lost=2, count=5_000)
DRAWN = Paired(before=1_230, gained=1, lost=1, count=1_250)
OUTLIERS = Paired(before=3_900, gained=20, lost=20, count=4_000)
LEARNED = Paired(before=4, gained=12, lost=0, count=20)
GOOD = {"corrections": LEARNED, "paper": SAME, "drawn": DRAWN, "outliers": OUTLIERS}


def test_what_is_better_and_nowhere_worse_is_kept():
    """Twelve gained, none lost, and the worlds as before."""
    verdict = judge(GOOD)
    assert verdict.accepted
    assert "12 gained" in verdict.reason
    assert verdict.compared == GOOD


@pytest.mark.parametrize(
    "learned",
    [
        Paired(before=18, gained=2, lost=0, count=20),
        Paired(before=10, gained=4, lost=4, count=20),
        Paired(before=10, gained=6, lost=2, count=20),
        Paired(before=10, gained=0, lost=5, count=20),
        Paired(before=20, gained=0, lost=0, count=20),
    ],
)
def test_a_gain_that_chance_explains_is_none(learned):
    """By a hair, by coin tosses, or not at all."""
    verdict = judge(GOOD | {"corrections": learned})
    assert not verdict.accepted
    assert "chance" in verdict.reason


@pytest.mark.parametrize(
    ("part", "found", "named"),
    [
        ("paper", Paired(before=4_970, gained=2, lost=14, count=5_000), "validation images"),
        ("drawn", Paired(before=1_230, gained=0, lost=8, count=1_250), "drawings by other writers"),
        ("outliers", Paired(before=3_900, gained=10, lost=80, count=4_000), "outliers"),
    ],
)
def test_a_loss_elsewhere_is_not_bought_by_any_gain(part, found, named):
    """The reason names the part, and how much may be lost."""
    verdict = judge(GOOD | {part: found})
    assert not verdict.accepted
    assert named in verdict.reason
    assert "at the most" in verdict.reason


def test_too_few_digits_cannot_prove_that_nothing_was_lost():
    """Among fifty images a loss of one in fifty could be any: it is not taken for none."""
    assert not judge(GOOD | {"paper": Paired(before=49, gained=0, lost=1, count=50)}).accepted


def test_without_a_held_out_correction_nothing_is_kept():
    """There is nothing to be better on."""
    verdict = judge({"paper": SAME, "drawn": DRAWN})
    assert not verdict.accepted
    assert "more corrections" in verdict.reason

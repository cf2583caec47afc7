"""Adapt a model to one hand: fifty drawings by one person in, a model file that reads that person better out.

The network learns on as it does from corrections (``training.adapting``), from few steps and few old digits,
so that a person can wait for it.  The last drawing of each digit is held out: before and after are told on
those, which the model has not seen.  What others write is still read, though the model is made for one hand:
the validation digits are told as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadCorrection
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import check_strokes, draw
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import DIGITS
from inkdigits.shapes import Strokes
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.adapting import adapt
from inkdigits.training.comparing import Paired, compare_models
from inkdigits.training.rebuilding import rebuild
from inkdigits.training.replay import replay
from inkdigits.training.successor import make_successor
from inkdigits.training.worlds import Worlds

TIMES = 5  # that each digit is to be drawn
LEAST = 2  # drawings of each digit: one to learn from and one to judge by
OUTLIERS = 600  # to choose by; enough for a threshold
# More of the new, and five times as much may be lost elsewhere: the model is made for one hand.
PLAN = AdaptationPlan(steps=120, new=48, old=80, tolerated=0.002)
SHOWN_AGAIN = ReplayPlan(images=4_000, as_drawn=1_500, drawings=0, pictures=0, photos=0, outliers=500)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One digit that the person drew, and which one it was to be."""

    digit: int
    strokes: Strokes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Personal:
    """The model for one hand, and how it fares beside the old one.

    Attributes:
        artifact: the new model.
        own: the drawings that were held out.
        others: validation images and drawings by other writers.
    """

    artifact: Artifact
    own: Paired
    others: dict[str, Paired]


def check_samples(samples: Sequence[tuple[object, object]]) -> list[Sample]:
    """Return drawings from outside, each a digit and strokes, as samples.

    Raises:
        BadCorrection: a digit is none, or is there too few times.
        BadStrokes: strokes are none.
    """
    checked = []
    for place, (digit, strokes) in enumerate(samples):
        if not isinstance(digit, int) or isinstance(digit, bool) or not 0 <= digit < DIGITS:
            raise BadCorrection(f"drawing {place}: its digit is {digit!r}, but must be 0 to 9")
        ink = check_strokes(strokes)
        if not ink:
            raise BadCorrection(f"drawing {place}: there is no ink in it; draw the {digit} once more")
        checked.append(Sample(digit, ink))
    counts = Counter(one.digit for one in checked)
    for digit in range(DIGITS):
        if counts[digit] < LEAST:
            raise BadCorrection(
                f"the {digit} was drawn {counts[digit]} times; draw each {TIMES} times, at least {LEAST}"
            )
    return checked


def learn_hand(
    samples: Sequence[Sample],
    current: Artifact,
    worlds: Worlds,
    *,
    plan: AdaptationPlan = PLAN,
    shown_again: ReplayPlan = SHOWN_AGAIN,
    told: Callable[[str, int, int], None] = lambda _what, _done, _all: None,
) -> Personal:
    """Return a model adapted to the hand that drew ``samples``.

    Args:
        samples: as ``check_samples`` gives them; the last one of each digit is held out.
        current: the model to begin with.
        worlds: what it was taught and is measured by.
        plan: how it learns on.
        shown_again: of what else.
        told: told what is going on, and how far it is.

    Raises:
        BadPlan: the model's network is built otherwise than those made here.
    """
    network = rebuild(current)
    outputs = network.decide.out_features
    taught, held_out = _divide(samples)
    told("recalling", 0, 1)
    old = replay(worlds, shown_again, outputs=outputs, seed=plan.seed + 1)
    told("recalling", 1, 1)
    learned = adapt(network, taught, old, plan, told=lambda done, every: told("learning", done, every))
    told("measuring", 0, 1)
    validation = worlds.validation_with(OUTLIERS if outputs > DIGITS else 0)
    artifact = make_successor(
        current,
        learned,
        validation,
        plan=plan,
        shown_again=shown_again,
        counts={"drawings": len(samples)},
    )
    parts = {"own": held_out, "paper": validation.paper, "drawn": validation.drawn}
    compared = compare_models(current, artifact, parts)
    told("measuring", 1, 1)
    return Personal(artifact=artifact, own=compared.pop("own"), others=compared)


def _divide(samples: Sequence[Sample]) -> tuple[Labeled, Labeled]:
    """Return what teaches, and the last drawing of each digit."""
    last = {one.digit: place for place, one in enumerate(samples)}.values()
    digits = np.stack([normalize(draw(one.strokes).ink) for one in samples])
    every = Labeled(digits, np.array([one.digit for one in samples], np.uint8))
    held_out = np.array(sorted(last), np.int64)
    return every.take(np.setdiff1d(np.arange(len(samples)), held_out)), every.take(held_out)

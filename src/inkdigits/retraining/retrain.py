"""Retrain: corrections in, a model file's content and a verdict out.

The network of the model in use learns on (``training.adapting``), from corrections mixed with what it was
taught before; refusal and calibration are fitted anew; then the held-out corrections and both validation
worlds decide.  Strangers send nonsense: corrections most of which contradict what the model is sure of are
not even tried, and no label is shown more often than any other, however many corrections speak of it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.errors import NothingLearned
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import DIGITS
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.retraining.judging import Verdict, compare, judge
from inkdigits.retraining.lessons import Lessons, draw_lessons
from inkdigits.store.records import Correction
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.adapting import adapt
from inkdigits.training.rebuilding import rebuild
from inkdigits.training.replay import replay
from inkdigits.training.successor import make_successor
from inkdigits.training.worlds import OUTLIERS, Worlds

SURE = 0.99  # confidence in something else from which on a correction contradicts the model
MOST_CONTRADICTING = 0.5  # share of the digits beyond which nothing is learned

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Retrained:
    """The new model, the verdict on it, and what it learned from."""

    artifact: Artifact
    verdict: Verdict
    lessons: Lessons
    contradicting: float  # share of the digits of which the old model is sure that they are others


def retrain(  # noqa: PLR0913  what a run needs from outside; all of it by name
    corrections: Iterable[Correction],
    current: Artifact,
    worlds: Worlds,
    *,
    plan: AdaptationPlan,
    shown_again: ReplayPlan,
    workers: int = 1,
    told: Told = lambda _what, _done, _all: None,
) -> Retrained:
    """Return a model that has learned from ``corrections``, and whether it is to be kept.

    Args:
        corrections: those that may teach.
        current: the model in use.
        worlds: what it was taught and is measured by.
        plan: how it learns on.
        shown_again: of what else.
        workers: processes to compose with.
        told: told what is going on, and how far it is.

    Raises:
        NothingLearned: there is nothing to learn from, or most of it contradicts what the model is sure of.
        BadPlan: the model's network is built otherwise than those made here.
    """
    network = rebuild(current)
    outputs = network.decide.out_features
    recognizer = Recognizer(current)
    lessons = draw_lessons(corrections, recognizer, outputs=outputs)
    taught = lessons.taught(held_out=False)
    _refuse_nothing(taught, lessons)
    contradicting = _contradicting(lessons, recognizer)
    _refuse_nonsense(contradicting)
    composing = lambda done, every: told("composing", done, every)  # noqa: E731  one of two such
    seed = plan.seed + 1  # not that of a training corpus by the same number
    old = replay(worlds, shown_again, outputs=outputs, seed=seed, workers=workers, told=composing)
    learning = lambda done, every: told("learning", done, every)  # noqa: E731
    learned = adapt(network, taught, old, plan, told=learning)
    told("measuring", 0, 1)
    validation = worlds.validation_with(min(OUTLIERS, shown_again.outliers) if outputs > DIGITS else 0)
    artifact = make_successor(
        current,
        learned,
        validation,
        plan=plan,
        shown_again=shown_again,
        counts={"corrections": len(lessons.every), "digits": len(taught)},
    )
    artifact = dataclasses.replace(
        artifact, versions={**artifact.versions, "fonts": worlds.fonts.fingerprint}
    )
    held_out = lessons.taught(held_out=True)
    compared = compare(current, artifact, held_out=held_out, validation=validation)
    told("measuring", 1, 1)
    return Retrained(artifact=artifact, verdict=judge(compared), lessons=lessons, contradicting=contradicting)


def _refuse_nothing(taught: Labeled, lessons: Lessons) -> None:
    if len(taught):
        return
    reasons = ", ".join(f"{count} left out because {why}" for why, count in lessons.left_out.items())
    found = reasons or "no correction is reviewed"
    raise NothingLearned(
        f"there is nothing to learn from ({found}); review some with: inkdigits corrections review, or take "
        "all as they are with --trust-all"
    )


def _contradicting(lessons: Lessons, recognizer: Recognizer) -> float:
    """Return the share of the digits of which the model is sure that they are others."""
    every = [lesson.taught for lesson in lessons.every]
    labels = np.concatenate([one.labels for one in every]).astype(np.int64)
    said = recognizer.assess(np.concatenate([one.digits for one in every]))
    others = (said.probabilities.argmax(axis=1) != labels) & (said.confidence >= SURE)
    return float(others.mean())


def _refuse_nonsense(contradicting: float) -> None:
    if contradicting > MOST_CONTRADICTING:
        raise NothingLearned(
            f"of {contradicting:.0%} of the corrected digits the model is sure that they are something else; "
            "so many are hardly its own mistakes: review them with: inkdigits corrections review"
        )

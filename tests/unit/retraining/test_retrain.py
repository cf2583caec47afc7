"""Retraining on real digits: honest corrections are learned, and nonsense makes no model worse.

The bundled model learns on, in few steps and judged by a part of the validation digits, so that it takes
seconds.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from inkdigits.data.splits import MnistSplit, PenSplit
from inkdigits.errors import NothingLearned
from inkdigits.model import artifact as model_file
from inkdigits.model.location import bundled_model
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.retraining.judging import MARGINS
from inkdigits.retraining.retrain import retrain
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.worlds import Worlds, open_worlds

pytestmark = pytest.mark.slow

PLAN = AdaptationPlan(steps=60, old=64)
SHOWN_AGAIN = ReplayPlan(images=3_000, as_drawn=1_000, drawings=0, pictures=0, photos=0, outliers=400)


@pytest.fixture(scope="module")
def current():
    """The model as users get it."""
    return model_file.load(bundled_model())


@pytest.fixture(scope="module")
def worlds(real_data):  # noqa: ARG001  without data the tests are skipped
    """Both worlds, with some of what choices are made by."""
    every = open_worlds(split_seed=0)
    paper = MnistSplit(every.paper.training, every.paper.validation.take(np.arange(0, 5_000, 2)))
    drawn = PenSplit(every.drawn.training, every.drawn.choosing[::2], every.drawn.reporting)
    return Worlds(paper=paper, drawn=drawn, fonts=every.fonts)


@pytest.fixture(scope="module")
def others(worlds):
    """Drawings by writers who taught nothing: honest digits to tell lies about."""
    return worlds.drawn.choosing


def slashed_zero(rng):
    """A zero with a stroke from the upper left to the lower right, which the bundled model refuses."""
    turns = np.linspace(0, 2 * math.pi, 24) + rng.uniform(-0.3, 0.3)
    wide, high, reach = rng.uniform(30, 45), rng.uniform(50, 65), rng.uniform(0.9, 1.25)
    oval = np.stack([wide * np.sin(turns), -high * np.cos(turns)], axis=1) + rng.normal(0, 1, (24, 2))
    return [oval, np.array([[-wide * reach, -high * reach], [wide * reach, high * reach]])]


def learn(corrections, current, worlds):
    """Retrain with the small plan."""
    return retrain(corrections, current, worlds, plan=PLAN, shown_again=SHOWN_AGAIN)


def test_a_strange_way_to_write_is_learned(correct, current, worlds):
    """Sixty zeros slashed the other way: others like them are read afterwards, and the model is kept."""
    rng = np.random.default_rng(0)
    retrained = learn([correct(slashed_zero(rng), "0") for _ in range(60)], current, worlds)
    assert retrained.verdict.accepted, retrained.verdict.reason
    before, after = Recognizer(current), Recognizer(retrained.artifact)
    strange = [slashed_zero(rng) for _ in range(30)]
    texts = [[reader.read_strokes(one, expect="digit").text for one in strange] for reader in (before, after)]
    assert texts[0].count("0") < 10
    assert texts[1].count("0") > 20
    assert retrained.artifact.plan["parent"] == current.fingerprint
    assert retrained.artifact.line is current.line


def test_without_corrections_nothing_is_learned(current, worlds):
    """It says what to do instead."""
    with pytest.raises(NothingLearned, match="corrections review"):
        learn([], current, worlds)


def test_lies_about_every_digit_are_refused(correct, current, worlds, others):
    """All labels wrong: most of them contradict what the model is sure of."""
    lies = [correct(one.strokes, str((one.digit + 1) % 10)) for one in others[:200]]
    with pytest.raises(NothingLearned, match="sure that they are something else"):
        learn(lies, current, worlds)


def test_a_flood_of_one_label_is_refused(correct, current, worlds, others):
    """Whatever is drawn is said to be a 1."""
    flood = [correct(one.strokes, "1") for one in others[:200]]
    with pytest.raises(NothingLearned, match="sure that they are something else"):
        learn(flood, current, worlds)


def assert_no_worse(retrained):
    """Assert that the old model stays, or that the new one is not worse on any world than may be."""
    if retrained.verdict.accepted:
        assert all(retrained.verdict.compared[name].difference > -margin for name, margin in MARGINS.items())


def test_lies_among_truths_make_no_model_worse(correct, current, worlds, others):
    """Two in five are lies, too few to be refused outright."""
    told = [correct(one.strokes, str((one.digit + (at % 5 < 2)) % 10)) for at, one in enumerate(others[:200])]
    assert_no_worse(learn(told, current, worlds))


def test_a_flood_of_true_ones_makes_no_model_worse(correct, current, worlds, others):
    """Hundreds of 1s that are 1s: the model sees no more 1s elsewhere than before."""
    ones = [one for one in others if one.digit == 1]
    rng = np.random.default_rng(0)
    flood = [
        correct([stroke + rng.normal(0, 2, stroke.shape) for stroke in one.strokes], "1") for one in ones * 5
    ]
    assert_no_worse(learn(flood, current, worlds))

"""A whole tiny run: it learns, repeats, stops, goes on, and ends as an undisturbed one would have."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadPlan, TrainingStopped
from inkdigits.training.loop import choose_device, fit, predict
from inkdigits.training.plan import TrainingPlan

PLAN = TrainingPlan(epochs=8, batch=32, averaging=0.9, elastic=0.3)
SHORT = TrainingPlan(epochs=2, batch=40)  # 4 steps an epoch


def same_weights(one, other):
    """Whether two networks are equal to the bit."""
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


@pytest.mark.slow
def test_a_run_learns_what_it_is_shown(small_world):
    """Ten shapes, 160 examples: nearly all of 80 unseen ones are told apart after 40 steps."""
    trained = fit(*small_world, PLAN)
    assert trained.history[-1]["validation_accuracy"] >= 0.9
    assert trained.history[-1]["loss"] < trained.history[0]["loss"]
    accuracy = (
        predict(trained.network, small_world[1].digits).argmax(axis=1) == small_world[1].labels
    ).mean()
    assert accuracy == pytest.approx(trained.history[-1]["validation_accuracy"])


def test_equal_seeds_give_equal_networks_and_others_do_not(small_world):
    """Repeatable to the bit on one machine."""
    first, again = fit(*small_world, SHORT), fit(*small_world, SHORT)
    assert same_weights(first.network, again.network)
    other = fit(*small_world, TrainingPlan(epochs=2, batch=40, seed=1))
    assert not same_weights(first.network, other.network)


@pytest.mark.parametrize("stop_after", [1, 4, 6])
def test_a_stopped_run_goes_on_as_if_nothing_had_been(small_world, tmp_path, stop_after):
    """Stopped in the middle of an epoch or at its end: the same network, the same history but for time."""
    checkpoint = tmp_path / "run.checkpoint"
    steps = []
    with pytest.raises(TrainingStopped, match="training stopped in epoch"):
        fit(
            *small_world,
            SHORT,
            checkpoint=checkpoint,
            watch=steps.append,
            stop=lambda: len(steps) == stop_after,
        )
    resumed = fit(*small_world, SHORT, checkpoint=checkpoint)
    whole = fit(*small_world, SHORT)
    assert same_weights(resumed.network, whole.network)
    timeless = [[{**row, "seconds": 0} for row in run.history] for run in (resumed, whole)]
    assert timeless[0] == timeless[1]


def test_progress_tells_steps_epochs_and_time_left(small_world):
    """One report a step; accuracy is known once an epoch is whole; the time left ends at none."""
    told = []
    fit(*small_world, SHORT, watch=told.append)
    assert [one.step for one in told] == list(range(1, 9))
    assert [one.epoch for one in told] == [1] * 4 + [2] * 4
    assert [one.epochs_done for one in told] == [0, 0, 0, 1, 1, 1, 1, 2]
    assert [one.accuracy is None for one in told] == [True] * 3 + [False] * 5
    assert told[-1].seconds_left == 0.0


def test_another_plan_cannot_go_on_with_a_run(small_world, tmp_path):
    """A checkpoint belongs to its plan."""
    checkpoint = tmp_path / "run.checkpoint"
    with pytest.raises(TrainingStopped):
        fit(*small_world, SHORT, checkpoint=checkpoint, stop=lambda: True)
    with pytest.raises(BadPlan, match="another plan"):
        fit(*small_world, PLAN, checkpoint=checkpoint)


@pytest.mark.parametrize("junk", [b"", b"junk", b"\x80\x04cos\nsystem\n(S'true'\ntR."])
def test_a_file_that_is_no_checkpoint_is_refused(small_world, tmp_path, junk):
    """Also one that would run code if it were trusted."""
    checkpoint = tmp_path / "run.checkpoint"
    checkpoint.write_bytes(junk)
    with pytest.raises(BadPlan, match="no checkpoint of a training run"):
        fit(*small_world, SHORT, checkpoint=checkpoint)


def test_without_validation_images_a_run_says_that_it_does_not_know(small_world):
    """The estimator has none to spare: accuracy is not a number, the rest is as ever."""
    none = Labeled(digits=np.empty((0, 28, 28), np.uint8), labels=np.empty(0, np.uint8))
    history = fit(small_world[0], none, TrainingPlan(epochs=1, batch=80)).history
    assert math.isnan(history[0]["validation_accuracy"])
    assert math.isfinite(history[0]["loss"])


def test_a_missing_gpu_is_said_so():
    """Not a traceback from the depths of a driver."""
    if torch.cuda.is_available():
        assert choose_device("auto").type == "cuda"
        return
    assert choose_device("auto").type == "cpu"
    with pytest.raises(BadPlan, match="no GPU here; use --device cpu"):
        choose_device("cuda")

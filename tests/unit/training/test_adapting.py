"""Learning on: a taught network learns new digits and keeps the old ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadPlan
from inkdigits.model.runtime import Network
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.adapting import Balanced, adapt
from inkdigits.training.export import export_model
from inkdigits.training.loop import fit, predict
from inkdigits.training.network import build_network
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.rebuilding import rebuild
from inkdigits.training.replay import replay
from inkdigits.training.settling import SHARES, between, settle
from inkdigits.training.validation import Validation

QUICK = AdaptationPlan(steps=40, new=20, old=60, learning_rate=1e-3)


@pytest.fixture(scope="module")
def artifact(small_world):
    """A model that reads the small world."""
    plan = TrainingPlan(epochs=20, batch=32, averaging=0.9)
    return export_model(fit(*small_world, plan), Validation(paper=small_world[1]))


def test_a_network_is_rebuilt_to_the_last_weight(artifact, small_world):
    """What PyTorch then says is what the model file says."""
    digits = small_world[1].digits
    np.testing.assert_allclose(
        predict(rebuild(artifact), digits), Network(artifact.network).logits(digits), atol=1e-4
    )


def test_a_network_built_otherwise_is_refused(artifact):
    """A model file may hold any plain network; one that is not ours cannot learn on, and is told so."""
    import dataclasses

    import onnx
    from onnx import helper, numpy_helper

    weights = numpy_helper.from_array(np.zeros((784, 10), np.float32), "some.weight")
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "some.weight"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 784])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, ["n", 10])],
        [weights],
    )
    strange = dataclasses.replace(artifact, network=helper.make_model(graph).SerializeToString())
    with pytest.raises(BadPlan, match="built otherwise"):
        rebuild(strange)


def test_what_is_new_is_learned_and_what_was_known_is_kept(artifact, small_world):
    """Digits turned upside down are strange at first; then they are read, and so are the others."""
    training, validation = small_world
    upside_down = Labeled(training.digits[:, ::-1, ::-1].copy(), training.labels)
    strange = Labeled(validation.digits[:, ::-1, ::-1].copy(), validation.labels)
    asymmetric = np.isin(strange.labels, [2, 3, 4, 7])
    strange = strange.take(np.flatnonzero(asymmetric))
    upside_down = upside_down.take(np.flatnonzero(np.isin(upside_down.labels, [2, 3, 4, 7])))
    before = rebuild(artifact)
    after = adapt(before, upside_down, training, QUICK)
    assert right(after, strange) > right(before, strange) + 0.3
    assert right(after, validation) >= right(before, validation) - 0.05


def test_the_same_plan_gives_the_same_network(artifact, small_world):
    """All chance comes from the plan's seed."""
    training, _ = small_world
    plan = AdaptationPlan(steps=3, new=8, old=8)
    first, second = (adapt(rebuild(artifact), training, training, plan) for _ in range(2))
    assert all(
        torch.equal(one, other) for one, other in zip(first.parameters(), second.parameters(), strict=True)
    )


def test_the_weights_lie_between_the_old_and_the_new_ones(artifact):
    """Half way lies in the middle."""
    before, after = rebuild(artifact), build_network(classes=10, seed=1).eval()
    for block in after.features:
        block.fold()
    middle = between(before, after, share=0.5)
    for old, new, found in zip(before.parameters(), after.parameters(), middle.parameters(), strict=True):
        torch.testing.assert_close(found, (old + new) / 2)


def test_as_much_is_kept_as_costs_nothing(artifact, small_world):
    """All of a network that reads as well; of a spoiled one as much as is tolerated, or the least."""
    before, validation = rebuild(artifact), Validation(paper=small_world[1])
    spoiled = build_network(classes=10, seed=1).eval()
    for block in spoiled.features:
        block.fold()
    assert settle(before, before, validation, tolerated=0.0).share == 1.0
    assert settle(before, spoiled, validation, tolerated=1.0).share == 1.0
    kept = settle(before, spoiled, validation, tolerated=0.0)
    assert kept.share < 1.0
    assert right(kept.network, small_world[1]) == right(before, small_world[1]) or kept.share == SHARES[-1]


def test_no_label_floods_the_others():
    """A thousand 1s and ten of each other digit: each comes about as often; alone, it takes a third."""
    labels = np.array([1] * 1000 + [digit for digit in range(10) for _ in range(10)], np.uint8)
    balanced = Balanced(labels, new=50, rng=np.random.default_rng(0))
    drawn = labels[np.concatenate([balanced.take() for _ in range(100)])]
    assert balanced.count == 50
    assert np.bincount(drawn, minlength=10).max() < 1.3 * len(drawn) / 10
    assert Balanced(np.ones(1000, np.uint8), new=48, rng=np.random.default_rng(0)).count == 16


def test_replay_holds_every_kind(small_worlds):
    """Images, drawings, and outliers where the network has a word for them."""
    plan = ReplayPlan(images=40, as_drawn=15, drawings=0, pictures=0, photos=0, outliers=20)
    every, digits = (replay(small_worlds, plan, outputs=outputs, seed=1) for outputs in (11, 10))
    assert len(digits) == 55
    assert 5 < (every.labels == 10).sum() <= 20
    assert (digits.labels < 10).all()


def right(network, labeled):
    """Return the share that is read right."""
    return float((predict(network, labeled.digits).argmax(axis=1) == labeled.labels).mean())

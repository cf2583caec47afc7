"""Export: what is shipped answers as what was taught, and carries nothing of the machine it was made on."""

from __future__ import annotations

import os
from dataclasses import asdict

import numpy as np
import onnx
import pytest
import torch

from inkdigits.errors import ExportFailed
from inkdigits.model import artifact as model_file
from inkdigits.model.runtime import Network
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.training.export import export_model, fold_batch_norm, prove_agreement, to_onnx
from inkdigits.training.loop import Trained, fit, predict
from inkdigits.training.network import build_network
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.validation import Validation


@pytest.fixture(scope="module")
def trained(small_world) -> Trained:
    """A network that has seen a few batches, so that its batch statistics are not the first ones."""
    return fit(*small_world, TrainingPlan(epochs=2, batch=40, averaging=0.5))


@pytest.fixture(scope="module")
def artifact(trained, small_world):
    """Its model file's content."""
    return export_model(trained, Validation(paper=small_world[1]))


def test_onnx_runtime_answers_as_pytorch_does(trained, small_world):
    """To 1e-4 in every logit, for one digit and for many."""
    network = Network(to_onnx(trained.network))
    for count in (1, 80):
        digits = small_world[1].digits[:count]
        np.testing.assert_allclose(network.logits(digits), predict(trained.network, digits), atol=1e-4)


def test_no_batch_normalization_is_left(trained):
    """It is folded into the convolutions, in PyTorch and in the file, and the answers stay."""
    folded = fold_batch_norm(trained.network)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in folded.modules())
    operators = {node.op_type for node in onnx.load_from_string(to_onnx(trained.network)).graph.node}
    assert "Conv" in operators
    assert "BatchNormalization" not in operators


def test_the_file_tells_nothing_of_the_machine_it_was_made_on(trained):
    """PyTorch writes source lines with paths into every node; none is left."""
    raw = to_onnx(trained.network)
    assert os.path.dirname(torch.__file__).encode() not in raw  # noqa: PTH120  bytes to look for
    assert b".py" not in raw


def test_a_model_file_holds_plan_history_and_what_was_measured(artifact, trained, small_world, tmp_path):
    """Written, audited and read back, it is the same, and it reads digits."""
    path = tmp_path / "digits.joblib"
    model_file.save(artifact, path)
    loaded = model_file.load(path)
    assert loaded.plan == asdict(trained.plan)
    assert loaded.history == trained.history
    assert loaded.metrics["validation_digits"] == len(small_world[1].labels)
    right = Recognizer(loaded).classify(small_world[1].digits).argmax(axis=1) == small_world[1].labels
    assert loaded.metrics["validation_accuracy"] <= right.mean()


def test_a_network_that_answers_differently_is_not_exported():
    """A difference of over 1e-4 in a probability, or one that is not a number."""
    logits = np.zeros((2, 10), np.float32)
    other = logits.copy()
    other[1, 3] = 0.1
    with pytest.raises(ExportFailed, match=r"differ from PyTorch's by 0\.00"):
        prove_agreement(logits, other)
    other[1, 3] = np.nan
    with pytest.raises(ExportFailed, match="by nan"):
        prove_agreement(logits, other)
    prove_agreement(logits, logits)


def test_folding_leaves_the_taught_network_as_it_was():
    """The copy is folded, the original can go on learning."""
    network = build_network(seed=0)
    fold_batch_norm(network)
    assert any(isinstance(module, torch.nn.BatchNorm2d) for module in network.modules())

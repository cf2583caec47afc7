"""A small but real network, and the model file around it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from inkdigits.model.artifact import Artifact, Lines, save

NETWORK = """
<ir_version: 9, opset_import: ["": 18]>
reader (uint8[n,28,28] digits) => (float[n,10] logits)
{
    ink = Cast<to = 1>(digits)
    scaled = Mul(ink, scale)
    flat = Flatten(scaled)
    logits = Gemm(flat, weights, bias)
}
"""


@pytest.fixture(scope="session")
def weights():
    """(784, 10) float32: one linear layer, so that the right answer is one matrix product."""
    return np.random.default_rng(1).normal(0.0, 0.1, (784, 10)).astype(np.float32)


@pytest.fixture(scope="session")
def network(weights) -> bytes:
    """The ONNX network of that layer, with a bias that makes blank paper a certain 3."""
    model = onnx.parser.parse_model(NETWORK)
    bias = np.eye(10, dtype=np.float32)[3]
    for name, values in (("scale", np.float32(1 / 255)), ("weights", weights), ("bias", bias)):
        model.graph.initializer.append(numpy_helper.from_array(np.asarray(values), name))
    return model.SerializeToString()


LINE_NETWORK = """
<ir_version: 9, opset_import: ["": 18]>
reader (float[n,32,w] ink) => (float[n,t,12] logits)
{
    field = Unsqueeze(ink, axis)
    columns = Conv<kernel_shape = [32, 2], strides = [32, 2]>(field, filters)
    flat = Squeeze(columns, rows)
    logits = Transpose<perm = [0, 2, 1]>(flat)
}
"""


@pytest.fixture(scope="session")
def line_network() -> bytes:
    """A network of one convolution: class k of a column is k times the ink of its two columns of pixels."""
    model = onnx.parser.parse_model(LINE_NETWORK)
    filters = np.broadcast_to(np.arange(12, dtype=np.float32)[:, None, None, None], (12, 1, 32, 2))
    constants = (("axis", np.array([1])), ("rows", np.array([2])), ("filters", np.ascontiguousarray(filters)))
    for name, values in constants:
        model.graph.initializer.append(numpy_helper.from_array(values, name))
    return model.SerializeToString()


@pytest.fixture
def lines(line_network) -> Lines:
    """What reads lines, as a training run would hand it over."""
    return Lines(
        network=line_network,
        drawn=(0.5, 0.75, -1.0),
        pictured=(1.5, 2.0, -0.25),
        plan={"steps": 10},
        metrics={"lines": 0.9},
        history=[{"step": 10, "loss": 0.5}],
    )


@pytest.fixture
def artifact(network) -> Artifact:
    """A model as a training run would hand it over."""
    return Artifact(
        network=network,
        labels=tuple(range(10)),
        temperature=1.25,
        threshold=0.5,
        plan={"epochs": 2, "averaging": 0.999, "seed": 0, "quick": True, "device": None},
        metrics={"validation": {"accuracy": 0.99, "errors": [1, 2, 3]}},
        history=[{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.25}],
        versions={"inkdigits": "0.1.0", "torch": "2.9.0"},
        created="2026-01-31T12:00:00+00:00",
    )


@pytest.fixture
def model_file(artifact, tmp_path) -> Path:
    """The model file of that model."""
    path = tmp_path / "digits.joblib"
    save(artifact, path)
    return path

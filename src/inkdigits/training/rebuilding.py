"""Make a network that can be taught of the one in a model file.

A model file holds convolutions into which their batch normalization was folded.  A network built the same
way takes their weights as they are; it has no batch statistics that a few corrections could upset.
"""

from __future__ import annotations

from typing import Any

import onnx
import torch
from onnx import numpy_helper

from inkdigits.errors import BadPlan
from inkdigits.model.artifact import Artifact
from inkdigits.training.network import Block, DigitNetwork, build_network

BIAS = ".bias"


def rebuild(artifact: Artifact) -> DigitNetwork:
    """Return the network of ``artifact``, on the CPU and in evaluation mode.

    Raises:
        BadPlan: it is built otherwise than networks here are.
    """
    found = _weights(artifact.network)
    outputs = [len(weights) for name, weights in found.items() if name == f"decide{BIAS}"]
    network = build_network(classes=outputs[0] if outputs else 1, seed=0).eval()
    for block in network.features:
        assert isinstance(block, Block)  # noqa: S101  what it is made of
        block.fold()
    wanted = network.state_dict()
    if {name: value.shape for name, value in wanted.items()} != {
        name: value.shape for name, value in found.items()
    }:
        raise BadPlan(
            f"model {artifact.fingerprint[:12]}: its network is built otherwise than those made here, so it "
            "cannot learn on; train a new one with: inkdigits train"
        )
    network.load_state_dict(found)
    return network


def _weights(network: bytes) -> dict[str, torch.Tensor]:
    """Return all that was learned, name by name; what has whole numbers are shapes and the like."""
    weights: dict[str, Any] = {}
    for tensor in onnx.load_from_string(network).graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.dtype.kind == "f" and value.ndim:
            weights[tensor.name] = torch.from_numpy(value.copy())
    return weights

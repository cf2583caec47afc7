"""Turn a taught network into a model file, and prove that nothing was lost on the way.

Batch normalization is folded into the convolutions before it, so the shipped network has only
convolutions, rectifiers and one matrix product.  What PyTorch adds for debugging (source lines, paths of
the machine it ran on) is taken out.
"""

from __future__ import annotations

import copy
import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, TypeVar

import numpy as np
import onnx
import torch

from inkdigits.errors import ExportFailed
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import calibrate, fit_calibration
from inkdigits.model.runtime import Network
from inkdigits.shapes import Logits
from inkdigits.training.line_network import LineNetwork
from inkdigits.training.loop import Trained, predict
from inkdigits.training.measuring import measure
from inkdigits.training.network import Block, DigitNetwork, count_multiply_adds, count_parameters
from inkdigits.training.refusal import weigh_refusal
from inkdigits.training.validation import Validation

NetworkT = TypeVar("NetworkT", DigitNetwork, LineNetwork)

OPSET = 18  # of ONNX; ONNX Runtime has read it since 1.14
AGREEMENT = 1e-4  # largest difference of a probability between PyTorch and ONNX Runtime
TOLD = 0.3  # confidence from which on an answer is told, even where all digits to choose by have more
PROOF = 1_000  # digits on which both are compared
MADE_BY = ("inkdigits", "torch", "onnx", "onnxruntime", "numpy", "opencv-python-headless")


def export_model(trained: Trained, validation: Validation) -> Artifact:
    """Return the model file's content for ``trained``; otherwise as ``export_network``."""
    return export_network(trained.network, validation, plan=asdict(trained.plan), history=trained.history)


def export_network(
    network: DigitNetwork, validation: Validation, *, plan: dict[str, Any], history: list[dict[str, float]]
) -> Artifact:
    """Return the model file's content for ``network``, calibrated and measured on ``validation``.

    Args:
        network: what was taught.
        validation: must hold some digits.
        plan: what decided the result, as plain values.
        history: one row an epoch.

    Raises:
        ExportFailed: ONNX Runtime does not answer as PyTorch does.
    """
    digits = validation.digits()
    if len(validation.outliers):
        network = weigh_refusal(network, digits, validation.outliers)
    onnx_bytes = to_onnx(network)
    shipped = Network(onnx_bytes)
    logits = shipped.logits(digits.digits)
    prove_agreement(logits[:PROOF], predict(network, digits.digits[:PROOF]))
    calibration = fit_calibration(logits, digits.labels)
    calibration = replace(calibration, threshold=min(calibration.threshold, TOLD))
    return Artifact(
        network=onnx_bytes,
        labels=tuple(range(10)),
        temperature=calibration.temperature,
        threshold=calibration.threshold,
        plan=plan,
        metrics={
            **measure(shipped, validation, calibration),
            "parameters": count_parameters(network),
            "multiply_adds": count_multiply_adds(network),
        },
        history=history,
        versions={name: version(name) for name in MADE_BY},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def to_onnx(network: DigitNetwork) -> bytes:
    """Return ``network`` as an ONNX file: ``digits`` uint8 (n, 28, 28) -> ``logits`` float32 (n, classes)."""
    return write_onnx(network, torch.zeros(2, 28, 28, dtype=torch.uint8), takes="digits", sizes={})


def write_onnx(network: NetworkT, example: torch.Tensor, *, takes: str, sizes: dict[int, Any]) -> bytes:
    """Return ``network`` as an ONNX file that gives ``logits``.

    Args:
        network: the network.
        example: what it takes; the first of its sizes may be any number.
        takes: what that is called.
        sizes: which other sizes may be others, as ``torch.export`` names them.
    """
    with _silence():
        program = torch.onnx.export(
            fold_batch_norm(network),
            (example,),
            dynamo=True,
            verbose=False,
            opset_version=OPSET,
            input_names=[takes],
            output_names=["logits"],
            dynamic_shapes=({0: torch.export.Dim("n"), **sizes},),
        )
    assert program is not None  # noqa: S101  only the former exporter returns None
    onnx_bytes: bytes = _without_debugging(program.model_proto).SerializeToString(deterministic=True)
    return onnx_bytes


def fold_batch_norm(network: NetworkT) -> NetworkT:
    """Return a copy of ``network`` in which each convolution does the work of the normalization after it."""
    folded = copy.deepcopy(network).cpu().eval()
    for block in folded.features:
        assert isinstance(block, Block)  # noqa: S101  what both networks are made of
        block.fold()
    return folded


def prove_agreement(shipped: Logits, taught: Logits) -> None:
    """Raise ``ExportFailed`` where the shipped network's probabilities differ from the taught one's."""
    difference = float(np.abs(calibrate(shipped, 1.0) - calibrate(taught, 1.0)).max(initial=0.0))
    if not difference < AGREEMENT:  # written so that NaN fails too
        raise ExportFailed(
            f"ONNX Runtime's probabilities differ from PyTorch's by {difference:.2g} on {len(taught):,} "
            f"digits, promised is less than {AGREEMENT:g}; report this with your versions of both"
        )


def _without_debugging(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return ``model`` without the source lines and paths that PyTorch leaves in the file."""
    parts: list[Any] = [model, model.graph, *model.graph.node, *model.graph.initializer]
    parts += [*model.graph.input, *model.graph.output, *model.graph.value_info]
    for part in parts:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    return model


@contextmanager
def _silence() -> Iterator[None]:
    """Keep the exporter's chatter (missing torchvision, deprecations inside of it) from the terminal."""
    log = logging.getLogger("torch.onnx")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)

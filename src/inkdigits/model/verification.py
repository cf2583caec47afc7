"""Prove that a model reads, not only that its file is well formed.

Each model file is asked to read blank paper, full ink and noise.  Whatever it answers, the answers must be
finite, must sum to 1, and must not depend on which other digits happen to be asked about at the same time.
What reads whole lines must answer lines of several widths with finite numbers.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from inkdigits.errors import BadModel
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import calibrate
from inkdigits.model.line_runtime import TALL, LineNetwork
from inkdigits.model.runtime import Network
from inkdigits.shapes import Digits, LineLogits, Logits

NOISE: Final = 62  # digits of noise; with blank paper and full ink two blocks of the runtime
WIDTHS: Final = (4, 60, 400)  # px, of lines
SUM_ERROR: Final = 1e-5  # of ten float32 probabilities
COMPANY_ERROR: Final = 1e-3  # in probability, alone or among others; kernels add up in another order


def verify(artifact: Artifact, *, name: str) -> int:
    """Read blank paper, full ink and noise; return how many digits and lines were read.

    Raises:
        UnsafeModel, BadModel: the network cannot be built, or what it answers makes no sense.
    """
    digits = _probes()
    network = Network(artifact.network)
    try:
        logits, alone = network.logits(digits), network.logits(digits[:1])
        lines = [] if artifact.line is None else _read_lines(artifact.line.network)
    except BadModel as bad:
        raise type(bad)(f"{name}: {bad}") from bad
    _check_answers(logits, alone, artifact.temperature, name=name)
    for said in lines:
        _check_finite(said, name=name)
    return len(digits) + len(lines)


def _probes() -> Digits:
    noise = np.random.default_rng(0).integers(0, 256, size=(NOISE, 28, 28), dtype=np.uint8)
    blank, full = np.zeros((1, 28, 28), np.uint8), np.full((1, 28, 28), 255, np.uint8)
    return np.concatenate([blank, full, noise])


def _read_lines(onnx: bytes) -> list[LineLogits]:
    """Return what the network says of lines of blank paper, of full ink and of noise."""
    network, chance = LineNetwork(onnx), np.random.default_rng(0)
    return [
        network.logits(rows.astype(np.float32))
        for width in WIDTHS
        for rows in (np.zeros((TALL, width)), np.ones((TALL, width)), chance.random((TALL, width)))
    ]


def _check_finite(logits: Logits | LineLogits, *, name: str) -> None:
    if not np.isfinite(logits).all():
        raise BadModel(f"{name}: answers with numbers that are not finite; train a new model")


def _check_answers(logits: Logits, alone: np.ndarray, temperature: float, *, name: str) -> None:
    _check_finite(logits, name=name)
    probabilities = calibrate(logits, temperature)
    if np.abs(probabilities.sum(axis=1, dtype=np.float64) - 1.0).max() > SUM_ERROR:
        raise BadModel(f"{name}: answers with probabilities that do not sum to 1; train a new model")
    if np.abs(calibrate(alone, temperature) - probabilities[:1]).max() > COMPANY_ERROR:
        raise BadModel(
            f"{name}: reads a digit differently alone and among others; its batch normalization is not "
            f"folded: export it again"
        )

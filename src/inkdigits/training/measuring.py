"""Measure a network on validation data: what the model file then says of itself."""

from __future__ import annotations

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import (
    DIGITS,
    Calibration,
    accepting_threshold,
    calibration_error,
    confidence,
)
from inkdigits.model.runtime import Network
from inkdigits.training.validation import Validation

COMPARED = 0.995  # share of digits accepted at the cut at which the refusal of outliers is compared


def measure(network: Network, validation: Validation, calibration: Calibration) -> dict[str, float]:
    """Return the figures, name by name; a digit below the threshold counts as misread."""
    figures: dict[str, float] = {}
    for world, labeled in {"validation": validation.paper, "drawn": validation.drawn}.items():
        if len(labeled):
            figures |= {
                f"{world}_{name}": value for name, value in _read(network, labeled, calibration).items()
            }
    if len(validation.outliers):
        figures |= _refused(network, validation, calibration)
    return figures


def _read(network: Network, labeled: Labeled, calibration: Calibration) -> dict[str, float]:
    logits = network.logits(labeled.digits)
    sure = confidence(logits, calibration.temperature)
    right = logits[:, :DIGITS].argmax(axis=1) == labeled.labels
    return {
        "digits": len(labeled),
        "accuracy": float((right & (sure >= calibration.threshold)).mean()),
        "calibration_error": calibration_error(sure, right),
    }


def _refused(network: Network, validation: Validation, calibration: Calibration) -> dict[str, float]:
    digits = network.logits(validation.digits().digits)
    sure = confidence(network.logits(validation.outliers), calibration.temperature)
    cut = accepting_threshold(digits, calibration.temperature, COMPARED)
    return {
        "outliers": len(sure),
        "outliers_refused": float((sure < calibration.threshold).mean()),
        "outliers_refused_accepting_99_5_percent": float((sure < np.float32(cut)).mean()),
    }

"""Weigh how loudly a network says that something is no digit, so that it means a probability.

The eleventh logit is taught on a mixture of digits and outliers that is our choice.  On held-out ones of
both, two numbers are fitted: a slope, as Platt's scaling does [1], and an offset, for outliers as rare as we
think they are.  Both go into the last layer, so that a model file needs no word about them.

[1] Platt: Probabilistic Outputs for Support Vector Machines, 1999.
"""

from __future__ import annotations

import copy
import math

import numpy as np
import torch
from scipy.optimize import minimize

from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import DIGITS, fit_calibration
from inkdigits.shapes import Digits
from inkdigits.training.network import DigitNetwork
from inkdigits.training.run import predict

RARE = 0.02  # share of what is sent that is no digit
SLOPES = (0.1, 10.0)  # of the eleventh logit


def weigh_refusal(network: DigitNetwork, digits: Labeled, outliers: Digits) -> DigitNetwork:
    """Return a copy of ``network`` whose eleventh logit is calibrated on held-out digits and outliers."""
    said_of_digits, said_of_outliers = predict(network, digits.digits), predict(network, outliers)
    temperature = fit_calibration(said_of_digits, digits.labels).temperature
    logits = np.concatenate([said_of_digits, said_of_outliers]).astype(np.float64) / temperature
    is_none = np.repeat([False, True], [len(said_of_digits), len(said_of_outliers)])
    slope, offset = _fit(logits, is_none)
    weighed = copy.deepcopy(network)
    with torch.no_grad():
        weighed.decide.weight[DIGITS] *= slope
        weighed.decide.bias[DIGITS] = weighed.decide.bias[DIGITS] * slope + offset * temperature
    return weighed


def _fit(logits: np.ndarray, is_none: np.ndarray) -> tuple[float, float]:
    """Return slope and offset of the eleventh column with the least negative log likelihood."""
    for_digit = np.logaddexp.reduce(logits[:, :DIGITS], axis=1)
    weights = np.where(is_none, RARE / is_none.sum(), (1.0 - RARE) / (~is_none).sum())
    signs = np.where(is_none, -1.0, 1.0)

    def loss(numbers: np.ndarray) -> float:
        odds = np.exp(numbers[0]) * logits[:, DIGITS] + numbers[1] - for_digit
        return float(weights @ np.logaddexp(0.0, signs * odds))

    bounds = [(math.log(SLOPES[0]), math.log(SLOPES[1])), (None, None)]
    found = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=bounds).x
    return float(np.exp(found[0])), float(found[1])

"""Make the network's probabilities mean what they say, and say from where on it should rather not answer.

Two things are asked of a glyph: which digit it is, given that it is one, by the first ten logits; and
whether it is one at all, by the eleventh beside them, where the network was taught what is no digit.  Their
product, of the best digit, is the confidence.

A modern network is right less often than its softmax claims.  Dividing all logits by one number, the
temperature, fitted on validation data, mends most of that and changes no answer [1].

[1] Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks.  ICML 2017.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from inkdigits.model.schema import TEMPERATURES
from inkdigits.shapes import Labels, Logits, Probabilities, Shares

DIGITS: Final = 10  # columns of logits that stand for a digit; what follows them stands for none

GOLDEN: Final = (math.sqrt(5) - 1) / 2  # the share of the interval that golden-section search keeps
SEARCH_STEPS: Final = 60  # 0.618 ** 60 < 1e-12 of the interval, beyond what the likelihood can tell apart
ROUNDING: Final = 1e-9  # forgives 0.07 * 100 > 7
FARTHEST: Final = 80.0  # log odds beyond which a probability is 0 or 1 in float32


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How to turn logits into probabilities, and when to believe them.

    Attributes:
        temperature: what the logits are divided by, > 0.
        threshold: the confidence that a digit must reach to be accepted, 0..1.
    """

    temperature: float
    threshold: float


def fit_calibration(logits: Logits, labels: Labels, *, accept: float = 0.999) -> Calibration:
    """Fit on validation digits what the probabilities should be divided by and where to stop believing.

    The temperature minimizes the negative log likelihood [1].  Where no digit is misread the likelihood
    grows for ever as the temperature falls, which says nothing: the temperature is then 1.  The threshold
    is the largest confidence that still accepts at least the share ``accept`` of the digits: of n
    digits, ceil(accept * n) and those that tie with the last of them; without any digit it is 0.

    Args:
        logits: (n, 10 or 11) float32, what the network says about digits that it was not trained on.
        labels: (n,) uint8, what they are, as many.
        accept: the share of these digits that must stay accepted, above 0 and at most 1.

    Raises:
        ValueError: ``accept`` is no such share.
    """
    if not 0.0 < accept <= 1.0:
        raise ValueError(f"accept is {accept}, a share above 0 and at most 1 is needed")
    temperature = _fit_temperature(logits, labels)
    return Calibration(temperature=temperature, threshold=accepting_threshold(logits, temperature, accept))


def calibrate(logits: Logits, temperature: float) -> Probabilities:
    """Return which digit it is, given that it is one: (n, 10) float32 probabilities, rows summing to 1.

    This is the softmax of ``logits / temperature`` over the ten columns of the digits.
    """
    probabilities: Probabilities = np.exp(_log_softmax(logits, temperature)).astype(np.float32)
    return probabilities


def digit_probability(logits: Logits, temperature: float) -> Shares:
    """Return how probable it is that each is a digit at all, (n,) float32.

    Where the network was not taught what is no digit, this is 1.
    """
    if logits.shape[1] == DIGITS:
        return np.ones(len(logits), np.float32)
    scaled = logits.astype(np.float64) / temperature
    for_none = scaled[:, DIGITS] - np.logaddexp.reduce(scaled[:, :DIGITS], axis=1)
    probable: Shares = (1.0 / (1.0 + np.exp(np.clip(for_none, -FARTHEST, FARTHEST)))).astype(np.float32)
    return probable


def confidence(logits: Logits, temperature: float) -> Shares:
    """Return how probable it is that each is a digit and is the likeliest one, (n,) float32."""
    tops: Shares = calibrate(logits, temperature).max(axis=1, initial=0.0)
    sure: Shares = digit_probability(logits, temperature) * tops
    return sure


def accepting_threshold(logits: Logits, temperature: float, accept: float) -> float:
    """Return the largest confidence that accepts at least the share ``accept`` of these digits; 0 for none.

    Of n digits these are ceil(accept * n), and those that tie with the last of them.
    """
    sure = confidence(logits, temperature)
    if len(sure) == 0:
        return 0.0
    accepted = max(1, math.ceil(accept * len(sure) - ROUNDING))
    return min(float(np.sort(sure)[len(sure) - accepted]), 1.0)


def negative_log_likelihood(logits: Logits, labels: Labels, *, temperature: float = 1.0) -> float:
    """Return the mean of -log(probability of what the digit is), in nats; 0 for no digits."""
    if len(labels) == 0:
        return 0.0
    return float(-_log_softmax(logits, temperature)[np.arange(len(labels)), labels].mean())


def calibration_error(confidences: Shares, right: np.ndarray, bins: int = 15) -> float:
    """Return the expected calibration error, 0..1; 0 for no digits.

    The digits are sorted into ``bins`` equally wide bins by their confidence; the error is the mean
    distance, weighted by digits, between how sure the bin was and how often it was right [1, eq. 3].

    Args:
        confidences: (n,) float32, 0..1.
        right: (n,) bool, whether the likeliest digit was the right one.
        bins: how many bins.
    """
    if len(right) == 0:
        return 0.0
    sure = confidences.astype(np.float64)
    chosen = np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1)  # a bin holds its upper edge
    surplus = np.bincount(chosen, weights=sure - right, minlength=bins)
    return float(np.abs(surplus).sum() / len(right))


def _fit_temperature(logits: Logits, labels: Labels) -> float:
    """Search by golden section: the likelihood is concave in 1 / temperature, so there is one valley."""
    if bool((logits[:, :DIGITS].argmax(axis=1) == labels).all()):  # also where there are none
        return 1.0
    low, high = (math.log(bound) for bound in TEMPERATURES)

    def loss(log_temperature: float) -> float:
        return negative_log_likelihood(logits, labels, temperature=math.exp(log_temperature))

    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(SEARCH_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = loss(right)
    return math.exp((low + high) / 2)


def _log_softmax(logits: Logits, temperature: float) -> np.ndarray:
    """Return (n, 10) float64 log probabilities; the largest logit is taken out, so nothing overflows."""
    scaled: np.ndarray = logits[:, :DIGITS].astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True, initial=-np.inf)
    scaled -= np.log(np.exp(scaled).sum(axis=1, keepdims=True))
    return scaled

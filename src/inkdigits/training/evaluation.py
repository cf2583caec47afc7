"""Measure how well a recognizer reads labeled digits, without flattering it.

A "?" counts as wrong, as any other wrong answer.  Every share comes with its 95 % interval by Wilson's
score [1], which stays honest near 100 %.  Nothing here needs PyTorch: what reads can be measured.

[1] Wilson: Probable Inference, the Law of Succession, and Statistical Inference, 1927.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import calibration_error
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.shapes import Digit

# Places, counted from 0, of the MNIST test images whose label fewer than three of five people agree with.
DISPUTED = (947, 1621, 1901, 2130, 2462, 2597, 2654, 3520, 3558, 5937, 6651, 6783, 8527, 9679, 9729)
DEVIATIONS = 1.959964  # standard deviations on either side that hold 95 % of a normal distribution
DIGITS = 10
NO_DIGIT = 10  # column of the confusion matrix for "?"


@dataclass(frozen=True, slots=True)
class Score:
    """How many of how many were read right."""

    right: int
    count: int

    @property
    def accuracy(self) -> float:
        """The share that was read right, 0..1; of none at all it is 0."""
        return self.right / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy [1]; of none at all it is 0..1."""
        if not self.count:
            return 0.0, 1.0
        weight = DEVIATIONS**2 / self.count
        middle = (self.accuracy + weight / 2) / (1 + weight)
        half = math.sqrt(weight * (self.accuracy * (1 - self.accuracy) + weight / 4)) / (1 + weight)
        # At the ends the formula gives 0 and 1 but for rounding.
        low = 0.0 if self.right == 0 else middle - half
        return low, 1.0 if self.right == self.count else middle + half

    def as_json(self) -> dict[str, float]:
        """Return this as plain values."""
        low, high = self.interval
        return {"right": self.right, "count": self.count, "accuracy": self.accuracy, "low": low, "high": high}


@dataclass(frozen=True, slots=True, eq=False)
class Misread:
    """One digit that was read wrong."""

    place: int  # among all, counted from 0
    label: int  # what it is said to be
    digit: int | None  # what was read; None: "?"
    confidence: float  # of the best digit
    disputed: bool  # whether the label itself is in doubt
    picture: Digit


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Evaluation:
    """How well a recognizer read.

    Attributes:
        every: the score on all digits.
        well_labeled: the score on those whose label is beyond doubt.
        per_digit: the score on each digit, 0 to 9.
        refused: how many were "?", right or not; they count as wrong.
        calibration_error: expected calibration error, 0..1.
        confusion: (10, 11) how many of each digit were read as which; the last column is "?".
        confidences: (n,) how sure the recognizer was of its best digit.
        right: (n,) whether its best digit was right.
        misread: all that were read wrong, in order.
    """

    every: Score
    well_labeled: Score
    per_digit: tuple[Score, ...]
    refused: int
    calibration_error: float
    confusion: np.ndarray
    confidences: np.ndarray
    right: np.ndarray
    misread: tuple[Misread, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return {
            "every": self.every.as_json(),
            "well_labeled": self.well_labeled.as_json(),
            "per_digit": [score.as_json() for score in self.per_digit],
            "refused": self.refused,
            "calibration_error": self.calibration_error,
            "confusion": self.confusion.tolist(),
        }


def evaluate(recognizer: Recognizer, labeled: Labeled, *, disputed: tuple[int, ...] = ()) -> Evaluation:
    """Return how well ``recognizer`` reads ``labeled``; the labels at ``disputed`` places are in doubt."""
    labels = labeled.labels.astype(np.int64)
    said = recognizer.assess(labeled.digits)
    best, confidences = said.probabilities.argmax(axis=1), said.confidence
    answers = np.where(confidences >= recognizer.artifact.threshold, best, NO_DIGIT)
    right = answers == labels
    doubted = np.isin(np.arange(len(labels)), disputed)
    confusion = np.bincount(labels * (DIGITS + 1) + answers, minlength=DIGITS * (DIGITS + 1))
    return Evaluation(
        every=_score(right),
        well_labeled=_score(right[~doubted]),
        per_digit=tuple(_score(right[labels == digit]) for digit in range(DIGITS)),
        refused=int((answers == NO_DIGIT).sum()),
        calibration_error=calibration_error(confidences, best == labels),
        confusion=confusion.reshape(DIGITS, DIGITS + 1),
        confidences=confidences,
        right=best == labels,
        misread=tuple(
            _misread(int(place), labeled, answers, confidences, doubted) for place in np.flatnonzero(~right)
        ),
    )


def _score(right: np.ndarray) -> Score:
    return Score(right=int(right.sum()), count=len(right))


def _misread(
    place: int, labeled: Labeled, answers: np.ndarray, confidences: np.ndarray, doubted: np.ndarray
) -> Misread:
    answer = int(answers[place])
    return Misread(
        place=place,
        label=int(labeled.labels[place]),
        digit=None if answer == NO_DIGIT else answer,
        confidence=float(confidences[place]),
        disputed=bool(doubted[place]),
        picture=labeled.digits[place],
    )

"""What a recognizer answered about digits whose labels are known, from images and from strokes alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import inkdigits
from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import calibration_error
from inkdigits.recognition.reading import Reading


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """One answer a digit.

    Attributes:
        labels: (n,) which digit each is.
        best: (n,) which it was thought to be most likely.
        confidences: (n,) float32, how sure the recognizer was of that, 0..1.
        accepted: (n,) bool, whether it was answered, and not by "?".
    """

    labels: np.ndarray
    best: np.ndarray
    confidences: np.ndarray
    accepted: np.ndarray

    @property
    def likely_right(self) -> np.ndarray:
        """Whether the likeliest digit is the right one, answered or not, (n,) bool."""
        found: np.ndarray = self.best == self.labels
        return found

    @property
    def right(self) -> np.ndarray:
        """Whether the right digit was answered, (n,) bool."""
        found: np.ndarray = self.accepted & self.likely_right
        return found

    @property
    def calibration_error(self) -> float:
        """Expected calibration error in 15 bins, 0..1."""
        return calibration_error(self.confidences, self.likely_right)


def answer_images(recognizer: inkdigits.Recognizer, paper: Labeled) -> Answers:
    """Return what ``recognizer`` says of images as MNIST stores them."""
    assessed = recognizer.assess(paper.digits)
    return Answers(
        labels=paper.labels.astype(np.int64),
        best=assessed.probabilities.argmax(axis=1),
        confidences=assessed.confidence,
        accepted=assessed.confidence >= recognizer.artifact.threshold,
    )


def answer_strokes(recognizer: inkdigits.Recognizer, drawn: Sequence[PenDigit]) -> Answers:
    """Return what ``recognizer`` reads in drawings, stroke by stroke."""
    readings = [recognizer.read_strokes(one.strokes, expect="digit") for one in drawn]
    return Answers(
        labels=np.array([one.digit for one in drawn], np.int64),
        best=np.array([_best(reading) for reading in readings], np.int64),
        confidences=np.array([reading.confidence for reading in readings], np.float32),
        accepted=np.array([reading.text.isdigit() for reading in readings], np.bool_),
    )


def _best(reading: Reading) -> int:
    """Return the likeliest digit, or -1 where there was no ink."""
    return int(reading.digits[0].probabilities.argmax()) if reading.digits else -1

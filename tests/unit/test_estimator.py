"""The classifier keeps scikit-learn's promises, and becomes a recognizer where it has learnt digits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from inkdigits import DigitClassifier


@parametrize_with_checks([DigitClassifier(epochs=1)])
def test_keeps_every_scikit_learn_promise(estimator, check):
    """Any number of columns, any labels, no exemptions."""
    check(estimator)

"""The classifier keeps scikit-learn's promises, and becomes a recognizer where it has learnt digits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

import inkdigits
from inkdigits import DigitClassifier, Recognizer
from inkdigits.errors import BadModel
from inkdigits.estimator import LEAST_STEPS


@parametrize_with_checks([DigitClassifier(epochs=1)])
def test_keeps_every_scikit_learn_promise(estimator, check):
    """Any number of columns, any labels, no exemptions."""
    check(estimator)


def bars(*, each=4, seed=0):
    """Return pictures (n, 784) uint8 of ten kinds, each a bar in another row, and their kinds."""
    rng = np.random.default_rng(seed)
    kinds = np.repeat(np.arange(10), each)
    pictures = np.zeros((len(kinds), 28, 28), np.uint8)
    for picture, kind in zip(pictures, kinds, strict=True):
        left = int(rng.integers(3, 8))
        picture[4 + 2 * kind : 6 + 2 * kind, left : left + 16] = rng.integers(180, 256)
    return pictures.reshape(-1, 784), kinds


@pytest.fixture(scope="module")
def fitted():
    """A classifier that has learnt bars as if they were digits."""
    pictures, kinds = bars()
    return DigitClassifier(epochs=1, random_state=0, elastic=0.0, thickness=0.0).fit(pictures, kinds)


def test_pictures_are_taught_with_the_network_for_digits(fitted):
    """784 columns in 0..255 are pictures; few of them are looked at often enough to be learnt."""
    pictures, kinds = bars()
    assert fitted.pictures_
    assert type(fitted.network_).__name__ == "DigitNetwork"
    assert fitted.score(pictures, kinds) > 0.5
    assert fitted.plan_.epochs * max(1, len(kinds) // 128) >= LEAST_STEPS
    assert len(fitted.history_) == fitted.plan_.epochs


def test_probabilities_are_calibrated_like_the_recognizers(fitted):
    """The classifier and the recognizer made of it say the same of the same pictures."""
    pictures, _ = bars(seed=1)
    recognizer = Recognizer(fitted)
    of_classifier = fitted.predict_proba(pictures)
    assert_allclose(of_classifier.sum(axis=1), 1.0)
    assert_allclose(recognizer.classify(pictures.reshape(-1, 28, 28)), of_classifier, atol=1e-4)


def test_a_fitted_classifier_is_saved_and_loaded_as_a_recognizer(fitted, tmp_path):
    """`Recognizer(classifier)`, `save`, `load`: the file knows plan and history."""
    path = tmp_path / "bars.joblib"
    recognizer = Recognizer(fitted)
    inkdigits.save(recognizer, path)
    again = inkdigits.load(path)
    assert again.fingerprint == recognizer.fingerprint
    assert again.artifact.plan["seed"] == fitted.plan_.seed
    assert len(again.artifact.history) == len(fitted.history_)


def test_a_fitted_classifier_survives_pickling(fitted):
    """With its network, and the pictures it was measured on."""
    pictures, _ = bars()
    assert_array_equal(pickle.loads(pickle.dumps(fitted)).predict(pictures), fitted.predict(pictures))  # noqa: S301


def test_ink_may_be_255_or_1(fitted):
    """Floats in 0..1 and truth values mean the same as bytes; what was learnt decides."""
    pictures, kinds = bars()
    of_floats = clone(fitted).fit(pictures / np.float32(255), kinds)
    assert (fitted.full_, of_floats.full_) == (255.0, 1.0)
    assert_allclose(of_floats.predict_proba(pictures / 255), fitted.predict_proba(pictures), atol=1e-4)
    with pytest.raises(ValueError, match=r"0\.\.1; give pictures in the same range"):
        of_floats.predict(pictures)


def test_784_columns_that_are_no_pixels_are_columns():
    """Negative values are no ink: they are standardized and taught like any others."""
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(60, 784))
    classes = np.where(columns[:, 0] > 0, "up", "down")
    columns[:, :40] += np.where(classes == "up", 3, -3)[:, None]
    found = DigitClassifier(epochs=1, random_state=0).fit(columns, classes)
    assert not found.pictures_
    assert found.score(columns, classes) == 1.0


def test_the_same_chance_gives_the_same_classifier():
    """An int, or a generator in the same state; another seed differs."""
    rng = np.random.default_rng(0)
    rows, classes = rng.normal(size=(50, 3)), rng.integers(0, 2, 50)
    one, same, other = (
        DigitClassifier(epochs=1, random_state=state).fit(rows, classes).predict_proba(rows)
        for state in (7, np.random.RandomState(7), 8)
    )
    assert_array_equal(one, same)
    assert np.abs(one - other).max() > 1e-6


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("epochs", 0),
        ("epochs", -3),
        ("epochs", 1.5),
        ("epochs", "many"),
        ("batch", 1),
        ("batch", 0),
        ("learning_rate", -1.0),
        ("learning_rate", None),
        ("averaging", 1.0),
        ("smoothing", float("nan")),
        ("device", "abacus"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_by_name(option, value):
    """By ``fit``, not before, as a ValueError."""
    classifier = DigitClassifier(**{option: value})
    with pytest.raises(ValueError, match=option):
        classifier.fit(np.eye(6), [0, 1, 0, 1, 0, 1])


@pytest.mark.parametrize("share", [-0.1, 1.0, "half"])
def test_a_share_to_hold_out_must_be_one(share):
    """Only pictures are held out; there it is checked."""
    with pytest.raises(ValueError, match="held_out"):
        DigitClassifier(held_out=share).fit(*bars(each=1))


def test_what_has_learnt_nothing_says_so():
    """Predicting by scikit-learn's error, making a recognizer by ours."""
    with pytest.raises(NotFittedError):
        DigitClassifier().predict(np.zeros((1, 784)))
    with pytest.raises(BadModel, match="call fit"):
        Recognizer(DigitClassifier())


def test_only_ten_digits_of_28x28_make_a_recognizer(fitted):
    """Other columns and other classes are named in the refusal; digits as text are digits."""
    few = DigitClassifier(epochs=1).fit(np.eye(6), [0, 1, 0, 1, 0, 1])
    with pytest.raises(BadModel, match=r"6 columns and 2 classes \(0, 1\)"):
        Recognizer(few)
    letters = clone(fitted)
    letters.__dict__.update(vars(fitted))
    letters.classes_ = np.array(list("abcdefghij"))
    with pytest.raises(BadModel, match=r"digits 0\.\.9"):
        Recognizer(letters)
    letters.classes_ = np.array(list("0123456789"))
    assert Recognizer(letters).artifact.labels == tuple(range(10))

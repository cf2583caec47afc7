"""The scikit-learn face: learn digits, or whatever stands in the columns, by ``fit`` and ``predict``.

Rows of 784 columns in 0..255 are 28x28 pictures, as MNIST stores them.  They are taught with the project's
own network, augmentation and loop, and such a classifier becomes a recognizer when its classes are the ten
digits.  Rows of any other kind are standardized and taught, by the same loop, with a small dense network.
"""

from __future__ import annotations

from dataclasses import asdict
from math import ceil
from typing import Any, TypeAlias

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadModel
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import fit_calibration
from inkdigits.training.extra import needs_train_extra
from inkdigits.training.plan import QUICK, TrainingPlan

with needs_train_extra("DigitClassifier"):
    from sklearn.base import BaseEstimator, ClassifierMixin
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, validate_data

    from inkdigits.training import dense, loop

Option: TypeAlias = Any  # numbers, but scikit-learn promises that anything may be handed in: ``fit`` judges

SIDE = 28  # px, side of a picture of MNIST
FULL_INK = 255.0  # what MNIST stores for a pixel that is all ink
MOST_CLASSES = 256  # of pictures: their labels are stored as bytes
LEAST_STEPS = 100  # of a fit, so that few samples are learnt as well, whatever ``epochs`` says
STRENGTHS = ("learning_rate", "weight_decay", "smoothing", "averaging", "elastic", "thickness")
NOTHING_MADE = {"drawings": 0, "pictures": 0, "photos": 0, "outliers": 0}  # it learns what it is given
TEN_DIGITS = [str(digit) for digit in range(10)]


class DigitClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn is untyped
    """A classifier for scikit-learn that learns handwritten digits.

    Pictures are rows of 784 columns: 0 is paper, and 255, or 1 where nothing in ``X`` is larger, is ink.

    Args:
        epochs: passes over the samples; where they make fewer than ``LEAST_STEPS`` steps, more are taken.
        batch: samples a step.
        learning_rate: peak of the one-cycle schedule, for AdamW.
        weight_decay: decoupled weight decay of AdamW.
        smoothing: label smoothing, the share given to the other classes.
        averaging: decay of the weights' moving average; the average is what predicts.
        elastic: px, typical elastic displacement of pictures while learning.
        thickness: largest random thickening or thinning of the strokes of pictures, 0..1.
        held_out: share of the pictures of each class that are not learnt from but calibrated and measured on.
        device: ``"auto"`` (a GPU where there is one), ``"cpu"`` or ``"cuda"``.
        random_state: where chance comes from, as everywhere in scikit-learn.

    Attributes:
        classes_: the labels, sorted.
        n_features_in_: how many columns were learnt.
        pictures_: whether the columns are the pixels of 28x28 pictures.
        full_: of pictures, what stands for a pixel that is all ink: 1 or 255.
        center_, scale_: of other columns, mean and deviation, by which they are standardized.
        plan_: the training plan that was followed.
        network_: the PyTorch network that was taught.
        temperature_: what its logits are divided by.
        history_: how the run went: one dictionary an epoch.
        held_out_: of pictures, those that were measured on: the ones held out, or all where these are none.
    """

    def __init__(  # noqa: PLR0913  scikit-learn's way of having options
        self,
        *,
        epochs: Option = QUICK.epochs,
        batch: Option = QUICK.batch,
        learning_rate: Option = QUICK.learning_rate,
        weight_decay: Option = QUICK.weight_decay,
        smoothing: Option = QUICK.smoothing,
        averaging: Option = QUICK.averaging,
        elastic: Option = QUICK.elastic,
        thickness: Option = QUICK.thickness,
        held_out: Option = 0.1,
        device: Option = "cpu",
        random_state: Option = None,
    ) -> None:
        """Keep the options, whatever they are; ``fit`` checks them."""
        self.epochs = epochs
        self.batch = batch
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.smoothing = smoothing
        self.averaging = averaging
        self.elastic = elastic
        self.thickness = thickness
        self.held_out = held_out
        self.device = device
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> DigitClassifier:
        """Learn which class each row of ``X`` is of.

        Args:
            X: (n, columns) numbers.
            y: (n,) labels of any kind, two or more different ones.

        Raises:
            ValueError: they are no such arrays, not finite, of one class, or an option makes no sense.
        """
        X, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:  # noqa: PLR2004  a choice
            raise ValueError(
                f"y has one class only, {self.classes_[0]!r}; two or more are needed to learn from"
            )
        rng = check_random_state(self.random_state)
        self.pictures_ = _are_pictures(X) and len(self.classes_) <= MOST_CLASSES
        if self.pictures_:
            self._fit_pictures(X, labels, rng)
        else:
            self._fit_rows(X, labels, rng)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the most probable class of each row of ``X``, (n,)."""
        probable: np.ndarray = self.predict_proba(X).argmax(axis=1)
        return self.classes_[probable]  # type: ignore[no-any-return]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each class, in the order of ``classes_``, for each row of ``X``.

        Raises:
            NotFittedError: nothing has been learnt yet.
            ValueError: ``X`` has other columns than what was learnt, or pictures are not of that range.
        """
        check_is_fitted(self)
        X = validate_data(self, X, reset=False)
        if self.pictures_:
            asked = _as_digits(X, self.full_)
        else:
            asked = (X.astype(np.float64) - self.center_) / self.scale_
        return _softmax(loop.predict(self.network_, asked).astype(np.float64) / self.temperature_)

    def to_artifact(self) -> Artifact:
        """Return what the model file of this classifier holds, for ``inkdigits.Recognizer``.

        Raises:
            BadModel: it was not fitted, or not on 28x28 pictures of the digits 0..9.
        """
        if not hasattr(self, "network_"):
            raise BadModel("this DigitClassifier has learnt nothing yet; call fit(X, y) first")
        if not self.pictures_ or [str(label) for label in self.classes_.tolist()] != TEN_DIGITS:
            raise BadModel(
                f"this DigitClassifier was fitted on {self.n_features_in_} columns and {len(self.classes_)} "
                f"classes ({', '.join(map(str, self.classes_[:12]))}); a recognizer needs 784 columns, the "
                f"pixels of 28x28 pictures in 0..255 or 0..1, and the digits 0..9"
            )
        from inkdigits.training.export import export_model
        from inkdigits.training.validation import Validation

        trained = loop.Trained(network=self.network_, plan=self.plan_, history=self.history_)
        return export_model(trained, Validation(paper=self.held_out_))

    def _fit_pictures(self, X: np.ndarray, labels: np.ndarray, rng: np.random.RandomState) -> None:
        self.full_ = 1.0 if X.max() <= 1 else FULL_INK
        every = Labeled(_as_digits(X, self.full_), labels.astype(np.uint8))
        kept_back = _choose(labels, _real(self, "held_out"), rng)
        training = every.take(np.flatnonzero(~kept_back))
        self.held_out_ = every.take(np.flatnonzero(kept_back)) if kept_back.any() else every
        self.plan_ = self._plan(len(training), rng)
        trained = loop.fit(
            training, self.held_out_, self.plan_, classes=len(self.classes_), device=str(self.device)
        )
        self.network_: Any = trained.network
        self.history_, self.temperature_ = trained.history, 1.0
        if len(self.classes_) == len(TEN_DIGITS):
            logits = loop.predict(self.network_, self.held_out_.digits)
            self.temperature_ = fit_calibration(logits, self.held_out_.labels).temperature

    def _fit_rows(self, X: np.ndarray, labels: np.ndarray, rng: np.random.RandomState) -> None:
        rows = X.astype(np.float64)
        self.center_, spread = rows.mean(axis=0), rows.std(axis=0)
        self.scale_ = np.where(spread > 0.0, spread, 1.0)
        standard = ((rows - self.center_) / self.scale_).astype(np.float32)
        training = dense.Rows(standard, labels.astype(np.int64))
        self.plan_ = self._plan(len(rows), rng)
        network = dense.build_dense(columns=rows.shape[1], classes=len(self.classes_), seed=self.plan_.seed)
        network, self.history_ = loop.teach(
            network, training, self.plan_, vary=dense.unvaried, device=str(self.device)
        )
        self.network_, self.temperature_ = network.double(), 1.0

    def _plan(self, samples: int, rng: np.random.RandomState) -> TrainingPlan:
        """Return the plan that the options and the number of samples make."""
        epochs, batch = _whole(self, "epochs"), _whole(self, "batch")
        if epochs >= 1 and batch >= 1:  # what makes no sense stays as it is, for the plan to refuse
            steps_an_epoch = max(1, samples // min(batch, samples))
            epochs = max(epochs, ceil(LEAST_STEPS / steps_an_epoch))
        strengths = {name: _real(self, name) for name in STRENGTHS}
        seed = int(rng.randint(2**31 - 1))
        chosen = {**strengths, **NOTHING_MADE, "epochs": epochs, "batch": batch, "seed": seed}
        return TrainingPlan(**{**asdict(QUICK), **chosen})


def _whole(classifier: DigitClassifier, option: str) -> int:
    """Return an option as the plain whole number that a plan holds."""
    value = getattr(classifier, option)
    if not isinstance(value, int | np.integer):
        raise ValueError(f"{option} is {value!r}, but must be a whole number")  # noqa: TRY004  as scikit-learn
    return int(value)


def _real(classifier: DigitClassifier, option: str) -> float:
    """Return an option as the plain number that a plan holds."""
    value = getattr(classifier, option)
    if not isinstance(value, int | float | np.integer | np.floating):
        raise ValueError(f"{option} is {value!r}, but must be a number")  # noqa: TRY004  likewise
    return float(value)


def _are_pictures(X: np.ndarray) -> bool:
    return bool(X.shape[1] == SIDE**2 and X.min() >= 0 and X.max() <= FULL_INK)


def _as_digits(X: np.ndarray, full: float) -> np.ndarray:
    """Return rows of ``full`` ink as (n, 28, 28) uint8 of 255."""
    low, high = float(X.min()), float(X.max())
    if low < 0.0 or high > full:
        raise ValueError(
            f"X holds values from {low:g} to {high:g}, but the pictures that were learnt lie in 0..{full:g}; "
            f"give pictures in the same range"
        )
    ink = X if X.dtype == np.uint8 and full == FULL_INK else np.rint(X * (FULL_INK / full)).astype(np.uint8)
    return ink.reshape(-1, SIDE, SIDE)


def _choose(labels: np.ndarray, share: float, rng: np.random.RandomState) -> np.ndarray:
    """Return a mask that holds ``share`` of each class, rounded down, so that each has some to learn from."""
    if not 0.0 <= share < 1.0:
        raise ValueError(f"held_out is {share}, but must be a share from 0 to below 1")
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        chosen[rng.permutation(places)[: int(share * len(places))]] = True
    return chosen


def _softmax(logits: np.ndarray) -> np.ndarray:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)  # type: ignore[no-any-return]

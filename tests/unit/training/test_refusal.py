"""Refusal is weighed: the eleventh logit then means a probability, and the ten others stay as they were."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.model.calibration import Calibration, digit_probability
from inkdigits.model.runtime import Network
from inkdigits.training.export import export_model, to_onnx
from inkdigits.training.loop import Trained, fit, predict
from inkdigits.training.measuring import measure
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.refusal import weigh_refusal
from inkdigits.training.validation import Validation

PLAN = TrainingPlan(epochs=6, batch=40, averaging=0.5, drawings=1, pictures=0, photos=0, outliers=150)


@pytest.fixture(scope="module")
def validation(small_worlds) -> Validation:
    """Digits and non-digits to choose by."""
    return small_worlds.validation(PLAN)


@pytest.fixture(scope="module")
def trained(small_worlds, validation) -> Trained:
    """A network that has learnt a little what is no digit."""
    return fit(small_worlds.corpus(PLAN), validation.digits(), PLAN, classes=11)


def test_which_digit_it_is_does_not_depend_on_the_weight_of_refusal(trained, validation):
    """Ten logits are the same to the last bit, and the network that was taught is not touched."""
    digits = validation.digits()
    before = predict(trained.network, digits.digits)
    weighed = weigh_refusal(trained.network, digits, validation.outliers)
    np.testing.assert_array_equal(predict(weighed, digits.digits)[:, :10], before[:, :10])
    np.testing.assert_array_equal(predict(trained.network, digits.digits), before)


def test_what_is_refused_is_as_rare_as_it_was_weighed_for(trained, validation):
    """Of digits and outliers, nine to one, the mean probability of being none is a tenth."""
    weighed = weigh_refusal(trained.network, validation.digits(), validation.outliers)
    exported = export_model(trained, validation)
    digits, outliers = (
        digit_probability(predict(weighed, some), exported.temperature)
        for some in (validation.digits().digits, validation.outliers)
    )
    assert 0.9 * digits.mean() + 0.1 * outliers.mean() == pytest.approx(0.9, abs=0.02)


def test_a_model_file_tells_how_each_world_is_read_and_what_is_refused(trained, validation):
    """Accuracy and calibration on paper and on drawings, and the share of outliers that became "?"."""
    artifact = export_model(trained, validation)
    again = measure(
        Network(artifact.network),
        validation,
        Calibration(temperature=artifact.temperature, threshold=artifact.threshold),
    )
    assert again.items() <= artifact.metrics.items()
    assert artifact.metrics["validation_digits"] == 80
    assert artifact.metrics["drawn_digits"] == 10
    assert 0.0 <= artifact.metrics["outliers_refused"] <= 1.0


def test_a_network_of_eleven_outputs_is_exported_as_one(trained, validation):
    """ONNX Runtime answers eleven logits, as PyTorch does."""
    some = validation.digits().digits[:3]
    logits = Network(to_onnx(trained.network)).logits(some)
    assert logits.shape == (3, 11)
    np.testing.assert_allclose(logits, predict(trained.network, some), atol=1e-4)

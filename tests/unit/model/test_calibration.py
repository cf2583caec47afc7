"""Probabilities mean what they say, and the threshold keeps what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inkdigits.model.calibration import (
    Calibration,
    calibrate,
    calibration_error,
    confidence,
    digit_probability,
    fit_calibration,
    negative_log_likelihood,
)

NONE = np.zeros((0, 10), np.float32)
NO_LABELS = np.zeros(0, np.uint8)
FLOATS = st.floats(-(2.0**100), 2.0**100, width=32)


def said_and_meant(count: int, *, truth: float, scale: float = 3.0, seed: int = 0):
    """Return logits, and labels drawn from their softmax at the temperature ``truth``."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0.0, scale, (count, 10)).astype(np.float32)
    chances = calibrate(logits, truth).astype(np.float64).cumsum(axis=1)
    labels = (rng.random((count, 1)) * chances[:, -1:] > chances).sum(axis=1)
    return logits, np.minimum(labels, 9).astype(np.uint8)


@pytest.mark.parametrize("truth", [0.3, 1.0, 1.7, 5.0])
def test_the_temperature_that_made_the_labels_is_found(truth):
    """Where the labels really follow a softmax at some temperature, the fit returns it."""
    logits, labels = said_and_meant(50_000, truth=truth, scale=3.0 * truth)
    assert fit_calibration(logits, labels).temperature == pytest.approx(truth, rel=0.03)


def test_no_other_temperature_is_likelier():
    """The fit is the minimum of the negative log likelihood, on either side."""
    logits, labels = said_and_meant(500, truth=1.4)
    best = fit_calibration(logits, labels).temperature
    least = negative_log_likelihood(logits, labels, temperature=best)
    for other in np.geomspace(0.05, 20.0, 200):
        assert negative_log_likelihood(logits, labels, temperature=float(other)) >= least - 1e-9


def test_an_overconfident_network_is_better_calibrated_afterwards():
    """The temperature brings down the calibration error and changes no answer."""
    logits, labels = said_and_meant(20_000, truth=2.5)
    before = calibrate(logits, 1.0)
    after = calibrate(logits, fit_calibration(logits, labels).temperature)
    assert calibration_error(before.max(axis=1), before.argmax(axis=1) == labels) > 0.1
    assert calibration_error(after.max(axis=1), after.argmax(axis=1) == labels) < 0.02
    np.testing.assert_array_equal(before.argmax(axis=1), after.argmax(axis=1))


def test_a_flawless_validation_says_nothing_about_the_temperature():
    """Where nothing is misread the likelihood grows for ever as the temperature falls; it stays 1."""
    logits = 5 * np.eye(10, dtype=np.float32)
    labels = np.arange(10, dtype=np.uint8)
    assert fit_calibration(logits, labels).temperature == 1.0


def test_a_network_worse_than_chance_gets_the_highest_temperature():
    """Where every answer is wrong the fit ends at its bound, not beyond."""
    logits = 5 * np.eye(10, dtype=np.float32)
    labels = np.roll(np.arange(10, dtype=np.uint8), 1)
    assert 19.9 < fit_calibration(logits, labels).temperature <= 20.0


def test_without_digits_nothing_is_fitted_and_nothing_rejected():
    """No validation digits: temperature 1, threshold 0."""
    assert fit_calibration(NONE, NO_LABELS) == Calibration(temperature=1.0, threshold=0.0)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 100, 999, 1000, 1001])
@pytest.mark.parametrize("accept", [0.001, 0.5, 0.9, 0.999, 1.0])
def test_the_threshold_accepts_what_it_promises_and_is_the_largest_that_does(count, accept):
    """At least the share asked for is accepted; the next higher top probability would accept too few."""
    logits, labels = said_and_meant(count, truth=1.0)
    fitted = fit_calibration(logits, labels, accept=accept)
    tops = calibrate(logits, fitted.temperature).max(axis=1)
    assert (tops >= fitted.threshold).mean() >= accept
    assert (tops > fitted.threshold).mean() < accept


def test_digits_that_tie_are_accepted_together():
    """Equal top probabilities stand on one side of the threshold."""
    logits = np.zeros((10, 10), np.float32)
    labels = np.zeros(10, np.uint8)
    fitted = fit_calibration(logits, labels, accept=0.5)
    assert fitted.threshold == np.float32(0.1)


def test_a_share_is_not_rounded_up_by_the_way_computers_multiply():
    """0.07 of 100 digits are 7, though 0.07 * 100 is 7.000000000000001."""
    logits = np.zeros((100, 10), np.float32)
    logits[:, 0] = np.linspace(1, 5, 100)
    fitted = fit_calibration(logits, np.zeros(100, np.uint8), accept=0.07)
    assert (calibrate(logits, fitted.temperature).max(axis=1) >= fitted.threshold).sum() == 7


@pytest.mark.parametrize("accept", [0.0, -0.5, 1.5, float("nan")])
def test_a_share_outside_its_range_is_refused(accept):
    """None of the digits, or more than all, cannot be accepted."""
    with pytest.raises(ValueError, match="accept is"):
        fit_calibration(NONE, NO_LABELS, accept=accept)


@given(arrays(np.float32, st.tuples(st.integers(0, 5), st.just(10)), elements=FLOATS), st.floats(0.05, 20.0))
def test_every_row_sums_to_one(logits, temperature):
    """Whatever finite numbers come, each row is a distribution, and keeps the network's answer."""
    probabilities = calibrate(logits, temperature)
    assert probabilities.dtype == np.float32
    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-6)
    rows = np.arange(len(logits))
    np.testing.assert_array_equal(
        probabilities[rows, logits.argmax(axis=1)], probabilities.max(axis=1, initial=0)
    )


def test_a_certain_wrong_answer_costs_finitely_much():
    """It is computed from logits: a probability that rounds to 0 costs its distance, not infinity."""
    logits = np.zeros((1, 10), np.float32)
    logits[0, 0] = 1e4
    assert negative_log_likelihood(logits, np.array([1], np.uint8)) == pytest.approx(1e4)
    assert negative_log_likelihood(NONE, NO_LABELS) == 0.0


def test_the_calibration_error_of_known_answers():
    """Two bins by hand: 0.8 sure and half right, 0.6 sure and always right: (0.3 * 2 + 0.4 * 2) / 4."""
    sure = np.array([0.8, 0.8, 0.6, 0.6], np.float32)
    right = np.array([True, False, True, True])
    assert calibration_error(sure, right) == pytest.approx(0.35, abs=1e-6)
    assert calibration_error(sure, right, bins=1) == pytest.approx(0.05, abs=1e-6)


def test_who_is_always_sure_and_always_right_is_calibrated():
    """Probability 1 belongs to the last bin."""
    assert calibration_error(np.ones(10, np.float32), np.ones(10, np.bool_)) == 0.0
    assert calibration_error(np.zeros(0, np.float32), np.zeros(0, np.bool_)) == 0.0


def test_what_the_eleventh_logit_says_lowers_the_confidence_and_not_the_choice():
    """Half in doubt whether it is a digit at all, no answer is surer than one half; which digit stays."""
    logits = np.zeros((2, 11), np.float32)
    logits[:, 3] = 20.0
    logits[0, 10] = 20.0
    np.testing.assert_allclose(digit_probability(logits, 1.0), [0.5, 1.0], atol=1e-6)
    np.testing.assert_allclose(confidence(logits, 1.0), [0.5, 1.0], atol=1e-6)
    np.testing.assert_array_equal(calibrate(logits, 1.0), calibrate(logits[:, :10], 1.0))


def test_a_network_of_ten_outputs_takes_everything_for_a_digit():
    """Where nothing was taught about what is no digit, nothing is known about it."""
    logits, _ = said_and_meant(5, truth=1.0)
    np.testing.assert_array_equal(digit_probability(logits, 1.0), np.ones(5, np.float32))


@pytest.mark.parametrize("extreme", [-3e38, 3e38])
def test_no_logit_is_too_large_for_the_probability_that_it_is_a_digit(extreme):
    """It is 0 or 1 then, without a warning."""
    logits = np.zeros((1, 11), np.float32)
    logits[0, 10] = extreme
    assert digit_probability(logits, 0.05)[0] == pytest.approx(0.0 if extreme > 0 else 1.0, abs=1e-30)

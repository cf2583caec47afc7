"""Evaluating counts what was read right, what was refused, and says how much chance there is in it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import inkdigits
from inkdigits.data.splits import Labeled
from inkdigits.training.evaluation import DISPUTED, Score, evaluate


@pytest.fixture
def sevens(recognizer, a_drawn_seven):
    """Ten pictures of a seven; the labels of the last three say 1."""
    digit = recognizer.read_strokes(a_drawn_seven).digits[0].normalized
    return Labeled(np.repeat(digit[None], 10, axis=0), np.array([7] * 7 + [1] * 3, np.uint8))


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (9971, 10000, 0.99584, 0.99798)],
)
def test_the_interval_is_wilsons(right, count, low, high):
    """As tables give it; at the ends it touches 0 and 1 and is never empty."""
    assert Score(right, count).interval == pytest.approx((low, high), abs=1e-4)
    assert Score(right, count).accuracy == right / count


def test_of_nothing_nothing_is_known():
    """No digits: any accuracy is possible."""
    assert (Score(0, 0).accuracy, Score(0, 0).interval) == (0.0, (0.0, 1.0))


def test_right_wrong_and_which_for_which_are_counted(recognizer, sevens):
    """Seven right, three ones read as sevens."""
    found = evaluate(recognizer, sevens)
    assert (found.every.right, found.every.count) == (7, 10)
    assert (found.per_digit[7].right, found.per_digit[7].count) == (7, 7)
    assert (found.per_digit[1].right, found.per_digit[1].count) == (0, 3)
    assert found.confusion[7, 7] == 7
    assert found.confusion[1, 7] == 3
    assert found.confusion.sum() == 10
    assert [one.place for one in found.misread] == [7, 8, 9]
    assert {(one.label, one.digit, one.disputed) for one in found.misread} == {(1, 7, False)}


def test_a_question_mark_counts_as_wrong(recognizer, sevens):
    """However right the best digit was: what is refused is not read."""
    shy = dataclasses.replace(recognizer.artifact, threshold=1.0, temperature=20.0)
    found = evaluate(inkdigits.Recognizer(shy), sevens)
    assert found.every.right == 0
    assert found.refused == 10
    assert found.confusion[:, 10].sum() == 10
    assert all(one.digit is None for one in found.misread)
    assert found.right.sum() == 7  # calibration asks for the best digit


def test_disputed_labels_are_left_out_of_the_second_score(recognizer, sevens):
    """They count among all, are marked among the misread, and are not among the well-labeled."""
    found = evaluate(recognizer, sevens, disputed=(0, 9))
    assert (found.every.right, found.every.count) == (7, 10)
    assert (found.well_labeled.right, found.well_labeled.count) == (6, 8)
    assert [one.disputed for one in found.misread] == [False, False, True]


def test_the_disputed_of_mnist_are_fifteen_different_ones():
    """9,985 remain of 10,000."""
    assert len(set(DISPUTED)) == 15
    assert list(DISPUTED) == sorted(DISPUTED)
    assert 0 <= DISPUTED[0] < DISPUTED[-1] < 10_000


def test_no_digits_are_no_error(recognizer):
    """An empty set has an empty evaluation."""
    found = evaluate(recognizer, Labeled(np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8)))
    assert (found.every.count, found.misread, found.calibration_error) == (0, (), 0.0)


def test_the_figures_are_plain_values(recognizer, sevens):
    """They can be written as JSON, without numpy in them."""
    import json

    told = json.loads(json.dumps(evaluate(recognizer, sevens).as_json()))
    assert told["every"]["right"] == 7
    assert len(told["per_digit"]) == 10
    assert np.array(told["confusion"]).shape == (10, 11)

"""The plan: every field means something, and nonsense is refused before an hour is spent on it."""

from __future__ import annotations

import dataclasses

import pytest

from inkdigits.errors import BadPlan
from inkdigits.training.plan import DEFAULT, QUICK, TrainingPlan


@pytest.mark.parametrize("setting", dataclasses.fields(TrainingPlan), ids=lambda setting: setting.name)
def test_a_setting_explains_itself_and_refuses_what_lies_outside_its_bounds(setting):
    """A refusal names the setting, the value, and the bounds."""
    beyond = setting.metadata["most"] + 1
    with pytest.raises(BadPlan, match=f"{setting.name} is {beyond}.*between.*{setting.metadata['most']}"):
        TrainingPlan(**{setting.name: beyond})
    assert setting.metadata["help"]


def test_not_a_number_is_no_plan():
    """NaN compares false to everything, and is refused all the same."""
    with pytest.raises(BadPlan, match="learning_rate is nan"):
        TrainingPlan(learning_rate=float("nan"))


def test_the_quick_plan_is_the_shorter_one():
    """For people who come to learn: a tenth of the digits are shown, at most."""
    paper, drawn = 55_000, 5_000  # digits of both data sets that are learned from, about
    shown = [
        plan.epochs * (paper + plan.drawings * drawn + plan.pictures + plan.photos + plan.outliers)
        for plan in (QUICK, DEFAULT)
    ]
    assert shown[0] * 10 <= shown[1]

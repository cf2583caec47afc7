"""Every value of a model file is checked, and each refusal names its place."""

from __future__ import annotations

import dataclasses

import pytest

from inkdigits.errors import BadModel
from inkdigits.model.artifact import file_values
from inkdigits.model.schema import KEYS, check_values


def test_a_good_model_passes(artifact):
    """What a training run writes is what the schema promises."""
    check_values(file_values(artifact), name="it")


@pytest.mark.parametrize("version", [0, 3, 99, True, 1.0, "1", None])
def test_another_version_says_what_can_be_read_and_what_to_do(version):
    """The version is judged before everything else, since another version may differ in everything else."""
    with pytest.raises(BadModel, match=r"m\.joblib: .*reads version 1 and 2: install .* or train"):
        check_values({"format": "inkdigits model", "version": version, "new": 1}, name="m.joblib")


@pytest.mark.parametrize("found", [None, "another model", 7])
def test_another_format_is_no_model(artifact, found):
    """A dictionary that does not call itself a model is none."""
    with pytest.raises(BadModel, match="no inkdigits model"):
        check_values({**file_values(artifact), "format": found}, name="it")


@pytest.mark.parametrize("key", sorted(KEYS.keys() - {"format", "version"}))
def test_no_key_may_be_missing_or_of_another_type(artifact, key):
    """Every key is required, with its exact type."""
    values = file_values(artifact)
    with pytest.raises(BadModel, match=f"'{key}' is missing"):
        check_values({name: value for name, value in values.items() if name != key}, name="it")
    with pytest.raises(BadModel, match=f"'{key}' is a NoneType"):
        check_values({**values, key: None}, name="it")


def test_no_other_key_is_allowed(artifact):
    """What is not understood is not ignored."""
    with pytest.raises(BadModel, match="'extra' is no key"):
        check_values({**file_values(artifact), "extra": 1}, name="it")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("temperature", float("nan"), "temperature is nan"),
        ("temperature", float("inf"), "temperature is inf"),
        ("temperature", -1.0, "temperature"),
        ("temperature", 1e-300, "temperature"),
        ("temperature", 1, "is a int"),
        ("threshold", float("nan"), "threshold is nan"),
        ("threshold", -0.1, "threshold"),
        ("labels", [True, *range(1, 10)], "labels"),
        ("labels", [0.0, *range(1, 10)], "labels"),
        ("labels", list(range(9, -1, -1)), "labels"),
        ("labels", [], "labels"),
        ("history", [{}, 3], r"'history\[1\]' is a int"),
        ("history", [{}] * 10_001, "10,001 rows"),
        ("history", [{"loss": float("inf")}], r"history\[0\]\.loss' is inf"),
        ("plan", {"a": [{"b": b""}]}, r"plan\.a\[0\]\.b' holds bytes"),
        ("versions", {"a\n": 1}, "versions"),
        ("created", "", "created"),
    ],
)
def test_each_value_keeps_to_its_range(artifact, key, value, says):
    """Numbers are finite and in range, lists hold what they should; the message says which does not."""
    with pytest.raises(BadModel, match=says) as refused:
        check_values({**file_values(artifact), key: value}, name="m.joblib")
    assert str(refused.value).startswith("m.joblib: ")


def test_what_a_file_says_does_not_steer_the_terminal(artifact):
    """Control characters from a file are shown escaped in the message."""
    with pytest.raises(BadModel) as refused:
        check_values({**file_values(artifact), "\x1b[31m" * 100: 1}, name="it")
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"network": b""}, "reads lines has no bytes"),
        ({"drawn": [1.0]}, r"'line.drawn' is \[1.0\]"),
        ({"drawn": [1.0, 1.0, 1e9]}, "'line.drawn'"),
        ({"pictured": [1, 2, 3]}, "'line.pictured'"),
        ({"pictured": [1.0, 1.0, float("nan")]}, "'line.pictured'"),
        ({"plan": {"bytes": b"x"}}, "holds bytes"),
        ({"more": 1}, "'more' is no key"),
    ],
)
def test_what_reads_lines_is_looked_at_as_well(artifact, lines, changes, says):
    """Its network, its numbers and its records."""
    values = file_values(dataclasses.replace(artifact, line=lines))
    check_values(values, name="it")
    with pytest.raises(BadModel, match=says):
        check_values({**values, "line": {**values["line"], **changes}}, name="it")

"""Which model file is read."""

from __future__ import annotations

from pathlib import Path

from inkdigits.model.location import bundled_model, chosen_model


def test_a_named_model_wins_over_the_environment(monkeypatch):
    """What is named outright is what is read."""
    monkeypatch.setenv("INKDIGITS_MODEL", "theirs.joblib")
    assert chosen_model("mine.joblib") == Path("mine.joblib")


def test_the_environment_wins_over_the_bundled_model(monkeypatch):
    """INKDIGITS_MODEL decides where nothing is named."""
    monkeypatch.setenv("INKDIGITS_MODEL", "theirs.joblib")
    assert chosen_model() == Path("theirs.joblib")


def test_the_bundled_model_is_read_where_nothing_is_said(monkeypatch):
    """An empty INKDIGITS_MODEL says nothing."""
    monkeypatch.setenv("INKDIGITS_MODEL", "")
    assert chosen_model() == bundled_model()
    assert bundled_model().parts[-3:] == ("model", "bundled", "digits.joblib")

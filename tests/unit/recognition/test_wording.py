"""Answers are told so that nobody takes them for certain."""

from __future__ import annotations

from inkdigits.recognition.wording import percent


def test_nothing_is_told_as_certain():
    """The share is rounded down: 99.96 % are not 100 %."""
    assert percent(0.9996) == "99.9%"
    assert percent(0.29) == "29.0%"

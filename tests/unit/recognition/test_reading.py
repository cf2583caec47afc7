"""Answers are records that nobody can change by accident."""

from __future__ import annotations

import dataclasses

import pytest

from inkdigits import Box, Reading
from inkdigits.recognition.reading import BLANK


def test_a_reading_cannot_be_changed():
    """An answer that is handed around stays the answer."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        BLANK.text = "7"


def test_nothing_written_is_no_text_and_no_confidence():
    """The blank reading has neither digits nor alternatives."""
    assert (BLANK.text, BLANK.confidence, BLANK.digits, BLANK.alternatives) == ("", 0.0, (), ())


def test_a_glyphs_picture_does_not_fill_the_screen(recognizer, a_drawn_seven):
    """The 784 numbers stay out of what one sees at the prompt."""
    assert "normalized" not in repr(recognizer.read_strokes(a_drawn_seven))


def test_boxes_with_the_same_numbers_are_equal():
    """A box is its numbers."""
    assert Box(1, 2, 3, 4) == Box(1, 2, 3, 4)
    assert Reading(text="7", confidence=1.0).digits == ()

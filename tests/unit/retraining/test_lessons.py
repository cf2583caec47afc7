"""Lessons: the digits in a correction, each once, and always on the same side."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw
from inkdigits.retraining import lessons
from inkdigits.retraining.lessons import draw_lessons, is_held_out
from inkdigits.store.packing import Packed, pack_strokes


def moved(strokes, across):
    """Return ``strokes`` further to the right."""
    return [stroke + np.array([across, 0.0]) for stroke in strokes]


def test_a_digit_teaches_what_the_network_sees_of_it(correct, recognizer, a_drawn_seven):
    """The same 28x28 picture as when it is read, under what was meant."""
    (lesson,) = draw_lessons([correct(a_drawn_seven, "1")], recognizer, outputs=11).every
    np.testing.assert_array_equal(lesson.taught.digits[0], normalize(draw(a_drawn_seven).ink))
    assert lesson.taught.labels.tolist() == [1]


def test_the_operators_word_has_precedence(correct, recognizer, a_drawn_seven):
    """A relabeled correction teaches the label; "?" teaches that it is no digit."""
    relabeled = [correct(a_drawn_seven, "1", label="7"), correct(moved(a_drawn_seven, 3), "1", label="?")]
    taught = [
        lesson.taught.labels.tolist() for lesson in draw_lessons(relabeled, recognizer, outputs=11).every
    ]
    assert taught == [[7], [10]]


def test_a_model_without_a_word_for_no_digit_is_not_taught_it(correct, recognizer, a_drawn_seven):
    """Ten outputs have no place for "?"."""
    found = draw_lessons([correct(a_drawn_seven, "1", label="?")], recognizer, outputs=10)
    assert found.every == ()
    assert found.left_out == {lessons.NO_REFUSAL: 1}


def test_a_number_teaches_each_of_its_digits(correct, recognizer, a_drawn_seven):
    """Two sevens beside each other, meant as 71."""
    two = [*a_drawn_seven, *moved(a_drawn_seven, 250)]
    (lesson,) = draw_lessons([correct(two, "71")], recognizer, outputs=11).every
    assert lesson.taught.labels.tolist() == [7, 1]
    assert lesson.taught.digits.shape == (2, 28, 28)


def test_a_number_that_cannot_be_cut_teaches_nothing(correct, recognizer, a_drawn_seven):
    """Four digits were meant, and two found: nobody knows which is which."""
    two = [*a_drawn_seven, *moved(a_drawn_seven, 250)]
    found = draw_lessons([correct(two, "7177")], recognizer, outputs=11)
    assert (found.every, found.left_out) == ((), {lessons.UNCUT: 1})


def test_the_same_ink_counts_once(correct, recognizer, a_drawn_seven):
    """However often it is sent."""
    found = draw_lessons([correct(a_drawn_seven, "7")] * 500, recognizer, outputs=11)
    assert len(found.every) == 1
    assert found.left_out == {lessons.REPEATED: 499}


def test_the_same_ink_with_two_meanings_teaches_neither(correct, recognizer, a_drawn_seven):
    """One of both is wrong."""
    found = draw_lessons([correct(a_drawn_seven, "7"), correct(a_drawn_seven, "1")], recognizer, outputs=11)
    assert (found.every, found.left_out) == ((), {lessons.CONTRADICTED: 2})


def test_damaged_ink_is_left_out(correct, recognizer):
    """One broken row does not stop the others from being learned."""
    damaged = correct([], "7", ink=Packed("strokes", b"no deflated JSON"))
    assert draw_lessons([damaged], recognizer, outputs=11).left_out == {lessons.DAMAGED: 1}


def test_a_fifth_is_held_out_by_its_ink_alone(correct, recognizer, a_drawn_seven):
    """The side depends on nothing but the ink: not on the order, the name, the time or what was meant."""
    inks = [pack_strokes([(stroke + shift).tolist() for stroke in a_drawn_seven]) for shift in range(1_000)]
    assert 150 < sum(map(is_held_out, inks)) < 250
    first, second = (
        draw_lessons([correct([], meant, ink=ink) for ink in order], recognizer, outputs=11)
        for order, meant in ((inks[:40], "7"), (inks[:40][::-1], "1"))
    )
    assert [one.held_out for one in first.every] == [one.held_out for one in second.every][::-1]
    assert len(first.taught(held_out=True)) + len(first.taught(held_out=False)) == 40


@pytest.mark.parametrize("held_out", [True, False])
def test_no_lesson_at_all_is_an_empty_one(recognizer, held_out):
    """Whoever asks gets arrays of the right form."""
    assert draw_lessons([], recognizer, outputs=11).taught(held_out=held_out).digits.shape == (0, 28, 28)

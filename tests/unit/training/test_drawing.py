"""Drawings are varied as hands vary: the digit stays what it is, and chance is handed in."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.data.pen import PenDigit
from inkdigits.ink.strokes import PEN, check_strokes
from inkdigits.training.drawing import THICKEST, THINNEST, any_pen, smooth, vary
from inkdigits.training.habits import HABITS, bare_one, barred_seven, flagged_one, looped_two, slashed_zero

SEVEN = [np.array([(0, 0), (50, 0), (100, 0), (80, 40), (60, 80), (40, 120), (20, 160)], float)]
STICK = [np.array([(10, 0), (10, 50), (9, 100), (9, 150)], float)]
CIRCLE = [np.stack([50 + 50 * np.cos(a), 80 + 80 * np.sin(a)], axis=1) for a in [np.linspace(0, 6.28, 16)]]
TWO = [
    np.array(
        [(0, 30), (30, 0), (70, 0), (90, 40), (60, 90), (30, 130), (0, 160), (50, 160), (100, 160)], float
    )
]


def rng(seed=0):
    """Chance that repeats."""
    return np.random.default_rng(seed)


@pytest.mark.parametrize("digit", range(10))
def test_a_varied_drawing_is_one_that_could_be_sent(digit):
    """Whatever hand, habit and gap chance gives: strokes with points, all finite."""
    drawn = PenDigit(digit, 1, SEVEN)
    for seed in range(50):
        strokes = vary(drawn, rng(seed))
        assert len(check_strokes(strokes)) == len(strokes) >= 1


def test_equal_chance_gives_equal_drawings_and_other_chance_others():
    """Chance is an argument: nothing here has any of its own."""
    drawn = PenDigit(7, 1, SEVEN)
    first, again, other = (np.concatenate(vary(drawn, rng(seed))) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or not np.allclose(first, other)


def test_what_was_drawn_stays_as_it_was():
    """The writer's own strokes are not touched."""
    before = SEVEN[0].copy()
    for seed in range(20):
        vary(PenDigit(7, 1, SEVEN), rng(seed))
    np.testing.assert_array_equal(SEVEN[0], before)


def test_a_smoothed_stroke_passes_through_the_points_that_the_pen_reported():
    """It begins and ends where the stroke does, and every point lies on it."""
    curve = smooth(SEVEN[0])
    for point in SEVEN[0]:
        assert np.linalg.norm(curve - point, axis=1).min() < 1e-6
    assert len(curve) > 3 * len(SEVEN[0])


@pytest.mark.parametrize("points", [[(3, 4)], [(3, 4), (3, 4)], [(0, 0), (5, 5)]])
def test_a_dot_or_a_line_is_not_smoothed(points):
    """A pen that did not move reports the same point again and again."""
    assert len(smooth(np.array(points, float))) <= 2


def test_a_bar_crosses_the_stem_of_the_seven():
    """It is a stroke of its own, about half way down, on both sides of the stem."""
    for seed in range(20):
        line, bar = barred_seven(SEVEN, rng(seed))
        assert line is SEVEN[0]
        assert 40 < bar[:, 1].mean() < 125
        stem = np.interp(bar[1, 1], line[2:, 1], line[2:, 0])
        assert bar[0, 0] < stem < bar[-1, 0]


def test_a_slash_rises_through_the_zero():
    """From the lower left to the upper right, so that no 8 or 6 comes of it."""
    for seed in range(20):
        slash = slashed_zero(CIRCLE, rng(seed))[1]
        assert slash[-1, 0] > slash[0, 0]
        assert slash[-1, 1] < slash[0, 1]


def test_a_stick_gets_a_flag_or_a_foot():
    """The flag falls to the left of the top, the foot lies beneath."""
    for seed in range(20):
        first, *foot = flagged_one(STICK, rng(seed))
        flagged = len(first) > len(STICK[0])
        assert flagged or foot
        assert not flagged or (first[0, 0] < 10 and first[0, 1] > 0)
        assert not foot or foot[0][:, 1].min() > 140


def test_a_two_turns_by_a_loop_at_its_lower_left():
    """The loop stands in the place of the corner and is small beside the digit."""
    (line,) = looped_two(TWO, rng())
    assert len(line) > len(TWO[0])
    assert line[:, 0].min() > -15
    assert line[:, 1].max() < 175


def test_a_one_is_straightened():
    """From the top to the foot, whatever flag it had."""
    (line,) = bare_one([np.array([(0.0, 40.0), (20.0, 0.0), (18.0, 60.0), (25.0, 150.0)])], rng())
    assert line[0].tolist() == [20.0, 0.0]
    assert line[-1].tolist() == [25.0, 150.0]
    assert np.ptp(np.diff(line, axis=0), axis=0) == pytest.approx([0, 0])


@pytest.mark.parametrize("habit", [habit for habits in HABITS.values() for habit in habits])
def test_a_habit_leaves_alone_what_has_not_its_shape(habit):
    """Two strokes already, or a shape without the place for it: nothing is added."""
    twice = [SEVEN[0], SEVEN[0] + 5]
    assert habit(twice, rng()) is twice


def test_pens_are_mostly_like_ours_and_never_beyond_the_widest():
    """A network that was taught one width reads only that one."""
    widths = np.array([any_pen(rng(seed)) for seed in range(500)])
    assert THINNEST <= widths.min() < 0.8 * PEN
    assert 2 * PEN < widths.max() <= THICKEST
    assert 0.8 * PEN < np.median(widths) < 1.3 * PEN

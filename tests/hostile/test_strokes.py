"""Strokes that nobody drew: each is refused in one clear line, or is read as the dot or line that it is."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inkdigits import Reading
from inkdigits.errors import BadStrokes
from inkdigits.ink.strokes import FARTHEST, MAX_POINTS, MAX_STROKES, check_strokes

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize("nothing", [[], [[]], [[], [], []], (), np.empty((0, 4, 2))])
def test_nothing_drawn_is_blank(recognizer, nothing):
    """No strokes, or strokes without points, are an empty page."""
    assert recognizer.read_strokes(nothing).text == ""


@pytest.mark.parametrize("point", [[0, 0], [-5.5, 1e9], [1e-300, 0], [3, 3]])
@pytest.mark.parametrize("times", [1, 2, 100])
def test_one_point_is_a_dot_however_often(recognizer, point, times):
    """A tap of the pen has an answer, and a box around where it was."""
    reading = recognizer.read_strokes([[point] * times])
    (glyph,) = reading.digits
    assert glyph.box.x <= point[0] <= glyph.box.x + glyph.box.width
    assert glyph.box.width > 0
    assert glyph.normalized.any()


@pytest.mark.parametrize(
    "strokes",
    [
        None,
        5,
        "strokes",
        b"strokes",
        {},
        {"strokes": []},
        object(),
        True,
        np.array(5.0),
        [None],
        [5],
        ["ab"],
        [{}],
        [{(0, 0), (1, 1)}],
        [np.array(5.0)],
        [0, 1, 2],
        [[0, 1]],
        [[[0]]],
        [[[0, 1, 2]]],
        [[[0, 1], [2]]],
        [[[0, 1], 2]],
        [[[0, 1], None]],
        [[[0, None]]],
        [[["0", "1"]]],
        [[[0, "1"]]],
        [[[True, False]]],
        [[[0, [1]]]],
        [[[[0, 1]]]],
        [[[[[[0, 1]]]]]],
        [[[0, 1j]]],
        [[[10**400, 0]]],
        [[[2**64, 0]]],
        [[[NAN, 0]]],
        [[[0, INFINITY]]],
        [[[0, -INFINITY]]],
        [[[0, 0], [1, NAN]]],
        [[[1e300, 0], [0, 0]]],
        [[[-1e300, 0], [1e300, 0]]],
        [[[0, 2 * FARTHEST]]],
        np.zeros((2, 2)),
        np.zeros((1, 2, 3)),
        np.zeros((1, 1, 2, 2)),
        np.full((1, 2, 2), NAN),
        np.full((1, 2, 2), "a"),
        np.full((1, 2, 2), None),
    ],
    ids=lambda value: re.sub(r"\n| at 0x\w+", "", repr(value))[:40],  # the same in every process
)
def test_what_are_no_strokes_is_refused(strokes):
    """The message names the strokes, what was found or what was promised."""
    with pytest.raises(BadStrokes, match="strokes") as refused:
        check_strokes(strokes)
    assert 20 < len(str(refused.value)) < 200


def test_lists_nested_without_end_are_refused():
    """Neither depth nor a list that holds itself breaks anything."""
    deep = []
    for _ in range(5_000):
        deep = [deep]
    own = []
    own.append(own)
    for strokes in (deep, own, [own], [[own]]):
        with pytest.raises(BadStrokes):
            check_strokes(strokes)


@pytest.mark.parametrize("form", [list, np.array])
def test_a_hundred_thousand_points_are_too_many(form):
    """In one stroke or in many: refused by their number, before they are looked at."""
    with pytest.raises(BadStrokes, match=f"at most {MAX_POINTS:,}"):
        check_strokes([form([[0.0, 1.0]] * 100_000)])
    with pytest.raises(BadStrokes, match=f"at most {MAX_POINTS:,}"):
        check_strokes([form([[0.0, 1.0]] * 1_000)] * 100)


def test_too_many_strokes_are_refused():
    """Also where they are empty."""
    with pytest.raises(BadStrokes, match=f"at most {MAX_STROKES:,}"):
        check_strokes([[]] * (MAX_STROKES + 1))


def test_as_many_points_as_are_allowed_are_read(recognizer):
    """The limit itself is a drawing."""
    turn = np.linspace(0, 200 * np.pi, MAX_POINTS)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    assert recognizer.read_strokes([circle]).text == "0"


@pytest.mark.parametrize(
    "stroke",
    [
        [[-FARTHEST, 0], [FARTHEST, 0]],
        [[0, 0], [1e-320, 1e-320]],
        [[0, 0], [5e-324, 0]],
        [[1e9, 1e9], [1e9 - 1e-6, 1e9]],
        [[0, 0], [1e-12, 1e9]],
    ],
)
def test_the_largest_and_the_smallest_drawings_are_read(recognizer, stroke):
    """Far, tiny, below the smallest normal number: there is an answer."""
    assert isinstance(recognizer.read_strokes([stroke]), Reading)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=12,
)


@given(strokes=st.lists(anything, max_size=4) | anything)
def test_whatever_json_brings_is_refused_or_read(strokes):
    """Any nesting of any values: strokes of ours, or a refusal of ours."""
    try:
        checked = check_strokes(strokes)
    except BadStrokes:
        return
    assert all(stroke.ndim == 2 and np.isfinite(stroke).all() for stroke in checked)

"""Lines of a ruled page are found where they run, thin or broken, level or upright; writing is none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.ruling import Rule, find_level_rules, find_upright_rules


def page_with(*lines, bend=0.0, thick=2):
    """What a page lacks of its light, 600 x 800, with ``lines``: their row at the left and at the right."""
    lacking = np.zeros((600, 800), np.float32)
    columns = np.arange(20, 780)
    for left, right in lines:
        rows = np.interp(columns, (20, 780), (left, right)) + bend * np.sin(np.pi * columns / 800)
        cv2.polylines(
            lacking, [np.stack([columns, np.rint(rows)], axis=1).astype(np.int32)], False, 0.6, thick
        )
    return cv2.GaussianBlur(lacking, (0, 0), 0.7)


@pytest.mark.parametrize("thick", [1, 3, 6])
@pytest.mark.parametrize("rise", [0.0, 150.0, -150.0])
def test_lines_are_found_in_their_order_and_place(thick, rise):
    """Hairline or thick, level or inclined by eleven degrees: within a pixel or two."""
    rows = (200, 290, 400)
    rules = find_level_rules(page_with(*((row, row + rise) for row in rows), thick=thick), least=0.05)
    assert len(rules) == 3
    for rule, row in zip(rules, rows, strict=True):
        assert rule.places[400] == pytest.approx(row + rise / 2, abs=2.0)
        assert rule.seen.mean() > 0.9


def test_a_bent_line_is_followed():
    """A sheet that is not flat bends its rules by several pixels."""
    (rule,) = find_level_rules(page_with((300, 300), bend=9.0), least=0.05)
    assert rule.places[400] == pytest.approx(309, abs=1.5)
    assert rule.places[40] == pytest.approx(300 + 9 * np.sin(np.pi * 40 / 800), abs=2.0)


def test_a_broken_line_is_one_and_tells_where_it_is_not_seen():
    """A gap does not end it."""
    lacking = page_with((300, 300))
    lacking[:, 380:440] = 0.0
    (rule,) = find_level_rules(lacking, least=0.05)
    assert not rule.seen[400:420].any()
    assert rule.ends[0] < 30
    assert rule.ends[1] > 770
    assert rule.covers(100, 300) == 1.0
    assert rule.covers(380, 440) < 0.2
    assert rule.reaches(370, within=5)
    assert not rule.reaches(410, within=5)


def test_upright_lines_are_level_ones_of_the_page_on_its_side():
    """The same code finds both."""
    page = np.ascontiguousarray(page_with((200, 210), (420, 400)).T)
    first, second = find_upright_rules(page, least=0.05)
    assert first.places[400] == pytest.approx(205, abs=1.5)
    assert second.places[400] == pytest.approx(410, abs=1.5)
    assert find_level_rules(page, least=0.05) == []


def test_strokes_blots_and_blank_pages_have_no_rules():
    """Writing runs all ways, and a blot none."""
    rng, strokes = np.random.default_rng(0), np.zeros((600, 800), np.float32)
    for start in rng.integers(50, 550, (60, 2)):
        cv2.line(strokes, start.tolist(), (start + rng.integers(-40, 41, 2)).tolist(), 0.8, 3)
    assert find_level_rules(strokes, least=0.05) == []
    assert find_level_rules(np.zeros((200, 300), np.float32), least=0.05) == []
    blot = np.zeros((600, 800), np.float32)
    cv2.circle(blot, (400, 300), 200, 0.8, cv2.FILLED)
    assert find_level_rules(blot, least=0.05) == []


def test_a_line_is_enlarged_with_its_page():
    """What was found on a small page lies on the large one where it lay."""
    rule = Rule(places=np.full(100, 20.0), seen=np.arange(100) < 50)
    large = rule.enlarged(200)
    assert large.places == pytest.approx(np.full(200, 40.5))
    assert large.seen.sum() == pytest.approx(100, abs=2)
    assert rule.covers(200, 300) == 0.0


def test_between_two_lines_lies_one_that_nobody_saw():
    """By a share of the way."""
    upper, lower = (Rule(places=np.full(10, place), seen=np.ones(10, bool)) for place in (10.0, 30.0))
    between = upper.towards(lower, 0.25)
    assert between.at(3) == 15.0
    assert not between.seen.any()

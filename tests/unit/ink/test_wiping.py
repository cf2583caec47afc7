"""Rules are wiped off; what crosses them, or is darker, remains."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.ruling import Rule
from inkdigits.ink.wiping import wipe_rules

LEVEL = Rule(places=np.full(400, 100.0), seen=np.ones(400, bool))
UPRIGHT = Rule(places=np.full(200, 300.0), seen=np.ones(200, bool))


def ruled(*, dark=0.4, thick=3):
    """A page of 200 x 400 that lacks light along a level rule."""
    lacking = np.zeros((200, 400), np.float32)
    lacking[100 - thick // 2 : 100 + thick // 2 + 1] = dark
    return lacking


def wipe(lacking, level=(LEVEL,), upright=()):
    """Wipe a copy; return it and the mask of where rules were."""
    left = lacking.copy()
    wiped = wipe_rules(left, level, upright, least=0.05)
    return left, wiped


@pytest.mark.parametrize("thick", [1, 3, 5])
def test_nothing_is_left_of_a_rule(thick):
    """Thin or thick, and where it was is told."""
    left, wiped = wipe(ruled(thick=thick))
    assert left.max() == 0.0
    assert wiped[100].all()
    assert not wiped[:80].any()


def test_nothing_is_left_where_two_rules_cross():
    """Neither is a stroke across the other."""
    lacking = ruled()
    lacking[:, 299:302] = 0.4
    left, wiped = wipe(lacking, [LEVEL], [UPRIGHT])
    assert left.max() == 0.0
    assert wiped[:, 300].all()


@pytest.mark.parametrize("lean", [0, 6, -6])
def test_a_stroke_that_crosses_remains_whole(lean):
    """It is seen above and below, upright or leaning, and no wider than it is."""
    lacking = ruled(thick=5)
    cv2.line(lacking, (200 - 5 * lean, 60), (200 + 5 * lean, 140), 0.4, 5)
    left, _ = wipe(lacking)
    assert (left[98:103, 200] > 0.3).all()
    assert np.count_nonzero(left[100]) < 20
    assert left[:, :150].max() == 0.0


def test_two_strokes_that_end_at_a_rule_are_not_joined_by_it():
    """One of them is far wider: the bottom of a 0 above, the top of a 1 below."""
    lacking = ruled()
    lacking[95:99, 180:240] = 0.4
    lacking[102:140, 205:210] = 0.4
    left, _ = wipe(lacking)
    assert left[100].max() == 0.0


def test_what_is_darker_than_the_rule_is_ink():
    """A bar of a digit that lies on a pale rule."""
    lacking = ruled(dark=0.3)
    lacking[99:102, 150:190] = 0.9
    left, _ = wipe(lacking)
    assert (left[100, 150:190] == lacking[100, 150:190]).all()
    assert left[100, :140].max() == 0.0


def test_a_number_along_a_rule_is_not_taken_for_the_rule():
    """Most of several pieces is darker and thicker there."""
    lacking = ruled(dark=0.3)
    lacking[96:112, 100:300] = 0.9
    left, _ = wipe(lacking)
    assert (left[96:112, 100:300] == lacking[96:112, 100:300]).all()
    assert left[:, :90].max() == 0.0


def test_a_rule_beside_its_course_is_found():
    """It was followed on a smaller page; an inclined one is found piece by piece."""
    inclined = ruled()
    for column in range(400):
        inclined[:, column] = np.roll(inclined[:, column], column // 200)
    assert wipe(inclined)[0].max() == 0.0


def test_an_edge_without_a_line_is_left_alone():
    """Also where nothing stands out, and where what does is too thick to be a rule."""
    lacking = ruled()
    unseen = Rule(places=LEVEL.places, seen=np.zeros(400, bool))
    assert (wipe(lacking, [unseen])[0] == lacking).all()
    blank = np.zeros((200, 400), np.float32)
    assert not wipe(blank)[1].any()
    bar = ruled(thick=41)
    assert (wipe(bar)[0] == bar).all()


def test_a_rule_that_leaves_the_page_is_wiped_as_far_as_it_goes():
    """No index wraps around."""
    rule = Rule(places=np.linspace(-20, 30, 400), seen=np.ones(400, bool))
    lacking = np.zeros((200, 400), np.float32)
    for column in range(400):
        row = round(rule.places[column])
        if row >= 0:
            lacking[row, column] = 0.5
    lacking[-10:] = 0.5
    left, _ = wipe(lacking, [rule])
    assert (left[-10:] == 0.5).all()
    assert (left[:100] > 0).mean() < 0.001

"""Rules are wiped off; what crosses them, or is darker, remains."""

from __future__ import annotations

import numpy as np

from inkdigits.ink.ruling import Rule
from inkdigits.ink.wiping import wipe_level

RULE = Rule(places=np.full(400, 100.0), seen=np.ones(400, bool))


def ruled(*, dark=0.4, thick=3):
    """A page that lacks light along a level rule."""
    lacking = np.zeros((200, 400), np.float32)
    lacking[100 - thick // 2 : 100 + thick // 2 + 1] = dark
    return lacking


def wipe(lacking, rule=RULE):
    """Wipe a copy; return it and the mask of where the rule was."""
    left, wiped = lacking.copy(), np.zeros(lacking.shape, np.bool_)
    wipe_level(left, wiped, rule, least=0.05)
    return left, wiped


def test_nothing_is_left_of_a_rule():
    """Thin or thick, and where it was is told."""
    for thick in (1, 3, 5):
        left, wiped = wipe(ruled(thick=thick))
        assert left.max() == 0.0
        assert wiped[100].all()


def test_a_stroke_that_crosses_remains_whole():
    """It is seen above and below."""
    lacking = ruled()
    lacking[60:140, 200:206] = 0.4
    left, _ = wipe(lacking)
    assert (left[60:140, 201:205] > 0.3).all()
    assert left[:, :190].max() == 0.0


def test_what_is_darker_than_the_rule_is_ink():
    """A bar of a digit that lies on a pale rule."""
    lacking = ruled(dark=0.3)
    lacking[99:102, 150:190] = 0.9
    left, _ = wipe(lacking)
    assert (left[100, 150:190] == lacking[100, 150:190]).all()
    assert left[100, :140].max() == 0.0


def test_a_rule_beside_its_course_is_found():
    """It was followed on a smaller page; an inclined one is found piece by piece."""
    inclined = ruled()
    for column in range(400):
        inclined[:, column] = np.roll(inclined[:, column], column // 200)
    assert wipe(inclined)[0].max() == 0.0


def test_an_edge_without_a_line_is_left_alone():
    """Also where nothing stands out, and where what does is too thick to be a rule."""
    lacking = ruled()
    unseen = Rule(places=RULE.places, seen=np.zeros(400, bool))
    assert (wipe(lacking, unseen)[0] == lacking).all()
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
    left, _ = wipe(lacking, rule)
    assert (left[-10:] == 0.5).all()
    assert (left[:100] > 0).mean() < 0.001

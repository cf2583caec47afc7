"""Looks of an answer of several digits: for every eye, and without anything that jumps."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PLACES = """() => ["paper", "undo", "wide", "answer", "bars", "seen", "why", "expect", "boxed", "last-title"]
    .map((id) => document.getElementById(id).getBoundingClientRect()).flatMap(({ x, y }) => [x, y])"""


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("size", [(360, 740), (1280, 800)])
def test_nothing_moves_between_one_digit_and_several(visit, write, reads, size, wide):
    """The first stroke is one digit, the third makes a doubted number: only what is said changes."""
    visitor = visit(size=size)
    if wide:
        visitor.page.locator("#wide").click()
    reads(visitor, "407", {2: (0.6, 1)})
    before = visitor.page.evaluate(PLACES)
    for count, way in enumerate(write("407"), start=1):
        visitor.draw([way])
        visitor.see("407"[:count])
        assert visitor.page.evaluate(PLACES) == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 800)), ("dark", (360, 740))])
def test_axe_finds_no_violation_in_a_number(visit, write, reads, theme, size):
    """Doubted, chosen, unread, in lines, on a long sheet."""
    visitor = visit(size=size, media={"color_scheme": theme, "reduced_motion": "reduce"})
    reads(visitor, "4071", {2: (0.62, 1)})
    visitor.draw(write("4071"))
    visitor.see("4071")
    assert visitor.violations() == []
    visitor.page.locator("#chips label").first.click()
    assert visitor.violations() == []
    visitor.page.keyboard.press("Escape")
    reads(visitor, "40\n?1", {2: (0.2, 1)})
    visitor.page.locator("#wide").click()
    visitor.draw(write("40\n71", left=0.7, top=0.1, width=0.1, height=0.3))
    expect(visitor.page.locator("#chips label")).to_have_count(4)
    expect(visitor.page.locator("#along")).to_be_visible()
    assert visitor.violations() == []


def test_forced_colors_tell_the_doubted_digit(visit, write, reads):
    """By its dashes."""
    visitor = visit(media={"forced_colors": "active"})
    reads(visitor, "407", {2: (0.6, 1)})
    visitor.draw(write("407"))
    visitor.see("407")
    assert visitor.violations() == []
    styles = visitor.page.evaluate(
        "[...document.querySelectorAll('#boxes span')].map((box) => getComputedStyle(box).outlineStyle)"
    )
    assert styles == ["solid", "solid", "dashed"]

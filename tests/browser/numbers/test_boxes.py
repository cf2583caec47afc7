"""Boxes over the ink: where each digit was found, how sure it is, and which one is doubted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def sides(box: dict) -> list[float]:
    """Return left, top, width and height."""
    return [box["x"], box["y"], box["width"], box["height"]]


def on_screen(visitor, way) -> list[float]:
    """Return where the box of a stroke has to lie, with the pen's ink around it."""
    drawing = visitor.page.locator("#drawing").bounding_box()
    pen = 0.015 * drawing["height"]
    places = [visitor.at(place) for place in way]
    left, right = min(x for x, _ in places) - pen, max(x for x, _ in places) + pen
    top, bottom = min(y for _, y in places) - pen, max(y for _, y in places) + pen
    return [left, top, right - left, bottom - top]


def test_each_digit_has_a_box_around_its_ink(visitor, write, reads):
    """With its confidence above it."""
    reads(visitor, "407")
    ways = write("407", width=0.25)
    visitor.draw(ways)
    visitor.see("407")
    boxes = visitor.page.locator("#boxes span")
    expect(boxes).to_have_text(["99\u202f%"] * 3)
    for box, way in zip(boxes.all(), ways, strict=True):
        assert sides(box.bounding_box()) == pytest.approx(on_screen(visitor, way), abs=2)
        label = box.locator("b").bounding_box()
        assert label["y"] + label["height"] < box.bounding_box()["y"]


def test_the_doubted_one_has_another_color_and_another_line(visitor, write, reads):
    """Who sees no colors sees dashes."""
    reads(visitor, "47", {1: (0.5, 1)})
    visitor.draw(write("47"))
    visitor.see("47")
    sure, doubted = (
        visitor.page.locator("#boxes span")
        .nth(place)
        .evaluate("(box) => [getComputedStyle(box).outlineStyle, getComputedStyle(box).outlineColor]")
        for place in (0, 1)
    )
    assert (sure[0], doubted[0]) == ("solid", "dashed")
    assert sure[1] != doubted[1]


def test_a_box_follows_the_ink_when_the_window_changes(visitor, write, reads):
    """Boxes are laid in shares of the paper, and laid anew with it."""
    reads(visitor, "407")
    ways = write("407")
    visitor.draw(ways)
    visitor.see("407")
    for size in ((1000, 700), (390, 844), (844, 390)):
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
        visitor.page.wait_for_timeout(100)
        for box, way in zip(visitor.page.locator("#boxes span").all(), ways, strict=True):
            assert sides(box.bounding_box()) == pytest.approx(on_screen(visitor, way), abs=2)


def test_boxes_go_with_their_ink(visitor, write, reads):
    """Undo, redo and clear."""
    reads(visitor, "407")
    visitor.draw(write("407"))
    visitor.see("407")
    boxes = visitor.page.locator("#boxes span")
    expect(boxes).to_have_count(3)
    visitor.page.keyboard.press("Control+z")
    expect(boxes).to_have_count(2)
    visitor.page.keyboard.press("Control+y")
    expect(boxes).to_have_count(3)
    visitor.page.keyboard.press("Escape")
    expect(boxes).to_have_count(0)


def test_boxes_can_be_hidden(visitor, write, reads):
    """And stay so for the next number."""
    reads(visitor, "47")
    visitor.draw(write("47"))
    visitor.see("47")
    toggle = visitor.page.get_by_role("button", name="Boxes")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(visitor.page.locator("#boxes span")).to_have_count(0)
    visitor.page.keyboard.press("Escape")
    visitor.draw(write("47"))
    visitor.see("47")
    expect(visitor.page.locator("#boxes span")).to_have_count(0)
    toggle.click()
    expect(visitor.page.locator("#boxes span")).to_have_count(2)


@pytest.mark.parametrize("wide", [False, True])
def test_boxes_lie_over_a_picture(visitor, seven_picture, reads, wide):
    """In its pixels, wherever the paper shows it; also around a digit that stands alone."""
    stand_in = reads(visitor, "7")
    stand_in.answer_with(visitor.page, [{"x": 20, "y": 30, "width": 100, "height": 120}])
    if wide:
        visitor.page.locator("#wide").click()
    visitor.drop_or_paste("paste", seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    expect(visitor.page.locator("#boxes span")).to_have_count(1)
    box = sides(visitor.page.locator("#boxes span").bounding_box())
    left, top, width, height = sides(visitor.page.locator("#paper").bounding_box())
    unit = 0.88 * height / 240  # the picture has 200x240 px
    x, y = left + width / 2 - 100 * unit, top + height / 2 - 120 * unit
    assert box == pytest.approx([x + 20 * unit, y + 30 * unit, 100 * unit, 120 * unit], abs=2)


def test_a_label_stays_on_the_paper_and_goes_where_there_is_no_room(visit, write, reads):
    """Below a box at the upper edge, and nowhere beside one as narrow as a 1."""
    visitor = visit(size=(360, 740), has_touch=True, is_mobile=True, device_scale_factor=2)
    reads(visitor, "41")
    visitor.draw([*write("4", top=0.01, width=0.5), *write("1", left=0.6, width=0.05)])
    visitor.see("41")
    high, narrow = visitor.page.locator("#boxes span").all()
    assert high.locator("b").bounding_box()["y"] > high.bounding_box()["y"] + high.bounding_box()["height"]
    expect(narrow.locator("b")).to_be_hidden()

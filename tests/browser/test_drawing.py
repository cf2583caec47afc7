"""Drawing: by mouse, finger and pen, on every kind of screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

PHONE = {"size": (390, 844), "has_touch": True, "is_mobile": True, "device_scale_factor": 3}


def ink_in(page, left: float, top: float, right: float, bottom: float) -> int:
    """Return how many pixels of that part of the drawing area (0..1) hold ink."""
    return page.evaluate(
        """([left, top, right, bottom]) => new Promise((done) => requestAnimationFrame(() => {
            const canvas = document.getElementById("drawing");
            const { width, height } = canvas;
            const part = canvas.getContext("2d").getImageData(
                left * width, top * height, (right - left) * width, (bottom - top) * height).data;
            let count = 0;
            for (let i = 3; i < part.length; i += 4) if (part[i] > 128) count += 1;
            done(count);
        }))""",
        [left, top, right, bottom],
    )


def touch(session, kind: str, *points: tuple[float, float, int]) -> None:
    """Send one touch event of ``kind`` with fingers at (x, y, id)."""
    fingers = [{"x": x, "y": y, "id": finger} for x, y, finger in points]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def test_a_seven_drawn_by_mouse_is_read(visitor, seven):
    """The main path: draw with real pointer events, see the digit, how sure it is, and what was seen."""
    visitor.draw(seven)
    visitor.see("7")
    assert visitor.page.locator("#answer").get_attribute("data-condition") == "answer"
    expect(visitor.page.locator("#detail")).to_have_text(re.compile(r"\d %"))
    expect(visitor.page.locator("#bars .most .number")).to_have_text("7")
    assert visitor.page.locator("#bars li").count() == 10


@pytest.mark.parametrize(("name", "digit"), [("zero", "0"), ("one", "1"), ("crossed_seven", "7")])
def test_other_digits_are_read_as_well(visitor, request, name, digit):
    """Nothing on the page knows only sevens."""
    visitor.draw(request.getfixturevalue(name))
    visitor.see(digit)


def test_a_seven_drawn_by_finger_is_read(visit, seven):
    """Touch draws and does not scroll: the page stays where it is."""
    visitor = visit(**PHONE)
    session = visitor.page.context.new_cdp_session(visitor.page)
    way = [visitor.at(place) for place in seven[0]]
    touch(session, "touchStart", (*way[0], 0))
    for place in way[1:]:
        touch(session, "touchMove", (*place, 0))
    touch(session, "touchEnd")
    visitor.see("7")
    assert visitor.strokes() == 1
    assert visitor.page.evaluate("scrollY") == 0


def test_a_second_finger_does_not_break_the_first_ones_stroke(visit, seven):
    """Of several fingers the first draws; the others draw nothing and end nothing."""
    visitor = visit(**PHONE)
    session = visitor.page.context.new_cdp_session(visitor.page)
    way = [(*visitor.at(place), 0) for place in seven[0]]
    palm = (*visitor.at((0.9, 0.9)), 1)
    touch(session, "touchStart", way[0])
    touch(session, "touchMove", way[1])
    touch(session, "touchStart", way[1], palm)
    for place in way[2:]:
        touch(session, "touchMove", place, palm)
    touch(session, "touchEnd")
    visitor.see("7")
    assert visitor.strokes() == 1


def test_a_touch_that_the_system_takes_leaves_nothing(visit):
    """A canceled pointer was no stroke; redo can still bring it back."""
    visitor = visit(**PHONE)
    session = visitor.page.context.new_cdp_session(visitor.page)
    touch(session, "touchStart", (*visitor.at((0.3, 0.3)), 0))
    touch(session, "touchMove", (*visitor.at((0.6, 0.6)), 0))
    touch(session, "touchCancel")
    expect(visitor.page.locator("#drawing")).to_have_attribute("aria-label", "Drawing area, blank")
    visitor.page.locator("#redo").tap()
    assert visitor.strokes() == 1


def test_a_pen_presses_its_ink_onto_the_paper(visitor):
    """Pen pressure widens the line; the palm that follows the pen draws nothing."""
    session = visitor.page.context.new_cdp_session(visitor.page)

    def pen(kind: str, x: float, force: float) -> None:
        place = dict(zip("xy", visitor.at((x, 0.5)), strict=True))
        held = {"button": "left", "buttons": 1, "force": force, "pointerType": "pen", "clickCount": 1}
        session.send("Input.dispatchMouseEvent", {"type": kind, **place, **held})

    pen("mousePressed", 0.1, 0.1)
    for x in range(2, 10):
        pen("mouseMoved", x / 10, x / 10)
    pen("mouseReleased", 0.9, 0)
    assert visitor.strokes() == 1
    assert ink_in(visitor.page, 0.75, 0.4, 0.85, 0.6) > 1.3 * ink_in(visitor.page, 0.15, 0.4, 0.25, 0.6) > 0


def test_a_stroke_goes_on_where_the_pointer_leaves_the_paper(visitor):
    """The pointer is captured: ink that runs off the edge comes back in."""
    visitor.press_at((0.5, 0.9))
    visitor.page.mouse.move(*visitor.at((0.5, 1.2)), steps=4)
    visitor.page.mouse.move(*visitor.at((0.8, 1.2)), steps=4)
    visitor.page.mouse.move(*visitor.at((0.8, 0.9)), steps=4)
    visitor.page.mouse.up()
    assert visitor.strokes() == 1
    assert ink_in(visitor.page, 0.75, 0.9, 0.85, 1) > 0


def test_a_button_let_go_outside_ends_the_stroke(visitor):
    """Coming back with the button up draws nothing more."""
    visitor.press_at((0.2, 0.2))
    visitor.page.mouse.move(*visitor.at((-0.05, 0.2)), steps=3)
    visitor.page.mouse.up()
    visitor.page.mouse.move(*visitor.at((0.8, 0.8)), steps=3)
    assert ink_in(visitor.page, 0.4, 0.4, 0.9, 0.9) == 0


def test_the_right_button_draws_nothing(visitor):
    """It belongs to the browser."""
    visitor.page.mouse.click(*visitor.at((0.5, 0.5)), button="right")
    assert visitor.strokes() == 0


def test_a_tap_leaves_a_dot(visitor):
    """Also what does not move is ink."""
    visitor.page.mouse.click(*visitor.at((0.5, 0.5)))
    assert visitor.strokes() == 1
    assert ink_in(visitor.page, 0.45, 0.45, 0.55, 0.55) > 0


def test_the_guide_goes_with_the_first_stroke(visitor):
    """What shows where to write does not stand in the way of writing."""
    guide = visitor.page.locator(".guide")
    expect(guide).to_have_css("opacity", "1")
    visitor.press_at((0.5, 0.5))
    expect(guide).to_have_css("opacity", "0")
    visitor.page.mouse.up()


@pytest.mark.parametrize("density", [2, 2.625])
def test_the_ink_is_sharp_on_every_screen(visit, density):
    """The canvas has one pixel for each of the screen's."""
    visitor = visit(device_scale_factor=density)
    shown, drawn = visitor.page.evaluate(
        "(({clientWidth, width}) => [clientWidth, width])(document.getElementById('drawing'))"
    )
    assert drawn == pytest.approx(shown * density, abs=1)


def test_turning_the_phone_keeps_the_drawing(visit, seven):
    """The canvas is drawn anew from the strokes, at its new size."""
    visitor = visit(**PHONE)
    visitor.draw(seven)
    before = visitor.page.locator("#drawing").bounding_box()["width"]
    visitor.page.set_viewport_size({"width": 844, "height": 390})
    visitor.page.wait_for_function(
        "(before) => document.getElementById('drawing').clientWidth < before", arg=before
    )
    assert ink_in(visitor.page, 0.2, 0.15, 0.8, 0.35) > 0
    assert ink_in(visitor.page, 0, 0.9, 1, 1) == 0
    visitor.see("7")


def test_changing_to_dark_redraws_the_ink_in_its_new_color(visitor, seven):
    """Ink is dark on light paper and light on dark paper, at once."""
    visitor.draw(seven)
    bright = """(bright) => {
        const canvas = document.getElementById("drawing");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const ink = data.findIndex((value, i) => i % 4 === 3 && value === 255);
        return ink > 0 && (data[ink - 1] > 150) === bright;
    }"""
    visitor.page.wait_for_function(bright, arg=False)
    visitor.page.emulate_media(color_scheme="dark")
    visitor.page.wait_for_function(bright, arg=True)

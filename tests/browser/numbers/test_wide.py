"""The wide paper: a window on a sheet that goes on to the right while one writes."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

PHONE = {"size": (360, 740), "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
ALONG = "Number(document.getElementById('along').value)"
INK = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const canvas = document.getElementById("drawing");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const across = new Set();
    for (let i = 3; i < data.length; i += 4) if (data[i] > 128) across.add(((i - 3) / 4) % canvas.width);
    done(across.size ? [Math.min(...across) / canvas.width, Math.max(...across) / canvas.width] : null);
})))"""


def bar(visitor):
    """Return the bar below the paper."""
    return visitor.page.get_by_role("slider", name="Move along the sheet")


def widen(visitor) -> None:
    """Press "Wide"."""
    visitor.page.get_by_role("button", name="Wide").click()


def write_far(visitor, write, reads) -> None:
    """Write six digits on the wide paper, beyond its right edge, and wait until they are read."""
    reads(visitor, "407174")
    widen(visitor)
    visitor.draw(write("407174", left=0.03, width=0.16))
    visitor.see("407174")


def sent_by(visitor, ways) -> list:
    """Draw, and return the strokes as the page sent them at last."""
    sent = []
    note = lambda request: sent.append(request.post_data) if "/readings" in request.url else None  # noqa: E731
    visitor.page.on("request", note)
    visitor.draw(ways)
    visitor.page.wait_for_timeout(300)
    visitor.page.remove_listener("request", note)
    return json.loads(sent[-1])["strokes"]


def rest(visitor) -> float:
    """Lift the pen until the paper has moved along and stands still; return where it then is."""
    visitor.page.wait_for_function(f"() => {ALONG} > 0")
    last = -1.0
    while last != (now := visitor.page.evaluate(ALONG)):
        last = now
        visitor.page.wait_for_timeout(150)
    return now


@pytest.mark.parametrize("size", [(360, 740), (390, 844), (740, 360), (768, 1024), (1280, 800), (1920, 1080)])
def test_the_wide_paper_is_wide_and_the_answer_is_seen(visit, write, reads, size):
    """Nothing sticks out, and the number stands on the screen without scrolling."""
    visitor = visit(size=size)
    widen(visitor)
    reads(visitor, "407")
    visitor.draw(write("407", width=0.12))
    visitor.see("407")
    paper, digit = (visitor.page.locator(name).bounding_box() for name in ("#paper", "#digit"))
    assert paper["width"] >= 1.9 * paper["height"]
    assert paper["width"] >= 0.85 * min(size[0], 1100)
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert digit["y"] + digit["height"] <= size[1]


def test_turning_it_wide_and_back_keeps_the_ink(visitor, write, reads):
    """Strokes are the drawing; the paper only shows them."""
    reads(visitor, "407")
    visitor.draw(write("407"))
    visitor.see("407")
    square = visitor.page.evaluate(INK)
    widen(visitor)
    visitor.page.wait_for_timeout(200)
    wide = visitor.page.evaluate(INK)
    assert wide[1] < 0.5 * square[1]
    widen(visitor)
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate(INK) == pytest.approx(square, abs=0.01)
    visitor.see("407")


def test_both_directions_have_one_unit(visitor, reads):
    """A digit that is as wide as high on the screen is so for the server."""
    reads(visitor, "4")
    widen(visitor)
    paper = visitor.page.locator("#drawing").bounding_box()
    ratio = paper["height"] / paper["width"]
    [stroke] = sent_by(visitor, [[(0.5 * ratio, 0.2), (1.1 * ratio, 0.8)]])
    across, down = (max(axis) - min(axis) for axis in zip(*stroke, strict=True))
    assert across == pytest.approx(down, rel=0.02)
    assert stroke[0] == pytest.approx([500, 200], abs=10)


def test_the_sheet_grows_and_moves_along_when_the_pen_rests(visit, write, reads):
    """What is written next joins what was written before; scale and ink stay as they are."""
    visitor = visit(**PHONE)
    reads(visitor, "4071740")
    widen(visitor)
    expect(bar(visitor)).to_be_hidden()
    visitor.draw(write("4071", left=0.04, width=0.23))
    visitor.see("4071")
    left = rest(visitor)
    expect(bar(visitor)).to_be_visible()
    assert visitor.page.evaluate(INK)[1] < 0.5
    strokes = sent_by(visitor, write("740", left=0.4, width=0.19))
    visitor.see("4071740")
    starts = [min(x for x, _ in stroke) for stroke in strokes]
    assert starts == sorted(starts)
    assert starts[4] == pytest.approx(left + 0.4 * 2000, abs=30)
    assert visitor.strokes() == 7


def test_a_finger_writes_on_it_and_scrolls_nothing(visit, write, reads):
    """Sideways strokes are ink, not a swipe."""
    visitor = visit(**PHONE)
    reads(visitor, "47")
    widen(visitor)
    session = visitor.page.context.new_cdp_session(visitor.page)
    for way in write("47", left=0.1, width=0.35):
        for kind, place in [("touchStart", way[0]), *(("touchMove", place) for place in way[1:])]:
            finger = dict(zip("xy", visitor.at(place), strict=True))
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [finger]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    visitor.see("47")
    assert visitor.strokes() == 2
    assert visitor.page.evaluate("[scrollX, scrollY]") == [0, 0]


def test_it_never_moves_under_the_pen(visitor, write, reads):
    """However long a stroke takes, and however near it comes to the edge."""
    reads(visitor, "4444444")
    widen(visitor)
    visitor.draw(write("444444", left=0.05, width=0.15))
    visitor.press_at((0.93, 0.3))
    visitor.page.mouse.move(*visitor.at((0.98, 0.8)), steps=5)
    visitor.page.wait_for_timeout(1300)
    assert visitor.page.evaluate(ALONG) == 0
    visitor.page.mouse.up()
    assert rest(visitor) > 0


def test_the_bar_leads_back(visitor, write, reads):
    """By mouse, by keyboard and by the wheel; what was written is still there, and boxes lie over it."""
    write_far(visitor, write, reads)
    there = rest(visitor)
    bar(visitor).focus()
    visitor.page.keyboard.press("Home")
    assert visitor.page.evaluate(ALONG) == 0
    first = visitor.page.locator("#boxes span").first.bounding_box()
    assert first["x"] == pytest.approx(visitor.at((0.03, 0))[0], abs=12)
    visitor.page.mouse.move(*visitor.at((0.5, 0.5)))
    visitor.page.mouse.wheel(300, 0)
    visitor.page.wait_for_function(f"() => {ALONG} > 0")
    assert visitor.page.evaluate(ALONG) < there


def test_a_chosen_digit_comes_into_view(visitor, write, reads):
    """Who wants to look at it need not look for it."""
    write_far(visitor, write, reads)
    rest(visitor)
    visitor.page.locator("#chips label").first.click()
    visitor.page.wait_for_function(f"() => {ALONG} === 0")
    assert visitor.page.locator("#boxes .chosen").bounding_box()["x"] >= visitor.at((0, 0))[0]


def test_undo_redo_and_clear_work_on_a_long_sheet(visitor, write, reads):
    """What is taken back or drawn again is seen, and a cleared sheet begins at its beginning."""
    write_far(visitor, write, reads)
    rest(visitor)
    for _ in range(4):
        visitor.page.locator("#undo").click()
    visitor.see("40")
    assert visitor.page.evaluate(INK)[1] > 0
    visitor.page.locator("#redo").click()
    visitor.see("407")
    visitor.page.keyboard.press("Escape")
    assert visitor.page.evaluate(ALONG) == 0
    expect(bar(visitor)).to_be_hidden()
    expect(visitor.page.locator(".guide")).to_have_css("opacity", "1")
    visitor.page.keyboard.press("Control+z")
    visitor.see("407")


def test_who_wants_no_motion_sees_no_sliding(visit, write, reads):
    """The paper is there at once."""
    visitor = visit(media={"reduced_motion": "reduce"})
    reads(visitor, "407174")
    widen(visitor)
    visitor.page.evaluate(
        """() => {
            window.places = new Set();
            const bar = document.getElementById("along");
            const look = () => { places.add(bar.value); requestAnimationFrame(look); };
            look();
        }"""
    )
    visitor.draw(write("407174", left=0.03, width=0.16))
    rest(visitor)
    assert visitor.page.evaluate("[...places].filter((place) => Number(place) > 0).length") == 1


def test_a_long_number_is_kept_whole_and_opened_wide(visitor, write, reads):
    """Its small picture shows all of it, and its name spells it."""
    write_far(visitor, write, reads)
    expect(visitor.page.locator(".reading")).to_have_count(1)
    visitor.page.reload()
    reads(visitor, "407174")
    visitor.page.get_by_role("button", name="Open again: read as 4 0 7 1 7 4").click()
    visitor.see("407174")
    expect(visitor.page.get_by_role("button", name="Wide")).to_have_attribute("aria-pressed", "true")
    assert visitor.strokes() == 6

"""Reading while one draws: live, one request at a time, the newest wins."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import expect

READINGS = "**/api/v1/readings*"
BITMAP = """() => {
    const canvas = document.getElementById("seen");
    const { data } = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...data].filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


def told(text: str, confidence: float = 0.98) -> dict:
    """Return an answer of the API that reads ``text``."""
    probabilities = [0.002] * 10
    if text.isdigit():
        probabilities[int(text)] = 0.982
    digit = int(text) if text.isdigit() else None
    box = {"x": 0, "y": 0, "width": 1, "height": 1}
    glyph = {"digit": digit, "confidence": confidence, "probabilities": probabilities, "box": box}
    return {"text": text, "confidence": confidence, "digits": [glyph], "alternatives": [], "model": "f"}


def test_the_answer_comes_before_the_pen_is_lifted(visitor, seven):
    """It reads while one draws."""
    way = seven[0]
    visitor.press_at(way[0])
    for place in way[1:]:
        visitor.page.mouse.move(*visitor.at(place), steps=5)
    visitor.see("7")
    visitor.page.mouse.up()


def test_strokes_leave_the_browser_never_pixels(visitor, seven):
    """The server draws them itself, so screens and pens cannot matter."""
    with visitor.page.expect_request(READINGS) as sent:
        visitor.draw(seven)
    body = json.loads(sent.value.post_data)
    assert set(body) == {"strokes", "expect"}
    assert all(len(point) == 2 for point in body["strokes"][0])


def test_at_most_one_request_is_under_way(visitor, zero):
    """However long the server takes, requests never pile up, and the last one has all the ink."""
    held = []
    visitor.page.route(READINGS, lambda route: held.append(route))  # noqa: PLW0108  a built-in function will not do
    answered = 0
    visitor.press_at(zero[0][0])
    for step, place in enumerate(zero[0][1:]):
        visitor.page.mouse.move(*visitor.at(place), steps=4)
        assert len(held) - answered <= 1
        if step % 3 == 2 and len(held) > answered:
            held[answered].fulfill(json=told("0"))
            answered += 1
            visitor.page.wait_for_timeout(150)
    visitor.page.mouse.up()
    while answered < len(held):
        held[answered].fulfill(json=told("0"))
        answered += 1
        visitor.page.wait_for_timeout(300)
    visitor.see("0")
    sizes = [len(json.loads(route.request.post_data)["strokes"][0]) for route in held]
    assert 2 <= len(sizes) <= 8
    assert sizes[-1] == max(sizes) > 20


def test_an_answer_to_what_was_cleared_never_shows(visitor, seven, one):
    """The newest wins: a late answer cannot overwrite what came after it."""
    held = []

    def first_late(route) -> None:
        held.append(route)
        if len(held) > 1:
            route.fulfill(json=told("1"))

    visitor.page.route(READINGS, first_late)
    visitor.draw(seven)
    visitor.page.wait_for_timeout(50)
    visitor.page.keyboard.press("Escape")
    visitor.draw(one)
    visitor.see("1")
    held[0].fulfill(json=told("7"))
    visitor.page.wait_for_timeout(300)
    visitor.see("1")


def test_nothing_is_read_on_blank_paper(visitor, seven):
    """A blank page asks for a digit, and the server is not asked."""
    visitor.see_words("Write a number")
    assert not [url for url in visitor.sent if "/api/" in url]
    visitor.draw(seven)
    visitor.see("7")
    visitor.page.locator("#clear").click()
    visitor.see_words("Write a number")
    expect(visitor.page.locator("#digit")).to_be_empty()
    expect(visitor.page.locator("#bars .most")).to_have_count(0)
    assert visitor.page.evaluate(BITMAP) == 0


def test_waiting_is_shown_until_the_first_answer(visitor, seven):
    """A slow server is no blank page."""
    held = []
    visitor.page.route(READINGS, lambda route: held.append(route))  # noqa: PLW0108  a built-in function will not do
    visitor.draw(seven)
    visitor.see_words("Reading…")
    held[0].fulfill(json=told("7"))
    expect(visitor.page.locator("#digit")).to_have_text("7")
    visitor.page.unroute_all(behavior="ignoreErrors")


def test_what_is_no_digit_is_not_called_one(visitor, seven):
    """The honest answer is "?", with the digit that comes closest."""
    visitor.page.route(READINGS, lambda route: route.fulfill(json=told("?", 0.12)))
    visitor.draw(seven)
    visitor.see("?")
    visitor.see_words("That does not look like a digit")
    expect(visitor.page.locator("#detail")).to_have_text("Closest: 0, 12 %")


def test_the_picture_that_the_network_sees_is_shown(visitor, seven):
    """28x28 pixels, crisp, exactly those that the API tells."""
    assert visitor.page.evaluate(BITMAP) == 0
    visitor.draw(seven)
    visitor.see("7")
    assert 40 < visitor.page.evaluate(BITMAP) < 400
    expect(visitor.page.locator("#seen")).to_have_css("image-rendering", "pixelated")


def test_the_explanation_colors_what_mattered(visitor, seven):
    """Behind a toggle: only who wants it pays for it."""
    visitor.draw(seven)
    visitor.see("7")
    why = visitor.page.locator("#why")
    assert not [url for url in visitor.sent if "explanation" in url]
    why.click()
    expect(why).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.locator("#seen")).to_have_attribute(
        "aria-label", "28 by 28 pixels, colored where they mattered most"
    )
    colored = visitor.page.evaluate(
        """() => {
            const { data } = document.getElementById("seen").getContext("2d").getImageData(0, 0, 28, 28);
            const red = (_, i) => i % 4 === 0 && data[i + 3] > 20 && data[i] > data[i + 2] + 40;
            return data.filter(red).length;
        }"""
    )
    assert colored > 10
    why.click()
    expect(visitor.page.locator("#seen")).to_have_attribute(
        "aria-label", "28 by 28 pixels, as the network sees them"
    )


HEAT = """() => {
    const heat = document.getElementById("heat");
    const { data } = heat.getContext("2d").getImageData(0, 0, heat.width, heat.height);
    return data.filter((value, i) => i % 4 === 3 && value > 100).length / (heat.width * heat.height);
}"""


def middle_of(box: dict) -> tuple[float, float]:
    """Return the middle of a box on the screen."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_explanation_lies_over_the_drawing(visitor, seven):
    """Where its 28x28 pixels lie: 20 of them are as high as the ink, whose middle is near theirs."""
    visitor.page.locator("#why").click()
    visitor.draw(seven)
    visitor.see("7")
    heat = visitor.page.locator("#heat")
    expect(heat).to_be_visible()
    assert 0.005 < visitor.page.evaluate(HEAT) < 0.5
    box = heat.bounding_box()
    (left, top), (right, bottom) = visitor.at((0.28, 0.24)), visitor.at((0.72, 0.82))
    assert box["height"] * 17.8 / 28 == pytest.approx(bottom - top, rel=0.03)  # but for the pen's 2.2 px
    middle = ((left + right) / 2, (top + bottom) / 2)
    assert middle_of(box) == pytest.approx(middle, abs=0.15 * box["height"])
    visitor.page.locator("#why").click()
    expect(heat).to_be_hidden()


def test_the_explanation_follows_the_pen(visitor, seven):
    """While one draws a digit it grows with the ink, and it never takes the pen's place."""
    visitor.page.get_by_label("What is it?").select_option("One digit")
    visitor.page.locator("#why").click()
    heat, heights = visitor.page.locator("#heat"), []
    visitor.press_at(seven[0][0])
    for place in seven[0][1:]:
        visitor.page.mouse.move(*visitor.at(place), steps=5)
        expect(heat).to_be_visible()
        expect(visitor.page.locator("#answer")).to_have_attribute("data-stale", "false")
        heights.append(heat.bounding_box()["height"])
    visitor.page.mouse.up()
    assert heights == sorted(heights)
    assert heights[-1] > 1.3 * heights[1]
    visitor.page.locator("#clear").click()
    expect(heat).to_be_hidden()


def test_the_explanation_of_a_picture_lies_over_the_picture(visitor, seven_picture):
    """Also over the small copy that is kept of it, which has other pixels."""
    visitor.page.locator("#why").click()
    visitor.drop_or_paste("paste", seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    heat = visitor.page.locator("#heat")
    expect(heat).to_be_visible()
    box, paper = heat.bounding_box(), visitor.page.locator("#paper").bounding_box()
    unit = 0.88 * paper["height"] / 240  # the picture has 200x240 px
    left, top = middle_of(paper)[0] - 100 * unit, middle_of(paper)[1] - 120 * unit
    ink = ImageOps.invert(Image.open(BytesIO(seven_picture))).point(lambda value: value > 128).getbbox()
    assert box["height"] * 20 / 28 == pytest.approx(unit * (ink[3] - ink[1]), rel=0.03)
    middle = (left + unit * (ink[0] + ink[2]) / 2, top + unit * (ink[1] + ink[3]) / 2)
    assert middle_of(box) == pytest.approx(middle, abs=0.15 * box["height"])
    expect(visitor.page.locator(".reading")).to_have_count(1)
    visitor.page.locator("#clear").click()
    expect(heat).to_be_hidden()
    visitor.page.locator(".reading").click()
    visitor.see("7")
    expect(heat).to_be_visible()
    again = heat.bounding_box()
    assert [again[side] for side in box] == pytest.approx(
        [box[side] for side in box], abs=0.1 * box["height"]
    )


def test_the_answer_is_heard_once_it_has_come_to_rest(visitor, seven):
    """Screen readers hear one sentence for a drawing, not every guess on the way."""
    visitor.page.evaluate(
        """() => {
            window.heard = [];
            const region = document.getElementById("spoken");
            new MutationObserver(() => region.textContent && heard.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    visitor.press_at(seven[0][0])
    for place in seven[0][1:]:
        visitor.page.mouse.move(*visitor.at(place), steps=5)
    visitor.see("7")
    visitor.page.wait_for_timeout(1200)
    assert visitor.page.evaluate("heard") == []
    visitor.page.mouse.up()
    visitor.page.wait_for_function("() => window.heard.length > 0")
    visitor.page.wait_for_timeout(300)
    heard = visitor.page.evaluate("heard")
    assert len(heard) == 1
    assert heard[0].startswith("Read as 7. ")
    assert visitor.page.locator("#spoken").get_attribute("role") == "status"

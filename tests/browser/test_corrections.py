"""Saying what was meant: asked, thanked at once, kept once by the server, and forgotten when one wants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from inkdigits.store.corrections import Corrections, open_corrections
from inkdigits.store.packing import unpack_strokes
from inkdigits.store.records import Correction

CORRECTIONS = "**/api/v1/corrections"
READINGS = "**/api/v1/readings*"
LOAD_ERROR = "Failed to load resource"
PHONE = (360, 640)
UNAVAILABLE = {"error": {"code": "store_unavailable", "message": "corrections cannot be kept now"}}
FIRST = "are stored on this server, so that it learns to read better"
FORBID = """() => Object.defineProperty(window, "localStorage", {
    configurable: true, get: () => { throw new DOMException("no", "SecurityError"); },
})"""
INSIDE = """(id) => {
    const { left, top, right, bottom } = document.getElementById(id).getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}"""


@pytest.fixture
def kept(server, database) -> Iterator[Corrections]:
    """The store that the server writes to, empty."""
    del server
    store = open_corrections(database)
    for correction in store.since():
        store.remove(correction.id)
    yield store
    store.engine.dispose()


def draw_and_see(visitor, ways, text: str) -> None:
    """Draw, and wait until the answer is there and can be corrected."""
    visitor.draw(ways)
    visitor.see(text)
    expect(visitor.page.locator("#wrong")).to_have_attribute("aria-disabled", "false")


def correct(visitor, meant: str) -> None:
    """Say what was meant, in the dialog."""
    visitor.page.locator("#wrong").click()
    field = visitor.page.get_by_label("What did you mean?")
    expect(field).to_be_focused()
    field.fill(meant)
    field.press("Enter")


def see_note(visitor, words: str) -> None:
    """Wait until the note says ``words``."""
    expect(visitor.page.locator("#note p")).to_contain_text(words)
    expect(visitor.page.locator("#note")).to_be_visible()


def arrived(visitor, kept: Corrections, count: int = 1) -> list[Correction]:
    """Wait until the page knows that all corrections have arrived, and return what the server kept."""
    tokens = """(count) => {
        const { corrections } = JSON.parse(localStorage.getItem("inkdigits.corrections.1"));
        return corrections.length === count && corrections.every(({ token }) => token !== "");
    }"""
    visitor.page.wait_for_function(tokens, arg=count)
    return list(kept.since())


def test_what_was_meant_is_kept_with_the_ink_that_was_read(visitor, seven, kept):
    """The strokes, the text, the confidence and the model are those of the answer on the page."""
    asked: list[Any] = []
    visitor.page.on("response", lambda answer: asked.append(answer) if "readings" in answer.url else None)
    draw_and_see(visitor, seven, "7")
    question, answer = json.loads(asked[-1].request.post_data), asked[-1].json()
    correct(visitor, "1")
    see_note(visitor, "Thank you: 1, not 7.")
    expect(visitor.page.locator("#spoken")).to_contain_text("Thank you")
    (correction,) = arrived(visitor, kept)
    assert [stroke.tolist() for stroke in unpack_strokes(correction.ink)] == question["strokes"]
    assert (correction.read, correction.meant, correction.source) == ("7", "1", "page")
    assert (correction.model, correction.confidence) == (answer["model"], answer["confidence"])


def test_it_is_thanked_at_once_and_one_can_go_on_drawing(visitor, seven, one, kept):
    """The server has yet to answer; what is sent is what was read, whatever is drawn since."""
    held: list[Any] = []
    visitor.page.route(CORRECTIONS, lambda route: held.append(route))  # noqa: PLW0108  a built-in function will not do
    draw_and_see(visitor, seven, "7")
    correct(visitor, "2")
    see_note(visitor, "Thank you")
    expect(visitor.page.locator("#mine .stands")).to_have_text("Being sent…")
    visitor.page.keyboard.press("Escape")
    visitor.draw(one)
    visitor.see("1")
    expect(visitor.page.locator("#note")).to_be_hidden()
    held[0].continue_()
    (correction,) = arrived(visitor, kept)
    assert len(unpack_strokes(correction.ink)) == 1
    assert (correction.read, correction.meant) == ("7", "2")


def test_a_number_is_corrected_as_a_whole(visitor, kept):
    """It stands in the field, selected, so that one digit of it can be changed."""
    visitor.page.locator("#expect").select_option("number")
    one, seven = [(0.2, 0.3), (0.2, 0.5), (0.2, 0.7)], [(0.5, 0.31), (0.7, 0.3), (0.62, 0.5), (0.56, 0.7)]
    draw_and_see(visitor, [one, seven], "17")
    visitor.page.locator("#wrong").click()
    field = visitor.page.get_by_label("What did you mean?")
    expect(field).to_have_value("17")
    field.press("Enter")
    expect(visitor.page.locator("#problem")).to_have_text("That is what was read: 17")
    field.press("End")
    field.press("Backspace")
    field.type("\N{FULLWIDTH DIGIT ONE}")
    field.press("Enter")
    (correction,) = arrived(visitor, kept)
    assert (correction.read, correction.meant, len(unpack_strokes(correction.ink))) == ("17", "11", 2)


def test_lines_are_corrected_as_lines(visitor, seven, kept):
    """Enter begins a line there; the button sends, and so does Ctrl+Enter."""
    glyph = {"digit": 1, "confidence": 0.9, "probabilities": [0.1] * 10}
    glyph["box"] = {"x": 1, "y": 1, "width": 9, "height": 9}
    told = {"text": "1\n?", "confidence": 0.3, "digits": [glyph, glyph | {"digit": None}], "model": "a" * 64}
    visitor.page.route(READINGS, lambda route: route.fulfill(json=told))
    visitor.draw(seven)
    expect(visitor.page.locator("#wrong")).to_have_attribute("aria-disabled", "false")
    visitor.page.locator("#wrong").click()
    field = visitor.page.locator("#meant-lines")
    expect(field).to_have_value("1\n?")
    expect(field).to_have_attribute("inputmode", "numeric")
    field.press("Enter")  # replaces what is selected
    field.type("4")
    field.press("Enter")
    field.type("2")
    field.press("Control+Enter")
    (correction,) = arrived(visitor, kept)
    assert (correction.read, correction.meant, correction.model) == ("1\n?", "4\n2", "a" * 64)


def test_what_is_stored_is_told_before_the_first_alone(visitor, seven, kept):
    """In a plain sentence, before anything is sent; later in a short one, also at the next visit."""
    told = visitor.page.locator("#told")
    draw_and_see(visitor, seven, "7")
    visitor.page.locator("#wrong").click()
    expect(told).to_contain_text(f"Your drawing, what was read and what you meant {FIRST}")
    visitor.page.get_by_role("button", name="Cancel").click()
    assert list(kept.since()) == []
    correct(visitor, "1")
    arrived(visitor, kept)
    visitor.page.locator("#wrong").click()
    expect(told).to_have_text("It is stored with your drawing. You can have it forgotten.")
    visitor.page.reload()
    draw_and_see(visitor, seven, "7")
    visitor.page.locator("#wrong").click()
    expect(told).not_to_contain_text(FIRST)


def test_it_can_be_forgotten_in_the_thanks(visitor, seven, kept):
    """Here, and on the server."""
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    arrived(visitor, kept)
    visitor.page.locator("#note").get_by_role("button", name="Forget this").click()
    see_note(visitor, "Forgotten")
    assert list(kept.since()) == []
    expect(visitor.page.locator("#mine-section")).to_be_hidden()


def test_the_list_outlives_a_reload_and_forgets(visitor, seven, kept):
    """The newest first, each with its drawing; one goes, the other stays."""
    draw_and_see(visitor, seven, "7")
    for meant in ("1", "2"):
        correct(visitor, meant)
    arrived(visitor, kept, 2)
    visitor.page.reload()
    items = visitor.page.locator("#mine li")
    expect(items.locator(".meant")).to_have_text(["2", "1"])
    assert items.first.locator("canvas").evaluate(
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, 112, 112).data.some((value) => value > 0)"
    )
    items.first.get_by_role("button", name="Forget this").click()
    expect(items.locator(".meant")).to_have_text(["1"])
    expect(items.first.get_by_role("button", name="Forget this")).to_be_focused()
    expect(visitor.page.locator("#spoken")).to_have_text("Forgotten.")
    assert [correction.meant for correction in kept.since()] == ["1"]


def test_what_the_operator_removed_is_forgotten_too(visitor, seven, kept):
    """It is gone: that is what was wanted."""
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    (correction,) = arrived(visitor, kept)
    visitor.tolerated.add(LOAD_ERROR)
    kept.remove(correction.id)
    visitor.page.locator("#mine").get_by_role("button", name="Forget this").click()
    see_note(visitor, "Forgotten")
    expect(visitor.page.locator("#mine li")).to_have_count(0)


def test_what_cannot_be_forgotten_now_stays_in_the_list(visitor, seven, kept):
    """In clear words, until the server does it."""
    visitor.tolerated.add(LOAD_ERROR)
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    arrived(visitor, kept)
    visitor.page.route(f"{CORRECTIONS}/*", lambda route: route.fulfill(status=503, json=UNAVAILABLE))
    visitor.page.locator("#mine").get_by_role("button", name="Forget this").click()
    see_note(visitor, "It could not be forgotten yet")
    expect(visitor.page.locator("#mine .stands")).to_have_text("To be forgotten when the server answers")
    visitor.page.unroute(f"{CORRECTIONS}/*")
    visitor.page.locator("#note").get_by_role("button", name="Try again").click()
    see_note(visitor, "Forgotten")
    assert list(kept.since()) == []


def test_a_server_that_fails_at_first_keeps_it_once(visitor, seven, kept):
    """One refusal, one answer that got lost on the way: the key stays the same, so there is one."""
    visitor.tolerated.add(LOAD_ERROR)
    sent: list[str] = []

    def fail_twice(route) -> None:
        sent.append(route.request.headers["idempotency-key"])
        if len(sent) == 1:
            route.fulfill(status=503, json=UNAVAILABLE)
        elif len(sent) == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    visitor.page.route(CORRECTIONS, fail_twice)
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    assert len(arrived(visitor, kept)) == 1
    assert len(sent) == 3
    assert len(set(sent)) == 1


def test_offline_it_says_so_in_the_end_and_sends_it_when_back(visitor, seven, kept):
    """Nothing that was typed is lost."""
    visitor.tolerated.add(LOAD_ERROR)
    draw_and_see(visitor, seven, "7")
    visitor.page.context.set_offline(True)
    correct(visitor, "1")
    see_note(visitor, "Thank you")
    see_note(visitor, "It could not be sent: you are offline. It is kept in this browser")
    expect(visitor.page.locator("#mine .stands")).to_have_text("Not sent yet")
    expect(visitor.page.locator("#mine").get_by_role("button", name="Send again")).to_be_visible()
    assert list(kept.since()) == []
    visitor.page.context.set_offline(False)
    assert [correction.meant for correction in arrived(visitor, kept)] == ["1"]
    expect(visitor.page.locator("#mine").get_by_role("button", name="Send again")).to_be_hidden()


@pytest.mark.parametrize("ink", ["drawing", "picture"])
def test_what_was_waiting_is_sent_at_the_next_visit(visitor, seven, seven_picture, kept, ink):
    """The page is closed before the server answers; the key is the same, and so is the ink."""
    visitor.tolerated.add(LOAD_ERROR)
    visitor.page.route(CORRECTIONS, lambda route: (route.fetch(), route.abort()))
    if ink == "drawing":
        visitor.draw(seven)
    else:
        visitor.drop_or_paste("paste", seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    correct(visitor, "1")
    visitor.page.wait_for_timeout(500)
    visitor.page.unroute_all(behavior="ignoreErrors")
    visitor.page.reload()
    (correction,) = arrived(visitor, kept)
    assert (correction.ink.kind, correction.meant) == ("strokes" if ink == "drawing" else "picture", "1")
    expect(visitor.page.locator("#mine :is(canvas, img)")).to_have_count(1)


def test_a_picture_is_corrected_by_its_own_bytes(visitor, seven_picture, kept):
    """Not by the small copy that stays in the list."""
    visitor.drop_or_paste("paste", seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    visitor.page.locator("#wrong").click()
    expect(visitor.page.locator("#told")).to_contain_text("Your picture, what was read")
    visitor.page.get_by_label("What did you mean?").press("Escape")
    correct(visitor, "1")
    (correction,) = arrived(visitor, kept)
    assert (correction.ink.kind, correction.read, correction.meant) == ("picture", "7", "1")
    assert correction.confidence is not None
    from inkdigits.store.packing import pack_picture

    assert correction.ink == pack_picture(seven_picture)


def test_one_of_the_last_readings_can_be_corrected(visitor, seven, one, kept):
    """Opened again, its answer is there again."""
    draw_and_see(visitor, seven, "7")
    expect(visitor.page.locator(".reading")).to_have_count(1)
    visitor.page.keyboard.press("Escape")
    draw_and_see(visitor, one, "1")
    visitor.page.get_by_role("button", name="Open again: read as 7").click()
    visitor.see("7")
    expect(visitor.page.locator("#wrong")).to_have_attribute("aria-disabled", "false")
    correct(visitor, "9")
    (correction,) = arrived(visitor, kept)
    assert (correction.read, correction.meant) == ("7", "9")


def test_a_refusal_is_told_with_its_reason(visitor, seven, kept):
    """It is not sent again by itself, and can be taken off the list."""
    visitor.tolerated.add(LOAD_ERROR)
    error = {"error": {"code": "ink_too_large", "message": "<b>the ink takes 2,000,000 bytes</b>"}}
    visitor.page.route(CORRECTIONS, lambda route: route.fulfill(status=413, json=error))
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    see_note(visitor, "It was not taken: <b>the ink takes 2,000,000 bytes</b>.")
    expect(visitor.page.locator("#mine .stands")).to_contain_text("Not taken: <b>the ink")
    visitor.page.unroute(CORRECTIONS)
    visitor.page.reload()
    expect(visitor.page.locator("#mine .stands")).to_contain_text("Not taken")
    visitor.page.locator("#mine").get_by_role("button", name="Send again").click()
    assert len(arrived(visitor, kept)) == 1


@pytest.mark.parametrize(
    "typed", ["", "x", "1.5", "7", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>']
)
def test_what_is_no_number_is_not_sent(visitor, seven, kept, typed):
    """It stays in the field, with what is wrong with it in plain words; it is text, whatever it says."""
    draw_and_see(visitor, seven, "7")
    correct(visitor, typed)
    expect(visitor.page.locator("#problem")).not_to_be_empty()
    field = visitor.page.get_by_label("What did you mean?")
    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    assert visitor.page.locator("dialog :is(script, img)").count() == 0
    field.type("8")
    expect(visitor.page.locator("#problem")).to_be_empty()
    assert list(kept.since()) == []


def test_a_list_that_somebody_else_wrote_is_harmless(visitor, seven, kept):
    """Text is text, and what is no correction is left out."""
    hostile = "<img src=x onerror=alert(1)>"
    entry = {"key": "k", "when": 1e300, "read": hostile, "meant": hostile, "id": "../x", "token": "t"}
    visitor.page.evaluate(
        "(text) => localStorage.setItem('inkdigits.corrections.1', text)",
        json.dumps({"corrections": [None, 7, entry, {"key": "j", "strokes": "x"}]}),
    )
    visitor.page.reload()
    expect(visitor.page.locator("#mine li")).to_have_count(1)
    expect(visitor.page.locator("#mine .meant")).to_have_text(hostile)
    draw_and_see(visitor, seven, "7")
    correct(visitor, "1")
    expect(visitor.page.locator("#mine li")).to_have_count(2)
    visitor.page.wait_for_timeout(200)
    assert len(list(kept.since())) == 1


def test_by_the_keyboard_alone(visitor, seven, kept):
    """Enter opens, Escape closes and takes no ink away, Enter sends; the focus comes back each time."""
    draw_and_see(visitor, seven, "7")
    wrong, field = visitor.page.locator("#wrong"), visitor.page.get_by_label("What did you mean?")
    visitor.page.locator("#copy").focus()
    visitor.page.keyboard.press("Tab")
    expect(wrong).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(field).to_be_focused()
    for key in ("2", "Delete", "Control+z", "Escape"):
        visitor.page.keyboard.press(key)
    expect(visitor.page.locator("#correcting")).to_be_hidden()
    expect(wrong).to_be_focused()
    assert visitor.strokes() == 1
    visitor.page.keyboard.press("Enter")
    expect(field).to_have_value("")
    visitor.page.keyboard.press("1")
    visitor.page.keyboard.press("Enter")
    arrived(visitor, kept)
    expect(wrong).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.locator("#note").get_by_role("button", name="Forget this")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    see_note(visitor, "Forgotten")
    visitor.page.get_by_role("button", name="Close this note").press("Enter")
    expect(wrong).to_be_focused()
    assert list(kept.since()) == []


def test_without_storage_it_is_said_before_and_after(visitor, seven, kept):
    """It can be forgotten for as long as the page is open, and nothing breaks."""
    draw_and_see(visitor, seven, "7")
    visitor.page.evaluate(FORBID)
    visitor.page.locator("#wrong").click()
    expect(visitor.page.locator("#told")).to_contain_text("only until you close this page")
    visitor.page.keyboard.press("Escape")
    correct(visitor, "1")
    see_note(visitor, "Once this page is closed, it cannot be forgotten from here")
    expect(visitor.page.locator("#mine .stands")).not_to_have_text("Being sent…")
    assert len(list(kept.since())) == 1
    visitor.page.locator("#note").get_by_role("button", name="Forget this").click()
    see_note(visitor, "Forgotten")
    assert list(kept.since()) == []


def test_there_is_nothing_to_correct_without_an_answer(visitor, seven):
    """Blank paper, or a server that does not answer: the button is off, and does nothing."""
    visitor.tolerated.add(LOAD_ERROR)
    wrong = visitor.page.locator("#wrong")
    expect(wrong).to_have_attribute("aria-disabled", "true")
    wrong.click(force=True)
    expect(visitor.page.locator("#correcting")).to_be_hidden()
    visitor.page.route(READINGS, lambda route: route.fulfill(status=500, json={}))
    visitor.draw(seven)
    visitor.see_words("The server does not answer")
    expect(wrong).to_have_attribute("aria-disabled", "true")


def test_many_are_shown_when_asked_for(visitor):
    """Six at first; none is dropped."""
    some = [
        {"key": str(i), "when": i, "read": "1", "meant": str(i), "id": str(i), "token": "t"}
        for i in range(40)
    ]
    visitor.page.evaluate(
        "(text) => localStorage.setItem('inkdigits.corrections.1', text)", json.dumps({"corrections": some})
    )
    visitor.page.reload()
    expect(visitor.page.locator("#mine li")).to_have_count(6)
    visitor.page.get_by_role("button", name="Show all 40").click()
    expect(visitor.page.locator("#mine li")).to_have_count(40)
    expect(visitor.page.locator("#mine li").nth(6).get_by_role("button", name="Forget this")).to_be_focused()


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 800)), ("dark", PHONE), ("light", (320, 568))])
def test_the_dialog_the_thanks_and_the_list_are_for_everybody(visit, seven, kept, theme, size):
    """Axe finds nothing, nothing sticks out, and what is seen of the answer stays where it was."""
    visitor = visit(size=size, media={"color_scheme": theme, "reduced_motion": "reduce"})
    visitor.tolerated.add(LOAD_ERROR)
    places = """() => ["paper", "answer", "digit", "copy", "wrong", "bars", "seen", "why", "last-title"]
        .map((id) => document.getElementById(id).getBoundingClientRect()).flatMap(({ x, y }) => [x, y])"""
    draw_and_see(visitor, seven, "7")
    before = visitor.page.evaluate(places)
    assert visitor.page.evaluate(INSIDE, "wrong")
    visitor.page.locator("#wrong").click()
    assert visitor.page.evaluate(INSIDE, "correcting")
    assert visitor.violations() == []
    visitor.page.keyboard.type("x")
    visitor.page.keyboard.press("Enter")
    assert visitor.violations() == []
    assert visitor.page.evaluate(
        "(d => d.scrollHeight <= d.clientHeight)(document.getElementById('correcting'))"
    )
    visitor.page.keyboard.press("Escape")
    correct(visitor, "1")
    arrived(visitor, kept)
    assert visitor.page.evaluate(INSIDE, "note")
    assert visitor.page.evaluate(places) == pytest.approx(before, abs=0.5)
    assert visitor.violations() == []
    error = {"error": {"code": "bad_correction", "message": "no"}}
    visitor.page.route(CORRECTIONS, lambda route: route.fulfill(status=422, json=error))
    correct(visitor, "4")
    see_note(visitor, "It was not taken")
    assert visitor.violations() == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""The guided sheet in a real browser: fifty digits, kept through a reload, learned, and what was gained."""

from __future__ import annotations

import json
import threading
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import WSGIRequestHandler, make_server

from inkdigits.errors import BadPlan
from inkdigits.web.personal import create_personal_app

PHONE, DESKTOP = (360, 640), (1280, 800)
KEY = "inkdigits.personal.1"
ROUNDS = "73051826492947061385815093746246382759010592614837"  # the digits in the order of asking
SEVEN = [(0.3, 0.25), (0.5, 0.24), (0.7, 0.25), (0.55, 0.55), (0.46, 0.8)]
RESULT = {
    "headline": "It reads your hand better: 10 of 10, 7 before",
    "rows": [
        {"name": "Your drawings it did not learn from", "count": 10, "before": "7", "after": "10"},
        {"name": "Other people's digits on paper", "count": 5000, "before": "99.42%", "after": "99.36%"},
    ],
    "file": "/home/somebody/with/a/rather/long/name/of/a/folder/personal.joblib",
    "uses": [{"what": "Draw with it", "typed": "inkdigits serve --model personal.joblib"}],
}


class Quiet(WSGIRequestHandler):
    """Tells nothing of each request."""

    def log(self, *_):
        """Say nothing."""


@pytest.fixture
def command():
    """The command in this process: what it learned from, what lets it go on, and whether it was ended."""
    state = SimpleNamespace(samples=[], error=None, go=threading.Event(), ended=threading.Event())

    def learn(samples, told):
        state.samples = samples
        told("learning", 30, 120)
        state.go.wait(60)
        if state.error:
            raise state.error
        return RESULT

    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True, request_handler=Quiet)
    server.app = create_personal_app(learn, port=server.port, end=state.ended.set)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.address = f"http://127.0.0.1:{server.port}/"
    yield state
    state.go.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chromium, command):
    """A function that opens the page; whatever the console complains of fails the test."""
    opened, complaints = [], []

    def open_page(*, size=DESKTOP, theme="light", **options):
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            **options,
        )
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.goto(command.address)
        expect(page.locator("#cells button")).to_have_count(50)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == []


def write(page, way=SEVEN):
    """Write one stroke with the mouse."""
    box = page.locator("#drawing").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in way]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def fill(page, count):
    """Let ``count`` digits be written already."""
    cell = [[[300, 250, 30], [700, 250, 25], [460, 800, 25]]]
    sheet = {"cells": [cell if place < count else [] for place in range(50)], "at": min(count, 49)}
    page.evaluate("([key, sheet]) => localStorage.setItem(key, sheet)", [KEY, json.dumps(sheet)])
    page.reload()
    expect(page.locator("#cells button:has(canvas)")).to_have_count(count)


def asks(page, digit, place):
    """Wait until that digit is asked for, at that place."""
    expect(page.locator("#ask")).to_have_text(f"Write {'an' if digit == '8' else 'a'} {digit}")
    expect(page.locator("#place")).to_have_text(f"{place} of 50")


def violations(page):
    """Return what axe-core finds fault with, a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def test_digits_are_written_one_after_another_and_kept_through_a_reload(visit):
    """By mouse; what is written goes into its cell, and a reload goes on where one was."""
    page = visit()
    for place, digit in enumerate(ROUNDS[:3], start=1):
        asks(page, digit, place)
        write(page)
        page.locator("#next").click()
    asks(page, ROUNDS[3], 4)
    write(page)
    page.reload()
    expect(page.locator("#cells button:has(canvas)")).to_have_count(4)
    expect(page.locator("#counted")).to_have_text("4 of 50 written")
    asks(page, ROUNDS[3], 4)
    expect(page.locator("#drawing")).to_have_attribute("aria-label", "Paper for the 5, 1 stroke")


def test_fingers_write_too(visit):
    """On a phone: touch writes, and does not scroll the page."""
    page = visit(size=PHONE, has_touch=True, is_mobile=True)
    box = page.locator("#drawing").bounding_box()
    session = page.context.new_cdp_session(page)
    ways = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in SEVEN]
    for kind, points in [
        ("touchStart", ways[:1]),
        *(("touchMove", [way]) for way in ways[1:]),
        ("touchEnd", []),
    ]:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(page.locator("#cells button:has(canvas)")).to_have_count(1)
    assert page.evaluate("scrollY") == 0


def test_nothing_is_skipped_and_everything_can_be_written_again(visit):
    """A blank digit holds the next one back; undo, again, back, and a tap on what was written."""
    page = visit()
    page.locator("#next").click(force=True)  # it says that it is disabled
    asks(page, ROUNDS[0], 1)
    page.get_by_role("button", name="6, number 8, to be written").click(force=True)
    asks(page, ROUNDS[0], 1)
    write(page)
    write(page, [(0.3, 0.5), (0.7, 0.5)])
    expect(page.locator("#drawing")).to_have_attribute("aria-label", "Paper for the 7, 2 strokes")
    page.keyboard.press("Control+z")
    expect(page.locator("#drawing")).to_have_attribute("aria-label", "Paper for the 7, 1 stroke")
    page.keyboard.press("ArrowRight")
    asks(page, ROUNDS[1], 2)
    page.keyboard.press("ArrowLeft")
    asks(page, ROUNDS[0], 1)
    page.keyboard.press("Escape")
    expect(page.locator("#drawing")).to_have_attribute("aria-label", "Paper for the 7, blank")
    write(page)
    page.locator("#next").click()
    page.get_by_role("button", name="7, number 1, written").click()
    asks(page, ROUNDS[0], 1)


def test_a_full_sheet_is_learned_and_the_gain_is_told(visit, command):
    """The last one by hand; progress while it learns, then before and after, the file, and the end."""
    page = visit()
    fill(page, 49)
    expect(page.locator("#learn")).to_be_hidden()
    write(page)
    page.locator("#learn").click()
    expect(page.locator("#steps [data-when=now]")).to_have_text("Learning your hand")
    expect(page.locator("#bar")).to_have_attribute("value", "0.25")
    page.reload()  # it goes on meanwhile
    expect(page.locator("#steps [data-when=now]")).to_have_text("Learning your hand")
    command.go.set()
    expect(page.locator("#headline")).to_have_text(RESULT["headline"])
    expect(page.locator("#rows tr").first).to_contain_text("Your drawings")
    expect(page.locator("#rows tr").first.locator("td")).to_have_text(["7", "10"])
    expect(page.locator("#file")).to_have_text(RESULT["file"])
    expect(page.locator("#uses")).to_contain_text("inkdigits serve --model personal.joblib")
    assert "".join(str(one.digit) for one in command.samples) == ROUNDS
    assert page.evaluate("(key) => localStorage.getItem(key)", KEY) is None
    page.locator("#done").click()
    expect(page.locator("#ended")).to_be_visible()
    assert command.ended.wait(30)


def test_what_went_wrong_is_told_and_the_drawings_stay(visit, command):
    """In words, on the sheet; one tries again."""
    page = visit()
    fill(page, 50)
    command.error = BadPlan("its network is built otherwise")
    command.go.set()
    page.locator("#learn").click()
    expect(page.locator("#told")).to_have_text("Not learned: its network is built otherwise")
    page.reload()
    expect(page.locator("#cells button:has(canvas)")).to_have_count(50)
    command.error = None
    page.locator("#learn").click()
    expect(page.locator("#headline")).to_have_text(RESULT["headline"])


def test_drawings_can_be_saved_in_the_form_that_the_command_reads(visit, tmp_path):
    """What `--drawings` takes."""
    from inkdigits.web.drawings import samples_among

    page = visit()
    fill(page, 50)
    with page.expect_download() as download:
        page.locator("#save").click()
    assert download.value.suggested_filename == "drawings.json"
    download.value.save_as(tmp_path / "drawings.json")
    assert len(samples_among(json.loads((tmp_path / "drawings.json").read_text()))) == 50


def test_another_hand_begins_anew(visit):
    """After a question."""
    page = visit()
    fill(page, 12)
    page.once("dialog", lambda question: question.dismiss())
    page.locator("#anew").click()
    expect(page.locator("#cells button:has(canvas)")).to_have_count(12)
    page.once("dialog", lambda question: question.accept())
    page.locator("#anew").click()
    expect(page.locator("#cells button:has(canvas)")).to_have_count(0)
    asks(page, ROUNDS[0], 1)


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_no_violation_and_nothing_sticks_out(visit, command, theme, size):
    """Fresh, half full, full, learning, learned and ended; the paper and what goes on are seen at once."""
    page = visit(size=size, theme=theme)
    for count in (0, 23, 50):
        fill(page, count)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for name in ("#drawing", "#learn" if count == 50 else "#next", "#undo"):
            box = page.locator(name).bounding_box()
            assert box["y"] + box["height"] <= size[1], name
    page.locator("#learn").click()
    expect(page.locator("#learning")).to_be_visible()
    assert violations(page) == []
    command.go.set()
    expect(page.locator("#learned")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#done").click()
    expect(page.locator("#ended")).to_be_visible()
    assert violations(page) == []

"""The operator's review in a real browser: single keys, each verdict is kept before the next is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import Packed, pack_picture, pack_strokes
from inkdigits.store.records import Draft

ROOT = Path(__file__).parents[2]
SEVEN = [[[60, 60], [130, 58], [200, 60], [160, 150], [110, 240]]]
PATIENCE = 60_000  # ms; a machine that does much else at the time is slow, not wrong
DESKTOP, PHONE = (1280, 800), (390, 844)


@pytest.fixture
def url(tmp_path):
    """The address of a database of its own."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


@pytest.fixture
def store(url):
    """The corrections in it."""
    return open_corrections(url)


@pytest.fixture
def three(store):
    """A seven of which a four is said, a picture of a seven, and a one; the first is the most suspicious."""
    inks = [
        pack_strokes(SEVEN),
        pack_picture(ROOT / "docs" / "seven.png"),
        pack_strokes([[[0, 0], [0, 100]]]),
    ]
    meant = ("4", "7", "1")
    drafts = [
        Draft(ink=ink, read="3", meant=text, model="5e7e" * 16, confidence=0.41)
        for ink, text in zip(inks, meant, strict=True)
    ]
    return [store.add(draft).id for draft in drafts]


@pytest.fixture
def review(chromium, url, tmp_path):
    """A function that starts the command and opens its page, of which the console must not complain."""
    command = [str(Path(sys.executable).with_name("inkdigits")), "corrections", "review", "--no-open"]
    environment = {**os.environ, "INKDIGITS_DATABASE": url, "HOME": str(tmp_path)}
    opened, started, complaints = [], [], []

    def start(*, size=DESKTOP, theme="light", **options):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        started.append(process)
        found = re.search(r"http://127\.0\.0\.1:\d+/\S{20,}/", process.stdout.readline().decode())
        assert found
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
        )
        page.goto(found[0])
        return page

    yield start
    for context in opened:
        context.close()
    for process in started:
        process.terminate()
        assert process.wait(timeout=60) == 0
        process.stdout.close()
    expected = (
        "404",
        "422",
        "net::ERR_FAILED",
        "willReadFrequently",
    )  # the browser tells of them, and so does the page
    assert [said for said in complaints if not any(one in said for one in expected)] == []


def shows(page, title):
    """Wait until the card is about that reading and meaning, and keys are heard again."""
    expect(page.locator("#card")).to_be_visible()
    expect(page.locator("#card-title")).to_have_text(title)


def violations(page):
    """Return what axe-core finds fault with, a line each."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]


def standing(store, names):
    """Return status and label of each."""
    return [(kept.status, kept.label) for kept in map(store.get, names)]


def test_the_keyboard_alone_leads_through_all_of_them(review, store, three):
    """Relabel, accept, undo, reject, move; each verdict is in the database when the next is shown."""
    page = review()
    shows(page, "Read 3, meant 4")
    expect(page.locator("#reasons")).to_have_text("the model is sure of 7")
    expect(page.locator("#left")).to_have_text("3 left")
    page.keyboard.type("7")
    expect(page.locator("#accept-text")).to_have_text("Accept 7")
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text("2 left")
    assert standing(store, three[:1]) == [("accepted", "7")]
    expect(page.locator("#told")).to_have_text("Accepted as 7, not 4")
    page.keyboard.press("a")
    expect(page.locator("#left")).to_have_text("1 left")
    page.keyboard.press("u")
    expect(page.locator("#told")).to_have_text("Undone")
    expect(page.locator("#left")).to_have_text("2 left")
    assert sorted(standing(store, three)) == [("accepted", "7"), ("pending", None), ("pending", None)]
    for count in ("1 left", "0 left"):
        page.keyboard.press("x")
        expect(page.locator("#left")).to_have_text(count)
    expect(page.locator("#empty-title")).to_have_text("All reviewed")
    assert standing(store, three) == [("accepted", "7"), ("rejected", None), ("rejected", None)]
    page.keyboard.press("u")
    expect(page.locator("#left")).to_have_text("1 left")
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator("#verdict")).not_to_be_empty()


def test_the_ink_is_seen_drawn_or_pictured(review, three):
    """Strokes on the canvas, a picture as it is, each in the middle of the paper."""
    del three
    page = review()
    shows(page, "Read 3, meant 4")
    inked = """() => { const canvas = document.getElementById("drawing");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return data.some((value) => value > 0); }"""
    page.wait_for_function(inked)
    seen = set()
    for meant in ("4", "1", "7"):  # the order of suspicion
        shows(page, f"Read 3, meant {meant}")
        seen.add(page.locator("#picture").is_visible())
        page.keyboard.press("j")
    assert seen == {True, False}
    assert page.evaluate("document.getElementById('picture').naturalWidth") > 50


@pytest.mark.parametrize(("size", "theme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_axe_finds_no_violation_and_nothing_sticks_out(review, three, size, theme):
    """While one is judged, and when all are."""
    del three
    page = review(size=size, theme=theme, has_touch=size == PHONE)
    shows(page, "Read 3, meant 4")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for count in ("2 left", "1 left", "0 left"):
        page.get_by_role("button", name=re.compile("^Accept")).click()
        expect(page.locator("#left")).to_have_text(count)
    expect(page.locator("#empty")).to_be_visible()
    assert violations(page) == []


def test_a_thumb_reaches_both_verdicts_without_scrolling(review, three):
    """On a phone they stand at the bottom, large enough to be hit, and stay there."""
    del three
    page = review(size=PHONE, has_touch=True)
    shows(page, "Read 3, meant 4")
    places = []
    for _ in range(2):
        boxes = [page.locator(name).bounding_box() for name in ("#accept", "#reject", "#undo")]
        assert all(box["y"] + box["height"] <= PHONE[1] for box in boxes)
        assert all(box["height"] >= 44 for box in boxes)
        places.append([round(box["y"]) for box in boxes])
        before = page.locator("#card-title").text_content()
        page.locator("#next").tap()
        expect(page.locator("#card-title")).not_to_have_text(before)
    assert places[0] == places[1]


def test_nothing_to_review_says_so(review):
    """And the page is whole all the same."""
    page = review()
    expect(page.locator("#empty-title")).to_have_text("Nothing to review")
    assert violations(page) == []
    page.keyboard.press("a")
    expect(page.locator("#told")).to_be_empty()


def test_what_was_forgotten_meanwhile_is_passed_over(review, store, three):
    """It says so and goes on, at the verdict or before it is shown."""
    page = review()
    shows(page, "Read 3, meant 4")
    store.remove(three[0])
    page.keyboard.press("a")
    expect(page.locator("#told")).to_have_text("Its author has had it forgotten")
    expect(page.locator("#left")).to_have_text("2 left")
    for name in three[1:]:
        store.remove(name)
    page.keyboard.press("x")
    expect(page.locator("#empty-title")).to_have_text("Nothing to review")


def test_a_verdict_that_was_not_saved_keeps_its_place(review, store, three):
    """The trouble is told, what was typed stays, and the same key works when the server is back."""
    page = review()
    shows(page, "Read 3, meant 4")
    page.route("**/corrections/*", lambda route: route.abort())
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("Not saved")
    expect(page.locator("#left")).to_have_text("3 left")
    expect(page.locator("#label")).to_have_value("7")
    assert standing(store, three[:1]) == [("pending", None)]
    page.unroute_all()
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_have_text("2 left")
    assert standing(store, three[:1]) == [("accepted", "7")]


def test_a_label_that_is_no_number_is_refused_in_words(review, store, three):
    """By the same rule as everywhere."""
    page = review()
    shows(page, "Read 3, meant 4")
    page.locator("#label").fill("b")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_contain_text("which is no number")
    assert standing(store, three) == [("pending", None)] * 3


def test_damaged_ink_is_shown_as_such(review, store):
    """Drawn or pictured, it can be rejected."""
    for kind in ("strokes", "picture"):
        store.add(Draft(ink=Packed(kind, b"junk"), read="3", meant="4", model="5e7e" * 16))
    page = review()
    for count in ("1 left", "0 left"):
        expect(page.locator("#damaged")).to_be_visible()
        page.keyboard.press("r")
        expect(page.locator("#left")).to_have_text(count)
    assert store.counts().by_status["rejected"] == 2

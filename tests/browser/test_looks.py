"""Looks: every screen size, dark and light, for every eye; and what it costs to load."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import inkdigits.web

SIZES = [(320, 568), (390, 844), (844, 390), (768, 1024), (1280, 800), (1920, 1080), (3840, 2160)]
LARGEST = 160_000  # bytes before compression, the whole page
BOX = """(id) => {
    const { x, y, width, height } = document.getElementById(id).getBoundingClientRect();
    return [x, y, width, height];
}"""
READINGS = "**/api/v1/readings*"
GLYPH = {
    "digit": None,
    "confidence": 0.2,
    "probabilities": [0.1] * 10,
    "box": {"x": 0, "y": 0, "width": 1, "height": 1},
}
NO_DIGIT = {"text": "?", "confidence": 0.2, "digits": [GLYPH], "alternatives": [], "model": "f"}


def ids(size: tuple[int, int]) -> str:
    """Name a size as people do."""
    return "x".join(map(str, size))


@pytest.mark.parametrize("size", SIZES, ids=ids)
def test_the_paper_is_large_and_nothing_sticks_out(visit, seven, size):
    """From 320 px to 4K: no sideways scrolling, and nobody scrolls to see what was read."""
    visitor = visit(size=size)
    visitor.draw(seven)
    visitor.see("7")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _, _, width, height = visitor.page.evaluate(BOX, "paper")
    assert width == pytest.approx(height, abs=1)
    assert width >= 0.55 * min(size)
    for name in ("paper", "undo", "upload", "answer", "bars", "seen", "why"):
        left, top, width, height = visitor.page.evaluate(BOX, name)
        assert min(left, top) >= 0, name
        assert left + width <= size[0], name
        assert top + height <= size[1], name


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=ids)
def test_nothing_moves_when_an_answer_comes(visit, seven, size):
    """Every part has its place from the start."""
    visitor = visit(size=size)
    names = ("paper", "undo", "upload", "answer", "digit", "words", "bars", "seen", "why", "last-title")
    before = [visitor.page.evaluate(BOX, name)[1] for name in names]
    visitor.tolerated.add("Failed to load resource")
    visitor.draw(seven)
    visitor.see("7")
    expect(visitor.page.locator(".reading")).to_have_count(1)
    after = {"answer": [visitor.page.evaluate(BOX, name)[1] for name in names]}
    visitor.page.route(READINGS, lambda route: route.fulfill(status=500, json={}))
    visitor.page.keyboard.press("Escape")
    visitor.draw(seven)
    visitor.see_words("The server does not answer")
    after["trouble"] = [visitor.page.evaluate(BOX, name)[1] for name in names]
    words = names.index("words")  # its lines are centered in a box that stays
    for tops in after.values():
        assert [top for i, top in enumerate(tops) if i != words] == pytest.approx(
            [top for i, top in enumerate(before) if i != words], abs=0.5
        )


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 800)), ("dark", (390, 844))])
def test_axe_finds_no_violation_in_any_state(visit, seven, one, theme, size):
    """Blank, waiting, no digit, an explained answer, a refused file, offline, a focused skip link."""
    visitor = visit(size=size, media={"color_scheme": theme, "reduced_motion": "reduce"})
    visitor.tolerated.add("Failed to load resource")
    assert visitor.violations() == []
    held = []
    visitor.page.route(READINGS, lambda route: held.append(route))  # noqa: PLW0108  a built-in function will not do
    visitor.draw(seven)
    visitor.see_words("Reading…")
    assert visitor.violations() == []
    held[0].fulfill(json=NO_DIGIT)
    visitor.page.unroute_all(behavior="ignoreErrors")
    visitor.page.route(READINGS, lambda route: route.fulfill(json=NO_DIGIT))
    visitor.page.locator("#clear").click()
    visitor.draw(one)
    visitor.see("?")
    assert visitor.violations() == []
    visitor.page.unroute_all(behavior="ignoreErrors")
    visitor.page.locator("#clear").click()
    visitor.draw(seven)
    visitor.see("7")
    visitor.page.locator("#why").click()
    expect(visitor.page.locator(".reading").first).to_be_visible()
    assert visitor.violations() == []
    visitor.drop_or_paste("paste", b"no picture", name="x.png", mime="image/png")
    visitor.see_words("That file cannot be read")
    assert visitor.violations() == []
    visitor.page.context.set_offline(True)
    visitor.draw(one)
    visitor.see_words("You are offline")
    assert visitor.violations() == []
    visitor.page.context.set_offline(False)
    visitor.see("1")
    visitor.page.locator(".skip").focus()
    assert visitor.violations() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_as_dark_as_its_visitor_wants(visit, theme):
    """The system's setting decides."""
    visitor = visit(media={"color_scheme": theme})
    red = visitor.page.evaluate("parseInt(getComputedStyle(document.body).backgroundColor.slice(4))")
    assert red > 200 if theme == "light" else red < 60


def test_who_wants_no_motion_gets_none(visit):
    """Nothing slides or fades."""
    visitor = visit(media={"reduced_motion": "reduce"})
    durations = visitor.page.evaluate(
        "[...document.querySelectorAll('*')].map((e) => getComputedStyle(e).transitionDuration)"
    )
    assert set(durations) == {"0s"}


def test_forced_colors_show_bars_and_paper(visit, seven):
    """With a palette of the system's own, edges and shares can still be seen."""
    visitor = visit(media={"forced_colors": "active"})
    visitor.draw(seven)
    visitor.see("7")
    assert visitor.page.evaluate("getComputedStyle(document.getElementById('paper')).borderStyle") == "solid"
    most, other = visitor.page.evaluate(
        """["#bars .most .track", "#bars li:not(.most) .track"].map(
            (name) => getComputedStyle(document.querySelector(name), "::after").backgroundColor)"""
    )
    assert most != other
    assert visitor.violations() == []


def test_text_can_grow_to_twice_its_size(visit, seven):
    """WCAG 1.4.4: at 200 % nothing is cut off sideways (which is how a browser's zoom lays a page out)."""
    visitor = visit(size=(640, 400), device_scale_factor=2)
    visitor.draw(seven)
    visitor.see("7")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_whole_page_weighs_less_than_160_kilobytes(visitor):
    """Before compression, and with everything that it loads."""
    visitor.page.wait_for_load_state("networkidle")
    static = Path(inkdigits.web.__file__).parent / "static"
    named = {url.split("/static/")[1].split("/", 1)[1] for url in visitor.sent if "/static/" in url}
    assert len(named) > 10
    page = len(visitor.page.content().encode())
    assert page + sum((static / name).stat().st_size for name in named) <= LARGEST


def test_the_page_loads_its_own_files_alone(visitor):
    """One document, one style sheet, one icon, the modules; every one of them from here."""
    visitor.page.wait_for_load_state("networkidle")
    kinds = {url.split("?")[0].rsplit(".", 1)[-1] for url in visitor.sent if "/static/" in url}
    assert kinds == {"css", "js", "svg"}
    assert all(url.startswith(visitor.address) for url in visitor.sent)


def test_the_header_leads_to_the_documents_of_the_api(visitor):
    """And the footer says what happens to a drawing."""
    expect(visitor.page.locator("footer")).to_contain_text("not stored")
    visitor.page.get_by_role("link", name="API").click()
    expect(visitor.page).to_have_url(f"{visitor.address}/docs")

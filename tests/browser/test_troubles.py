"""Troubles: offline, a server that fails, a browser that forbids; nothing drawn is ever lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

READINGS = "**/api/v1/readings*"
LOAD_ERROR = "Failed to load resource"


def test_offline_keeps_the_drawing_and_reads_it_when_back(visitor, seven):
    """The visitor does nothing: coming back is enough."""
    visitor.tolerated.add(LOAD_ERROR)
    visitor.page.context.set_offline(True)
    visitor.draw(seven)
    visitor.see_words("You are offline")
    assert visitor.strokes() == 1
    visitor.page.context.set_offline(False)
    visitor.see("7")


def test_offline_while_an_answer_stands_takes_nothing_away(visitor, one, zero):
    """Drawing goes on offline; all of it is read afterwards."""
    visitor.tolerated.add(LOAD_ERROR)
    visitor.draw(one)
    visitor.see("1")
    visitor.page.context.set_offline(True)
    visitor.page.keyboard.press("Escape")
    visitor.draw(zero)
    visitor.see_words("You are offline")
    visitor.page.context.set_offline(False)
    visitor.see("0")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_fails_is_asked_again_by_itself(visitor, seven, status):
    """It says what happens, and recovers without being told to."""
    visitor.tolerated.add(LOAD_ERROR)
    failing = [True]
    error = {"error": {"code": "x", "message": "x"}}
    visitor.page.route(
        READINGS, lambda route: route.fulfill(status=status, json=error) if failing[0] else route.continue_()
    )
    visitor.draw(seven)
    visitor.see_words("The server does not answer")
    failing[0] = False
    visitor.see("7")


def test_try_again_asks_at_once(visitor, seven):
    """Nobody has to wait for the next attempt."""
    visitor.tolerated.add(LOAD_ERROR)
    asked = []

    def refuse_for_a_minute(route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.fulfill(status=503, headers={"Retry-After": "60"}, json={})
        else:
            route.continue_()

    visitor.page.route(READINGS, refuse_for_a_minute)
    visitor.draw(seven)
    again = visitor.page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    again.click()
    visitor.see("7")
    expect(again).to_be_hidden()


def test_clearing_also_clears_the_trouble(visitor, seven):
    """Blank paper has no trouble, and nothing is asked again behind it."""
    visitor.tolerated.add(LOAD_ERROR)
    visitor.page.route(READINGS, lambda route: route.fulfill(status=500, json={}))
    visitor.draw(seven)
    visitor.see_words("The server does not answer")
    visitor.page.keyboard.press("Escape")
    visitor.see_words("Write a number")
    asked = len(visitor.sent)
    visitor.page.wait_for_timeout(1300)
    assert len(visitor.sent) == asked


def test_a_drawing_that_is_refused_says_why(visitor, seven):
    """A refusal is final; the next stroke asks anew."""
    visitor.tolerated.add(LOAD_ERROR)
    error = {"error": {"code": "bad_strokes", "message": "stroke 1: too long"}}
    visitor.page.route(READINGS, lambda route: route.fulfill(status=422, json=error))
    visitor.draw(seven)
    visitor.see_words("That drawing cannot be read")
    expect(visitor.page.locator("#detail")).to_have_text("Stroke 1: too long")


def test_a_message_of_the_server_is_text_never_markup(visitor, seven):
    """Whatever it holds, it is shown as it is."""
    visitor.tolerated.add(LOAD_ERROR)
    markup = "<img src=x onerror=alert(1)>"
    visitor.page.route(
        READINGS, lambda route: route.fulfill(status=422, json={"error": {"code": "x", "message": markup}})
    )
    visitor.draw(seven)
    expect(visitor.page.locator("#detail")).to_have_text(markup)
    assert visitor.page.locator("#detail img").count() == 0


def test_without_storage_everything_works_until_the_page_is_closed(visit, seven):
    """Private windows may forbid storage; the last readings then live in memory."""
    visitor = visit(locale="en-GB")  # a window of its own: the script stays in it
    forbid = "get() { throw new DOMException('no', 'SecurityError'); }"
    visitor.page.add_init_script(f"Object.defineProperty(window, 'localStorage', {{ {forbid} }})")
    visitor.page.reload()
    visitor.draw(seven)
    visitor.see("7")
    expect(visitor.page.locator(".reading")).to_have_count(1)
    visitor.page.locator("#forget").click()
    expect(visitor.page.locator(".reading")).to_have_count(0)


def test_without_javascript_the_page_says_so(visit):
    """And points to what works without."""
    visitor = visit(java_script_enabled=False)
    expect(visitor.page.locator("noscript p")).to_contain_text("JavaScript")

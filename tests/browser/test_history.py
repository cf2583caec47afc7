"""The last readings: small pictures with their answers, in this browser only."""

from __future__ import annotations

from playwright.sync_api import expect

KEPT = "Object.keys(localStorage).length"


def drawn_and_kept(visitor, ways, digit: str, count: int) -> None:
    """Draw, and wait until the reading joined the last ones."""
    visitor.draw(ways)
    visitor.see(digit)
    expect(visitor.page.locator(".reading")).to_have_count(count)


def test_a_reading_stays_as_a_small_picture_with_its_answer(visitor, seven):
    """It is there without a press, once the drawing has come to rest."""
    drawn_and_kept(visitor, seven, "7", 1)
    reading = visitor.page.locator(".reading")
    expect(reading).to_have_text("7")
    ink = reading.locator("canvas").evaluate(
        """(canvas) => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
            .data.filter((value, i) => i % 4 === 3 && value > 128).length"""
    )
    assert ink > 50


def test_the_last_readings_survive_a_reload(visitor, seven, one):
    """The newest comes first."""
    drawn_and_kept(visitor, seven, "7", 1)
    visitor.page.keyboard.press("Escape")
    drawn_and_kept(visitor, one, "1", 2)
    visitor.page.reload()
    expect(visitor.page.locator(".reading")).to_have_text(["1", "7"])


def test_a_drawing_that_goes_on_is_one_reading(visitor, crossed_seven):
    """Every stroke would otherwise fill the list with halves of digits."""
    drawn_and_kept(visitor, crossed_seven[:1], "7", 1)
    visitor.draw(crossed_seven[1:])
    visitor.see("7")
    visitor.page.wait_for_timeout(1000)
    expect(visitor.page.locator(".reading")).to_have_count(1)


def test_a_reading_is_kept_when_it_is_cleared_in_a_hurry(visitor, seven):
    """Nobody has to wait for it."""
    visitor.draw(seven)
    visitor.see("7")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".reading")).to_have_count(1)


def test_a_drawing_can_be_opened_again(visitor, seven, one):
    """With all its strokes: one can go on drawing, and undo leads back."""
    drawn_and_kept(visitor, seven, "7", 1)
    visitor.page.keyboard.press("Escape")
    drawn_and_kept(visitor, one, "1", 2)
    visitor.page.get_by_role("button", name="Open again: read as 7").click()
    visitor.see("7")
    assert visitor.strokes() == 1
    visitor.page.keyboard.press("Control+z")
    visitor.see("1")


def test_a_picture_can_be_opened_again_after_a_reload(visitor, seven_picture):
    """A small copy of it is kept."""
    visitor.drop_or_paste("paste", seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    expect(visitor.page.locator(".reading img")).to_have_count(1)
    visitor.page.reload()
    visitor.page.locator(".reading").click()
    visitor.see("7")
    expect(visitor.page.locator("#picture")).to_be_visible()


def test_clearing_them_leaves_nothing_in_the_browser(visitor, seven):
    """All of it goes, now and for the next visit."""
    drawn_and_kept(visitor, seven, "7", 1)
    assert visitor.page.evaluate(KEPT) == 1
    visitor.page.locator("#forget").click()
    expect(visitor.page.locator(".reading")).to_have_count(0)
    assert visitor.page.evaluate(KEPT) == 0
    visitor.page.wait_for_timeout(1000)  # nor does the drawing on the paper come back by itself
    visitor.page.keyboard.press("Escape")
    visitor.page.reload()
    expect(visitor.page.locator(".reading")).to_have_count(0)


def test_blank_paper_is_no_reading(visitor):
    """Clearing what was never drawn keeps nothing."""
    visitor.page.keyboard.press("Escape")
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate(KEPT) == 0


def test_what_an_older_page_kept_breaks_nothing(visitor):
    """What cannot be understood is left alone."""
    visitor.page.evaluate("localStorage.setItem('inkdigits.readings.1', '[{\"id\": 7}, null]')")
    visitor.page.reload()
    expect(visitor.page.locator(".reading")).to_have_count(0)
    visitor.see_words("Write a number")

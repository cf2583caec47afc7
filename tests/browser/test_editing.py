"""Undo, redo and clear: by button and by keyboard, everywhere on the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def is_off(visitor, name: str) -> bool:
    """Tell whether the button ``name`` is off."""
    return visitor.page.locator(f"#{name}").get_attribute("aria-disabled") == "true"


def test_buttons_that_can_do_nothing_are_off(visitor):
    """On blank paper there is nothing to take back; the buttons keep their place and their focus."""
    assert all(is_off(visitor, name) for name in ("undo", "redo", "clear"))
    visitor.page.mouse.click(*visitor.at((0.5, 0.5)))
    assert [is_off(visitor, name) for name in ("undo", "redo", "clear")] == [False, True, False]


@pytest.mark.parametrize(
    ("undo", "redo"),
    [
        ("#undo", "#redo"),
        ("Control+z", "Control+Shift+z"),
        ("Control+z", "Control+y"),
    ],
)
def test_the_last_stroke_is_taken_back_and_drawn_again(visitor, one, zero, undo, redo):
    """The answer follows: it is always that of what is on the paper."""

    def do(what: str) -> None:
        visitor.page.locator(what).click() if what.startswith("#") else visitor.page.keyboard.press(what)

    visitor.draw(one)
    visitor.see("1")
    visitor.draw(zero)
    assert visitor.strokes() == 2
    do(undo)
    assert visitor.strokes() == 1
    visitor.see("1")
    do(redo)
    assert visitor.strokes() == 2
    do(undo)
    do(undo)
    visitor.see_words("Write a number")
    do(redo)
    visitor.see("1")


@pytest.mark.parametrize("way", ["#clear", "Escape", "Delete"])
def test_clearing_makes_room_and_can_be_undone(visitor, seven, way):
    """A drawing is never lost by one press."""
    visitor.draw(seven)
    visitor.see("7")
    visitor.page.locator(way).click() if way.startswith("#") else visitor.page.keyboard.press(way)
    assert visitor.strokes() == 0
    visitor.see_words("Write a number")
    visitor.page.keyboard.press("Control+z")
    visitor.see("7")


def test_undo_in_the_middle_of_a_stroke_ends_it(visitor):
    """What the pen then still does belongs to nothing."""
    visitor.press_at((0.2, 0.2))
    visitor.page.mouse.move(*visitor.at((0.5, 0.5)), steps=3)
    visitor.page.keyboard.press("Control+z")
    visitor.page.mouse.move(*visitor.at((0.8, 0.8)), steps=3)
    visitor.page.mouse.up()
    assert visitor.strokes() == 0


def test_everything_but_drawing_works_by_keyboard(visitor, seven):
    """Tab reaches every control in a sensible order, each with a focus that can be seen."""
    visitor.draw(seven)
    visitor.see("7")
    expect(visitor.page.locator(".reading")).to_have_count(1)
    visitor.page.reload()
    reached = []
    for _ in range(20):
        visitor.page.keyboard.press("Tab")
        name, outline = visitor.page.evaluate(
            """() => {
                const { activeElement } = document;
                const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
                return [activeElement.id || activeElement.className || activeElement.textContent.trim(),
                        outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
            }"""
        )
        if name == "skip" and reached:
            break
        assert outline, f"the focus on {name} cannot be seen"
        reached.append(name)
        if name == "reading":
            break
    head = ["skip", "name", "API", "undo", "redo", "clear", "wide", "upload"]
    assert reached == [*head, "copy", "wrong", "why", "expect", "boxed", "forget", "reading"]


def test_the_skip_link_leads_to_the_answer(visitor):
    """Who cannot draw need not pass the tools."""
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#answer")).to_be_focused()


def test_a_button_keeps_its_focus_when_it_has_nothing_left_to_do(visitor, one):
    """Keyboard users are not thrown back to the top of the page."""
    visitor.draw(one)
    undo = visitor.page.locator("#undo")
    undo.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Enter")
    expect(undo).to_be_focused()
    assert visitor.strokes() == 0


def test_enter_opens_the_file_dialog(visitor):
    """Uploading needs no mouse."""

    def take_note(dialog) -> None:
        """Do nothing else."""

    visitor.page.on("filechooser", take_note)
    visitor.page.reload()  # by then the browser has heard that dialogs are to be told of, not shown
    visitor.page.locator("#upload").focus()
    with visitor.page.expect_file_chooser():
        visitor.page.keyboard.press("Enter")
    visitor.page.remove_listener("filechooser", take_note)

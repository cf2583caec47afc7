"""The answer of several digits: large, with its doubt in words; each to look at closely, all to be copied."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PHONE = {"size": (360, 740), "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DOUBT = "I doubt the 7 (3rd digit): it could be a 1"
COPIED = "navigator.clipboard.readText()"
HEARD = """() => {
    window.heard = [];
    const region = document.getElementById("spoken");
    new MutationObserver(() => region.textContent && heard.push(region.textContent))
        .observe(region, { childList: true, characterData: true, subtree: true });
}"""
FITS = """(id) => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.getElementById(id);
    return scrollWidth <= clientWidth && scrollHeight <= clientHeight + 4;
}"""
SEEN_ROWS = """() => {
    const { data } = document.getElementById("seen").getContext("2d").getImageData(0, 0, 1, 28);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""


def chips(visitor) -> list[str]:
    """Return what stands on the chips."""
    return visitor.page.locator("#chips b").all_inner_texts()


def test_a_number_is_read_while_one_writes_it(visitor, write, reads):
    """Digit by digit, before the pen has written the last."""
    reads(visitor, "407")
    for count, way in enumerate(write("407"), start=1):
        visitor.draw([way])
        visitor.see("407"[:count])
    assert chips(visitor) == ["4", "0", "7"]
    expect(visitor.page.locator("#detail")).to_have_text("99.2 % confidence")


def test_one_digit_is_shown_as_ever(visitor, write, reads):
    """No chips, no boxes, no doubt: its bars say it all."""
    reads(visitor, "7", {0: (0.6, 1)})
    visitor.draw(write("7"))
    visitor.see("7")
    assert visitor.page.locator("#answer").get_attribute("data-many") == "false"
    expect(visitor.page.locator("#chips label, #boxes span")).to_have_count(0)
    expect(visitor.page.locator("#doubt")).to_be_empty()
    expect(visitor.page.locator("#bars .most .number")).to_have_text("7")


def test_the_doubted_digit_is_told_in_words_and_looked_at(visitor, write, reads):
    """The least sure one is marked in the number, among the chips and over the ink."""
    reads(visitor, "4071", {2: (0.62, 1)})
    visitor.draw(write("4071"))
    visitor.see("4071")
    expect(visitor.page.locator("#doubt")).to_have_text(DOUBT)
    expect(visitor.page.locator("#digit em")).to_have_text("7")
    expect(visitor.page.locator("#chips .doubted b")).to_have_text("7")
    expect(visitor.page.locator("#bars .most .number")).to_have_text("7")
    assert visitor.page.locator("#boxes span").nth(2).get_attribute("class") == "doubted"


def test_where_all_is_sure_nothing_is_doubted(visitor, write, reads):
    """The last digit is looked at then, which is the one that was just written."""
    reads(visitor, "407")
    visitor.draw(write("407"))
    visitor.see("407")
    expect(visitor.page.locator("#doubt")).to_be_empty()
    expect(visitor.page.locator(".doubted, #digit em")).to_have_count(0)
    expect(visitor.page.get_by_role("radio", name="3rd digit: 7")).to_be_checked()


def test_a_chosen_digit_shows_its_bars_and_its_picture(visitor, write, reads):
    """And its box stands out over the ink."""
    reads(visitor, "407", {2: (0.62, 1)})
    visitor.draw(write("407"))
    visitor.see("407")
    visitor.page.locator("#chips label").first.click()
    expect(visitor.page.locator("#bars .most .number")).to_have_text("4")
    assert visitor.page.evaluate(SEEN_ROWS) == 1  # the stand-in's picture of the first digit has one row
    assert "chosen" in visitor.page.locator("#boxes span").first.get_attribute("class")
    visitor.page.locator("#chips label").nth(1).click()
    assert visitor.page.evaluate(SEEN_ROWS) == 2
    assert visitor.page.locator("#boxes .chosen").count() == 1


def test_a_finger_chooses_a_digit(visit, write, reads):
    """Chips are as high as a finger needs them."""
    visitor = visit(**PHONE)
    reads(visitor, "407")
    visitor.draw(write("407"))
    visitor.see("407")
    visitor.page.locator("#chips label").first.tap()
    expect(visitor.page.locator("#bars .most .number")).to_have_text("4")
    assert visitor.page.locator("#chips label").first.bounding_box()["height"] >= 40


def test_arrow_keys_go_from_digit_to_digit(visitor, write, reads):
    """One stop of the Tab key for all of them, and each says its place, its digit and how sure it is."""
    reads(visitor, "407", {2: (0.62, 1)})
    visitor.draw(write("407"))
    visitor.see("407")
    visitor.page.locator("#copy").focus()
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_role("radio", name="3rd digit: 7, 62 %, doubted")).to_be_focused()
    visitor.page.keyboard.press("ArrowLeft")
    expect(visitor.page.get_by_role("radio", name="2nd digit: 0, 99.2 %")).to_be_focused()
    expect(visitor.page.locator("#bars .most .number")).to_have_text("0")
    for name in ("#wrong", "#why"):
        visitor.page.keyboard.press("Tab")
        expect(visitor.page.locator(name)).to_be_focused()


def test_the_explanation_is_that_of_the_chosen_digit(visitor, write, reads):
    """Over its own ink."""
    reads(visitor, "407")
    visitor.page.locator("#why").click()
    visitor.draw(write("407"))
    visitor.see("407")
    heat = visitor.page.locator("#heat")
    expect(heat).to_be_visible()
    last = heat.bounding_box()["x"]
    visitor.page.locator("#chips label").first.click()
    assert heat.bounding_box()["x"] < last - 50


def test_what_cannot_be_read_stands_as_a_question_mark(visitor, write, reads):
    """The rest is read all the same, and can be copied."""
    reads(visitor, "4?7", {1: (0.2, 1)})
    visitor.draw(write("407"))
    visitor.see("4?7")
    visitor.see_words("I cannot read all of it")
    expect(visitor.page.locator("#doubt")).to_have_text("The 2nd digit looks like no digit; closest: 0")
    assert chips(visitor) == ["4", "?", "7"]
    assert visitor.page.locator("#copy").get_attribute("aria-disabled") == "false"


def test_several_lines_are_shown_as_lines(visitor, write, reads):
    """Chips stand in reading order, with a gap between the lines."""
    reads(visitor, "40\n71", {3: (0.7, 7)})
    visitor.draw(write("40\n71", top=0.1, height=0.3))
    expect(visitor.page.locator("#chips label")).to_have_count(4)
    assert visitor.page.locator("#digit").inner_text() == "40\n71"
    expect(visitor.page.locator("#digit em")).to_have_text("1")
    expect(visitor.page.locator("#doubt")).to_have_text(
        "I doubt the 1 (2nd digit in line 2): it could be a 7"
    )
    assert visitor.page.locator("#chips .first").all_inner_texts()[0].startswith("7")


@pytest.mark.parametrize("text", ["40714", "017144700741014", "40\n71\n17"])
def test_a_telephone_number_fits_on_a_phone(visit, write, reads, text):
    """It shrinks until it does, and stays larger than the words around it."""
    visitor = visit(**PHONE)
    reads(visitor, text)
    lines = text.split("\n")
    visitor.draw(
        write(text, left=0.02, top=0.1, width=0.95 / len(lines[0]), height=0.7 / len(lines)), steps=1
    )
    expect(visitor.page.locator("#chips label")).to_have_count(len(text.replace("\n", "")))
    assert visitor.page.locator("#digit").inner_text() == text
    assert visitor.page.evaluate(FITS, "digit")
    size = visitor.page.evaluate("parseFloat(getComputedStyle(document.getElementById('digit')).fontSize)")
    assert size >= (26 if "\n" not in text else 13)


def test_an_endless_number_breaks_nothing(visit, write, reads):
    """It goes on in further lines, and the page does not scroll sideways."""
    visitor = visit(**PHONE)
    reads(visitor, "4071" * 15)
    visitor.draw(write("7" * 60, left=0.01, width=0.016), steps=1)
    expect(visitor.page.locator("#chips label")).to_have_count(60)
    assert visitor.page.locator("#digit").inner_text().count("\n") == 2
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_number_is_copied(visit, write, reads):
    """By its button, which says so, to the eye and to the ear."""
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    reads(visitor, "40\n71")
    visitor.page.evaluate(HEARD)
    visitor.draw(write("40\n71", top=0.1, height=0.3))
    expect(visitor.page.locator("#chips label")).to_have_count(4)
    visitor.page.locator("#copy").click()
    expect(visitor.page.locator("#copy")).to_have_attribute("data-told", "Copied")
    assert visitor.page.evaluate(COPIED) == "40\n71"
    visitor.page.wait_for_function("() => window.heard.includes('Copied')")
    expect(visitor.page.locator("#copy")).not_to_have_attribute("data-told", "Copied")


def test_it_is_copied_where_there_is_no_clipboard(visit, write, reads):
    """Pages that are not secure have none; the focus stays where it was."""
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    reads(visitor, "47")
    visitor.draw(write("47"))
    visitor.see("47")
    visitor.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    visitor.page.locator("#copy").focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#copy")).to_have_attribute("data-told", "Copied")
    assert visitor.page.evaluate(COPIED) == "47"
    expect(visitor.page.locator("#copy")).to_be_focused()


def test_the_keys_that_copy_take_the_number(visit, write, reads):
    """Unless something else is selected."""
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    reads(visitor, "417")
    visitor.draw(write("417"))
    visitor.see("417")
    visitor.page.keyboard.press("Control+c")
    expect(visitor.page.locator("#copy")).to_have_attribute("data-told", "Copied")
    assert visitor.page.evaluate(COPIED) == "417"
    visitor.page.evaluate("getSelection().selectAllChildren(document.getElementById('last-title'))")
    visitor.page.keyboard.press("Control+c")
    visitor.page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'Last readings'")


def test_there_is_nothing_to_copy_on_blank_paper(visitor):
    """The button keeps its place, and is off."""
    expect(visitor.page.locator("#copy")).to_have_attribute("aria-disabled", "true")
    visitor.page.locator("#copy").click(force=True)
    assert visitor.page.locator("#copy").get_attribute("data-told") is None


def test_a_number_is_heard_once_digit_by_digit(visitor, write, reads):
    """Not as one speaks of hundreds, and not at every stroke."""
    reads(visitor, "407", {2: (0.62, 1)})
    visitor.page.evaluate(HEARD)
    visitor.draw(write("407"))
    visitor.see("407")
    said = f"Read as 4 0 7. Not quite sure, 62 % confidence. {DOUBT}."
    visitor.page.wait_for_function("(said) => window.heard.includes(said)", arg=said)
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("heard").count(said) == 1
    expect(visitor.page.locator("[aria-live], [role=status]")).to_have_count(1)


@pytest.mark.parametrize(
    ("choice", "sent"), [("One digit", "digit"), ("A number", "number"), ("Find out", "auto")]
)
def test_one_may_say_what_it_is(visitor, write, reads, choice, sent):
    """What is on the paper is read again at once; the next visit knows nothing of it."""
    stand_in = reads(visitor, "47")
    visitor.draw(write("47"))
    visitor.see("47")
    assert stand_in.asked[-1]["expect"] == "auto"
    visitor.page.get_by_label("What is it?").select_option(choice)
    visitor.page.wait_for_timeout(100)
    visitor.see("47")
    assert stand_in.asked[-1]["expect"] == sent
    visitor.page.reload()
    expect(visitor.page.get_by_label("What is it?")).to_have_value("auto")

"""Pictures: uploaded, taken, pasted or dropped."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


def upload(visitor, content: bytes, *, name: str = "seven.png", mime: str = "image/png") -> None:
    """Choose a file in the dialog behind the button."""
    with visitor.page.expect_file_chooser() as dialog:
        visitor.page.locator("#upload").click()
    dialog.value.set_files({"name": name, "mimeType": mime, "buffer": content})


def test_an_uploaded_picture_is_shown_and_read(visitor, seven_picture):
    """The picture takes the drawing's place on the paper."""
    upload(visitor, seven_picture)
    visitor.see("7")
    picture = visitor.page.locator("#picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.naturalWidth") == 200
    expect(visitor.page.locator(".guide")).to_have_css("opacity", "0")


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_pasted_or_dropped_picture_is_read(visitor, seven_picture, way):
    """Anywhere on the page."""
    visitor.drop_or_paste(way, seven_picture, name="seven.png", mime="image/png")
    visitor.see("7")
    expect(visitor.page.locator("#picture")).to_be_visible()
    assert not visitor.page.evaluate("document.documentElement.classList.contains('dropping')")


def test_a_dragged_picture_sees_where_it_can_be_dropped(visitor):
    """The paper says so while a file hovers, and no longer when it leaves."""
    drag = """(kind) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "x.png", { type: "image/png" }));
        document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
        return getComputedStyle(document.getElementById("paper"), "::after").content;
    }"""
    assert "Drop it" in visitor.page.evaluate(drag, "dragover")
    assert visitor.page.evaluate(drag, "dragleave") == "none"


def test_after_a_picture_drawing_starts_anew(visitor, seven_picture, one):
    """The first stroke takes the picture away, and its answer with it."""
    upload(visitor, seven_picture)
    visitor.see("7")
    visitor.draw(one)
    visitor.see("1")
    expect(visitor.page.locator("#picture")).to_be_hidden()
    assert visitor.strokes() == 1


def test_undo_brings_back_the_drawing_under_a_picture(visitor, seven_picture, one):
    """A picture takes nothing away for good."""
    visitor.draw(one)
    visitor.see("1")
    upload(visitor, seven_picture)
    visitor.see("7")
    visitor.page.keyboard.press("Control+z")
    visitor.see("1")
    expect(visitor.page.locator("#picture")).to_be_hidden()


def test_a_picture_can_be_cleared(visitor, seven_picture):
    """Blank paper again."""
    upload(visitor, seven_picture)
    visitor.see("7")
    visitor.page.keyboard.press("Escape")
    visitor.see_words("Write a number")
    expect(visitor.page.locator("#picture")).to_be_hidden()


def test_the_same_file_can_be_chosen_twice(visitor, seven_picture):
    """A browser reports only changes; the page makes every choice one."""
    for _ in range(2):
        upload(visitor, seven_picture)
        visitor.see("7")
        visitor.page.keyboard.press("Escape")
        visitor.see_words("Write a number")


@pytest.mark.parametrize("content", [b"", b"not a picture at all", b"\x89PNG\r\n\x1a\n but cut short"])
def test_a_file_that_is_no_picture_is_refused_kindly(visitor, content, one):
    """It says so, with the server's reason, and drawing goes on."""
    visitor.tolerated.add("Failed to load resource")
    upload(visitor, content, name="notes.png")
    visitor.see_words("That file cannot be read")
    expect(visitor.page.locator("#detail")).not_to_be_empty()
    assert visitor.page.locator("#answer").get_attribute("data-condition") == "refused"
    expect(visitor.page.get_by_text("This browser cannot show the file")).to_be_visible()
    visitor.draw(one)
    visitor.see("1")


def test_a_white_picture_is_called_blank(visitor):
    """No ink is no digit."""
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("L", (50, 50), 255).save(file, format="PNG")
    upload(visitor, file.getvalue())
    visitor.see_words("No ink found")


def test_pasted_text_changes_nothing(visitor, seven):
    """Only files are taken."""
    visitor.draw(seven)
    visitor.see("7")
    visitor.page.evaluate(
        """() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "hello");
            document.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }));
        }"""
    )
    assert visitor.strokes() == 1
    visitor.see("7")


def test_a_phone_offers_its_camera_a_desktop_does_not(visit):
    """The button takes a picture with the camera that looks away from oneself."""
    phone = visit(size=(390, 844), has_touch=True, is_mobile=True, device_scale_factor=3)
    expect(phone.page.locator("#camera")).to_be_visible()
    assert phone.page.locator("#camera-file").get_attribute("capture") == "environment"
    expect(visit().page.locator("#camera")).to_be_hidden()

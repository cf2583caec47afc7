"""What was written on a sheet is found in a photograph, whatever the light, the rules and the table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inkdigits.ink.contrast import separate_inks
from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import find_ink
from inkdigits.ink.photo import LOOKS, SIDE, inks_of_photo

SEVEN = np.array([[-40, -60], [40, -60], [-10, 60]])  # px, its corners around its middle
MIDDLE = (300, 180)


def sheet(height=360, width=480, *, light=0.85, grain=0.01):
    """Return blank paper with a little grain."""
    noise = np.random.default_rng(0).normal(0, grain, (height, width))
    return np.clip(light + noise, 0, 1).astype(np.float32)


def write_seven(gray, *, at=MIDDLE, size=1.0, width=6, ink=0.25):
    """Write a seven, 120 px high, in ``gray``; its ink lets that share of light through."""
    mask = np.zeros(gray.shape, np.uint8)
    cv2.polylines(mask, [(SEVEN * size + at).astype(np.int32)], False, 255, width, cv2.LINE_AA)
    gray *= 1 - (1 - ink) * mask.astype(np.float32) / 255
    return mask > 127


def rule(gray, *, spacing=40, squared=False, light=0.6, slope=0.05):
    """Print rules in ``gray``, a little askew."""
    height, width = gray.shape
    mask = np.zeros(gray.shape, np.uint8)
    for row in range(spacing // 2, height, spacing):
        cv2.line(mask, (0, row), (width, round(row + slope * width)), 255, 2, cv2.LINE_AA)
    for column in range(spacing // 2, width, spacing) if squared else ():
        cv2.line(mask, (column, 0), (round(column - slope * height), height), 255, 2, cv2.LINE_AA)
    gray *= 1 - (1 - light) * mask.astype(np.float32) / 255


def assert_found(ink, written):
    """Check that nearly all that was written was found, and next to nothing else."""
    found = ink > 0.3
    near = cv2.dilate(written.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    assert found[written].mean() > 0.9
    assert near[found].mean() > 0.97


@pytest.mark.parametrize("width", [3, 6, 20, 45])
def test_pencil_and_felt_pen_are_found_alike(width):
    """From a hairline to a line a third as wide as the digit is high."""
    gray = sheet()
    written = write_seven(gray, width=width)
    assert_found(inks_of_photo(gray)[0], written)


@pytest.mark.parametrize(("edge", "look"), [(1, -1), (80, 0)], ids=["hard", "soft"])
def test_a_shadow_across_the_digit_is_no_ink(edge, look):
    """Where the light is a third, ink is a third of that; a hard rim could be a sheet's: that comes last."""
    gray = sheet()
    written = write_seven(gray)
    shade = np.clip((np.arange(480) - 300) / edge, 0, 1)
    assert_found(inks_of_photo((gray * (1 - 0.65 * shade)).astype(np.float32))[look], written)


@pytest.mark.parametrize("squared", [False, True], ids=["ruled", "squared"])
@pytest.mark.parametrize("slope", [-0.15, 0.0, 0.05])
def test_rules_and_squares_are_no_ink(squared, slope):
    """They go, however the sheet is turned, and the digit that crosses them stays."""
    gray = sheet()
    rule(gray, squared=squared, slope=slope)
    written = write_seven(gray, width=8, ink=0.15)
    assert_found(inks_of_photo(gray)[0], written)


@pytest.mark.parametrize("table", [0.08, 0.3, 0.5])
def test_a_table_beside_the_sheet_is_no_ink(table):
    """Neither is the sheet's edge, nor what lies on the table."""
    gray = sheet()
    written = write_seven(gray, at=(330, 180))
    gray[:, :150] = sheet(light=table)[:, :150]
    cv2.line(gray, (30, 60), (110, 330), table / 3, 8)
    assert_found(inks_of_photo(gray)[0], written)


def test_a_strip_of_paper_on_a_dark_table_is_no_chalk():
    """All that is light is narrow there, as chalk is on a board, but wider than a line of chalk."""
    gray = sheet(light=0.05)
    gray[142:218, 220:380] = sheet()[142:218, 220:380]
    written = write_seven(gray, size=0.36, width=3)
    assert_found(inks_of_photo(gray)[0], written)


def test_what_lies_on_the_table_is_not_glued_to_the_digit():
    """A striped cloth ends where the sheet begins, near enough to the digit to belong to it."""
    gray = sheet()
    gray[:, :210] *= np.where(np.add.outer(np.arange(360), np.arange(210)) // 8 % 2, 0.75, 0.45)
    written = write_seven(gray, at=(270, 180))
    assert_found(inks_of_photo(gray)[0], written)


def test_chalk_on_a_blackboard_is_ink():
    """Light on dark is found as dark on light is, shaded or not."""
    gray = sheet(light=0.8)
    written = write_seven(gray, ink=0.3)
    board = (1 - gray) * np.linspace(0.6, 1.0, 480, dtype=np.float32)
    assert_found(inks_of_photo(board)[0], written)


def test_specks_do_not_shift_the_box():
    """Dust far from the digit and a dirty edge leave the box around the digit as it was."""
    gray = sheet()
    written = write_seven(gray)
    for row, column in ((20, 30), (330, 450), (40, 400), (300, 60)):
        gray[row : row + 3, column : column + 3] = 0.2
    gray[:, :3] = 0.3
    assert_found(inks_of_photo(gray)[0], written)


def test_the_bar_of_a_five_belongs_to_it():
    """Strokes that do not touch, but are near and as dark, are one digit."""
    gray = sheet()
    mask = np.zeros(gray.shape, np.uint8)
    cv2.ellipse(mask, (240, 200), (40, 40), 0, -100, 130, 255, 6, cv2.LINE_AA)
    cv2.line(mask, (250, 130), (300, 128), 255, 6, cv2.LINE_AA)
    gray *= 1 - 0.75 * mask.astype(np.float32) / 255
    assert_found(inks_of_photo(gray)[0], mask > 127)


def test_what_else_may_be_the_writing_is_handed_on():
    """A pen on the sheet holds more ink than the digit; the digit is among the inks, of one shape each."""
    gray = sheet()
    written = write_seven(gray)
    cv2.line(gray, (40, 60), (120, 300), 0.2, 12, cv2.LINE_AA)
    inks = inks_of_photo(gray)
    assert 1 < len(inks) <= LOOKS + 1
    assert len({ink.shape for ink in inks}) == 1
    boxes = [find_ink(ink) for ink in inks]
    rows, columns = np.nonzero(written)
    assert any(abs(box.left - columns.min()) < 6 and abs(box.top - rows.min()) < 6 for box in boxes)
    assert any(box.left < 50 for box in boxes)


def test_a_digit_of_a_twentieth_of_twelve_megapixels_is_found():
    """It has 150 px of 4000 there, and enough of them where it is looked for."""
    picture = (sheet(3000, 4000, light=0.8) * np.linspace(0.5, 1.0, 4000, dtype=np.float32)).clip(0, 1)
    write_seven(picture, at=(3000, 700), size=1.25, width=10)
    decoded = decode(picture)
    box = find_ink(decoded.ink)
    assert max(decoded.ink.shape) <= SIDE
    expected = [3000 - 50 - 5, 700 - 75 - 5, 110, 160]
    np.testing.assert_allclose(np.array(box) * decoded.scale, expected, atol=3 * decoded.scale)


@pytest.mark.parametrize("grain", [0.01, 0.05, 0.15])
def test_a_blank_sheet_in_uneven_light_is_blank(grain):
    """Light that falls off to one side, and grain, are no writing."""
    gray = sheet(grain=grain) * np.linspace(0.4, 1.0, 480, dtype=np.float32)
    assert not separate_inks(gray).inks[0].any()


@pytest.mark.parametrize("shape", [(90, 90), (100, 2000), (1300, 89), (400, 400)])
@pytest.mark.parametrize("kind", ["noise", "scribble", "face", "black", "stripes", "gradient"])
def test_whatever_a_picture_shows_there_is_an_answer(kind, shape):
    """Ink from 0.0 to 1.0, finite, of the picture's aspect; nothing is ever raised or warned of."""
    rng = np.random.default_rng(1)
    gray = np.full(shape, 0.8, np.float32)
    if kind == "noise":
        gray = rng.random(shape, np.float32)
    elif kind == "scribble":
        for _ in range(60):
            points = (rng.random((5, 2)) * shape[::-1]).astype(np.int32)
            cv2.polylines(gray, [points], False, float(rng.random() * 0.5), 2)
    elif kind == "face":
        middle = (shape[1] // 2, shape[0] // 2)
        cv2.ellipse(gray, middle, (shape[1] // 3, shape[0] // 3), 0, 0, 360, 0.5, cv2.FILLED)
        gray = cv2.GaussianBlur(gray, (0, 0), 9)
    elif kind == "black":
        gray = np.zeros(shape, np.float32)
        gray[0, 0] = 0.01
    elif kind == "stripes":
        gray = gray * (0.5 + 0.5 * (np.arange(shape[1]) // 7 % 2)).astype(np.float32)
    else:
        gray = np.linspace(0, 1, shape[0] * shape[1], dtype=np.float32).reshape(shape)
    ink = separate_inks(gray).inks[0]
    assert np.isfinite(ink).all()
    assert 0.0 <= ink.min() <= ink.max() <= 1.0
    assert ink.shape[0] / ink.shape[1] == pytest.approx(shape[0] / shape[1], rel=0.05)

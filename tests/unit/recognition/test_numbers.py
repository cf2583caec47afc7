"""Numbers are read as people write them: apart or touching, as strokes or pictures, in one line or more."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest
from handwriting import SHAPES, picture_of, write

from inkdigits.recognition import numbers
from inkdigits.recognition.found import Candidate, Found
from inkdigits.recognition.lines import drawn_lines
from inkdigits.recognition.numbers import Judges, Way, doubts, ways_to_read
from inkdigits.recognition.reading import Box


@pytest.mark.parametrize("text", ["407", "20", "5142", "70012547"])
@pytest.mark.parametrize("expect", ["number", "auto"])
def test_a_number_is_read_from_strokes_and_from_a_picture(recognizer, text, expect):
    """Each digit has its box, from left to right."""
    strokes = write(text)
    for reading in (
        recognizer.read_strokes(strokes, expect=expect),
        recognizer.read(picture_of(strokes), expect=expect),
    ):
        assert reading.text == text
        assert [str(glyph.digit) for glyph in reading.digits] == list(text)
        lefts = [glyph.box.x for glyph in reading.digits]
        assert lefts == sorted(lefts)
        assert reading.confidence <= min(glyph.confidence for glyph in reading.digits)


@pytest.mark.parametrize("sign", list(SHAPES))
def test_auto_reads_one_digit_as_digit_does(recognizer, sign):
    """Also a 5 whose bar and a 4 whose stem are strokes of their own."""
    strokes = write(sign)
    auto, digit = (recognizer.read_strokes(strokes, expect=expect) for expect in ("auto", "digit"))
    assert auto.text == digit.text == sign
    assert auto.confidence == digit.confidence
    assert [other.text for other in auto.alternatives] == [other.text for other in digit.alternatives]


def test_digit_never_splits(recognizer):
    """Two digits are no digit."""
    reading = recognizer.read_strokes(write("47"), expect="digit")
    assert len(reading.digits) == 1


def test_digits_written_out_of_order_and_touching_come_out_right(recognizer):
    """The pen's lifts tell them apart where ink does not."""
    strokes = write("5427", gap=-6.0)
    assert recognizer.read_strokes(strokes[::-1]).text == "5427"


def test_lines_are_joined_by_line_breaks_from_top_to_bottom(recognizer):
    """Whichever was written first."""
    strokes = write("407\n512")
    assert recognizer.read_strokes(strokes[::-1]).text == "407\n512"
    assert recognizer.read(picture_of(strokes)).text == "407\n512"


def test_a_climbing_line_is_one_line(recognizer):
    """By about 15 degrees."""
    assert recognizer.read_strokes(write("4072514", slope=-0.27)).text == "4072514"


@pytest.mark.parametrize("degrees", [-15, 15])
def test_a_turned_line_is_read_and_its_boxes_lie_over_its_digits(recognizer, degrees):
    """As one writes on a sheet that lies askew."""
    turn = np.radians(degrees)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    digits = [write("4072514"[:count])[-1] @ turned for count in range(1, 8)]
    strokes = [stroke @ turned for stroke in write("4072514")]
    for reading, moved in (
        (recognizer.read_strokes(strokes), np.zeros(2)),
        (recognizer.read(picture_of(strokes)), 40 - np.concatenate(strokes).min(axis=0)),
    ):
        assert reading.text == "4072514"
        for glyph, stroke in zip(reading.digits[1:4], digits[1:4], strict=True):  # each of one stroke
            (left, top), (right, bottom) = stroke.min(axis=0) + moved, stroke.max(axis=0) + moved
            box = glyph.box
            assert [box.x, box.x + box.width] == pytest.approx([left, right], abs=8)
            assert [box.y, box.y + box.height] == pytest.approx([top, bottom], abs=8)


@pytest.mark.parametrize("text", ["405\n   271", "42\n   75", "4275\n      1", "42\n    7514"])
def test_a_lower_line_that_begins_further_right_is_a_line_of_its_own(recognizer, text):
    """It is not the end of one that falls."""
    first, second = text.split("\n")
    moved = np.array([110.0 * (len(second) - len(second.strip())) + 30, 190.0])
    strokes = [*write(first), *(stroke + moved for stroke in write(second.strip()))]
    expected = f"{first}\n{second.strip()}"
    assert recognizer.read_strokes(strokes).text == expected
    assert recognizer.read(picture_of(strokes)).text == expected


def test_two_lines_name_each_other_text_once(recognizer):
    """A digit left out of the first line and one left out of the second may be the same text."""
    reading = recognizer.read_strokes(write("1\n1"), expect="number")
    texts = [reading.text, *(other.text for other in reading.alternatives)]
    assert len(set(texts)) == len(texts)


def test_what_is_best_in_every_line_stays_first_with_its_glyphs(recognizer, monkeypatch):
    """However many ways there are to the same other text."""
    nowhere = Box(0.0, 0.0, 1.0, 1.0)
    found = Found(np.zeros((28, 28), np.uint8), nowhere, nowhere)
    one = Candidate(found, np.eye(10, dtype=np.float32)[1], 0.9, 1)
    monkeypatch.setattr(numbers, "_ways_of_line", lambda *_: [("1", -1.0, (one,)), ("", -1.1, ())])
    lines = drawn_lines(write("1\n1\n1"), recognizer.assess)
    best, *others = ways_to_read(lines, Judges(recognizer.assess))
    assert (best.text, best.glyphs) == ("1\n1\n1", (one, one, one))
    assert [way.text for way in others] == ["1\n1", "1", ""]
    assert best.share + sum(way.share for way in others) == pytest.approx(1.0)
    assert others[0].share > best.share


def test_boxes_are_in_the_senders_units(recognizer):
    """Strokes in meters, a picture in its own pixels, however large it was."""
    strokes = write("407", scale=0.001)
    boxes = [glyph.box for glyph in recognizer.read_strokes(strokes).digits]
    assert boxes[0].x == pytest.approx(min(stroke[:, 0].min() for stroke in strokes[:1]), abs=0.01)
    assert boxes[2].x + boxes[2].width == pytest.approx(strokes[-1][:, 0].max(), abs=0.01)
    page = cv2.resize(picture_of(write("407")), None, fx=8, fy=8, interpolation=cv2.INTER_CUBIC)
    last = recognizer.read(page).digits[-1].box
    columns = np.flatnonzero((page < 128).any(axis=0))
    assert last.x + last.width == pytest.approx(columns.max(), abs=20)


def test_what_cannot_be_read_is_a_question_mark_among_digits(recognizer):
    """A letter of a digit's size is neither dropped nor guessed."""
    letter = [
        np.array([(105.0, 100.0), (150.0, 0.0), (195.0, 100.0)]),
        np.array([(122.0, 62.0), (178.0, 62.0)]),
    ]
    reading = recognizer.read_strokes(
        [*write("7"), *letter, *(stroke + np.array([230, 0]) for stroke in write("4"))]
    )
    assert reading.text == "7?4"
    assert reading.digits[1].digit is None
    assert reading.confidence < 0.1  # that a digit is unreadable is sure, and all the same not well read
    assert min(reading.digits[0].confidence, reading.digits[2].confidence) > 0.8


def test_a_star_among_digits_is_no_digit(recognizer):
    """It may pass for two things, but not for what it is not."""
    star = [np.array([(150.0, 0.0), (150.0, 100.0)]), np.array([(105.0, 50.0), (195.0, 50.0)])]
    star += [np.array([(115.0, 10.0), (185.0, 90.0)]), np.array([(185.0, 10.0), (115.0, 90.0)])]
    reading = recognizer.read_strokes(
        [*write("7"), *star, *(stroke + np.array([230, 0]) for stroke in write("4"))]
    )
    assert re.fullmatch(r"7\?+4", reading.text)


def test_dots_and_dashes_between_digits_are_not_read(recognizer):
    """A point, a comma and a dash of a sum of money."""
    strokes = write("40257", gap=60)
    left = [min(stroke[:, 0].min() for stroke in strokes if stroke[:, 0].min() > x) for x in (90, 200)]
    dot = np.array([[left[0] - 30, 98.0], [left[0] - 26, 100.0]])
    dash = np.array([[left[1] - 40, 50.0], [left[1] - 14, 49.0]])
    assert recognizer.read_strokes([*strokes, dot, dash]).text == "40257"


def test_other_texts_come_with_their_probabilities(recognizer):
    """Never the answer itself, never more probable, and all together no more than certain."""
    reading = recognizer.read_strokes(write("5427"))
    others = [other.confidence for other in reading.alternatives]
    assert "5427" not in {other.text for other in reading.alternatives}
    assert others == sorted(others, reverse=True)
    assert reading.confidence + sum(others) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("networks", "digit", "least", "most"),
    [(2, 8, 0.9, 1.0), (1, 8, 0.5, 0.5), (2, None, 0.5, 0.5)],
    ids=["of two networks one sees it", "the only network is unsure", "none of the digits"],
)
def test_a_text_is_trusted_where_one_network_sees_its_digits(recognizer, networks, digit, least, most):
    """A digit that touches others, or print, cannot always be cut out so that it looks like one."""
    nowhere = Box(0.0, 0.0, 1.0, 1.0)
    found = Found(np.zeros((28, 28), np.uint8), nowhere, nowhere)
    half_seen = Candidate(found, np.eye(10, dtype=np.float32)[8], 0.5, digit, networks)
    assert least <= Judges(recognizer.assess).trust(Way("8", 0.999, (half_seen,))) <= most


def test_a_line_in_which_nothing_is_read_is_trusted_as_its_share_says(recognizer):
    """As the paper of an empty form is."""
    assert Judges(recognizer.assess).trust(Way("", 0.75, ())) == pytest.approx(0.75)


def test_the_digit_in_which_other_texts_differ_is_the_one_that_is_doubted():
    """Also where another text has more digits, or fewer."""

    def way(text, share):
        return Way(text, share, ())

    best = way("1583", 0.8)
    assert doubts(best, [way("1383", 0.15), way("1587", 0.05)]) == pytest.approx([0.0, 0.75, 0.0, 0.25])
    assert doubts(best, [way("153", 0.2)]) == pytest.approx([0.0, 0.0, 1.0, 0.0])
    assert doubts(best, [way("15083", 0.2)]) == pytest.approx([0.0, 1.0, 1.0, 0.0])
    assert doubts(way("15\n83", 0.8), [way("1583", 0.2)]) == pytest.approx([0.0, 0.0, 0.0, 1.0])
    assert doubts(best, []) == [0.0] * 4

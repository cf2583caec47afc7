"""A recognizer reads pictures and strokes alike, lazily, from many threads and in forked processes."""

from __future__ import annotations

import dataclasses
import itertools
import os
import weakref
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

import inkdigits
from inkdigits.errors import BadDigits, BadModel, BadPicture
from inkdigits.ink.decode import Decoded
from inkdigits.ink.strokes import check_strokes, draw
from inkdigits.recognition.recognizer import BATCH


@pytest.fixture
def picture_of_a_seven(a_drawn_seven):
    """A seven, dark on light, with paper around."""
    ink = draw(check_strokes(a_drawn_seven)).ink
    return np.pad(255 - np.rint(ink * 255).astype(np.uint8), 30, constant_values=255)


@pytest.fixture
def blank():
    """Clean paper."""
    return np.full((60, 60), 255, np.uint8)


def test_a_drawn_seven_is_a_seven(recognizer, a_drawn_seven):
    """Text, confidence, glyph, probabilities, box and the network's picture all say the same."""
    reading = recognizer.read_strokes(a_drawn_seven)
    (glyph,) = reading.digits
    assert (reading.text, glyph.digit) == ("7", 7)
    assert 0.5 < reading.confidence == glyph.confidence <= 1.0
    assert glyph.probabilities.shape == (10,)
    assert int(glyph.probabilities.argmax()) == 7
    assert_allclose(glyph.probabilities.sum(), 1.0, rtol=1e-5)
    assert (glyph.normalized.shape, glyph.normalized.dtype) == ((28, 28), np.uint8)
    assert len({"7", *(other.text for other in reading.alternatives)}) == 4


def test_alternatives_come_best_first_and_never_repeat_the_answer(recognizer, a_drawn_seven):
    """What else it could be, with its probability, in falling order."""
    reading = recognizer.read_strokes(a_drawn_seven)
    chances = [reading.confidence, *(other.confidence for other in reading.alternatives)]
    assert chances == sorted(chances, reverse=True)


def test_the_box_of_strokes_is_in_their_own_unit(recognizer, a_drawn_seven):
    """The ink reaches half a line's width beyond the points, in the unit of the points."""
    box = recognizer.read_strokes(a_drawn_seven).digits[0].box
    low, high = a_drawn_seven[0].min(axis=0), a_drawn_seven[0].max(axis=0)
    line = (high - low).max() * 0.16
    assert_allclose([box.x, box.y], low, atol=line)
    assert_allclose([box.x + box.width, box.y + box.height], high, atol=line)
    assert box.x < low[0] < high[0] < box.x + box.width


def test_the_box_of_a_picture_is_in_its_pixels(recognizer, picture_of_a_seven):
    """The box fits around the dark pixels."""
    box = recognizer.read(picture_of_a_seven).digits[0].box
    rows, columns = np.nonzero(picture_of_a_seven < 128)
    assert_allclose([box.x, box.y], [columns.min(), rows.min()], atol=2)
    assert_allclose([box.width, box.height], [np.ptp(columns) + 1, np.ptp(rows) + 1], atol=3)


def test_the_field_tells_where_each_pixel_that_the_network_saw_was(
    recognizer, a_drawn_seven, picture_of_a_seven
):
    """In the sender's units, for strokes as for pictures: its ink fills the box of the ink."""
    for reading in (recognizer.read_strokes(a_drawn_seven), recognizer.read(picture_of_a_seven)):
        (glyph,) = reading.digits
        rows, columns = np.nonzero(glyph.normalized)
        unit = glyph.field.width / 28
        assert_allclose(glyph.field.x + columns.min() * unit, glyph.box.x, atol=0.01)
        assert_allclose(glyph.field.y + rows.min() * unit, glyph.box.y, atol=unit / 4)
        assert_allclose((np.ptp(columns) + 1) * unit, glyph.box.width, atol=unit / 4)
        assert_allclose((np.ptp(rows) + 1) * unit, glyph.box.height, atol=unit / 4)


@pytest.mark.parametrize("expect", ["digit", "number", "auto"])
def test_every_expectation_reads_one_digit(recognizer, picture_of_a_seven, expect):
    """All three are accepted, and read one digit for now."""
    assert recognizer.read(picture_of_a_seven, expect=expect).text == "7"


def test_blank_paper_and_no_strokes_read_as_nothing(recognizer, blank):
    """Text "", confidence 0, no digits."""
    for reading in (recognizer.read(blank), recognizer.read_strokes([]), recognizer.read_strokes([[]])):
        assert (reading.text, reading.confidence, reading.digits) == ("", 0.0, ())


def test_below_the_threshold_the_answer_is_a_question_mark(recognizer, a_drawn_seven):
    """What is not sure enough is "?", its digit None, and the best digit becomes an alternative."""
    strict = inkdigits.Recognizer(dataclasses.replace(recognizer.artifact, threshold=1.0, temperature=20.0))
    reading = strict.read_strokes(a_drawn_seven)
    assert reading.text == "?"
    assert reading.digits[0].digit is None
    assert reading.alternatives[0].text == "7"
    assert reading.confidence == reading.digits[0].confidence < 1.0


def test_where_the_likeliest_ink_is_no_digit_the_next_is_read(recognizer, a_drawn_seven):
    """A flourish holds more ink than the 7 beside it; in a picture of its own it is refused."""
    x, y = np.meshgrid(np.arange(640, dtype=np.float32), np.arange(480, dtype=np.float32))
    sheet = 0.9 - 0.2 * x / 640 + 0.01 * np.sin(x * y)
    turns = np.linspace(0, 14 * np.pi, 300)
    flourish = np.stack([130 + 5 * turns + 50 * np.cos(turns), 240 + 90 * np.sin(turns)], axis=1)
    cv2.polylines(sheet, [flourish.astype(np.int32)], False, 0.2, 5, cv2.LINE_AA)
    assert recognizer.read(sheet).text == "?"
    seven = cv2.resize(draw(check_strokes(a_drawn_seven)).ink, (60, 90), interpolation=cv2.INTER_AREA)
    sheet[180:270, 520:580] *= 1 - 0.7 * seven
    reading = recognizer.read(sheet)
    assert reading.text == "7"
    assert 515 < reading.digits[0].box.x < 545
    assert [one.text for one in recognizer.read_many([sheet, np.ones((60, 60)), sheet])] == ["7", "", "7"]


@pytest.mark.parametrize(
    ("confidences", "chosen"),
    [([0.4, 0.8], 0), ([0.4, 0.95], 1), ([0.92, 0.99], 0), ([0.1, 0.91, 0.93], 2), ([0.2], 0)],
)
def test_another_look_counts_only_where_it_alone_is_sure(recognizer, monkeypatch, confidences, chosen):
    """Each further look would else be a chance for what is no digit to pass for one."""
    inks = [np.zeros((60, 90), np.float32) for _ in confidences]
    for place, ink in enumerate(inks):
        ink[10:40, 10 * (place + 1) : 10 * (place + 1) + 4] = 1.0
    decoded = Decoded(ink=inks[0], scale=1.0, others=tuple(inks[1:]))
    probabilities = np.eye(10)[np.arange(len(inks))]
    said = SimpleNamespace(
        confidence=np.array(confidences), probabilities=probabilities, is_digit=np.array(confidences)
    )
    monkeypatch.setattr("inkdigits.recognition.recognizer.decode_gray", lambda _: None)
    monkeypatch.setattr("inkdigits.recognition.recognizer.decode_glyph", lambda *_, **__: decoded)
    monkeypatch.setattr(type(recognizer), "assess", lambda *_: said)
    reading = recognizer.read(b"any", expect="digit")
    assert reading.digits[0].box.x == 10 * (chosen + 1)
    assert reading.confidence == confidences[chosen]


def test_many_pictures_are_read_as_one_by_one_and_in_order(recognizer, picture_of_a_seven, blank):
    """Blank ones among them, over the edge of a batch."""
    pictures = [blank if place % 3 == 0 else picture_of_a_seven for place in range(BATCH + 9)]
    texts = [reading.text for reading in recognizer.read_many(pictures)]
    assert texts == ["" if place % 3 == 0 else "7" for place in range(BATCH + 9)]


def test_many_pictures_are_taken_only_as_they_are_asked_for(recognizer, blank):
    """Pictures without end are no difficulty: at most a batch is taken ahead."""
    taken = itertools.count()
    readings = recognizer.read_many(blank for _ in taken)
    assert next(taken) == 0
    assert next(readings).text == ""
    assert next(taken) <= BATCH + 2


def test_pictures_that_have_been_read_are_let_go(recognizer):
    """Memory holds a batch, however many follow."""
    given = []

    class Page(np.ndarray):
        """An array that can be watched."""

    def pages():
        for _ in range(4 * BATCH):
            page = np.full((60, 60), 255, np.uint8).view(Page)
            given.append(weakref.ref(page))
            yield page

    most = 0
    for _ in recognizer.read_many(pages()):
        most = max(most, sum(page() is not None for page in given))
    assert most <= BATCH + 1


def test_a_bad_picture_raises_in_its_place(recognizer, picture_of_a_seven):
    """Those before it have been given by then."""
    readings = recognizer.read_many([picture_of_a_seven, picture_of_a_seven, b"", picture_of_a_seven])
    assert [next(readings).text, next(readings).text] == ["7", "7"]
    with pytest.raises(BadPicture, match="empty"):
        next(readings)


def test_threads_share_a_recognizer(recognizer, picture_of_a_seven, a_drawn_seven):
    """Many threads at once get the answers that one gets, to the last bit."""
    alone = [recognizer.read(picture_of_a_seven), recognizer.read_strokes(a_drawn_seven)]
    fresh = inkdigits.Recognizer(recognizer.artifact)

    def both(_):
        return [fresh.read(picture_of_a_seven), fresh.read_strokes(a_drawn_seven)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(both, range(40)))
    for answer in answers:
        for here, there in zip(answer, alone, strict=True):
            assert_array_equal(here.digits[0].probabilities, there.digits[0].probabilities)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_reads_on(recognizer, a_drawn_seven):
    """A worker that was forked after the parent had read makes its own session and answers the same."""
    expected = recognizer.read_strokes(a_drawn_seven).confidence
    child = os.fork()
    if child == 0:
        same = False
        try:
            same = recognizer.read_strokes(a_drawn_seven).confidence == expected
        finally:
            os._exit(0 if same else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_classify_takes_digits_as_mnist_stores_them(recognizer, a_drawn_seven):
    """The same picture by either way has the same probabilities; none at all is no error."""
    glyph = recognizer.read_strokes(a_drawn_seven).digits[0]
    assert_allclose(recognizer.classify(glyph.normalized[None])[0], glyph.probabilities, atol=1e-6)
    assert recognizer.classify(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


@pytest.mark.parametrize("shape", [(28, 28), (1, 784), (1, 28, 29), (1, 1, 28, 28)])
def test_classify_refuses_other_shapes(recognizer, shape):
    """The message says what was promised."""
    with pytest.raises((BadDigits, TypeError), match=r"28|classify"):
        recognizer.classify(np.zeros(shape, np.uint8))


def test_a_saved_recognizer_is_the_same_when_it_is_loaded(recognizer, a_drawn_seven, tmp_path):
    """Fingerprint and answers survive the way through a file."""
    path = tmp_path / "mine.joblib"
    inkdigits.save(recognizer, path)
    again = inkdigits.load(path)
    assert again.fingerprint == recognizer.fingerprint
    assert again.read_strokes(a_drawn_seven).confidence == recognizer.read_strokes(a_drawn_seven).confidence


def test_the_setting_names_the_model(recognizer, tmp_path, monkeypatch):
    """INKDIGITS_MODEL takes the place of the bundled model; a missing file is named."""
    monkeypatch.setenv("INKDIGITS_MODEL", str(tmp_path / "none.joblib"))
    with pytest.raises(BadModel, match=r"none\.joblib"):
        inkdigits.load()
    inkdigits.save(recognizer, tmp_path / "none.joblib")
    assert inkdigits.load().fingerprint == recognizer.fingerprint

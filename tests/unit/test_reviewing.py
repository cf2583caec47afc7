"""Suspicion: what speaks against a correction is said in words, and the worst comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from inkdigits.recognition.reading import BLANK, Box, Glyph, Reading
from inkdigits.reviewing import Suspect, suspect
from inkdigits.store.packing import Packed, pack_picture, pack_strokes
from inkdigits.store.records import Correction

ROOT = Path(__file__).parents[2]
SEVEN = [[(60, 60), (130, 58), (200, 60), (160, 150), (110, 240)]]
ZERO = [[(50 + 40 * np.cos(angle), 50 + 60 * np.sin(angle)) for angle in np.linspace(0, 6.3, 40)]]
LINE = [[(0, 0), (100, 3)]]
BEGIN = datetime(2026, 1, 31, tzinfo=UTC)
NUMBERS = count()


def glyph(digit, confidence):
    """Return a glyph that was read."""
    box = Box(0.0, 0.0, 1.0, 1.0)
    return Glyph(
        digit, confidence, np.eye(10, dtype=np.float32)[digit or 0], box, np.zeros((28, 28), np.uint8), box
    )


class Says:
    """Reads the same text wherever it looks, and remembers what it was told to expect."""

    def __init__(self, text: str, confidence: float) -> None:
        """Read ``text``, so surely."""
        digits = tuple(glyph(None if sign == "?" else int(sign), confidence) for sign in text)
        self.reading = Reading(text, confidence, digits)
        self.expected: list[str] = []

    def read(self, picture, *, expect="auto"):
        """Answer."""
        del picture
        self.expected.append(expect)
        return self.reading

    def read_strokes(self, strokes, *, expect="auto"):
        """Likewise."""
        return self.read(strokes, expect=expect)


def correction(ink, meant, **told):
    """Return a correction, each newer than the one before."""
    number = next(NUMBERS)
    facts = {
        "id": f"{number:08x}" * 4,
        "created": BEGIN + timedelta(seconds=number),
        "source": "page",
        "ink": ink if isinstance(ink, Packed) else pack_strokes(ink),
        "read": "1",
        "confidence": 0.5,
        "meant": meant,
        "model": "5e7e" * 16,
        "status": "pending",
        "label": None,
        "reviewed": None,
    }
    return Correction(**facts | told)


def reasons(*corrections, reader=None, known=()):
    """Return what speaks against each, by its name."""
    reader = reader or Says("7", 0.5)
    return {one.name: one.reasons for one in suspect(corrections, reader, known=known)}


def test_where_nothing_speaks_against_it_nothing_is_said():
    """The model reads what was meant."""
    (found,) = suspect([correction(SEVEN, "7")], Says("7", 0.99))
    assert found == Suspect(name=found.name, text="7", confidence=0.99, reasons=(), score=found.score)
    assert found.score == pytest.approx(0.002)


def test_that_the_model_is_sure_of_something_else_is_a_reason():
    """That it reads something else without being sure is what corrections are for."""
    one = correction(SEVEN, "1")
    assert reasons(one, reader=Says("7", 0.95))[one.id] == ("the model is sure of 7",)
    assert reasons(one, reader=Says("7", 0.6))[one.id] == ()


def test_what_looks_like_no_digit_is_a_reason():
    """All of it, or a part; unless the operator says that there is none."""
    one, number = correction(SEVEN, "7"), correction(SEVEN, "77")
    assert reasons(one, reader=Says("?", 0.2))[one.id] == ("looks like no digit",)
    assert reasons(number, reader=Says("7?", 0.2))[number.id] == ("part of it looks like no digit",)
    none = correction(SEVEN, "7", label="?")
    assert reasons(none, reader=Says("?", 0.2))[none.id] == ()


def test_more_digits_meant_than_found_is_a_reason():
    """And fewer as well."""
    more, fewer = correction(SEVEN, "4073"), correction(ZERO, "40")
    told = reasons(more, fewer, reader=Says("407", 0.5))
    assert told[more.id] == ("more digits meant than found: 4, not 3",)
    assert told[fewer.id] == ("fewer digits meant than found: 2, not 3",)


def test_one_digit_is_read_as_one_and_more_as_a_number():
    """A digit is never split where one was meant."""
    reader = Says("7", 0.5)
    suspect([correction(SEVEN, "7"), correction(ZERO, "70"), correction(LINE, "7\n0")], reader)
    assert reader.expected == ["digit", "number", "number"]


def test_the_same_ink_meant_as_something_else_is_the_strongest_reason():
    """Each names the other, and what that was meant as."""
    seven, four = correction(SEVEN, "7"), correction(SEVEN, "4")
    told = reasons(seven, four)
    assert told[seven.id] == (f"the same ink as {four.id[:8]}, meant as 4",)
    assert told[four.id] == (f"the same ink as {seven.id[:8]}, meant as 7",)


def test_ink_that_comes_again_and_again_is_counted():
    """Once with the same meaning, and one that contradicts is named first."""
    some = [correction(SEVEN, "7") for _ in range(3)]
    assert all("and 1 more" in told for (told,) in reasons(*some[:2], correction(SEVEN, "7")).values())
    other = correction(SEVEN, "1")
    assert reasons(*some, other)[some[0].id] == (f"the same ink as {other.id[:8]}, meant as 1 and 2 more",)


def test_nearly_the_same_ink_is_found_however_it_was_moved_and_scaled():
    """Size and place are normalized away; so is a hand that trembles a little."""
    moved = [[(5 * x + 1000, 5 * y - 40 + 3 * (number % 2)) for number, (x, y) in enumerate(SEVEN[0])]]
    seven, again, zero = correction(SEVEN, "7"), correction(moved, "7"), correction(ZERO, "0")
    told = reasons(seven, again, zero)
    assert told[seven.id] == (f"almost the same as {again.id[:8]}",)
    assert told[zero.id] == ()
    one = correction(moved, "1")
    assert reasons(seven, again, one)[seven.id][0] == f"almost the same as {one.id[:8]}, meant as 1"


def test_what_was_rejected_before_comes_back_as_suspicious():
    """Also with the same meaning; what was reviewed is not read again, and not returned."""
    reader = Says("7", 0.5)
    one = correction(SEVEN, "7")
    rejected = correction(SEVEN, "7", status="rejected")
    accepted = correction(ZERO, "0", status="accepted")
    told = reasons(one, reader=reader, known=[rejected, accepted])
    assert told == {one.id: (f"the same ink as {rejected.id[:8]}, which was rejected",)}
    assert reader.expected == ["digit"]


@pytest.mark.parametrize(
    "ink",
    [Packed("strokes", b"junk"), Packed("picture", b"junk"), Packed("strokes", b""), Packed("picture", b"")],
    ids=str,
)
def test_damaged_ink_is_a_reason_and_stops_nothing(ink):
    """It comes first, and the others are looked at all the same."""
    fine, damaged = correction(SEVEN, "7"), correction(ink, "7")
    found = suspect([fine, damaged], Says("7", 0.9))
    assert [one.name for one in found] == [damaged.id, fine.id]
    assert found[0].reasons == ("the ink that was kept is damaged",)


def test_a_picture_without_ink_says_so():
    """There is nothing to be learned from blank paper."""
    blank = correction(pack_picture(np.full((50, 50), 255, np.uint8)), "7")
    reader = Says("", 0.0)
    reader.reading = BLANK
    assert reasons(blank, reader=reader)[blank.id] == ("there is no ink to be seen",)


def test_the_most_suspicious_come_first_and_what_is_alike_as_it_came():
    """Several reasons together weigh more than one of them; doubt orders those without any."""
    clean, twice = correction(LINE, "7"), [correction(SEVEN, "7"), correction(SEVEN, "4")]
    order = [one.name for one in suspect([clean, *twice], Says("7", 0.95))]
    assert order == [twice[1].id, twice[0].id, clean.id]
    equal = [correction([[(0, 0), (100, 10 * number)]], "7") for number in range(3)]
    assert [one.name for one in suspect(equal, Says("7", 0.5))] == [one.id for one in equal]


def test_nothing_to_review_is_an_empty_list():
    """Whatever was reviewed before."""
    assert suspect([], Says("7", 0.5)) == []
    assert suspect([], Says("7", 0.5), known=[correction(SEVEN, "7")]) == []


def test_looks_are_compared_across_blocks(monkeypatch):
    """The last of many finds the first; blocks bound the memory and change no answer."""
    many = [correction([[(0, 0), (100, 10 * number), (50, 90)]], "7") for number in range(9)]
    late = correction([[(0, 0), (200, 0), (100, 180)]], "1")
    whole = suspect([*many, late], Says("7", 0.5))
    monkeypatch.setattr("inkdigits.reviewing.BLOCK", 2)
    assert suspect([*many, late], Says("7", 0.5)) == whole
    (found,) = [one for one in whole if one.name == late.id]
    assert any(f"almost the same as {many[0].id[:8]}" in reason for reason in found.reasons)


def test_the_real_recognizer_finds_a_seven_where_a_four_was_meant(recognizer):
    """From the strokes to the words."""
    four, picture = correction(SEVEN, "4"), correction(pack_picture(ROOT / "docs" / "seven.png"), "7")
    told = reasons(four, picture, reader=recognizer)
    assert told == {four.id: ("the model is sure of 7",), picture.id: ()}

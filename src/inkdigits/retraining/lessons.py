"""What corrections teach: digits as the network sees them, each with what it is.

The ink of a correction goes the way of everything that is read.  A number teaches the digits that it is made
of, where as many were found as were meant.  Which corrections are held out to judge by is told by a hash of
the ink alone: who sent it, when, and in which order plays no part, and equal ink is never on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.errors import InkdigitsError
from inkdigits.recognition.reading import Expectation, Reading
from inkdigits.recognition.recognizer import Recognizer
from inkdigits.shapes import Digit
from inkdigits.store.meaning import NO_DIGIT
from inkdigits.store.packing import Packed, unpack_strokes
from inkdigits.store.records import Correction
from inkdigits.training.evaluation import NO_DIGIT as NONE

HELD_OUT = 5  # one correction in so many is held out
LEAST = 8  # hexadecimal digits of a hash that decide

CONTRADICTED = "the same ink is said to mean different things"
REPEATED = "the same ink came before"
UNCUT = "not as many digits were found in it as were meant"
DAMAGED = "its ink cannot be read"
NO_REFUSAL = "the model has no word for what is no digit"


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What one correction teaches: (n, 28, 28) digits and their labels, 0..9, or 10 for what is none."""

    correction: str
    taught: Labeled
    held_out: bool


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """All lessons, and for how many corrections, by reason, there is none."""

    every: tuple[Lesson, ...]
    left_out: dict[str, int]

    def taught(self, *, held_out: bool) -> Labeled:
        """Return the digits that teach, or those to judge by."""
        parts = [lesson.taught for lesson in self.every if lesson.held_out == held_out]
        digits = [part.digits for part in parts] or [np.zeros((0, 28, 28), np.uint8)]
        labels = [part.labels for part in parts] or [np.zeros(0, np.uint8)]
        return Labeled(np.concatenate(digits), np.concatenate(labels))


def draw_lessons(corrections: Iterable[Correction], recognizer: Recognizer, *, outputs: int) -> Lessons:
    """Return what ``corrections`` teach, seen as ``recognizer`` sees them.

    Args:
        corrections: in the order in which they came.
        recognizer: finds the digits of a number.
        outputs: of the network that is to learn; 10, or 11 with one for what is no digit.
    """
    chosen, left_out = _without_repetition(corrections)
    lessons = []
    for one in chosen:
        taught = _taught(one, recognizer, outputs=outputs)
        if isinstance(taught, str):
            left_out[taught] += 1
        else:
            lessons.append(Lesson(one.id, taught, is_held_out(one.ink)))
    return Lessons(tuple(lessons), dict(left_out))


def is_held_out(ink: Packed) -> bool:
    """Tell whether this ink judges and does not teach."""
    return int(ink.digest[:LEAST], 16) % HELD_OUT == 0


def _without_repetition(corrections: Iterable[Correction]) -> tuple[list[Correction], Counter[str]]:
    """Return one correction for each ink, unless they contradict each other; and how many are left out."""
    by_ink: dict[str, list[Correction]] = {}
    for one in corrections:
        by_ink.setdefault(one.ink.digest, []).append(one)
    chosen, left_out = [], Counter[str]()
    for same in by_ink.values():
        if len({one.truth for one in same}) > 1:
            left_out[CONTRADICTED] += len(same)
            continue
        chosen.append(same[0])
        left_out[REPEATED] += len(same) - 1
    return chosen, +left_out


def _taught(one: Correction, recognizer: Recognizer, *, outputs: int) -> Labeled | str:
    """Return the digits in ``one``, or why there are none."""
    signs = one.truth.replace("\n", "")
    if NO_DIGIT in signs and outputs <= NONE:
        return NO_REFUSAL
    try:
        reading = _read(one.ink, recognizer, single=len(signs) == 1)
    except InkdigitsError:
        return DAMAGED
    if len(reading.digits) != len(signs):
        return UNCUT
    labels = [NONE if sign == NO_DIGIT else int(sign) for sign in signs]
    seen: list[Digit] = [glyph.normalized for glyph in reading.digits]
    return Labeled(np.stack(seen), np.array(labels, np.uint8))


def _read(ink: Packed, recognizer: Recognizer, *, single: bool) -> Reading:
    expect: Expectation = "digit" if single else "number"
    if ink.kind == "strokes":
        return recognizer.read_strokes(unpack_strokes(ink), expect=expect)
    return recognizer.read(ink.data, expect=expect)

"""Tell which corrections an operator should look at first, and why, since strangers send nonsense.

What speaks against a correction: the model is sure of something else, sees no digit, or finds fewer digits
than were meant; the same ink, or nearly the same, was sent before, or is meant as something else elsewhere.
None of it decides: an operator does.  Ink is looked at one after another and not kept, so memory holds a
normalized picture of each, and what an author has forgotten does not live on here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np

from inkdigits.errors import InkdigitsError
from inkdigits.ink.decode import decode
from inkdigits.ink.normalize import find_ink, normalize
from inkdigits.ink.strokes import draw
from inkdigits.recognition.reading import BLANK, Expectation, Reading
from inkdigits.shapes import Ink
from inkdigits.store.packing import Packed, unpack_strokes
from inkdigits.store.records import Correction

SURE = 0.9  # confidence, from which on the model's own word is worth something
ALIKE = 0.98  # cosine of two 28x28 pictures; drawings of different people that agree so well are rare
BLOCK = 256  # pictures that are compared with all others at a time
SHORT = 8  # signs of a name, as people see it
LONGEST = 24  # signs of a text that a reason repeats
NO_DIGIT = "?"

# How much each reason counts, 0..1; what several say together is more than any of them.
DAMAGED = 1.0
CONTRADICTED = 0.9  # the same ink means something else elsewhere, or was rejected
SURE_OF_ELSE = 0.85
NO_DIGITS = 0.8
NEARLY_CONTRADICTED = 0.7
TOO_FEW = 0.6
AGAIN = 0.5  # the same ink, with the same meaning: sent twice, or by a machine
NEARLY_AGAIN = 0.3
UNSURE = 0.2  # of which the model's doubt takes a share, where nothing else speaks against it


@runtime_checkable
class Reader(Protocol):
    """Whatever reads digits: a Recognizer, or what a test hands in instead."""

    def read(self, picture: bytes, *, expect: Expectation = "auto") -> Reading:
        """Read a picture from the bytes of its file."""

    def read_strokes(self, strokes: Sequence[object], *, expect: Expectation = "auto") -> Reading:
        """Read pen strokes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A correction as it waits for its review.

    Attributes:
        name: which correction it is.
        text: what the model reads now.
        confidence: how sure it is of that, 0..1.
        reasons: what speaks against the correction, in words, the weightiest first; none where nothing does.
        score: 0..1; orders them, and is no probability.
    """

    name: str
    text: str
    confidence: float
    reasons: tuple[str, ...]
    score: float


@dataclass(slots=True, eq=False)
class _Seen:
    """What is remembered of a correction while all are gone through; ``look``: None where there is no ink."""

    name: str
    truth: str
    digest: str
    rejected: bool
    look: np.ndarray | None
    reading: Reading = BLANK
    against: list[tuple[float, str]] = field(default_factory=list)


def suspect(
    corrections: Iterable[Correction], reader: Reader, *, known: Iterable[Correction] = ()
) -> list[Suspect]:
    """Return ``corrections`` in the order in which to review them, the most suspicious first.

    They are compared with each other and with ``known``, which were reviewed before and are not read again.
    """
    seen = [_see(correction, reader) for correction in corrections]
    all_seen = [*seen, *(_see(correction, None) for correction in known)]
    _compare_ink(seen, all_seen)
    _compare_looks(seen, all_seen)
    return sorted(map(_suspect, seen), key=lambda one: -one.score)  # else in the order in which they came


def _see(correction: Correction, reader: Reader | None) -> _Seen:
    """Look at the ink of ``correction``, and have it read if there is a ``reader``."""
    seen = _Seen(
        name=correction.id,
        truth=correction.truth,
        digest=correction.ink.digest,
        rejected=correction.status == "rejected",
        look=None,
    )
    try:
        seen.look = _look_of(correction.ink)
        if reader is not None:
            seen.reading = _read(correction, reader)
            seen.against += _doubts(correction.truth, seen.reading)
    except InkdigitsError:  # whatever it is, it can be neither read nor learned
        seen.against.append((DAMAGED, "the ink that was kept is damaged"))
    return seen


def _read(correction: Correction, reader: Reader) -> Reading:
    expect: Expectation = "digit" if len(correction.truth) == 1 else "number"
    if correction.ink.kind == "picture":
        return reader.read(correction.ink.data, expect=expect)
    return reader.read_strokes(unpack_strokes(correction.ink), expect=expect)


def _doubts(truth: str, reading: Reading) -> list[tuple[float, str]]:
    """Return what the model has to say against ``truth``."""
    if not reading.digits:
        return [(NO_DIGITS, "there is no ink to be seen")]
    doubts: list[tuple[float, str]] = []
    if NO_DIGIT in reading.text and reading.text != truth:
        whole = set(reading.text) <= {NO_DIGIT, "\n"}
        doubts.append((NO_DIGITS, "looks like no digit" if whole else "part of it looks like no digit"))
    elif reading.text != truth and reading.confidence >= SURE:
        doubts.append((SURE_OF_ELSE, f"the model is sure of {_shown(reading.text)}"))
    meant, found = len(truth.replace("\n", "")), len(reading.digits)
    if meant != found:
        more = "more" if meant > found else "fewer"
        doubts.append((TOO_FEW, f"{more} digits meant than found: {meant}, not {found}"))
    return doubts


def _look_of(packed: Packed) -> np.ndarray | None:
    """Return the ink as one 28x28 picture, be it a digit or a number; None where there is none."""
    ink: Ink
    if packed.kind == "picture":
        ink = decode(packed.data).ink
    else:
        strokes = unpack_strokes(packed)
        if not strokes:
            return None
        ink = draw(strokes).ink
    return None if find_ink(ink) is None else normalize(ink)


def _compare_ink(seen: Sequence[_Seen], all_seen: Sequence[_Seen]) -> None:
    """Say of each whose very ink others have, too."""
    same: dict[str, list[_Seen]] = {}
    for one in all_seen:
        same.setdefault(one.digest, []).append(one)
    for one in seen:
        others = [other for other in same[one.digest] if other is not one]
        if others:
            worst = min(others, key=lambda other: (not _contradicts(one, other), not other.rejected))
            weight = CONTRADICTED if _contradicts(one, worst) else AGAIN
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            one.against.append((weight, f"the same ink as {_named(one, worst)}{more}"))


def _compare_looks(seen: Sequence[_Seen], all_seen: Sequence[_Seen]) -> None:
    """Say of each whose ink is nearly that of another."""
    asking, asked = ([one for one in some if one.look is not None] for some in (seen, all_seen))
    if not asked:
        return
    looks, meanings, inks = _unit_looks(asked), _codes(asked, "truth"), _codes(asked, "digest")
    rejected = np.array([one.rejected for one in asked])
    for first in range(0, len(asking), BLOCK):  # those that ask stand first among those that are asked
        block = slice(first, min(first + BLOCK, len(asking)))
        alike = looks[block] @ looks.T
        alike[inks[block, None] == inks] = 0.0  # the same ink was told of already, and is one's own
        alike[alike < ALIKE] = 0.0
        against = (meanings[block, None] != meanings) | rejected
        for one, near, other in zip(asking[block], alike, against, strict=True):
            if near.any():
                # 2 is more than any cosine is: a contradiction comes before whatever agrees
                _tell_near(one, asked[int((near + 2.0 * other * (near > 0)).argmax())])


def _tell_near(one: _Seen, other: _Seen) -> None:
    weight = NEARLY_CONTRADICTED if _contradicts(one, other) else NEARLY_AGAIN
    one.against.append((weight, f"almost the same as {_named(one, other)}"))


def _unit_looks(seen: Sequence[_Seen]) -> np.ndarray:
    """Return the looks as rows of length 1, (n, 784) float32."""
    looks = np.stack([one.look for one in seen if one.look is not None]).reshape(len(seen), -1)
    rows = looks.astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)
    return rows


def _codes(seen: Sequence[_Seen], what: str) -> np.ndarray:
    """Return a number for each, equal where ``what`` of them is."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(getattr(one, what), len(known)) for one in seen])


def _contradicts(one: _Seen, other: _Seen) -> bool:
    return other.rejected or one.truth != other.truth


def _named(one: _Seen, other: _Seen) -> str:
    """Return ``other`` by its short name, with what is peculiar about it."""
    meant = f", meant as {_shown(other.truth)}" if one.truth != other.truth else ""
    return f"{other.name[:SHORT]}{meant}{', which was rejected' if other.rejected else ''}"


def _shown(text: str) -> str:
    line = " / ".join(text.splitlines())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."


def _suspect(seen: _Seen) -> Suspect:
    agrees = seen.reading.confidence if seen.reading.text == seen.truth else 0.0
    clean = 1.0 - UNSURE * (1.0 - agrees)
    reasons = sorted(seen.against, key=lambda reason: -reason[0])
    return Suspect(
        name=seen.name,
        text=seen.reading.text,
        confidence=float(seen.reading.confidence),
        reasons=tuple(words for _, words in reasons),
        score=1.0 - clean * math.prod(1.0 - weight for weight, _ in reasons),
    )

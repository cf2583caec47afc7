"""How well whole numbers are read: as strokes, as pictures, and on real cheques where these are at hand.

The cheques (ORAND-CAR-A) may be looked at and measured on, and are never trained on; ``cheques`` in the data
folder holds their pictures and ``labels.json``.  About two of a hundred of their labels are wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from blocks import Block, percent, score_table
from trials import score
from worlds import Worlds

import inkdigits
from inkdigits.data.folder import data_folder
from inkdigits.data.pen import PenDigit
from inkdigits.recognition.reading import Reading
from inkdigits.training.line_pictures import PicturedLine, picture_of_line
from inkdigits.training.lines import WrittenLine, write_line

LINES, PICTURES = 1000, 600
SEED = 7  # of the lines
SKEW = 10.0  # degrees, most that a line in a picture climbs
MARKED = 0.4  # of the lines in pictures have dots, commas, dashes or signs of money
TRUSTED = 0.95  # confidence
HALF = 0.5  # of a box
CHEQUES = "cheques"


@dataclass(frozen=True, slots=True)
class Read:
    """What stood there, and what was read; where it is known, in which boxes (x, y, width, height)."""

    text: str
    reading: Reading
    boxes: np.ndarray | None = None

    @property
    def right(self) -> bool:
        """Whether all of it was read."""
        return self.reading.text == self.text

    def overlaps(self) -> list[float]:
        """Return for each digit of a text that was read by how much its box and the true one are the same."""
        if self.boxes is None or not self.right:
            return []
        told = [(one.box.x, one.box.y, one.box.width, one.box.height) for one in self.reading.digits]
        return [overlap(np.array(one), other) for one, other in zip(told, self.boxes, strict=True)]


def measure_lines(recognizer: inkdigits.Recognizer, worlds: Worlds, *, every: int = 1) -> Block:
    """Return how many lines are read exactly, and how far their confidence can be trusted."""
    drawn = list(read_drawn(recognizer, worlds, LINES // every))
    pictured = list(read_pictured(recognizer, worlds, PICTURES // every))
    cheques = list(read_cheques(recognizer, data_folder() / CHEQUES))
    auto, digit = (
        np.array([recognizer.read_strokes(one.strokes, expect=expect).text for one in worlds.drawn])
        == worlds.drawn_labels.astype(str)
        for expect in ("auto", "digit")
    )
    parts = {"strokes": drawn, "pictures": pictured, "cheques": cheques}
    exact = {name: score(np.array([one.right for one in part])) for name, part in parts.items() if part}
    trusted = score(
        np.array([one.right for part in parts.values() for one in part if _is_trusted(one)], np.bool_)
    )
    names = {
        "strokes": "lines of 2 to 8 digits, as strokes",
        "pictures": "such lines in pictures, of any paper",
        "cheques": "real cheque amounts",
    }
    rows = [(names[name], one) for name, one in exact.items()]
    rows += [("single digits, read as one", score(digit)), ("the same, by themselves", score(auto))]
    rows.append((f"all texts with a confidence of {TRUSTED} or more", trusted))
    text = score_table(rows)
    text += (
        f"\n\nExact texts. The lines are composed of digits {worlds.drawn_name}, a fifth of them touching; "
    )
    text += "the pictures of them hold rules, boxes, patterns, shadows, noise and signs between the digits. "
    text += f"{_share(drawn)} of the lines, {_share(pictured)} of the pictures and {_share(cheques)} of the "
    text += "cheques were read with that confidence."
    text += _told_of_boxes([one for part in pictured for one in part.overlaps()])
    short = [f"{names[name]}: {percent(one)} of {one.count:,} exact" for name, one in exact.items()]
    short.append(
        f"texts with a confidence of {TRUSTED} or more: {percent(trusted)} of {trusted.count:,} right"
    )
    return Block(name="accuracy_lines", text=text, short=tuple(short))


def read_drawn(recognizer: inkdigits.Recognizer, worlds: Worlds, count: int) -> Iterator[Read]:
    """Yield lines as people would write them with a pen on a screen."""
    for line in compose_drawn(worlds.drawn, count):
        yield Read(line.text, recognizer.read_strokes(line.strokes))


def read_pictured(recognizer: inkdigits.Recognizer, worlds: Worlds, count: int) -> Iterator[Read]:
    """Yield lines on paper."""
    for line in compose_pictured(worlds.drawn, count):
        reading = recognizer.read(line.picture, expect="number")
        yield Read(line.text, reading, _within(line.boxes, line.picture))


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Return the intersection over the union of two boxes (x, y, width, height)."""
    ends = np.minimum(one[:2] + one[2:], other[:2] + other[2:])
    shared = np.maximum(ends - np.maximum(one[:2], other[:2]), 0.0).prod()
    return float(shared / (one[2:].prod() + other[2:].prod() - shared))


def _within(boxes: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """Return what of ``boxes`` is in ``picture``; an edge may have cut off some."""
    corners = np.maximum(boxes[:, :2], 0.0)
    ends = np.minimum(boxes[:, :2] + boxes[:, 2:], picture.shape[::-1])
    return np.hstack([corners, ends - corners])


def compose_drawn(drawn: Sequence[PenDigit], count: int) -> Iterator[WrittenLine]:
    """Yield lines of digits as they were drawn."""
    for number in range(count):
        yield write_line(drawn, np.random.default_rng([SEED, number]))


def compose_pictured(drawn: Sequence[PenDigit], count: int) -> Iterator[PicturedLine]:
    """Yield pictures of such lines, in some of which signs stand between the digits."""
    for number in range(count):
        chance = np.random.default_rng([SEED + 1, number])
        yield picture_of_line(write_line(drawn, chance, marked=MARKED, skew=SKEW), chance)


def read_cheques(recognizer: inkdigits.Recognizer, folder: Path) -> Iterator[Read]:
    """Yield the cheques; none where they are not at hand."""
    labels = folder / "labels.json"
    for one in json.loads(labels.read_text()) if labels.exists() else ():
        yield Read(one["text"], recognizer.read(folder / one["file"], expect="number"))


def _told_of_boxes(overlaps: list[float]) -> str:
    if not overlaps:
        return ""
    few = np.mean(np.array(overlaps) < HALF)
    half = f"{np.median(overlaps):.0%}"
    text = f" In pictures that were read, the box of a digit and the true one share {half} of "
    return text + f"what they cover together, in the median; {few:.1%} of the boxes share less than half."


def _is_trusted(one: Read) -> bool:
    return one.reading.confidence >= TRUSTED


def _share(read: list[Read]) -> str:
    return f"{np.mean([_is_trusted(one) for one in read]):.0%}" if read else "none"

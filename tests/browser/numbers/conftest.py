"""A stand-in for the server: it knows the text, and finds its digits where the strokes are.

So what the page does with an answer of several digits is tested however well numbers are read.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

READINGS = "**/api/v1/readings*"
Points = list[list[float]]
Box = dict[str, float]
PEN = 15  # units, half of its width

ZERO = [(0.5, 0), (0.1, 0.25), (0, 0.5), (0.15, 0.85), (0.5, 1), (0.85, 0.8), (1, 0.5), (0.9, 0.2), (0.5, 0)]
ONE = [(0.3, 0.15), (0.6, 0), (0.6, 0.5), (0.6, 1)]
FOUR = [(0.6, 0), (0.05, 0.65), (1, 0.65), (0.65, 0.65), (0.7, 0.3), (0.65, 1)]
SEVEN = [(0, 0.05), (0.5, 0), (1, 0.03), (0.7, 0.4), (0.4, 1)]
SHAPES = {"0": ZERO, "1": ONE, "4": FOUR, "7": SEVEN}


def written(text: str, *, left: float = 0.06, top: float = 0.3, width: float = 0.16, height: float = 0.4):
    """Return the ways of a pen that writes ``text`` in 0, 1, 4 and 7, each in one stroke, line below line.

    Places are shares of the paper, as ``Visitor.draw`` takes them; ``width`` is from a digit to the next.
    """
    ways = []
    for row, line in enumerate(text.split("\n")):
        for column, digit in enumerate(line):
            x, y = left + column * width, top + row * 1.35 * height
            ways.append([(x + 0.7 * width * dx, y + height * dy) for dx, dy in SHAPES[digit]])
    return ways


@dataclass
class StandIn:
    """A server that reads ``text``, as much of it as strokes have been drawn, one for each digit.

    Attributes:
        doubts: by the place of a digit: how sure it is, and what it could be as well.
        asked: every question so far.
    """

    text: str
    doubts: dict[int, tuple[float, int]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def sit_behind(self, page: Any) -> None:
        """Answer instead of the server from now on."""
        page.unroute_all(behavior="ignoreErrors")
        page.route(READINGS, self.answer)

    def answer_with(self, page: Any, boxes: list[Box]) -> None:
        """Find the digits in ``boxes`` from now on, whatever is asked: a picture has no strokes."""
        page.unroute_all(behavior="ignoreErrors")
        page.route(READINGS, lambda route: route.fulfill(json=self.told(boxes)))

    def answer(self, route: Any) -> None:
        """Answer one question."""
        question = json.loads(route.request.post_data)
        self.asked.append(question)
        route.fulfill(json=self.read(question["strokes"], explain="explanation" in route.request.url))

    def read(self, strokes: list[Points], *, explain: bool = False) -> dict[str, Any]:
        """Return the answer to ``strokes``, in the form of the API."""
        return self.told([box_of(stroke) for stroke in strokes], explain=explain)

    def told(self, boxes: list[Box], *, explain: bool = False) -> dict[str, Any]:
        """Return the answer that finds the digits in ``boxes``."""
        text, count = "", 0
        for letter in self.text:
            if count == len(boxes):
                break
            text += letter
            count += letter != "\n"
        digits = [
            self.glyph(place, letter, boxes[place], explain=explain)
            for place, letter in enumerate(text.replace("\n", ""))
        ]
        sure = min((glyph["confidence"] for glyph in digits), default=0)
        return {"text": text, "confidence": sure, "digits": digits, "alternatives": [], "model": "f"}

    def glyph(self, place: int, letter: str, box: Box, *, explain: bool) -> dict[str, Any]:
        """Return one digit of the answer; the picture that the network saw has as many rows as its place."""
        confidence, other = self.doubts.get(place, (0.992, (int(letter) + 1) % 10 if letter != "?" else 1))
        digit = None if letter == "?" else int(letter)
        best = 0 if digit is None else digit
        probabilities = [0.0] * 10
        probabilities[best], probabilities[other] = max(confidence, 0.6), 1 - max(confidence, 0.6)
        picture = b64encode(bytes([255] * 28 * (place + 1) + [0] * 28 * (27 - place))).decode()
        told = {"digit": digit, "confidence": confidence, "probabilities": probabilities, "box": box}
        told |= {"normalized": picture, "field": box}
        return told | ({"explanation": picture} if explain else {})


def box_of(stroke: Points) -> Box:
    """Return the box around a stroke, with the ink of a pen that is two ``PEN`` wide."""
    across, down = zip(*stroke, strict=True)
    (left, top), (right, bottom) = (min(across) - PEN, min(down) - PEN), (max(across) + PEN, max(down) + PEN)
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


@pytest.fixture(scope="session")
def write() -> Callable[..., Any]:
    """The ways of a pen that writes a number; see ``written``."""
    return written


@pytest.fixture
def reads() -> Callable[..., StandIn]:
    """A function that lets a visitor's page be answered by a stand-in that reads this text."""

    def sit(visitor: Any, text: str, doubts: dict[int, tuple[float, int]] | None = None) -> StandIn:
        stand_in = StandIn(text, doubts or {})
        stand_in.sit_behind(visitor.page)
        return stand_in

    return sit

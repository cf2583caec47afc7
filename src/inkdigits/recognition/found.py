"""What was found for the network to look at: a glyph as MNIST would have stored it, and where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from inkdigits.ink.decode import Decoded
from inkdigits.ink.normalize import InkBox, Placed, find_ink, normalize_and_place, take_as_it_stands
from inkdigits.ink.strokes import draw
from inkdigits.recognition.reading import Box
from inkdigits.shapes import Digit, Digits, Ink, Logits, Probabilities, Shares, Strokes


class Found(NamedTuple):
    """One glyph, ready for the network, and where it was found."""

    digit: Digit
    box: Box
    field: Box  # what the 28x28 picture covers


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """What the network says of many glyphs.

    Attributes:
        logits: (n, 10 or 11) float32, uncalibrated; an eleventh column stands for what is no digit.
        probabilities: (n, 10) float32, calibrated: given that it is a digit, which one.
        is_digit: (n,) float32, calibrated: how probable it is that it is a digit; 1 where the model was not
            taught what is none.
    """

    logits: Logits
    probabilities: Probabilities
    is_digit: Shares

    @property
    def confidence(self) -> Shares:
        """(n,) float32: how probable it is that it is a digit and is the likeliest one."""
        sure: Shares = self.is_digit * self.probabilities.max(axis=1, initial=0.0)
        return sure


class Candidate(NamedTuple):
    """A glyph of a way to read, what is said of it, and which digit it is taken for; None: none.

    What is said is the mean of what as many ``networks`` say.
    """

    found: Found
    probabilities: np.ndarray
    is_digit: float
    digit: int | None
    networks: int = 1

    @property
    def confidence(self) -> float:
        """How probable it is that it is that digit; for none, that it is the likeliest one."""
        at = int(self.probabilities.argmax()) if self.digit is None else self.digit
        return self.is_digit * float(self.probabilities[at])


Assess: TypeAlias = Callable[[Digits], Assessment]


def find_looks(decoded: Decoded) -> list[Found]:
    """Return the glyph of each ink that may be the writing, the likeliest first; then as it stands."""
    looks = (find_glyph(ink, decoded.scale) for ink in (decoded.ink, *decoded.others))
    found = [look for look in looks if look is not None]
    standing = take_as_it_stands(decoded.ink)
    if standing is not None:
        height, width = decoded.ink.shape
        field = _senders(InkBox(0, 0, width, height), decoded.scale, (0.0, 0.0))
        found.append(Found(standing, found[0].box, field))
    return found


def find_drawn(strokes: Strokes) -> Found | None:
    """Return the glyph that ``strokes`` draw, at least one."""
    drawing = draw(strokes)
    return find_glyph(drawing.ink, drawing.unit, drawing.origin)


def find_glyph(ink: Ink, unit: float, origin: tuple[float, float] = (0.0, 0.0)) -> Found | None:
    """Return the glyph in ``ink``, or None where it is blank.

    A place in the sender's units is ``origin`` + pixel * ``unit``.
    """
    box = find_ink(ink)
    if box is None:
        return None
    # normalizing looks for the ink as well: in what was cut out it has little to look through.
    placed = normalize_and_place(box.cut(ink))
    cut = (origin[0] + box.left * unit, origin[1] + box.top * unit)
    return Found(placed.digit, _senders(box, unit, origin), _senders(placed, unit, cut))


def _senders(box: InkBox | Placed, unit: float, origin: tuple[float, float]) -> Box:
    """Return ``box`` in the sender's units."""
    return Box(
        x=origin[0] + box.left * unit,
        y=origin[1] + box.top * unit,
        width=box.width * unit,
        height=box.height * unit,
    )

"""Read pictures and strokes: decode or draw, normalize, ask the network, say how sure it is.

A ``Recognizer`` may be shared by threads and survives a fork: it holds nothing that changes but the
network's session, which ``Network`` makes once in each process.

For now every expectation reads one digit: ``"number"`` and ``"auto"`` are accepted and do the same as
``"digit"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np

from inkdigits.errors import BadInput, InkdigitsError
from inkdigits.ink.decode import Decoded, Source, decode
from inkdigits.ink.normalize import InkBox, Placed, find_ink, normalize_and_place, take_as_it_stands
from inkdigits.ink.strokes import check_strokes, draw
from inkdigits.model import artifact as model_file
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import calibrate, digit_probability
from inkdigits.model.location import chosen_model
from inkdigits.model.runtime import Network
from inkdigits.recognition.reading import BLANK, EXPECTATIONS, Alternative, Box, Expectation, Glyph, Reading
from inkdigits.shapes import Digit, Digits, Ink, Logits, Probabilities, Shares

BATCH = 64  # pictures that read_many holds at once
SURE = 0.9  # confidence: with less the glyph may have been found in the wrong place, and elsewhere is none
ALTERNATIVES = 3  # other texts named in a reading
NO_DIGIT = "?"


@runtime_checkable
class Taught(Protocol):
    """What was taught and can say what its model file would hold, as a fitted ``DigitClassifier`` can."""

    def to_artifact(self) -> Artifact:
        """Return what the model file holds, or raise ``BadModel`` where it does not read 28x28 digits."""


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


class Recognizer:
    """Reads handwritten digits.

    Args:
        source: the content of a model file, or a classifier fitted on 28x28 digits 0..9.
        threads: how many threads one call of the network may use.

    Raises:
        BadModel: a classifier was not fitted on 28x28 pixels and the digits 0..9.
    """

    def __init__(self, source: Artifact | Taught, *, threads: int = 1) -> None:
        self.artifact = source if isinstance(source, Artifact) else source.to_artifact()
        self._network = Network(self.artifact.network, threads=threads)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the model file, in hexadecimal: which model this is."""
        return self.artifact.fingerprint

    def read(self, picture: Source, *, expect: Expectation = "auto") -> Reading:
        """Read one picture: a path, bytes, an array (gray, RGB, RGBA) or a Pillow image.

        Boxes are in pixels of the upright picture.

        Raises:
            BadPicture, UnsupportedPicture, PictureTooLarge: the picture cannot be read.
            BadInput: ``expect`` is none of the three.
        """
        return next(self.read_many([picture], expect=expect))

    def read_strokes(
        self, strokes: Sequence[object] | np.ndarray, *, expect: Expectation = "auto"
    ) -> Reading:
        """Read what a pen drew: a list of strokes, each a list of (x, y) or an (n, 2) array.

        ``y`` grows downward; boxes are in the unit of the strokes, whichever that is.

        Raises:
            BadStrokes: the strokes are no such lists, not finite, or too many.
            BadInput: ``expect`` is none of the three.
        """
        _check_expectation(expect)
        checked = check_strokes(strokes)
        if not checked:
            return BLANK
        drawing = draw(checked)
        found = _find(drawing.ink, drawing.unit, drawing.origin)
        return self._answer([[] if found is None else [found]])[0]

    def read_many(self, pictures: Iterable[Source], *, expect: Expectation = "auto") -> Iterator[Reading]:
        """Read many pictures, in order; only a batch of them is held in memory at a time.

        A picture that cannot be read raises where its reading would have come; those before it have
        been given by then.

        Raises:
            As ``read``.
        """
        _check_expectation(expect)
        return self._read_batches(iter(pictures))

    def classify(self, digits: Digits) -> Probabilities:
        """Return the calibrated probabilities, (n, 10) float32, of (n, 28, 28) uint8 digits as MNIST's.

        Raises:
            BadDigits: the array has another shape or type.
        """
        return self.assess(digits).probabilities

    def assess(self, digits: Digits) -> Assessment:
        """Return what the network says of (n, 28, 28) uint8 digits as MNIST's, and whether they are digits.

        Raises:
            BadDigits: the array has another shape or type.
        """
        logits, temperature = self._network.logits(digits), self.artifact.temperature
        return Assessment(
            logits=logits,
            probabilities=calibrate(logits, temperature),
            is_digit=digit_probability(logits, temperature),
        )

    def _read_batches(self, pictures: Iterator[Source]) -> Iterator[Reading]:
        found: list[list[Found]]
        while True:
            found, refused = [], None
            try:
                for picture in islice(pictures, BATCH):
                    decoded = decode(picture)
                    found.append(_find_looks(decoded))
            except InkdigitsError as error:
                refused = error
            yield from self._answer(found)
            if refused is not None:
                raise refused
            if not found:
                return

    def _answer(self, found: Sequence[Sequence[Found]]) -> list[Reading]:
        """Return a reading for each: of its first glyph, or where only another is sure of that; or blank."""
        glyphs = [look for looks in found for look in looks]
        if not glyphs:
            return [BLANK] * len(found)
        said = self.assess(np.stack([glyph.digit for glyph in glyphs]))
        confidence, answers, first = said.confidence, [], 0
        for looks in found:
            chosen = first
            if looks and confidence[first] < SURE:
                surest = first + int(confidence[first : first + len(looks)].argmax())
                chosen = surest if confidence[surest] >= SURE else first
            answers.append(
                self._reading(glyphs[chosen], said.probabilities[chosen], float(said.is_digit[chosen]))
                if looks
                else BLANK
            )
            first += len(looks)
        return answers

    def _reading(self, found: Found, probabilities: np.ndarray, is_digit: float) -> Reading:
        best, *others = (int(label) for label in np.argsort(-probabilities, kind="stable"))
        confidence = is_digit * float(probabilities[best])
        digit = best if confidence >= self.artifact.threshold else None
        text = NO_DIGIT if digit is None else str(digit)
        rest = (best, *others) if digit is None else others
        return Reading(
            text=text,
            confidence=confidence,
            digits=(Glyph(digit, confidence, probabilities, found.box, found.digit, found.field),),
            alternatives=tuple(
                Alternative(str(label), is_digit * float(probabilities[label]))
                for label in rest[:ALTERNATIVES]
            ),
        )


def load(path: str | Path | None = None) -> Recognizer:
    """Return the recognizer of a model file: ``path``, else that of INKDIGITS_MODEL, else the bundled one.

    Raises:
        BadModel: there is no such file, or it is broken or of another version.
        UnsafeModel: it holds more than plain values.
    """
    return Recognizer(model_file.load(chosen_model(path)))


def save(recognizer: Recognizer, path: str | Path) -> None:
    """Write the recognizer's model file, a joblib file of plain values, to ``path``, whole or not at all.

    Raises:
        BadModel: the file cannot be written.
    """
    model_file.save(recognizer.artifact, path)


def _check_expectation(expect: str) -> None:
    if expect not in EXPECTATIONS:
        raise BadInput(f"expect is {expect!r}, but must be one of {', '.join(EXPECTATIONS)}")


def _find_looks(decoded: Decoded) -> list[Found]:
    """Return the glyph of each ink that may be the writing, the likeliest first; then as it stands."""
    looks = (_find(ink, decoded.scale) for ink in (decoded.ink, *decoded.others))
    found = [look for look in looks if look is not None]
    standing = take_as_it_stands(decoded.ink)
    if standing is not None:
        height, width = decoded.ink.shape
        field = _senders(InkBox(0, 0, width, height), decoded.scale, (0.0, 0.0))
        found.append(Found(standing, found[0].box, field))
    return found


def _find(ink: Ink, unit: float, origin: tuple[float, float] = (0.0, 0.0)) -> Found | None:
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

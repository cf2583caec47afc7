"""Read pictures and strokes: decode or draw, normalize, ask the network, say how sure it is.

A ``Recognizer`` may be shared by threads and survives a fork: it holds nothing that changes but the
network's session, which ``Network`` makes once in each process.

``"digit"`` takes all ink for one digit.  ``"number"`` and ``"auto"`` divide it into lines and glyphs, as
``numbers.py`` weighs it; where that leaves one glyph, ``"auto"`` answers what ``"digit"`` would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, pairwise
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from inkdigits.errors import BadInput, InkdigitsError
from inkdigits.ink.decode import Source, decode_glyph, decode_gray
from inkdigits.ink.strokes import check_strokes
from inkdigits.model import artifact as model_file
from inkdigits.model.artifact import Artifact
from inkdigits.model.calibration import calibrate, digit_probability
from inkdigits.model.line_runtime import LineNetwork
from inkdigits.model.location import chosen_model
from inkdigits.model.runtime import Network
from inkdigits.recognition.found import Assessment, Candidate, Found, find_drawn, find_looks
from inkdigits.recognition.lines import Inked, Line, drawn_lines, inked_lines
from inkdigits.recognition.numbers import Judges, doubts, ways_to_read
from inkdigits.recognition.reading import BLANK, EXPECTATIONS, Alternative, Expectation, Glyph, Reading
from inkdigits.shapes import Digits, Probabilities, Strokes

BATCH = 64  # pictures that read_many holds at once
SURE = 0.9  # confidence: with less the glyph may have been found in the wrong place, and elsewhere is none
LIKELY = 0.5  # confidence: what has less, the text or a glyph, makes no number of what is surely one digit
ALTERNATIVES = 3  # other texts named in a reading
NO_DIGIT = "?"
NEAR = 0.15  # of a digit's height: lines closer to each other may be loops of one 8


@runtime_checkable
class Taught(Protocol):
    """What was taught and can say what its model file would hold, as a fitted ``DigitClassifier`` can."""

    def to_artifact(self) -> Artifact:
        """Return what the model file holds, or raise ``BadModel`` where it does not read 28x28 digits."""


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
        line = self.artifact.line
        self._lines = None if line is None else LineNetwork(line.network, threads=threads)

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
        if expect == "digit":
            return self._read_as_one(checked)
        return self._read_lines(drawn_lines(checked, self.assess), partial(self._read_as_one, checked))

    def read_many(self, pictures: Iterable[Source], *, expect: Expectation = "auto") -> Iterator[Reading]:
        """Read many pictures, in order; only a batch of them is held in memory at a time.

        A picture that cannot be read raises where its reading would have come; those before it have
        been given by then.

        Raises:
            As ``read``.
        """
        _check_expectation(expect)
        return self._read_batches(iter(pictures), expect)

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

    def _judges(self, lines: Sequence[Line]) -> Judges:
        """Return who judges ``lines``, all drawn or all in a picture."""
        fitted = self.artifact.line
        if fitted is None:
            return Judges(self.assess)
        return Judges(self.assess, self._lines, *(fitted.drawn if lines[0].is_drawn else fitted.pictured))

    def _read_batches(self, pictures: Iterator[Source], expect: Expectation) -> Iterator[Reading]:
        while True:
            found: list[list[Found]] = []
            lines: list[list[Inked]] = []
            refused = None
            try:
                for picture in islice(pictures, BATCH):
                    looks, its = _look_at(picture, expect)
                    found.append(looks)
                    lines.append(its)
            except InkdigitsError as error:
                refused = error
            for whole, its in zip(self._answer(found), lines, strict=True):
                yield self._read_lines(its, partial(_given, whole)) if its else whole
            if refused is not None:
                raise refused
            if not found:
                return

    def _read_as_one(self, strokes: Strokes) -> Reading:
        """Return what all of ``strokes`` say as one digit."""
        found = find_drawn(strokes)
        return self._answer([[] if found is None else [found]])[0]

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

    def _read_lines(self, lines: Sequence[Line], as_one: Callable[[], Reading]) -> Reading:
        """Return what ``lines`` say; ``as_one`` tells, where it matters, what they say as one digit."""
        judges = self._judges(lines)
        best, *others = ways_to_read(lines, judges)
        confidence = judges.trust(best)
        surely = min([confidence, *(glyph.confidence for glyph in best.glyphs)]) if best.glyphs else 0.0
        maybe_one = surely < LIKELY or _hang_together(lines)
        if maybe_one or len(best.glyphs) == 1:
            whole = as_one()
            if not best.glyphs or (whole.confidence >= SURE and maybe_one):
                return whole
            if len(best.glyphs) == 1:
                (only,) = best.glyphs
                alone = self._reading(only.found, only.probabilities, only.is_digit)
                surer = alone.confidence >= SURE > whole.confidence  # as where a dot beside it is left out
                return alone if surer or not whole.digits else whole
        wrong = 1.0 - judges.likely(best)
        glyphs = tuple(
            self._glyph(one, least=confidence, most=1.0 - wrong * doubt)
            for one, doubt in zip(best.glyphs, doubts(best, others), strict=True)
        )
        rest = (1.0 - confidence) / max(sum(way.share for way in others), 1.0 - best.share, 1e-9)
        return Reading(
            text=_refuse(best.text, glyphs),
            confidence=confidence,
            digits=glyphs,
            alternatives=tuple(
                Alternative(way.text, min(confidence, rest * way.share)) for way in others[:ALTERNATIVES]
            ),
        )

    def _reading(self, found: Found, probabilities: np.ndarray, is_digit: float) -> Reading:
        best, *others = (int(label) for label in np.argsort(-probabilities, kind="stable"))
        glyph = self._glyph(Candidate(found, probabilities, is_digit, best))
        rest = (best, *others) if glyph.digit is None else others
        return Reading(
            text=NO_DIGIT if glyph.digit is None else str(glyph.digit),
            confidence=glyph.confidence,
            digits=(glyph,),
            alternatives=tuple(
                Alternative(str(label), is_digit * float(probabilities[label]))
                for label in rest[:ALTERNATIVES]
            ),
        )

    def _glyph(self, one: Candidate, *, least: float = 0.0, most: float = 1.0) -> Glyph:
        """Return ``one`` as it is told, with a confidence of ``least``, if it is a digit, to ``most``.

        What is not sure enough is no digit.
        """
        confidence = min(one.confidence if one.digit is None else max(one.confidence, least), most)
        digit = one.digit if confidence >= self.artifact.threshold else None
        return Glyph(digit, confidence, one.probabilities, one.found.box, one.found.digit, one.found.field)


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


def _look_at(picture: Source, expect: Expectation) -> tuple[list[Found], list[Inked]]:
    """Return what may be the glyph in a picture, if it is one, and the lines in it, if they are wanted."""
    shrunk = decode_gray(picture)
    decoded = decode_glyph(shrunk, photos=expect != "number")
    lines = [] if expect == "digit" else inked_lines(shrunk, decoded, number=expect == "number")
    return find_looks(decoded), lines


def _given(reading: Reading) -> Reading:
    return reading


def _check_expectation(expect: str) -> None:
    if expect not in EXPECTATIONS:
        raise BadInput(f"expect is {expect!r}, but must be one of {', '.join(EXPECTATIONS)}")


def _hang_together(lines: Sequence[Line]) -> bool:
    """Tell whether ``lines`` are so close to each other that they may be the parts of one glyph."""
    tops = sorted(
        (float(line.pieces.boxes[:, 1].min()), float(line.pieces.boxes[:, 3].max())) for line in lines
    )
    gaps = [below[0] - above[1] for above, below in pairwise(tops)]
    return len(lines) > 1 and max(gaps) < NEAR * max(line.pieces.height for line in lines)


def _refuse(text: str, glyphs: Sequence[Glyph]) -> str:
    """Return ``text`` with a "?" for each of its ``glyphs`` that is no digit."""
    told = iter(NO_DIGIT if glyph.digit is None else str(glyph.digit) for glyph in glyphs)
    return "".join(sign if sign == "\n" else next(told) for sign in text)

"""Read several glyphs: weigh the ways to divide each line of writing, and say how sure the best one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np

from inkdigits.ink.contrast import LARGE
from inkdigits.ink.decode import Decoded, Shrunk
from inkdigits.ink.pieces import Pieces, digit_height
from inkdigits.ink.segment import InkLine, join, segment
from inkdigits.ink.segment_strokes import PenLine, boxes_of, is_wide, segment_strokes
from inkdigits.ink.written import find_writing
from inkdigits.recognition.found import Assess, Assessment, Found, find_drawn, find_glyph
from inkdigits.recognition.lattice import Path, Span, best_paths, candidates
from inkdigits.shapes import Strokes

SURELY_ONE = 0.8  # confidence: a wide stroke that reads so surely as one digit is not cut
SQUARE = 1.6  # times as long as wide is a thumbnail of one glyph
TEXTS = 10  # of several lines together that are weighed


@runtime_checkable
class Line(Protocol):
    """A line of writing that can show any run of its pieces."""

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        ...

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the pieces of ``span`` make, or None where they hold no ink."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A line that a pen drew: each glyph is drawn anew, with the pen that the network likes."""

    line: PenLine

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        return self.line.pieces

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the strokes of ``span`` make."""
        return find_drawn(self.line.strokes[span.first : span.end])


@dataclass(frozen=True, slots=True, eq=False)
class Inked:
    """A line in a picture, one pixel of which is ``scale`` pixels of the sender's."""

    line: InkLine
    scale: float

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        return self.line.pieces

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the patches of ``span`` make."""
        patch = join(self.line.patches[span.first : span.end])
        return find_glyph(patch.ink, self.scale, (patch.left * self.scale, patch.top * self.scale))


class Candidate(NamedTuple):
    """A glyph of a way to read, what the network says of it, and which digit it is taken for; None: none."""

    found: Found
    probabilities: np.ndarray
    is_digit: float
    digit: int | None

    @property
    def confidence(self) -> float:
        """How probable it is that it is that digit; for none, that it is the likeliest one."""
        at = int(self.probabilities.argmax()) if self.digit is None else self.digit
        return self.is_digit * float(self.probabilities[at])


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to read all lines.

    Attributes:
        text: what they say, a line break between them.
        share: how probable it is among the ways that were weighed, 0..1.
        glyphs: its glyphs, in reading order.
    """

    text: str
    share: float
    glyphs: tuple[Candidate, ...]


def drawn_lines(strokes: Strokes, assess: Assess) -> list[Drawn]:
    """Return the lines that ``strokes`` write, from top to bottom."""
    height = digit_height(boxes_of(strokes))
    wide = [at for at, stroke in enumerate(strokes) if is_wide(stroke, height)]
    alone = [find_drawn([strokes[at]]) for at in wide]
    known = np.zeros(len(strokes), np.bool_)
    if wide:
        said = assess(np.stack([one.digit for one in alone if one is not None]))
        known[wide] = said.confidence >= SURELY_ONE
    return [Drawn(line) for line in segment_strokes(strokes, known)]


def inked_lines(shrunk: Shrunk, decoded: Decoded) -> list[Inked]:
    """Return the lines of writing in a picture, from top to bottom; ``decoded`` is what one glyph of it is.

    A thumbnail that is not clean is one glyph: what is spoiled so far holds no more.
    """
    if decoded.clean:
        return [Inked(line, decoded.scale) for line in segment(decoded.ink)]
    height, width = shrunk.gray.shape
    if max(height, width) < min(LARGE, SQUARE * min(height, width)):
        return []
    written = find_writing(shrunk.gray)
    return [Inked(line, written.unit * shrunk.scale) for line in segment(written.ink)]


def ways_to_read(lines: Sequence[Line], assess: Assess) -> list[Way]:
    """Return the best ways to read ``lines``, the best first; each text once, their shares sum to 1."""
    ways: list[tuple[str, float, tuple[Candidate, ...]]] = [("", 0.0, ())]
    for line in lines:
        longer = [
            (f"{text}\n{more}" if text and more else text + more, score + its, glyphs + others)
            for text, score, glyphs in ways
            for more, its, others in _ways_of_line(line, assess)
        ]
        ways = sorted(longer, key=lambda way: -way[1])[:TEXTS]
    top = ways[0][1]
    every = sum(exp(score - top) for _, score, _ in ways)
    return [Way(text, exp(score - top) / every, glyphs) for text, score, glyphs in ways]


def _ways_of_line(line: Line, assess: Assess) -> list[tuple[str, float, tuple[Candidate, ...]]]:
    """Return text, score and glyphs of each of the best ways to read ``line``."""
    spans, found = [], []
    for span in candidates(line.pieces):
        glyph = line.found(span)
        if glyph is not None:
            spans.append(span)
            found.append(glyph)
    if not found:
        return [("", 0.0, ())]
    said = assess(np.stack([glyph.digit for glyph in found]))
    # A network that was not taught what is no digit is at least less certain of it [Hendrycks, Gimpel 2017].
    is_digit = said.is_digit if said.is_digit.min() < 1.0 else said.confidence
    paths = best_paths(line.pieces, spans, said.probabilities, is_digit)
    return [(path.text, path.score, _glyphs(path, found, said)) for path in paths]


def _glyphs(path: Path, found: list[Found], said: Assessment) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            found[node.candidate],
            said.probabilities[node.candidate],
            float(said.is_digit[node.candidate]),
            node.digit,
        )
        for node in path.nodes
    )

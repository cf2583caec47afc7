"""Read the UCI pen digits: what thirty people drew with a pen on a tablet, stroke by stroke.

The file is UNIPEN text [1], packed by ``compress`` as the archive ships it (or unpacked).  A digit is

    .SEGMENT DIGIT 12-13 ? "4"      its strokes are the file's 12th and 13th, and show a 4
    .COMMENT 4 26 54                a 4, of writer 26, the 54th that she wrote
    .PEN_DOWN                       a stroke begins; its points follow, a line each, ten a second,
     231  309                       x and y in a box of 500x500 in which y grows upward
    .PEN_UP
    .DT 100                         milliseconds until the next

Here y grows downward, as everywhere in the project; whoever draws a stroke joins its points, as the pen did.

[1] I. Guyon et al.: UNIPEN project of on-line data exchange and recognizer benchmarks, ICPR 1994.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inkdigits.data import lzw
from inkdigits.errors import BadDataset
from inkdigits.shapes import Stroke, Strokes

BOX = 500  # tablet units, side of the box that was written in (pendigits-orig.names)
LARGEST = 2**26  # bytes of text, eighteen times the real file
PREAMBLE = (".INCLUDE", ".LEXICON", ".HIERARCHY")
SEGMENT = re.compile(r'\.SEGMENT DIGIT +(\d{1,9})(?:-(\d{1,9}))? \? "([0-9])"')
COMMENT = re.compile(r"\.COMMENT +([0-9]) +(\d{1,9}) +(\d{1,9})")
POINT = re.compile(r"(?:[0-4]?\d?\d|500) +(?:[0-4]?\d?\d|500)")  # within the box
PEN_UP = re.compile(r"\.PEN_UP")
PAUSE = re.compile(r"\.DT +(\d{1,9})")


@dataclass(frozen=True, slots=True, eq=False)
class PenDigit:
    """One digit as it was drawn.

    Attributes:
        digit: which one, 0..9.
        writer: who drew it, 1..30.
        strokes: (points, 2) float64 each, x and y in a box of 500x500, y grows downward.
    """

    digit: int
    writer: int
    strokes: Strokes


def read_pen(path: Path) -> list[PenDigit]:
    """Return the digits of a UNIPEN file, ``.Z`` or plain text (by its first bytes), in the file's order.

    Raises:
        BadDataset: it is not such a file; the message names the line.
        OSError: it cannot be opened.
    """
    path = Path(path)
    raw = _read_at_most(path, LARGEST)
    try:
        if raw.startswith(lzw.MAGIC):
            raw = lzw.unpack(raw, limit=LARGEST)
        text = raw.decode("ascii")
    except UnicodeDecodeError as foreign:
        raise BadDataset(
            f"{path}: byte {foreign.start:,} is {raw[foreign.start]:#04x}, but a UNIPEN file is ASCII text"
        ) from foreign
    except BadDataset as broken:
        raise BadDataset(f"{path}: {broken}; fetch it again") from broken
    return parse_pen(text, name=str(path))


def parse_pen(text: str, *, name: str) -> list[PenDigit]:
    """Return the digits of UNIPEN text; ``name`` is what errors call it.

    Raises:
        BadDataset: the text is not as described above; the message names the line.
    """
    lines = _Lines(text, name=name)
    while lines.now.startswith(PREAMBLE):
        lines.step()
    digits = []
    while lines.now:
        digits.append(_parse_digit(lines))
    if not digits:
        raise lines.refuse("no digit in the whole file", promised="a line .SEGMENT DIGIT")
    return digits


def _read_at_most(path: Path, limit: int) -> bytes:
    with path.open("rb") as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise BadDataset(f"{path}: it has more than {limit:,} bytes; the pen digits have a million")
    return raw


class _Lines:
    """The lines that are not blank, one at a time; ``now`` is "" after the last."""

    def __init__(self, text: str, *, name: str) -> None:
        self._lines = [
            (number, line) for number, raw in enumerate(text.split("\n"), 1) if (line := raw.strip())
        ]
        self._lines.append((text.count("\n") + 1, ""))
        self._at = 0
        self._name = name
        self.now = self._lines[0][1]

    def step(self) -> None:
        """Go to the next line."""
        self._at += 1
        self.now = self._lines[self._at][1]

    def take(self, pattern: re.Pattern[str], *, promised: str) -> re.Match[str]:
        """Return the match of the line now and go to the next."""
        match = self.match(pattern, promised=promised)
        self.step()
        return match

    def match(self, pattern: re.Pattern[str], *, promised: str) -> re.Match[str]:
        """Return the match of the line now; the whole line must match."""
        match = pattern.fullmatch(self.now)
        if match is None:
            raise self.refuse(repr(self.now[:60]) if self.now else "the end of the file", promised=promised)
        return match

    def run(self, pattern: re.Pattern[str]) -> list[str]:
        """Return the lines that match, up to the first that does not, and go there."""
        first = self._at
        while pattern.fullmatch(self._lines[self._at][1]):
            self._at += 1
        self.now = self._lines[self._at][1]
        return [line for _, line in self._lines[first : self._at]]

    def refuse(self, found: str, *, promised: str) -> BadDataset:
        """Return the error for the line now."""
        number = self._lines[self._at][0]
        return BadDataset(f"{self._name}, line {number:,}: {found} instead of {promised}; fetch it again")


def _parse_digit(lines: _Lines) -> PenDigit:
    first, last, digit = lines.take(SEGMENT, promised='.SEGMENT DIGIT first-last ? "digit"').groups()
    said, writer, _ = lines.match(COMMENT, promised=".COMMENT digit writer number").groups()
    if said != digit:
        raise lines.refuse(f"a comment on a {said}", promised=f"one on a {digit}, as the segment says")
    lines.step()
    strokes = []
    while lines.now == ".PEN_DOWN":
        strokes.append(_parse_stroke(lines))
    promised = int(last or first) - int(first) + 1
    if len(strokes) != promised:
        raise lines.refuse(
            f"{len(strokes)} strokes end here", promised=f"the {promised} that the segment names"
        )
    return PenDigit(digit=int(digit), writer=int(writer), strokes=strokes)


def _parse_stroke(lines: _Lines) -> Stroke:
    lines.step()
    lines.match(POINT, promised=f"a point x y within {BOX}x{BOX}")
    points = [line.split() for line in lines.run(POINT)]
    lines.take(PEN_UP, promised=f"a point x y within {BOX}x{BOX} or .PEN_UP")
    lines.take(PAUSE, promised=".DT milliseconds")
    stroke = np.array(points, dtype=np.float64)
    stroke[:, 1] = BOX - stroke[:, 1]
    return stroke

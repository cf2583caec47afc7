"""Lines of writing, as strokes or as ink: each shows its pieces, any run of them as a glyph, and itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

import cv2
import numpy as np

from inkdigits.ink.contrast import LARGE
from inkdigits.ink.decode import Decoded, Shrunk
from inkdigits.ink.pieces import TALL, Pieces, digit_height, find_slope
from inkdigits.ink.rows import SLACK, rows_of
from inkdigits.ink.segment import InkLine, fit_height, join, segment
from inkdigits.ink.segment_strokes import PenLine, boxes_of, is_wide, segment_strokes
from inkdigits.ink.strokes import draw_line
from inkdigits.ink.written import find_writing
from inkdigits.recognition.found import Assess, Found, find_drawn, find_glyph
from inkdigits.recognition.lattice import Span
from inkdigits.shapes import Boxes, Gray, Ink, Rows, Strokes

SURELY_ONE = 0.8  # confidence: a wide stroke that reads so surely as one digit is not cut
SOLID = 0.5  # of its darkest ink, in which a glyph's points lie
MOST_WIDE = 100  # strokes; with more it is scribble, of which nothing is cut
SQUARE = 1.6  # times as long as wide is a thumbnail of one glyph
LEVEL = 0.05  # slope of a line that is left as it is
STEEPEST = 0.6  # slope that a line is thought to have: 31 degrees
FEWEST = 3  # pieces that tell how a line climbs
FAR = 2.0  # of their height, least distance that they are over


class Level(NamedTuple):
    """How lines were leveled: what is at (x, y) was at (x, y + ``slope`` * x + ``shift``)."""

    slope: float = 0.0
    shift: float = 0.0

    def placed(self, found: Found, points: Callable[[], np.ndarray]) -> Found:
        """Return ``found`` where it was before; ``points`` gives those of its ink, (n, 2), leveled.

        They are asked for where lines were leveled only: few are, and every candidate is placed.
        """
        if not self.slope:
            return found
        ink = points()
        before = ink[:, 1] + self.slope * ink[:, 0] + self.shift
        around = (found.box.height - np.ptp(ink[:, 1])) / 2
        box = replace(found.box, y=before.min() - around, height=np.ptp(before) + 2 * around)
        middle = found.field.x + found.field.width / 2
        return found._replace(
            box=box, field=replace(found.field, y=found.field.y + self.slope * middle + self.shift)
        )


class Strip(NamedTuple):
    """A line as the line network sees it; a place of the leveled lines is ``origin`` + pixel * ``unit``."""

    rows: Rows
    origin: tuple[float, float]
    unit: float
    level: Level = Level()


@runtime_checkable
class Line(Protocol):
    """A line of writing that can show any run of its pieces, and itself."""

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        ...

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the pieces of ``span`` make, or None where they hold no ink."""
        ...

    @property
    def is_drawn(self) -> bool:
        """Whether a pen drew it, so that its strokes are known."""
        ...

    def strip(self) -> Strip:
        """Return the whole line as the line network sees it."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A line that a pen drew: each glyph is drawn anew, with the pen that the network likes."""

    line: PenLine
    level: Level
    is_drawn = True

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        return self.line.pieces

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the strokes of ``span`` make."""
        strokes = self.line.strokes[span.first : span.end]
        found = find_drawn(strokes)
        return None if found is None else self.level.placed(found, partial(np.concatenate, strokes))

    def strip(self) -> Strip:
        """Return the whole line, drawn at once."""
        drawing = draw_line(self.line.strokes, height=self.pieces.height)
        border = (
            len(drawing.ink) - (self.pieces.boxes[:, 3].max() - self.pieces.boxes[:, 1].min()) / drawing.unit
        ) / 2
        strip = strip_of(1.0 - drawing.ink, border, len(drawing.ink) - border, drawing.unit, drawing.origin)
        return strip._replace(level=self.level)


@dataclass(frozen=True, slots=True, eq=False)
class Inked:
    """A line in a picture, one pixel of which is ``scale`` pixels of the sender's."""

    line: InkLine
    scale: float
    shown: Strip
    level: Level
    is_drawn = False

    @property
    def pieces(self) -> Pieces:
        """What it is divided into."""
        return self.line.pieces

    def found(self, span: Span) -> Found | None:
        """Return the glyph that the patches of ``span`` make."""
        patch = join(self.line.patches[span.first : span.end])
        origin = (patch.left * self.scale, patch.top * self.scale)
        found = find_glyph(patch.ink, self.scale, origin)
        return (
            None
            if found is None
            else self.level.placed(found, partial(points_of, patch.ink, self.scale, origin))
        )

    def strip(self) -> Strip:
        """Return the whole line as it is in the picture, whatever of it was taken for ink."""
        return self.shown


def points_of(ink: Ink, unit: float, origin: tuple[float, float]) -> np.ndarray:
    """Return where there is ink, (n, 2), however pale; a place there is ``origin`` + pixel * ``unit``."""
    points: np.ndarray = np.argwhere(ink > SOLID * ink.max())[:, ::-1] * unit + np.array(origin)
    return points


def drawn_lines(strokes: Strokes, assess: Assess) -> list[Drawn]:
    """Return the lines that ``strokes`` write, from top to bottom."""
    boxes = boxes_of(strokes)
    level = Level(find_slope(boxes))
    if level.slope:
        strokes = [stroke - stroke[:, :1] * [0.0, level.slope] for stroke in strokes]
        boxes = boxes_of(strokes)
    height = digit_height(boxes)
    wide = [at for at, stroke in enumerate(strokes) if is_wide(stroke, height)]
    known = np.full(len(strokes), len(wide) > MOST_WIDE)
    if 0 < len(wide) <= MOST_WIDE:
        alone = [find_drawn([strokes[at]]) for at in wide]
        said = assess(np.stack([one.digit for one in alone if one is not None]))
        known[wide] = said.confidence >= SURELY_ONE
    return [Drawn(line, level) for line in segment_strokes(strokes, known)]


def inked_lines(shrunk: Shrunk, decoded: Decoded, *, number: bool = False) -> list[Inked]:
    """Return the lines of writing in a picture, from top to bottom; ``decoded`` is what one glyph of it is.

    A thumbnail that is not clean is one glyph, unless it is known to be a ``number``.
    """
    gray = shrunk.gray
    if not number and not decoded.clean and max(gray.shape) < min(LARGE, SQUARE * min(gray.shape)):
        return []
    ink, unit = (decoded.ink, 1.0) if decoded.clean else find_writing(gray)
    ink, times = fit_height(ink)
    unit *= times
    lines = segment(ink)
    slope = find_slope(np.concatenate([line.pieces.whole() for line in lines])) if lines else 0.0
    if not slope:
        return [_inked(line, gray, unit, shrunk.scale, Level()) for line in lines]
    # What is leveled moves up or down by as much at the borders; the picture grows by that.
    middle = gray.shape[1] / 2
    moved = abs(slope) * middle
    gray = _sheared(gray, slope, middle, moved=moved)
    ink = _sheared(ink, slope, ink.shape[1] / 2, moved=moved / unit, paper=0.0)
    level = Level(slope, -moved * shrunk.scale - slope * middle * shrunk.scale)
    return [_inked(line, gray, unit, shrunk.scale, level) for line in segment(ink)]


def _sheared(
    picture: Gray, slope: float, middle: float, *, moved: float = 0.0, paper: float | None = None
) -> Gray:
    """Return ``picture`` with lines level that fall by ``slope``; in the column ``middle`` nothing moves.

    It becomes higher by ``moved`` above and below.  Around it there is ``paper``, or what is at its border.
    """
    height, width = picture.shape
    shear = np.array([[1.0, 0.0, 0.0], [-slope, 1.0, moved + slope * middle]])
    border = cv2.BORDER_REPLICATE if paper is None else cv2.BORDER_CONSTANT
    size = (width, height + int(2 * moved))
    sheared: Gray = cv2.warpAffine(picture, shear, size, borderMode=border, borderValue=paper or 0.0)
    return sheared


def _inked(line: InkLine, gray: Gray, unit: float, scale: float, level: Level) -> Inked:
    """Return a line of ink, whose pixels are ``unit`` of ``gray``, and these ``scale`` of the sender's."""
    boxes = line.pieces.boxes
    high = boxes[:, 3] - boxes[:, 1]
    tall = boxes[high >= TALL * min(line.pieces.height, float(high.max()))] * unit
    slope, shown = _slope(tall), level
    middle = float(tall[:, [0, 2]].mean())
    if abs(slope) > LEVEL:
        gray = _sheared(gray, slope, middle)
        tall = tall - slope * (tall[:, [0, 2]].mean(axis=1, keepdims=True) - middle) * [0.0, 1.0, 0.0, 1.0]
        shown = Level(level.slope + slope, level.shift - slope * middle * scale)
    strip = strip_of(gray, float(tall[:, 1].min()), float(tall[:, 3].max()), scale, (0.0, 0.0))
    return Inked(line, unit * scale, strip._replace(level=shown), level)


def _slope(boxes: Boxes) -> float:
    """Return by how much the line that ``boxes`` stand in falls with each unit to the right."""
    x, y = (boxes[:, :2] + boxes[:, 2:]).T / 2
    if len(x) < FEWEST or np.ptp(x) < FAR * float((boxes[:, 3] - boxes[:, 1]).max()):
        return 0.0
    return float(np.clip(np.polyfit(x, y, 1)[0], -STEEPEST, STEEPEST))


def strip_of(gray: Gray, top: float, bottom: float, unit: float, origin: tuple[float, float]) -> Strip:
    """Return the rows of ``gray`` between ``top`` and ``bottom``, one pixel of which is ``unit``."""
    rows = rows_of(gray, top=top, bottom=bottom)
    slack = SLACK * (bottom - top)
    return Strip(rows, (origin[0], origin[1] + (top - slack) * unit), unit * gray.shape[1] / rows.shape[1])

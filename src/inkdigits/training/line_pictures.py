"""Turn a composed line into a gray picture of it, as scanners, phones and screens hand them over.

Pen, size, paper and print, light and camera are chance.  What is printed on the paper (``line_papers``) is
wider than the line, like on forms and cheques, and paler than the ink, mostly.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from inkdigits.shapes import Gray, Ink, Strokes
from inkdigits.training.line_papers import lay_out_paper, light_up, noise
from inkdigits.training.lines import NOBODY, PastedLine, WrittenLine
from inkdigits.training.scenery import geometric

SIZES = (14.0, 120.0)  # px, height of a digit
PENS = (0.05, 0.2)  # of a digit's height, width of a line
PLAIN_SIZES, PLAIN_PENS = (28.0, 48.0), (0.08, 0.13)  # likewise, of lines that are only drawn
SUBPIXEL = 4  # binary digits of a pixel's fraction that OpenCV draws with
MARGINS = (0.05, 0.7)  # of a digit's height, around the line
CUT = (0.1, 0.03, 0.1, 0.03)  # share of pictures whose left, upper, right, lower edge cuts off ink
CUTS = (0.0, 0.12)  # of a digit's height, that is cut off
NEIGHBORS = 0.12  # share of pictures in which other writing reaches in from an edge
REVERSED = 0.08  # share of pictures with light ink on dark paper
PALE = 0.2  # share of pictures of low contrast
BLURRED, NOISY, COARSE, IN_JPEG = 0.5, 0.6, 0.15, 0.5  # shares of pictures


@dataclass(frozen=True, slots=True, eq=False)
class PicturedLine:
    """A picture of a line.

    Attributes:
        picture: (height, width) uint8 gray.
        text: its digits, left to right.
        boxes: (n, 4) left, top, width and height of each of them, px; they may reach over an edge.
        ink: (height, width) float32, where the pen wrote, before paper and camera; also what is no digit.

    Where the digits were left out, the text is empty, and the boxes are where they would have stood.
    """

    picture: np.ndarray
    text: str
    boxes: np.ndarray
    ink: Ink


def picture_of_line(
    line: WrittenLine | PastedLine,
    rng: np.random.Generator,
    *,
    sizes: tuple[float, float] = SIZES,
    empty: bool = False,
) -> PicturedLine:
    """Return a picture of ``line`` whose digits are about as high as ``sizes`` allow, in pixels.

    Where it is ``empty``, digits are left out: there are the paper, and what stands between them.
    """
    size = geometric(rng, *sizes)
    drawn = _draw(line, size, geometric(rng, *PENS), rng, empty=empty)
    ink = drawn.ink
    if rng.random() < NEIGHBORS:
        ink = _reach_in(ink, size, rng)
    paper = lay_out_paper(ink.shape[0], ink.shape[1], drawn.boxes, size=size, rng=rng)
    gray = _write_on(paper, ink, rng)
    picture = _take(light_up(gray, rng), size, rng)
    return PicturedLine(picture, "" if empty else line.text, drawn.boxes, ink)


def draw_plainly(
    line: WrittenLine | PastedLine, rng: np.random.Generator, *, size: tuple[float, float] = PLAIN_SIZES
) -> PicturedLine:
    """Return ``line`` black on white, by a pen such as strokes are drawn with; an edge may cut off ink."""
    drawn = _draw(line, rng.uniform(*size), rng.uniform(*PLAIN_PENS), rng)
    picture = 255 - np.rint(drawn.ink * 255).astype(np.uint8)
    return PicturedLine(picture, line.text, drawn.boxes, drawn.ink)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    ink: Ink
    boxes: np.ndarray


def _draw(
    line: WrittenLine | PastedLine, size: float, pen: float, rng: np.random.Generator, *, empty: bool = False
) -> _Drawn:
    """Return the ink of ``line``."""
    if isinstance(line, WrittenLine):
        return _draw_written(line, size, pen, rng, empty=empty)
    return _draw_pasted(line, size, pen, rng, empty=empty)


def _draw_written(
    line: WrittenLine, size: float, pen: float, rng: np.random.Generator, *, empty: bool
) -> _Drawn:
    """Return the ink of a line of strokes."""
    low, shape = _field(np.concatenate(line.strokes), size, pen, rng)
    strokes = [stroke * size - low for stroke in line.strokes]
    shown = [s for s, owner in zip(strokes, line.owners, strict=True) if owner == NOBODY or not empty]
    ink = _draw_strokes(shown, shape, width=max(1.0, pen * size), rng=rng)
    boxes = np.empty((len(line.text), 4), np.float32)
    half = pen * size / 2
    for place in range(len(line.text)):
        every = np.concatenate([s for s, owner in zip(strokes, line.owners, strict=True) if owner == place])
        corner, end = every.min(axis=0) - half, every.max(axis=0) + half
        boxes[place] = *corner, *(end - corner)
    return _Drawn(ink, boxes)


def _draw_pasted(
    line: PastedLine, size: float, pen: float, rng: np.random.Generator, *, empty: bool
) -> _Drawn:
    """Return the ink of a line of images."""
    corners = [_corners(glyph, frame) for glyph, frame in zip(line.glyphs, line.frames, strict=True)]
    low, shape = _field(np.concatenate([*corners, *line.marks]), size, pen, rng)
    ink = _draw_strokes(
        [mark * size - low for mark in line.marks], shape, width=max(1.0, pen * size), rng=rng
    )
    boxes = np.empty((len(corners), 4), np.float32)
    weight = rng.uniform(0.25, 0.6)  # of the darkest, from which on soft edges become ink: fine to broad
    for place, (glyph, frame, box) in enumerate(zip(line.glyphs, line.frames, corners, strict=True)):
        corner, end = box.min(axis=0) * size - low, box.max(axis=0) * size - low
        boxes[place] = *corner, *(end - corner)
        if not empty:
            _paste(ink, glyph, frame, size=size, low=low, weight=weight, box=(corner, end))
    return _Drawn(ink, boxes)


def _field(
    points: np.ndarray, size: float, pen: float, rng: np.random.Generator
) -> tuple[np.ndarray, tuple[int, int]]:
    """Return what is to be taken off of places in pixels, and height and width of a picture with margins."""
    reach = pen * size / 2 + 1
    margins = size * rng.uniform(*MARGINS) * rng.uniform(0.3, 1.0, 4)
    cut = rng.random(4) < CUT
    margins[cut] = -size * rng.uniform(*CUTS, int(cut.sum())) - reach
    low = points.min(axis=0) * size - reach - margins[:2]
    high = points.max(axis=0) * size + reach + margins[2:]
    width, height = np.ceil(high - low).astype(int)
    return low, (int(height), int(width))


def _draw_strokes(strokes: Strokes, shape: tuple[int, int], *, width: float, rng: np.random.Generator) -> Ink:
    """Return ``strokes``, in pixels, as ink, each a little wider or finer than ``width``."""
    finer = max(1, ceil(6 / width)) if width < 6 else 1  # noqa: PLR2004  px: OpenCV draws whole pixels
    mask = np.zeros((shape[0] * finer, shape[1] * finer), np.uint8)
    for stroke in strokes:
        fixed = np.rint((stroke * finer - 0.5) * (1 << SUBPIXEL)).astype(np.int32)
        thick = max(1, round(width * finer * rng.uniform(0.85, 1.15)))
        cv2.polylines(mask, [fixed], False, 255, thick, cv2.LINE_AA, SUBPIXEL)  # noqa: FBT003  open
    if finer > 1:
        mask = np.asarray(cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.uint8)
    ink: Ink = mask.astype(np.float32) * np.float32(1 / 255)
    return ink


def _corners(glyph: Ink, frame: np.ndarray) -> np.ndarray:
    """Return the four corners of ``glyph`` in the line."""
    height, width = glyph.shape
    size = max(height, 0.75 * width)
    across, up = width / size, -height / size
    corners = np.array([[0.0, up], [across, up], [across, 0.0], [0.0, 0.0]])
    placed: np.ndarray = corners @ frame[:, :2].T + frame[:, 2]
    return placed


def _paste(  # noqa: PLR0913  one step of the above
    ink: Ink,
    glyph: Ink,
    frame: np.ndarray,
    *,
    size: float,
    low: np.ndarray,
    weight: float,
    box: tuple[np.ndarray, np.ndarray],
) -> None:
    """Lay ``glyph`` into ``ink``, where either is darker."""
    first = np.maximum(np.floor(box[0]) - 1, 0).astype(int)
    last = np.minimum(np.ceil(box[1]) + 1, ink.shape[::-1]).astype(int)
    width, height = (last - first).tolist()
    if width <= 0 or height <= 0:
        return
    own = max(glyph.shape[0], 0.75 * glyph.shape[1])
    shape = frame[:, :2] * (size / own)
    into = np.column_stack(
        [shape, shape @ [0.5, 0.5 - glyph.shape[0]] + frame[:, 2] * size - low - first - 0.5]
    )
    share = size / own
    soft = cv2.warpAffine(
        cv2.GaussianBlur(glyph, (0, 0), 0.45 / share) if share < 0.8 else glyph,  # noqa: PLR2004
        into.astype(np.float32),
        (width, height),
        flags=cv2.INTER_CUBIC if share > 1 else cv2.INTER_LINEAR,
    )
    if share > 1:  # edges that were soft over a pixel are softer, enlarged
        soft = np.clip((soft - np.float32(weight)) * np.float32(share) + np.float32(0.5), 0.0, 1.0)
    here = ink[first[1] : last[1], first[0] : last[0]]
    np.maximum(here, np.clip(soft, 0.0, 1.0), out=here)


def _reach_in(ink: Ink, size: float, rng: np.random.Generator) -> Ink:
    """Return ``ink`` with the feet or heads of another line at the upper or lower edge."""
    deep = int(size * rng.uniform(0.1, 0.4))
    gap = int(size * rng.uniform(0.05, 0.3)) + 1
    inked = np.flatnonzero(ink.max(axis=1) > 0.3)  # noqa: PLR2004  rows of the line
    if deep < 2 or not len(inked):  # noqa: PLR2004  px
        return ink
    other = ink[inked[0] : inked[-1] + 1, ::-1]
    room = np.zeros((gap, ink.shape[1]), np.float32)
    if rng.random() < 0.5:  # noqa: PLR2004  a coin
        return np.ascontiguousarray(np.vstack([ink, room, other[:deep]]))
    # Above, what reaches in replaces the margin, so that the boxes stay where they are.
    above = int(inked[0]) - gap
    if above < 2:  # noqa: PLR2004  px
        return ink
    deep = min(deep, above, len(other))
    framed = ink.copy()
    framed[:deep] = np.maximum(framed[:deep], other[-deep:])
    return framed


def _write_on(paper: Gray, ink: Ink, rng: np.random.Generator) -> Gray:
    """Return ``paper`` with ``ink`` on it: a pencil's gray and grainy, a felt pen's black."""
    cover = rng.uniform(0.35, 0.75) if rng.random() < PALE else rng.uniform(0.6, 0.97)
    share = ink * np.float32(cover)
    if rng.random() < 0.3:  # noqa: PLR2004  of pens leave grain of the paper free
        grain = np.abs(noise(ink.shape, rng))
        share *= np.maximum(1 - np.float32(rng.uniform(0.05, 0.4)) * grain, 0)
    if rng.random() < 0.3:  # noqa: PLR2004  of pens run dry and wet along the line
        slow = cv2.resize(rng.uniform(0.55, 1.0, (2, 9)).astype(np.float32), ink.shape[::-1])
        share *= slow
    gray: Gray = paper * (1 - share)
    return gray


def _take(gray: Gray, size: float, rng: np.random.Generator) -> np.ndarray:
    """Return ``gray`` as a file has it, uint8."""
    chances, grain = rng.random(6), rng.random() ** 2 * 0.08
    if chances[0] < COARSE and size > 20:  # noqa: PLR2004  px: fewer show no digit
        gray = _with_fewer_pixels(gray, size, rng)
    if chances[1] < BLURRED:
        gray = cv2.GaussianBlur(gray, (0, 0), max(0.3, rng.uniform(0.01, 0.05) * size))
    if chances[2] < PALE:
        left = rng.uniform(0.25, 0.6)
        grain *= left
        gray = gray * np.float32(left) + np.float32(rng.uniform(0.0, 1.0 - left))
    if chances[3] < NOISY:
        gray = gray + noise(gray.shape, rng) * np.float32(grain)
    if chances[4] < REVERSED:
        gray = 1 - gray
    picture: np.ndarray = np.clip(gray * 255 + np.float32(0.5), 0, 255).astype(np.uint8)
    if chances[5] < IN_JPEG:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 95))]
        picture = np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_GRAYSCALE))
    return picture


def _with_fewer_pixels(gray: Gray, size: float, rng: np.random.Generator) -> Gray:
    """Return ``gray`` reduced and enlarged again."""
    share = max(rng.uniform(0.35, 0.9), 12 / size)
    small = [max(2, round(side * share)) for side in gray.shape[::-1]]
    few = cv2.resize(gray, small, interpolation=cv2.INTER_AREA)
    way = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(3))]
    return cv2.resize(few, gray.shape[::-1], interpolation=way)

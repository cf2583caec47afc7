"""Draw what was read over its picture, so that people can look instead of read.

What was read with confidence is framed in blue, what is doubtful in orange and by a dashed line, so that
color is not all that tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, hypot

import cv2
import numpy as np

from inkdigits.ink.decode import Shrunk
from inkdigits.recognition.reading import Box, Glyph, Reading
from inkdigits.recognition.table import Cell, Table
from inkdigits.recognition.wording import LOW, on_one_line, percent
from inkdigits.shapes import Gray

SIDE = 1600  # px, longer side of a picture that is drawn on; a larger one is shrunk to it
SMALLEST = 320  # px, longer side to which a smaller picture is enlarged, so that the lettering fits
MOST = 40  # times that it is
SURE, DOUBTFUL = (0, 90, 200), (215, 80, 0)  # red, green, blue
DASH, PAUSE = 7, 5  # px
INSET = 3  # px, that a dashed frame lies within its cell
HEAD = 36  # px, height of the strip above the picture
LETTERS, HEAD_LETTERS = 0.45, 0.8  # size of the lettering, as OpenCV counts
FONT = cv2.FONT_HERSHEY_SIMPLEX
WHITE = (255, 255, 255)


def draw_reading(page: Shrunk, reading: Reading) -> np.ndarray:
    """Return ``page``, (height, width, 3) uint8 RGB, with each glyph framed and the text above."""
    picture, times = _enlarged(page)
    for glyph in reading.digits:
        color = SURE if glyph.confidence >= LOW else DOUBTFUL
        _frame(picture, _corners(glyph.box) * times, doubtful=glyph.confidence < LOW)
        _letter(picture, _told(glyph), _above(glyph.box, times), color)
    told = f"{reading.text}  {percent(reading.confidence)}" if reading.digits else "(blank)"
    return _put_head(picture, told, doubtful=bool(reading.digits) and reading.confidence < LOW)


def draw_table(page: Shrunk, table: Table) -> np.ndarray:
    """Return ``page``, (height, width, 3) uint8 RGB, with each cell framed and its text in it."""
    picture, times = _enlarged(page)
    for cell in sorted(table.cells, key=lambda one: one.low):  # the doubtful ones last, over their neighbors
        corners = np.array(cell.corners) * times
        if cell.low:  # inside of the cell, or the dashes of neighbors fill each other's gaps
            corners += INSET * np.sign(corners.mean(axis=0) - corners)
        _frame(picture, corners, doubtful=cell.low)
        if cell.confidence is not None:
            x, y = np.array(cell.corners[0]) * times
            _letter(picture, _told_of_cell(cell), (x + 3, y + 13), DOUBTFUL if cell.low else SURE)
    low = sum(cell.low for cell in table.cells)
    told = f"{len(table.rows)} x {len(table.rows[0])}, {low} low"
    return _put_head(picture, told, doubtful=low > 0)


def _enlarged(page: Shrunk) -> tuple[np.ndarray, float]:
    """Return the picture in RGB, to draw on, and how many of its pixels one of the sender's is."""
    gray: Gray = page.gray
    times = min(MOST, max(1, ceil(SMALLEST / max(gray.shape))))
    levels = np.rint(gray * 255).clip(0, 255).astype(np.uint8)
    large = cv2.resize(levels, None, fx=times, fy=times, interpolation=cv2.INTER_NEAREST)
    return cv2.cvtColor(large, cv2.COLOR_GRAY2RGB), times / page.scale


def _corners(box: Box) -> np.ndarray:
    right, bottom = box.x + box.width, box.y + box.height
    return np.array([(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)])


def _above(box: Box, times: float) -> tuple[float, float]:
    """Return where a text above ``box`` begins; inside of it where there is no room above."""
    y = box.y * times - 4
    return box.x * times, y if y >= HEAD / 3 else y + HEAD / 2


def _told(glyph: Glyph) -> str:
    return f"{'?' if glyph.digit is None else glyph.digit} {percent(glyph.confidence)}"


def _told_of_cell(cell: Cell) -> str:
    told = on_one_line(cell.text) or "?"
    return f"{told} {percent(cell.confidence or 0.0)}" if cell.low else told


def _frame(picture: np.ndarray, corners: np.ndarray, *, doubtful: bool) -> None:
    """Draw a line around the four ``corners``: whole and blue, or dashed and orange."""
    points = [(round(float(x)), round(float(y))) for x, y in corners]
    for start, end in zip(points, points[1:] + points[:1], strict=True):
        for first, last in _dashes(start, end) if doubtful else [(start, end)]:
            cv2.line(picture, first, last, DOUBTFUL if doubtful else SURE, 2, cv2.LINE_AA)


def _dashes(start: Sequence[int], end: Sequence[int]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the ends of each dash between two points."""
    length = max(hypot(end[0] - start[0], end[1] - start[1]), 1.0)
    ways = [(at / length, min(at + DASH, length) / length) for at in range(0, ceil(length), DASH + PAUSE)]
    (x, y), (across, down) = start, (end[0] - start[0], end[1] - start[1])
    return [
        ((round(x + a * across), round(y + a * down)), (round(x + b * across), round(y + b * down)))
        for a, b in ways
    ]


def _letter(picture: np.ndarray, text: str, place: tuple[float, float], color: tuple[int, int, int]) -> None:
    """Write ``text`` from ``place`` on, within the picture and on white, so that it can be read over ink."""
    (wide, high), below = cv2.getTextSize(text, FONT, LETTERS, 1)
    x = round(max(0.0, min(place[0], picture.shape[1] - wide)))
    y = round(max(float(high), min(place[1], picture.shape[0] - below)))
    cv2.rectangle(picture, (x - 1, y - high - 1), (x + wide, y + below - 1), WHITE, cv2.FILLED)
    cv2.putText(picture, text, (x, y), FONT, LETTERS, color, 1, cv2.LINE_AA)


def _put_head(picture: np.ndarray, told: str, *, doubtful: bool) -> np.ndarray:
    """Return ``picture`` under a white strip that says what was ``told``, as small as must be to fit."""
    strip = np.full((HEAD, picture.shape[1], 3), 255, np.uint8)
    text = on_one_line(told)
    wide = cv2.getTextSize(text, FONT, HEAD_LETTERS, 2)[0][0]
    size = HEAD_LETTERS * min(1.0, (picture.shape[1] - 10) / max(wide, 1))
    cv2.putText(
        strip, text, (5, HEAD - 11), FONT, max(size, 0.1), DOUBTFUL if doubtful else SURE, 2, cv2.LINE_AA
    )
    return np.vstack([strip, picture])

"""Photograph a page with a table of handwritten numbers, as people keep them.

The numbers are written by one hand with one pen, digit beside digit; the rules are printed or drawn by
hand, thin or thick, at times broken or without an outer frame; there may be notes around the table, the
sheet may be bent, and it is photographed as single digits are (``photos.py``).  What stands in which cell
is known, and where its corners are in the picture.

A page's own unit is the table: its longer side is 1 and its middle the origin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import pi

import cv2
import numpy as np

from inkdigits.data.pen import PenDigit
from inkdigits.shapes import Strokes
from inkdigits.training.drawing import smooth
from inkdigits.training.photos import ASPECTS, SUBPIXEL, lay_on_table, project, view_of, write
from inkdigits.training.scenery import cover, geometric, light_up, sheet_of_paper, take_picture

LONGEST = (1500, 2500)  # px, longer side of a picture
SHARES = (0.6, 0.95)  # of the longer side that the table takes, where the page's tilt leaves it room
CELL = (1.8, 3.2)  # times as wide as high is a cell
UNEVEN_COLUMNS, UNEVEN_ROWS = 0.25, 0.06  # largest change of a column's width, of a row's height
TALL = (0.42, 0.7)  # of its row, a number's height
GAP = (0.08, 0.35)  # of that height, between two digits
LEAN = 0.06  # radians, most that a number is turned
EMPTY = 0.08  # of all cells
CROSSING = 0.1  # of all numbers reach over a rule, by up to a tenth of their height
MOST_DIGITS = 6
POINTS = 60  # of a rule, in which it may bend
BENT = 0.012  # most that a sheet is bent
FRAMELESS, BY_HAND, BROKEN = 0.15, 0.25, 0.25  # of all tables
NOTED = 0.5  # of all pages have notes above the table
ON_TABLE = 0.6  # of all pictures show an edge of the sheet
THICK = (0.001, 0.005)  # a rule
COLORS = ((0.45, 0.45, 0.47), (0.25, 0.35, 0.7), (0.08, 0.08, 0.1))  # of a rule: gray, blue, black
BLURRED = 10  # times a digit's height, of which blur is a share: people hold the camera so that they can read


@dataclass(frozen=True, slots=True, eq=False)
class TablePage:
    """A photograph of a table, and what is in it.

    Attributes:
        picture: (height, width, 3) uint8 RGB.
        texts: the number in each cell, row by row; ``""`` where there is none.
        corners: (rows + 1, columns + 1, 2) float64, x and y in px, where the rules cross.
    """

    picture: np.ndarray
    texts: tuple[tuple[str, ...], ...]
    corners: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """How a page lies in the picture.

    Attributes:
        view: the homography from the page to the picture.
        bend: by how much it is bent, at most, down the page.
        phase: where along the page it is bent most.
        size: px, the table's longer side.
    """

    view: np.ndarray
    bend: float
    phase: float
    size: float

    def bent(self, points: np.ndarray) -> np.ndarray:
        """Return (n, 2) points of the flat page where the bent one has them."""
        moved = np.array(points)
        moved[:, 1] += self.bend * np.cos(pi * points[:, 0] + self.phase)
        return moved

    def seen(self, points: np.ndarray) -> np.ndarray:
        """Return where (n, 2) points of the page are in the picture."""
        return project(self.bent(points), self.view)


def photograph_table(
    drawn: Sequence[PenDigit],
    rng: np.random.Generator,
    *,
    rows: int = 10,
    columns: int = 4,
    longest: int | None = None,
) -> TablePage:
    """Return a photograph of a table of ``rows`` and ``columns``, its numbers made of ``drawn`` digits.

    ``longest`` is the longer side of the picture in pixels, by chance unless told.  The same ``rng`` gives
    the same page.
    """
    longest = longest or int(rng.integers(*LONGEST))
    across, down = _sides(rows, columns, rng)
    texts, numbers = _fill(drawn, across, down, rng)
    sheet, shape = _lay(across, down, longest, rng)
    paper = sheet_of_paper(*shape, rng)
    _rule(paper, sheet, across, down, rng)
    tall = float(np.diff(down).mean() * np.mean(TALL))
    notes = _notes(drawn, across, down, rng) if rng.random() < NOTED else []
    lines = [sheet.bent(line) for line in (*numbers, *notes)]
    write(paper, lines, sheet.view, size=tall * sheet.size, rng=rng)
    if rng.random() < ON_TABLE:
        outline = np.array([(x, y) for x in across[[0, -1]] for y in (down[0] - 0.1, down[-1])])
        paper = lay_on_table(paper, [outline], sheet.view, rng=rng)
    picture = take_picture(light_up(paper, rng), rng, seen=BLURRED * tall * sheet.size)
    crossings = np.stack(np.meshgrid(across, down), axis=-1)
    corners = sheet.seen(crossings.reshape(-1, 2)).reshape(crossings.shape)
    return TablePage(picture=picture, texts=texts, corners=corners)


def _sides(rows: int, columns: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return where rules go: (columns + 1,) across and (rows + 1,) down, the middle at 0."""
    widths = rng.uniform(*CELL) * rng.uniform(1 - UNEVEN_COLUMNS, 1 + UNEVEN_COLUMNS, columns)
    heights = rng.uniform(1 - UNEVEN_ROWS, 1 + UNEVEN_ROWS, rows)
    longer = max(widths.sum(), heights.sum())
    across, down = (np.append(0.0, np.cumsum(one)) / longer for one in (widths, heights))
    return across - across[-1] / 2, down - down[-1] / 2


def _fill(
    drawn: Sequence[PenDigit], across: np.ndarray, down: np.ndarray, rng: np.random.Generator
) -> tuple[tuple[tuple[str, ...], ...], Strokes]:
    """Return the texts of all cells, and the strokes that write them."""
    texts, strokes = [], []
    share = rng.uniform(*TALL)
    for top, bottom in pairwise(down):
        row = []
        for left, right in pairwise(across):
            text, number = "", list[np.ndarray]()
            if rng.random() >= EMPTY:
                text, number = _number(drawn, share * (bottom - top), 0.85 * (right - left), rng)
            row.append(text)
            strokes += _place(number, (left, top, right, bottom), rng)
        texts.append(tuple(row))
    return tuple(texts), strokes


def _number(
    drawn: Sequence[PenDigit], tall: float, widest: float, rng: np.random.Generator
) -> tuple[str, Strokes]:
    """Return a number up to ``widest`` wide, and its strokes, digit beside digit from (0, 0) on."""
    text, strokes, x = "", list[np.ndarray](), 0.0
    for _ in range(rng.integers(1, MOST_DIGITS + 1)):
        one = drawn[int(rng.integers(len(drawn)))]
        every = np.concatenate(one.strokes)
        low, extent = every.min(axis=0), np.ptp(every, axis=0)
        scale = tall * rng.uniform(0.85, 1.05) / max(float(extent.max()), 1e-9)
        if text and x + extent[0] * scale > widest:
            break
        place = np.array([x, (tall - extent[1] * scale) * rng.uniform(0.6, 1.0)])
        strokes += [smooth((stroke - low) * scale + place) for stroke in one.strokes]
        x += float(extent[0]) * scale + tall * rng.uniform(*GAP)
        text += str(one.digit)
    return text, strokes


def _place(number: Strokes, cell: tuple[float, float, float, float], rng: np.random.Generator) -> Strokes:
    """Return the strokes of ``number`` somewhere in its ``cell``: left, top, right and bottom."""
    if not number:
        return []
    angle = rng.uniform(-LEAN, LEAN)
    turned = [
        line @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) for line in number
    ]
    every = np.concatenate(turned)
    low, extent = every.min(axis=0), np.ptp(every, axis=0)
    start, room = np.array(cell[:2]), np.maximum(np.array(cell[2:]) - cell[:2] - extent, 0.0)
    share = rng.uniform([0.1, 0.15], [0.9, 0.85])
    move = start + room * share - low
    if rng.random() < CROSSING:
        over = extent[1] * rng.uniform(0.0, 0.1)
        move[1] = start[1] - low[1] + (-over if rng.random() < 0.5 else room[1] + over)  # noqa: PLR2004  a coin
    return [line + move for line in turned]


def _lay(
    across: np.ndarray, down: np.ndarray, longest: int, rng: np.random.Generator
) -> tuple[_Sheet, tuple[int, int]]:
    """Return how the page lies in a picture, and height and width of the picture."""
    shorter = round(longest / rng.choice(ASPECTS))
    tall = np.ptp(down) >= np.ptp(across)
    height, width = (longest, shorter) if tall else (shorter, longest)
    outline = np.array([(x, y) for x in across[[0, -1]] for y in down[[0, -1]]])
    view = view_of([outline], size=longest * rng.uniform(*SHARES), height=height, width=width, rng=rng)
    size = float(np.linalg.norm(np.diff(project(np.array([[-0.5, 0.0], [0.5, 0.0]]), view), axis=0)))
    return _Sheet(view, BENT * rng.uniform(-1, 1) * rng.random(), rng.uniform(0, pi), size), (height, width)


def _rule(
    paper: np.ndarray, sheet: _Sheet, across: np.ndarray, down: np.ndarray, rng: np.random.Generator
) -> None:
    """Print, or draw, the rules of the table on ``paper``."""
    frameless, by_hand, broken = (rng.random() < share for share in (FRAMELESS, BY_HAND, BROKEN))
    thick = sheet.size * geometric(rng, *THICK)
    mask = np.zeros(paper.shape[:2], np.uint8)
    for places, ends, level in ((down, across, True), (across, down, False)):
        for place in places[1:-1] if frameless else places:
            along = np.linspace(ends[0], ends[-1], POINTS)
            aside = np.full(POINTS, place)
            if by_hand:
                aside += _unsteady(rng)
                start, end = rng.uniform([-0.015, 0.0], [0.0, 0.015]).tolist()
                along += np.linspace(start, end, POINTS)
            line = sheet.seen(np.stack([along, aside] if level else [aside, along], axis=1))
            for piece in _pieces(line, rng) if broken else [line]:
                points = np.rint(piece * (1 << SUBPIXEL)).astype(np.int32)
                cv2.polylines(mask, [points], False, 255, max(1, round(thick)), cv2.LINE_AA, SUBPIXEL)  # noqa: FBT003
    color = np.array(COLORS[rng.integers(len(COLORS))])
    cover(paper, mask * np.float32(rng.uniform(0.45, 0.95) * min(1.0, thick) / 255), color)


def _unsteady(rng: np.random.Generator) -> np.ndarray:
    """Return by how much a line drawn by hand strays, (POINTS,)."""
    knots = rng.normal(0.0, 0.0015, 6)
    stray = np.interp(np.linspace(0, 5, POINTS), np.arange(6), knots)
    start, end = rng.normal(0.0, 0.002, 2).tolist()
    tilted: np.ndarray = stray + np.linspace(start, end, POINTS)
    return tilted


def _pieces(line: np.ndarray, rng: np.random.Generator) -> list[np.ndarray]:
    """Return ``line`` with up to three short gaps."""
    cuts = np.sort(rng.choice(np.arange(3, POINTS - 3), size=rng.integers(0, 4), replace=False))
    starts = [0, *(int(cut) + 1 for cut in cuts)]
    return [line[start : end + 1] for start, end in zip(starts, [*cuts, POINTS], strict=True) if end > start]


def _notes(
    drawn: Sequence[PenDigit], across: np.ndarray, down: np.ndarray, rng: np.random.Generator
) -> Strokes:
    """Return the strokes of a title above the table, at times underlined."""
    tall = float(np.diff(down).mean() * rng.uniform(0.4, 0.9))
    start = np.array([rng.uniform(across[0], across.mean()), down[0] - tall * rng.uniform(1.4, 1.8)])
    _, written = _number(drawn, tall, float(np.ptp(across)) / 2, rng)
    notes = [line + start for line in written]
    if rng.random() < 0.4:  # noqa: PLR2004  of all titles
        ends = np.concatenate(notes)[:, 0]
        under = start[1] + 1.12 * tall
        notes.append(np.array([[ends.min(), under], [ends.max(), under + tall * rng.uniform(-0.1, 0.0)]]))
    return notes

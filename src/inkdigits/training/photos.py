"""Photograph a drawing as a phone would: pen on paper on a table, in uneven light, by a shaky hand.

Real photographs of labeled digits are rare, but what a phone does to writing is known: the sheet lies
askew and not always fills the picture, it may be ruled, the pen may be a pencil or a felt tip, somebody's
shadow falls across, and blur, noise and JPEG follow.  Each of them is chance here, and varied far, because
a network taught on one kind of photograph reads only that kind.

A page's own unit is the digit: its longer side is 1 and its middle the origin.  A homography takes the page
into the picture, so that ink, rules and edges of the sheet lean together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, radians, sin

import cv2
import numpy as np

from inkdigits.shapes import Strokes
from inkdigits.training.drawing import smooth
from inkdigits.training.scenery import (
    Color,
    cover,
    geometric,
    light_up,
    sheet_of_paper,
    table_top,
    take_picture,
)

LONGEST = 400  # px, longer side of a picture: what training needs; a phone makes 4000
SMALLEST = 24  # px, a digit is at least as long, whatever its share of the picture: less is no writing
SHARES = (0.05, 0.8)  # of the picture's longer side that a digit takes
ASPECTS = (4 / 3, 4 / 3, 16 / 9, 1.0)  # of phones' pictures
TILT = 15.0  # degrees, most that a sheet is turned
PERSPECTIVE = 0.25  # most that the far side is smaller than the near one
FINE = 240  # px, a glyph smaller than that is drawn larger and reduced, for lines of 1.3 px
SUBPIXEL = 4  # binary digits of a pixel's fraction that OpenCV draws with
WOBBLE = 0.2  # share by which a line is wider here than there
EDGES = 0.4  # of all pictures show an edge of the sheet
RULED = 0.5  # of all sheets are ruled or squared


@dataclass(frozen=True, kw_only=True)
class Pen:
    """How one kind of pen writes: each of a pair is the least and the most of it."""

    width: tuple[float, float]  # of the digit's longer side
    cover: tuple[float, float]  # share of the paper's light that it takes
    grain: float  # share of its cover that paper's grain may take away
    colors: tuple[Color, ...]  # red, green, blue, of the light that is left


BLUE, BLACK, RED, GREEN = (0.12, 0.2, 0.6), (0.06, 0.06, 0.08), (0.7, 0.1, 0.12), (0.1, 0.45, 0.2)
GRAPHITE = (0.25, 0.25, 0.27)
PENS = (
    Pen(width=(0.02, 0.06), cover=(0.45, 0.9), grain=0.5, colors=(GRAPHITE,)),
    Pen(width=(0.02, 0.06), cover=(0.7, 1.0), grain=0.15, colors=(BLUE, BLUE, BLACK, RED, GREEN)),
    Pen(width=(0.05, 0.18), cover=(0.8, 1.0), grain=0.05, colors=(BLACK, BLACK, BLUE, RED, GREEN)),
)


def photograph(
    strokes: Strokes, rng: np.random.Generator, *, longest: int = LONGEST, edges: float = EDGES
) -> np.ndarray:
    """Return a photograph of ``strokes``, (height, width, 3) uint8 RGB; of blank paper where there are none.

    ``longest`` is the longer side of the picture in pixels, ``edges`` the share of pictures in which the
    sheet ends on a table.  The same ``rng`` gives the same photograph.
    """
    height, width = _sides(longest, rng)
    lines = _upright([smooth(stroke) for stroke in strokes])
    size = max(SMALLEST, longest * geometric(rng, *SHARES))
    page = view_of(lines, size=size, height=height, width=width, rng=rng)
    paper = sheet_of_paper(height, width, rng)
    if rng.random() < RULED:
        _rule(paper, page, size=size, rng=rng)
    write(paper, lines, page, size=size, rng=rng)
    if rng.random() < edges:
        paper = lay_on_table(paper, lines, page, rng=rng)
    return take_picture(light_up(paper, rng), rng)


def _sides(longest: int, rng: np.random.Generator) -> tuple[int, int]:
    """Return height and width of a picture."""
    shorter = round(longest / rng.choice(ASPECTS))
    return (longest, shorter) if rng.random() < 0.5 else (shorter, longest)  # noqa: PLR2004  a coin


def _upright(lines: Strokes) -> Strokes:
    """Return ``lines`` in the page's unit."""
    if not lines:
        return []
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    return [(line - (low + high) / 2) / max(float((high - low).max()), 1e-9) for line in lines]


def view_of(lines: Strokes, *, size: float, height: int, width: int, rng: np.random.Generator) -> np.ndarray:
    """Return the homography from the page to the picture, in which all ``lines`` lie."""
    angle = radians(rng.uniform(-TILT, TILT) * rng.random())
    turn = np.array([[cos(angle), -sin(angle), 0.0], [sin(angle), cos(angle), 0.0], [0.0, 0.0, 1.0]])
    tilt = np.eye(3)
    tilt[2, :2] = rng.uniform(-PERSPECTIVE, PERSPECTIVE, 2) * rng.random() / max(height, width)
    page = tilt @ np.diag([size, size, 1.0]) @ turn
    seen = project(np.concatenate(lines) if lines else np.zeros((1, 2)), page)
    low, high = seen.min(axis=0), seen.max(axis=0)
    margin = np.minimum(0.1 * size, np.maximum(0.0, (np.array([width, height]) - (high - low)) / 2))
    fit = min(1.0, *(0.8 * np.array([width, height]) / (high - low + 1e-9)))
    place = rng.uniform(margin, np.maximum(margin, [width, height] - (high - low) * fit - margin))
    move = np.diag([fit, fit, 1.0])
    move[:2, 2] = place - low * fit
    view: np.ndarray = move @ page
    return view


def project(points: np.ndarray, page: np.ndarray) -> np.ndarray:
    """Return where (n, 2) points of the page are in the picture."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ page.T
    projected: np.ndarray = mapped[:, :2] / np.maximum(mapped[:, 2:], 0.05)
    return projected


def _rule(paper: np.ndarray, page: np.ndarray, *, size: float, rng: np.random.Generator) -> None:
    """Print rules, or squares, on ``paper``."""
    height, width = paper.shape[:2]
    spacing = geometric(rng, 0.35, 1.8)
    reach = 1.5 * max(height, width) / size
    spacing = max(spacing, reach / 40)
    places = np.arange(-reach, reach, spacing) + rng.uniform(0.0, spacing)
    ends = np.full_like(places, reach)
    rows = np.stack([np.column_stack([-ends, places]), np.column_stack([ends, places])], axis=1)
    segments = [rows, rows[:, :, ::-1]] if rng.random() < 0.5 else [rows]  # noqa: PLR2004  a coin
    seen = project(np.concatenate(segments).reshape(-1, 2), page).reshape(-1, 2, 2)
    thick = max(height, width) * rng.uniform(0.0008, 0.004)
    mask = np.zeros((height, width), np.uint8)
    fixed = np.rint(np.clip(seen, -3e4, 3e4) * (1 << SUBPIXEL)).astype(np.int32)
    cv2.polylines(mask, list(fixed), False, 255, max(1, round(thick)), cv2.LINE_AA, SUBPIXEL)  # noqa: FBT003
    color = np.array([rng.uniform(0.2, 0.7), rng.uniform(0.3, 0.7), rng.uniform(0.4, 0.9)])
    cover(paper, mask * np.float32(rng.uniform(0.15, 0.75) * min(1.0, thick) / 255), color)


def write(
    paper: np.ndarray, lines: Strokes, page: np.ndarray, *, size: float, rng: np.random.Generator
) -> None:
    """Write ``lines`` on ``paper`` with one of the pens."""
    pen = PENS[rng.integers(len(PENS))]
    width = max(1.2, size * geometric(rng, *pen.width))
    taken, color = rng.uniform(*pen.cover), pen.colors[rng.integers(len(pen.colors))]
    if not lines:
        return
    ink = _draw([project(line, page) for line in lines], paper.shape[:2], width=width, rng=rng)
    top, left = ink.place
    here = paper[top : top + ink.mask.shape[0], left : left + ink.mask.shape[1]]
    mask = ink.mask[: here.shape[0], : here.shape[1]]
    rough = rng.random(mask.shape, np.float32) * np.float32(2 * pen.grain * rng.random())
    shade = np.array(color) * rng.uniform(0.6, 1.4)
    cover(here, mask * np.float32(taken) * np.maximum(1 - rough, 0), np.clip(shade, 0, 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    mask: np.ndarray  # float32, 0.0 paper, 1.0 ink
    place: tuple[int, int]  # px, top and left of it in the picture


def _draw(lines: Strokes, sides: tuple[int, ...], *, width: float, rng: np.random.Generator) -> _Ink:
    """Draw ``lines``, in pixels of the picture, ``width`` px wide, here a little more and there less."""
    every = np.concatenate(lines)
    low = np.maximum(np.floor(every.min(axis=0) - width), 0)
    high = np.minimum(np.ceil(every.max(axis=0) + width), sides[::-1])
    extent = np.maximum(high - low, 1).astype(int)
    finer = max(1, ceil(FINE / extent.max()))
    fine = np.zeros((int(extent[1]) * finer, int(extent[0]) * finer), np.uint8)
    one = 1 << SUBPIXEL
    for line in lines:
        drawn = np.rint(((line - low) * finer - 0.5) * one).astype(np.int32)
        knots = rng.uniform(1 - WOBBLE, 1 + WOBBLE, 2 + len(drawn) // 8)
        widths = np.interp(np.linspace(0, len(knots) - 1, len(drawn)), np.arange(len(knots)), knots)
        for start, end, share in zip(drawn, np.vstack([drawn[1:], drawn[-1:]]), widths, strict=True):
            thick = max(1, round(width * finer * float(share)))
            cv2.line(fine, start.tolist(), end.tolist(), 255, thick, cv2.LINE_AA, SUBPIXEL)
    mask = cv2.resize(fine, (int(extent[0]), int(extent[1])), interpolation=cv2.INTER_AREA)
    return _Ink(mask.astype(np.float32) / 255, (int(low[1]), int(low[0])))


def lay_on_table(
    paper: np.ndarray, lines: Strokes, page: np.ndarray, *, rng: np.random.Generator
) -> np.ndarray:
    """Return the picture of a sheet that ends before the picture does, at one to four of its sides."""
    every = np.concatenate(lines) if lines else np.zeros((1, 2))
    far = np.where(rng.random(4) < 0.5, rng.uniform(0.15, 1.5, 4), 1e3)  # noqa: PLR2004  a coin
    left, top = every.min(axis=0) - far[:2]
    right, bottom = every.max(axis=0) + far[2:]
    # Far corners would project behind the camera: what matters is where the edges run within the picture.
    reach = 3 * max(paper.shape[:2]) / float(page[0, 0] ** 2 + page[1, 0] ** 2) ** 0.5
    corners = np.clip([[left, top], [right, top], [right, bottom], [left, bottom]], -reach, reach)
    seen = np.clip(project(corners, page), -3e4, 3e4)
    sheet = np.zeros(paper.shape[:2], np.uint8)
    cv2.fillConvexPoly(sheet, np.rint(seen * (1 << SUBPIXEL)).astype(np.int32), 255, cv2.LINE_AA, SUBPIXEL)
    return table_top(paper, sheet.astype(np.float32) / 255, rng)

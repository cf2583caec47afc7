"""Lay out the paper under a line of digits: blank, ruled, squared, boxed, or printed as cheques are.

Papers are the share of light that comes back, 0.0 to 1.0.  What is printed is drawn all at once, in pixels.
"""

from __future__ import annotations

from math import cos, pi, sin

import cv2
import numpy as np

from inkdigits.shapes import Gray
from inkdigits.training.scenery import geometric

SUBPIXEL = 4  # binary digits of a pixel's fraction that OpenCV draws with
PATCH = 64  # px, side of a patch of noise; larger papers repeat it
POINTS = 24  # of a curved line
MOST_LINES = 60  # of a pattern in one direction


def lay_out_paper(
    height: int, width: int, boxes: np.ndarray, *, size: float, rng: np.random.Generator
) -> Gray:
    """Return paper for a line whose digits, ``size`` px high, lie in ``boxes``."""
    paper = _blank(height, width, rng)
    kind = rng.random()
    if kind < 0.4:  # noqa: PLR2004  of papers are cheques and forms with a pattern
        _print_pattern(paper, size, rng)
        if rng.random() < 0.3:  # noqa: PLR2004  of these have two
            _print_pattern(paper, size, rng)
    elif kind < 0.5:  # noqa: PLR2004
        _print_squares(paper, size, rng)
    elif kind < 0.65:  # noqa: PLR2004
        _print_cells(paper, boxes, size, rng)
    if rng.random() < 0.35:  # noqa: PLR2004
        _print_rules(paper, boxes, size, rng)
    return paper


def light_up(paper: Gray, rng: np.random.Generator) -> Gray:
    """Return ``paper`` lit from a side, or with a shadow across."""
    height, width = paper.shape
    chance = rng.random()
    if chance < 0.25:  # noqa: PLR2004  a side is darker
        corners = rng.uniform(0.55, 1.05, (2, 3)).astype(np.float32)
        paper = paper * cv2.resize(corners, (width, height), interpolation=cv2.INTER_LINEAR)
    elif chance < 0.35:  # noqa: PLR2004  something's shadow
        angle, place = rng.uniform(0, 2 * pi), rng.uniform(0.2, 0.8, 2) * [width, height]
        y, x = np.ogrid[0:height, 0:width]
        away = (x - np.float32(place[0])) * np.float32(cos(angle)) + (y - np.float32(place[1])) * np.float32(
            sin(angle)
        )
        soft = geometric(rng, 0.5, max(1.0, 0.3 * height))
        paper = paper * (1 - np.float32(rng.uniform(0.2, 0.6)) * np.clip(away / np.float32(soft) + 0.5, 0, 1))
    return paper.astype(np.float32, copy=False)


def noise(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Return normal noise of deviation 1, from pixel to pixel."""
    height, width = shape
    patch = rng.standard_normal((min(height, PATCH), min(width, PATCH)), np.float32)
    return np.tile(patch, (-(-height // len(patch)), -(-width // len(patch[0]))))[:height, :width]


def _blank(height: int, width: int, rng: np.random.Generator) -> Gray:
    """Return paper without print: white or gray, smooth or rough."""
    paper = np.full((height, width), rng.uniform(0.55, 1.0), np.float32)
    texture = rng.random()
    if texture < 0.35:  # noqa: PLR2004  rough paper
        paper *= 1 + noise((height, width), rng) * np.float32(rng.random() * 0.12)
    elif texture < 0.55:  # noqa: PLR2004  coarse grain: recycled paper, woven prints
        cell = rng.uniform(1.5, 4.0)
        tall, wide = max(2, int(height / cell)), max(2, int(width / cell))
        coarse = noise((tall, wide), rng) * np.float32(rng.random() * 0.14)
        paper *= 1 + cv2.resize(np.ascontiguousarray(coarse), (width, height), interpolation=cv2.INTER_LINEAR)
    return paper


def _print_pattern(paper: Gray, size: float, rng: np.random.Generator) -> None:
    """Print what makes cheques hard to forge: many fine lines, straight, waved, crossed, or rings."""
    height, width = paper.shape
    apart = max(size * geometric(rng, 0.07, 0.3), 2.5, (height + width) / MOST_LINES / 2)
    kind = rng.integers(5)
    mask = np.zeros(paper.shape, np.uint8)
    thick = 1 if apart < 8 else int(rng.integers(1, 3))  # noqa: PLR2004  px
    angle = rng.uniform(-pi, pi)
    if kind == 0:  # hatched
        _draw(mask, _waves(paper.shape, apart, angle=angle, swing=0.0, rng=rng), thick)
    elif kind == 1:  # crosshatched
        for turn in (angle, angle + rng.uniform(0.6, 2.5)):
            _draw(mask, _waves(paper.shape, apart, angle=turn, swing=0.0, rng=rng), thick)
    elif kind == 2:  # noqa: PLR2004  waves, one way or two
        for turn in (angle, angle + rng.uniform(0.6, 2.5))[: int(rng.integers(1, 3))]:
            swing = apart * rng.uniform(0.3, 3.0)
            _draw(mask, _waves(paper.shape, apart, angle=turn, swing=swing, rng=rng), thick)
    elif kind == 3:  # noqa: PLR2004  rings around one or two points
        for _ in range(rng.integers(1, 3)):
            center = rng.uniform(-0.5, 1.5, 2) * [width, height]
            farthest = np.hypot(width, height) * 1.2
            for radius in np.arange(apart, farthest, max(apart, farthest / MOST_LINES)):
                place = np.rint(np.clip(center, -2000, 2000) * (1 << SUBPIXEL)).astype(int).tolist()
                cv2.circle(mask, place, int(radius * (1 << SUBPIXEL)), 255, thick, cv2.LINE_AA, SUBPIXEL)
    else:  # lines in waves whose phase shifts, a moire
        swing = apart * rng.uniform(1.0, 4.0)
        _draw(mask, _waves(paper.shape, apart, angle=angle, swing=swing, rng=rng, shift=0.35), thick)
    _press(paper, mask, rng.uniform(0.05, 0.32))


def _print_squares(paper: Gray, size: float, rng: np.random.Generator) -> None:
    """Print squared paper."""
    apart = max(size * geometric(rng, 0.25, 1.3), 5.0)
    angle = rng.normal(0.0, 0.03)
    mask = np.zeros(paper.shape, np.uint8)
    thick = max(1, round(size * rng.uniform(0.01, 0.04)))
    for turn in (angle, angle + pi / 2):
        _draw(mask, _waves(paper.shape, apart, angle=turn, swing=0.0, rng=rng), thick)
    _press(paper, mask, rng.uniform(0.1, 0.5))


def _print_rules(paper: Gray, boxes: np.ndarray, size: float, rng: np.random.Generator) -> None:
    """Print a line under the writing, one over it, or both, or more, from edge to edge."""
    width = paper.shape[1]
    foot, head = float(np.median(boxes[:, 1] + boxes[:, 3])), float(np.median(boxes[:, 1]))
    heights = [foot + size * rng.normal(0.08, 0.12)]
    if rng.random() < 0.4:  # noqa: PLR2004
        heights.append(head - size * rng.uniform(-0.05, 0.4))
    if rng.random() < 0.25:  # noqa: PLR2004  two lines stand close
        heights.append(heights[0] + size * rng.uniform(0.08, 0.3))
    tilt = rng.normal(0.0, 0.02) * width
    lines = np.array([[[-5.0, y - tilt / 2], [width + 5.0, y + tilt / 2]] for y in heights])
    mask = np.zeros(paper.shape, np.uint8)
    _draw(mask, lines, max(1, round(size * geometric(rng, 0.015, 0.1))))
    _press(paper, mask, rng.uniform(0.2, 0.85))


def _print_cells(paper: Gray, boxes: np.ndarray, size: float, rng: np.random.Generator) -> None:
    """Print a box around the line, with or without a wall between two digits."""
    height = len(paper)
    top = max(1.0, float(boxes[:, 1].min()) - size * rng.uniform(-0.05, 0.4))
    bottom = min(height - 2.0, float((boxes[:, 1] + boxes[:, 3]).max()) + size * rng.uniform(-0.05, 0.4))
    ends, starts = boxes[:-1, 0] + boxes[:-1, 2], boxes[1:, 0]
    walls = [float(boxes[0, 0]) - size * rng.uniform(0.1, 0.4)]
    if rng.random() < 0.6:  # noqa: PLR2004
        free = starts - ends > 0.1 * size
        walls += ((starts + ends) / 2)[free].tolist()
    walls.append(float((boxes[:, 0] + boxes[:, 2]).max()) + size * rng.uniform(0.1, 0.4))
    upright = [[[x, top], [x, bottom]] for x in walls]
    flat = [[[walls[0], y], [walls[-1], y]] for y in (top, bottom)]
    if rng.random() < 0.3:  # noqa: PLR2004  combs have walls alone, and a floor
        flat = flat[1:]
        upright = [[[x, bottom - (bottom - top) * 0.4], [x, bottom]] for x in walls]
    mask = np.zeros(paper.shape, np.uint8)
    _draw(mask, np.array(upright + flat), max(1, round(size * geometric(rng, 0.015, 0.08))))
    _press(paper, mask, rng.uniform(0.2, 0.85))


def _waves(
    shape: tuple[int, ...],
    apart: float,
    *,
    angle: float,
    swing: float,
    rng: np.random.Generator,
    shift: float = 0.0,
) -> np.ndarray:
    """Return (lines, points, 2) lines ``apart`` px from one another, waved by ``swing`` px, across paper."""
    height, width = shape
    reach = np.hypot(height, width) / 2 + swing
    places = np.arange(-reach, reach, max(apart, 2 * reach / MOST_LINES)) + rng.uniform(0, apart)
    along = np.linspace(-reach, reach, POINTS if swing else 2)
    length = reach * geometric(rng, 0.2, 1.0)
    phase = rng.uniform(0, 2 * pi) + shift * np.arange(len(places))[:, None]
    across = places[:, None] + swing * np.sin(along[None, :] * (2 * pi / length) + phase)
    along = np.broadcast_to(along, across.shape)
    x = width / 2 + cos(angle) * along - sin(angle) * across
    y = height / 2 + sin(angle) * along + cos(angle) * across
    return np.stack([x, y], axis=2)


def _draw(mask: np.ndarray, lines: np.ndarray, thick: int) -> None:
    fixed = np.rint(lines * (1 << SUBPIXEL)).astype(np.int32)
    cv2.polylines(mask, list(fixed), False, 255, thick, cv2.LINE_AA, SUBPIXEL)  # noqa: FBT003  open


def _press(paper: Gray, mask: np.ndarray, strength: float) -> None:
    """Print ``mask`` on ``paper``, in place."""
    paper *= 1 - mask.astype(np.float32) * np.float32(strength / 255)

"""Write what stands in a line of digits and is none: dots, commas, dashes, currency, flourishes, letters.

All are strokes in the unit of the line: the baseline is at 0, a digit reaches up to -1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inkdigits.shapes import Strokes
from inkdigits.training.lettering import CAPITALS, SMALL_LETTERS
from inkdigits.training.outliers_drawn import write_letter

Mark = Callable[[np.random.Generator], Strokes]

THOUSANDS = 0.5  # of marked lines have a dot or a comma where prices have it
LETTERS = tuple(way for ways in (*CAPITALS.values(), *SMALL_LETTERS.values()) for way in ways)
QUARTER = np.linspace(0.0, 1.0, 9)


def between(count: int, rng: np.random.Generator) -> dict[int, Strokes]:
    """Return marks, by the place of the digit, of ``count``, that each stands before."""
    marks: dict[int, Strokes] = {}
    if rng.random() < THOUSANDS:
        every, of_this = int(rng.choice([3, 3, 3, 2])), _POINTS[int(rng.integers(len(_POINTS)))]
        marks.update({place: of_this(rng) for place in range(count - every, 0, -every)})
    elif count > 1:
        chosen = _BETWEEN[int(rng.integers(len(_BETWEEN)))]
        marks[int(rng.integers(1, count))] = chosen(rng)
    if rng.random() < 0.2:  # noqa: PLR2004  of marked lines
        marks[0] = _BEFORE[int(rng.integers(len(_BEFORE)))](rng)
    return marks


def trailing(rng: np.random.Generator) -> Strokes | None:
    """Return a mark that ends a line, or None."""
    if rng.random() < 0.5:  # noqa: PLR2004  of marked lines
        return None
    return _BEHIND[int(rng.integers(len(_BEHIND)))](rng)


def letter_stroked(rng: np.random.Generator) -> Strokes:
    """Return a letter that is no digit, as a pen writes it."""
    return write_letter(LETTERS[int(rng.integers(len(LETTERS)))], rng)


def _dot(rng: np.random.Generator) -> Strokes:
    """Return a dot on the baseline: a touch of the pen, or a little stroke."""
    place = np.array([0.0, rng.normal(-0.02, 0.05)])
    reach = rng.uniform(0.0, 0.07) * _towards(rng.uniform(0, np.pi))
    return [np.stack([place, place + reach])]


def _comma(rng: np.random.Generator) -> Strokes:
    """Return a short stroke down to the left, through the baseline."""
    top = np.array([0.0, rng.uniform(-0.12, 0.02)])
    return [np.stack([top, top + rng.uniform(0.12, 0.32) * _towards(rng.uniform(1.5, 2.4))])]


def _raised_comma(rng: np.random.Generator) -> Strokes:
    return [stroke - [0.0, rng.uniform(0.8, 1.0)] for stroke in _comma(rng)]


def _colon(rng: np.random.Generator) -> Strokes:
    apart = [0.0, rng.uniform(0.25, 0.5)]
    return [*_dot(rng), *(stroke - apart for stroke in _dot(rng))]


def _dash(rng: np.random.Generator) -> Strokes:
    """Return a dash at half height."""
    length, height = rng.uniform(0.2, 0.6), rng.uniform(-0.65, -0.3)
    points = QUARTER[:, None] * [length, rng.normal(0.0, 0.1) * length] + [0.0, height]
    return [points + np.column_stack([0 * QUARTER, rng.normal(0.0, 0.04) * np.sin(np.pi * QUARTER)])]


def _equals(rng: np.random.Generator) -> Strokes:
    upper, apart = _dash(rng)[0], rng.uniform(0.14, 0.3)
    return [upper, upper * [rng.uniform(0.8, 1.2), 1.0] + [rng.normal(0.0, 0.04), apart]]


def _slash_dash(rng: np.random.Generator) -> Strokes:
    """Return what ends a price: a long dash, or a wave."""
    length, height = rng.uniform(0.5, 1.8), rng.uniform(-0.6, -0.1)
    way = np.linspace(0.0, 1.0, 17)
    wave = rng.uniform(0.0, 0.12) * np.sin(way * rng.uniform(2.0, 12.0) + rng.uniform(0.0, 6.0))
    return [np.column_stack([way * length, height + wave + rng.normal(0.0, 0.15) * way])]


def _flourish(rng: np.random.Generator) -> Strokes:
    """Return a curl that runs out under or behind the line."""
    way = np.linspace(0.0, 1.0, 17)
    x = rng.uniform(0.4, 1.2) * way - 0.2 * np.sin(way * np.pi)
    y = -0.2 + 0.35 * np.sin(way * rng.uniform(2.0, 5.0)) * rng.uniform(0.4, 1.0)
    return [np.column_stack([x, y])]


def _dollar(rng: np.random.Generator) -> Strokes:
    """Return an S with a bar or two through it, of any size."""
    way = np.linspace(0.0, 1.0, 17)
    s_shape = np.column_stack([0.25 - 0.25 * np.sin(2 * np.pi * way * 0.93 + 0.4), way - 1.0])
    places = ([0.25], [0.25], [0.18, 0.32])[int(rng.integers(3))]
    bars = [np.array([[x, -1.15], [x - 0.05, 0.15]]) for x in places]
    return _sized([s_shape, *bars], rng)


def _euro(rng: np.random.Generator) -> Strokes:
    angle = np.linspace(0.6, 2 * np.pi - 0.6, 17)
    arc = np.column_stack([0.35 + 0.32 * np.cos(angle), -0.5 - 0.48 * np.sin(angle)])
    return _sized([arc, *(np.array([[-0.1, y], [0.4, y]]) for y in (-0.58, -0.4))], rng)


def _pound(rng: np.random.Generator) -> Strokes:
    hook = [[0.5, -0.85], [0.35, -1.0], [0.22, -0.85], [0.25, -0.4], [0.2, -0.1], [0.0, 0.0], [0.55, 0.0]]
    return _sized([np.array(hook), np.array([[0.05, -0.5], [0.42, -0.5]])], rng)


def _hash(rng: np.random.Generator) -> Strokes:
    upright = [np.array([[x + 0.1, -0.95], [x, -0.05]]) for x in (0.2, 0.42)]
    return _sized([*upright, *(np.array([[0.0, y], [0.65, y]]) for y in (-0.65, -0.35))], rng)


def _sized(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Return ``strokes`` a little larger, smaller, wider and shakier."""
    size = rng.uniform(0.7, 1.2) * np.array([rng.uniform(0.8, 1.2), 1.0])
    return [stroke * size + rng.normal(0.0, 0.015, stroke.shape) for stroke in strokes]


def _towards(angle: float) -> np.ndarray:
    return np.array([np.cos(angle), np.sin(angle)])


_POINTS: tuple[Mark, ...] = (_dot, _dot, _comma, _raised_comma)
_BETWEEN: tuple[Mark, ...] = (_dot, _comma, _dash, _colon, _dash)
_BEFORE: tuple[Mark, ...] = (_dollar, _dollar, _euro, _pound, _hash, _dash, _equals)
_BEHIND: tuple[Mark, ...] = (_dot, _dot, _dash, _dash, _equals, _slash_dash, _flourish, _comma, _colon, _euro)

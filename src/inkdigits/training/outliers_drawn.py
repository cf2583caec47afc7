"""Letters, shapes and scribbles as strokes of a pen, drawn as a visitor's strokes are.

People try a page of this kind with letters, hearts and scrawls, by pen and finger.  Whatever can by chance
come out as a digit is left out: a scribble turns often, a zigzag too, a rectangle has sharp corners and is
no upright 0, a lone line lies nearly flat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from inkdigits.ink.strokes import PEN
from inkdigits.shapes import Ink, Stroke, Strokes
from inkdigits.training.outliers_sources import Sources, choose_pen, draw_by_hand

Kind = Callable[[np.random.Generator, Sources], Ink]

WOBBLE = 0.45  # tenths of a letter's width, by which a hand misses a point
ROUNDINGS = 3  # times that a curve's corners are cut; then they are none
ROUND = np.linspace(0.0, 2.0 * np.pi, 33)  # radians, once around


def lettered(letters: Mapping[str, tuple[str, ...]]) -> Kind:
    """Return a kind of outlier: one of ``letters`` (see ``lettering``), written by an unsteady hand."""
    ways = [strokes for letter in letters.values() for strokes in letter]

    def one_of_them(rng: np.random.Generator, _sources: Sources) -> Ink:
        return draw_by_hand(write_letter(ways[rng.integers(len(ways))], rng), rng)

    return one_of_them


def write_letter(way: str, rng: np.random.Generator) -> Strokes:
    """Return a letter written in one of the ways of ``lettering``, by an unsteady hand."""
    return [_write(*stroke, rng) for stroke in _read_strokes(way)]


def shape(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a triangle, square, cross, wave, heart, or a circle with something in it."""
    chosen = SHAPES[rng.integers(len(SHAPES))]
    return draw_by_hand([_shake(stroke, rng) for stroke in chosen(rng)], rng)


def spiral(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a spiral of at least two and a half turns; with fewer it is a 6 or a 9."""
    turns = rng.uniform(2.5, 3.5)
    way = np.linspace(0.0, 1.0, int(24 * turns))
    angle = rng.uniform(0.0, 2.0 * np.pi) + 2.0 * np.pi * turns * way * rng.choice([-1, 1])
    spiral_line = _shake(5.0 * (way * _circle(angle).T).T, rng, by=0.1)
    return draw_by_hand([spiral_line], rng, pen=min(choose_pen(rng), PEN))


def smiley(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a face of a circle, two eyes, a mouth and sometimes a nose."""
    height = rng.uniform(0.7, 1.0)
    smile = np.linspace(0.2, np.pi - 0.2, 9)
    mouth = _circle(smile) * rng.uniform(1.5, 3.0) * [1.0, rng.choice([-0.5, 0.6, 1.0])] + [0.0, 1.2]
    eyes = [
        _circle(ROUND) * rng.uniform(0.05, 0.4) + [side * rng.uniform(1.4, 2.2), -1.5] for side in (-1, 1)
    ]
    nose = [np.array([[0.0, -0.6], [0.0, 0.8]])] if rng.random() < 0.4 else []  # noqa: PLR2004  some have one
    face = [_circle(ROUND) * 5.0, *eyes, mouth, *nose]
    return draw_by_hand(
        [_shake(stroke * [1.0, height], rng, by=0.1) for stroke in face], rng, pen=min(choose_pen(rng), PEN)
    )


def star_or_arrow(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a star of five to eight points, or an arrow that does not stand upright."""
    if rng.random() < 0.5:  # noqa: PLR2004  as many stars as arrows
        points = int(rng.integers(5, 9))
        corners = _circle(np.arange(2 * points + 1) * np.pi / points - np.pi / 2)
        inner = np.where(np.arange(2 * points + 1) % 2, rng.uniform(0.35, 0.6), 1.0)
        return draw_by_hand([_shake(5.0 * corners * inner[:, None], rng)], rng)
    head = rng.uniform(2.0, 4.0)
    arrow = [np.array([[0.0, 0.0], [12.0, 0.0]]), np.array([[12 - head, -head], [12, 0], [12 - head, head]])]
    angle = np.radians(rng.uniform(-40, 40)) + np.pi * rng.integers(2)
    turned = [stroke @ np.column_stack([_circle(angle), _circle(angle + np.pi / 2)]).T for stroke in arrow]
    return draw_by_hand([_shake(stroke, rng) for stroke in turned], rng)


def scribble(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a pen's wandering: curves through many random points, a dense zigzag, or hatching."""
    chosen = SCRIBBLES[rng.integers(len(SCRIBBLES))]
    return draw_by_hand(chosen(rng), rng, tilt=20.0, pen=min(choose_pen(rng), PEN))  # or it is a mere blob


def dots_and_dashes(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return one to five dots, or one to three lines that lie nearly flat."""
    count = int(rng.integers(1, 6))
    if rng.random() < 0.5:  # noqa: PLR2004  as many of these as of those
        return draw_by_hand([point[None] for point in rng.uniform(0.0, 10.0, (count, 2))], rng)
    rows = np.arange(min(count, 3)) * rng.uniform(3.0, 5.0)
    lines = [np.array([[0.0, y], [5.0, y], [10.0, y]]) for y in rows]
    return draw_by_hand([_shake(line, rng, by=0.3) for line in lines], rng, tilt=15.0, slant=0.1)


@cache
def _read_strokes(way: str) -> tuple[tuple[Stroke, bool], ...]:
    """Return the points of each stroke, and whether it is a curve."""
    return tuple(
        (np.array([point.split(",") for point in stroke.strip(" ~").split()], np.float64), "~" in stroke)
        for stroke in way.split("|")
    )


def _write(points: Stroke, curved: bool, rng: np.random.Generator) -> Stroke:  # noqa: FBT001  one of a pair
    """Return a stroke as a hand writes it: points missed, ends too long or too short, corners rounded."""
    missed = points + rng.normal(0.0, WOBBLE, points.shape)
    missed[0] += (missed[0] - missed[1]) * rng.uniform(-0.06, 0.1)
    missed[-1] += (missed[-1] - missed[-2]) * rng.uniform(-0.06, 0.1)
    return _round_off(missed, times=ROUNDINGS if curved else int(rng.integers(0, 3)), sharp=not curved)


def _round_off(points: Stroke, *, times: int, sharp: bool = False) -> Stroke:
    """Return ``points`` with their corners cut ``times`` times [Chaikin], its ends kept."""
    for turn in range(times):
        share = 0.1 if sharp and turn == 0 else 0.25
        before = points[:-1] * (1 - share) + points[1:] * share
        after = points[:-1] * share + points[1:] * (1 - share)
        cut = np.stack([before, after], axis=1).reshape(-1, 2)
        points = np.concatenate([points[:1], cut, points[-1:]])
    return points


def _shake(stroke: Stroke, rng: np.random.Generator, *, by: float = 0.3) -> Stroke:
    """Return a stroke that strays, by a few slow waves, ``by`` of its units."""
    way = np.linspace(0.0, 1.0, len(stroke))[:, None]
    phase, rate = rng.uniform(0, 2 * np.pi, (3, 1, 2)), rng.uniform(2.0, 9.0, (3, 1, 2))
    strayed: Stroke = stroke + by * np.sin(phase + rate * way).sum(axis=0)
    return strayed


def _circle(angle: np.ndarray | float) -> np.ndarray:
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _polygon(rng: np.random.Generator) -> Strokes:
    """Return a triangle, or a rectangle that is wider than high, so that it is no 0."""
    triangle = [[0, 9], [rng.uniform(2, 8), 0], [10, 9], [0, 9]]
    height = rng.uniform(4.0, 7.5)
    rectangle = [[0, 0], [10, 0], [10, height], [0, height], [0, 0]]
    return [np.array(triangle if rng.random() < 0.5 else rectangle, np.float64)]  # noqa: PLR2004  either


def _heart(rng: np.random.Generator) -> Strokes:
    x = 8.0 * np.sin(ROUND) ** 3
    y = 6.5 * np.cos(ROUND) - 2.5 * np.cos(2 * ROUND) - np.cos(3 * ROUND) - 0.5 * np.cos(4 * ROUND)
    return [np.column_stack([x, -y * rng.uniform(0.8, 1.2)])]


def _cross(rng: np.random.Generator) -> Strokes:
    turn = rng.choice([0.0, np.pi / 4])  # an upright cross, or a leaning one
    return [5.0 * np.stack([_circle(turn + side), -_circle(turn + side)]) for side in (0.0, np.pi / 2)]


def _wave(rng: np.random.Generator) -> Strokes:
    """Return a wave of one and a half periods or more, which lies flat."""
    x = np.linspace(0.0, 10.0, 40)
    rate = rng.uniform(1.5, 4.0) * 2 * np.pi / 10
    return [np.column_stack([x, rng.uniform(0.8, 2.0) * np.sin(rate * x + rng.uniform(0, 6))])]


def _filled_circle(rng: np.random.Generator) -> Strokes:
    """Return a circle with a cross, a triangle, lines or small things in it; with one of these it is a 0."""
    inner = [
        _cross(rng),
        [0.5 * (_circle(np.arange(4) * 2 * np.pi / 3 - np.pi / 2)) * 5.0],
        [np.array([[-4.0, y], [4.0, y]]) for y in (-2.0, 0.5, 2.5)],
        _small_things(rng),
    ]
    return [_circle(ROUND) * 5.0, *inner[rng.integers(len(inner))]]


def _small_things(rng: np.random.Generator) -> Strokes:
    """Return three to five short curves and rings at random places within a circle."""
    things = []
    for _ in range(rng.integers(3, 6)):
        middle = rng.uniform(0.5, 3.2) * _circle(rng.uniform(0.0, 2.0 * np.pi))
        bend = np.linspace(0.0, rng.uniform(0.5, 2.0 * np.pi), 9) + rng.uniform(0.0, 2.0 * np.pi)
        things.append(middle + rng.uniform(0.3, 1.5) * _circle(bend))
    return things


def _wandering(rng: np.random.Generator) -> Strokes:
    return [
        _round_off(rng.uniform(0.0, 10.0, (int(rng.integers(14, 22)), 2)), times=int(rng.integers(0, 3)))
        for _ in range(rng.integers(1, 3))
    ]


def _zigzag(rng: np.random.Generator) -> Strokes:
    """Return a zigzag of at least six turns, lying or leaning; with few it is a Z or a 3."""
    turns = int(rng.integers(7, 16))
    across = np.linspace(0.0, 10.0, turns)
    down = np.where(np.arange(turns) % 2, 0.0, rng.uniform(3.0, 9.0)) + rng.normal(0.0, 0.6, turns)
    return [_round_off(np.column_stack([across, down]), times=int(rng.integers(0, 3)))]


def _hatching(rng: np.random.Generator) -> Strokes:
    """Return four to eight lines side by side, often crossed by as many, together wider than high."""
    count = int(rng.integers(4, 9))
    places = np.linspace(0.0, 1.0, count)
    lines = [np.array([[14 * x, 0.0], [14 * x + 2, 10.0]]) + rng.normal(0, 0.5, (2, 2)) for x in places]
    crossed = [np.array([[0.0, 10 * y], [14.0, 10 * y]]) + rng.normal(0, 0.5, (2, 2)) for y in places]
    return lines + (crossed if rng.random() < 0.6 else [])  # noqa: PLR2004  more often than not


SHAPES = (_polygon, _polygon, _heart, _cross, _wave, _filled_circle)
SCRIBBLES = (_wandering, _wandering, _zigzag, _hatching)

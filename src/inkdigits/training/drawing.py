"""Vary what a pen drew as hands vary: the same digit by another hand, in another mood, in another style.

It works on strokes, before they are ink, so that lines stay lines however much the shape changes.  Beside
proportions, slant and tremor it knows habits that few writers of the data set have (``habits.py``), lines
that break off, and pens of other widths.
"""

from __future__ import annotations

from math import log, radians

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

from inkdigits.data.pen import PenDigit
from inkdigits.ink.strokes import PEN
from inkdigits.shapes import Stroke, Strokes
from inkdigits.training.habits import HABITS

HAND = 500.0  # units, the box that the pen digits were written in [data/pen.py]
TILT = 17.0  # degrees, largest turn of the whole
SLANT = 0.2  # largest shear, sideways for each unit of height
STRETCH = 0.3  # largest change of log(width / height)
BENDING = 0.05  # of the digit's size, largest typical displacement by a smooth field
WAVES = 4  # in that field
SHORTEST = 4.0  # radians of such a wave along the digit, typically: under one whole wave
TREMOR = 0.008  # of the digit's size, largest typical displacement of a point
DRIFT = 0.03  # of the digit's size, largest typical displacement of a stroke against the others
SMOOTH = 0.5  # share of drawings whose points are joined by a curve, not straight
STEPS = 4  # points of the curve for each one of the stroke
STYLED = 0.2  # share of drawings that get a habit, of the digits that have one
BROKEN = 0.08  # share of drawings with a gap in a line, or with an end cut short
GAP = 0.15  # of a line, largest gap
WIDTHS = 0.25  # deviation of log(pen width) around PEN
THINNEST, THICKEST = 1.2, 6.5  # px of the 20 px box; 36 px on a 280 px canvas, drawn small, are 6
BROAD = 0.3  # share of pens of any width between PEN and THICKEST


def vary(drawn: PenDigit, rng: np.random.Generator) -> Strokes:
    """Return the strokes of ``drawn`` as another hand might have drawn them."""
    strokes = drawn.strokes
    if rng.random() < STYLED and drawn.digit in HABITS:
        habits = HABITS[drawn.digit]
        strokes = habits[rng.integers(len(habits))](strokes, rng)
    if rng.random() < SMOOTH:
        strokes = [smooth(stroke) for stroke in strokes]
    if rng.random() < BROKEN:
        strokes = _break(strokes, rng)
    return _reshape(strokes, rng)


def any_pen(rng: np.random.Generator) -> float:
    """Return a width of line, in px of the 20 px box: mostly about ``PEN``, at times that of a felt pen."""
    if rng.random() < BROAD:
        return float(rng.uniform(PEN, THICKEST))
    return float(np.clip(np.exp(rng.normal(log(PEN), WIDTHS)), THINNEST, THICKEST))


def smooth(stroke: Stroke) -> Stroke:
    """Return a curve through the points of ``stroke``, as the pen went between them."""
    moved = np.append(True, np.any(np.diff(stroke, axis=0) != 0.0, axis=1))
    points = stroke[moved]
    if len(points) < 3:  # noqa: PLR2004  two points are a line
        return np.asarray(points)
    # By the root of the distance: an even pace makes loops where points lie close together.
    pace = np.append(0.0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(points, axis=0), axis=1))))
    places = np.linspace(0, len(points) - 1, STEPS * (len(points) - 1) + 1)
    curve = CubicSpline if len(points) > 4 else PchipInterpolator  # noqa: PLR2004  through few, it overshoots
    return np.asarray(curve(pace, points, axis=0)(np.interp(places, np.arange(len(points)), pace)))


def _break(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Return ``strokes`` with a piece of the longest one left out, in its middle or at an end."""
    longest = max(range(len(strokes)), key=lambda at: len(strokes[at]))
    line = strokes[longest]
    gap = max(1, round(rng.uniform(0.0, GAP) * len(line)))
    start = int(rng.integers(0, max(1, len(line) - gap)))
    pieces = [piece for piece in (line[:start], line[start + gap :]) if len(piece) > 1]
    return [*strokes[:longest], *(pieces or [line]), *strokes[longest + 1 :]]


def _reshape(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Turn, slant, stretch and bend the whole, shift stroke against stroke, let the hand tremble."""
    everything = np.concatenate(strokes)
    low, high = everything.min(axis=0), everything.max(axis=0)
    center, size = (low + high) / 2, max(float((high - low).max()), 1.0)
    turn, ways, heights = _turn(rng), rng.normal(0, SHORTEST, (WAVES, 2)), rng.normal(0, 1, (WAVES, 2))
    phases = rng.uniform(0, 2 * np.pi, WAVES)
    heights *= BENDING * rng.random() * (2 / WAVES) ** 0.5
    drift = DRIFT * rng.random() if len(strokes) > 1 else 0.0
    tremor = TREMOR * rng.random()
    changed = []
    for stroke in strokes:
        points = (stroke - center) / size
        bent = points + np.sin(points @ ways.T + phases) @ heights
        shaken = bent + rng.normal(0, drift, 2) + rng.normal(0, tremor, points.shape)
        changed.append(shaken @ turn.T * HAND)
    return changed


def _turn(rng: np.random.Generator) -> np.ndarray:
    """Return a random (2, 2) map that turns, slants and stretches."""
    angle, slant = radians(rng.uniform(-TILT, TILT)), rng.uniform(-SLANT, SLANT)
    aspect = np.exp(rng.uniform(-STRETCH, STRETCH) / 2)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(rotation @ np.array([[1.0, -slant], [0.0, 1.0]]) @ np.diag([aspect, 1 / aspect]))

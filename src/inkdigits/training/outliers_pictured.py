"""Blobs, textures and what photographs of something else leave: pictures without any writing.

A camera, or a wrong file, sends these; so does a finger that rests on the screen.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.ink.normalize import find_ink
from inkdigits.shapes import Ink
from inkdigits.training.outliers_sources import SIDE, Sources

OCTAVES = (3, 6, 12, 24, 48)  # nodes a side of the fields that cloud noise is the sum of


def blob(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return one to four smears, together at least as wide as high: upright they might be a thick 1 or 8."""
    field = _clouds(rng, octaves=OCTAVES[: rng.integers(1, 3)])
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j].astype(np.float32)
    ink = np.zeros((SIDE, SIDE), np.float32)
    for _ in range(rng.integers(1, 5)):
        across, down = rng.uniform(-0.4, 0.4, 2)
        aspect = np.exp(rng.uniform(-0.2, 0.7))
        away = np.hypot((x - across) / aspect, (y - down) * aspect) / rng.uniform(0.3, 0.6)
        ink = np.maximum(ink, 1.0 - away + 0.7 * (field - 0.5))
    ink = np.clip(ink * rng.uniform(2.0, 20.0), 0.0, 1.0).astype(np.float32)
    return np.ascontiguousarray(ink.T) if _is_upright(ink) else ink


def texture(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return noise, stripes, clouds or a gradient, from edge to edge."""
    made = (_noise, _stripes, _clouds, _gradient)[rng.integers(4)](rng)
    return _to_whole_range(made)


def checker(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return a checkered field, turned a little."""
    across, down = _turned(rng, by=np.pi / 8)
    squares = rng.uniform(2.0, 6.0)
    sides = np.sin(across * np.pi * squares) * np.sin(down * np.pi * squares)
    return np.clip(sides * rng.uniform(4.0, 20.0) + 0.5, 0.0, 1.0).astype(np.float32)


def photo(rng: np.random.Generator, _sources: Sources) -> Ink:
    """Return something like a face, like leaves, or like things on a table, in shades."""
    made = (_face, _leaves, _things)[rng.integers(3)](rng)
    return _to_whole_range(made + 0.15 * _clouds(rng))


def _is_upright(ink: Ink) -> bool:
    box = find_ink(ink)
    return box is not None and box.height > box.width


def _noise(rng: np.random.Generator) -> Ink:
    side = int(rng.integers(8, SIDE))
    return cv2.resize(
        rng.random((side, side)).astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST
    )


def _stripes(rng: np.random.Generator) -> Ink:
    """Return at least five stripes; fewer are bars, and a bar is a 1."""
    across, _ = _turned(rng, by=np.pi)
    waves = np.sin(across * np.pi * rng.uniform(2.5, 6.0) + rng.uniform(0, 6))
    return np.clip(waves * rng.uniform(1.0, 10.0) + 0.5, 0.0, 1.0).astype(np.float32)


def _clouds(rng: np.random.Generator, *, octaves: tuple[int, ...] = OCTAVES) -> Ink:
    """Return smooth noise of all sizes, 0..1."""
    total = np.zeros((SIDE, SIDE), np.float32)
    for nodes in octaves:
        coarse = rng.normal(0.0, 1.0 / nodes, (nodes, nodes)).astype(np.float32)
        total += cv2.resize(coarse, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return _to_whole_range(total)


def _gradient(rng: np.random.Generator) -> Ink:
    across, down = _turned(rng, by=np.pi)
    bent = across + rng.uniform(0.0, 1.0) * down**2
    return np.asarray(bent + 0.3 * _clouds(rng), np.float32)


def _face(rng: np.random.Generator) -> Ink:
    """Return a head, hair over it, two eyes and a mouth, lit from one side."""
    across, down = _turned(rng, by=0.3)
    ink = 0.7 * _spot(across, down, at=(0.0, 0.0), size=(0.6, 0.8))
    ink += 0.5 * _spot(across, down, at=(0.0, -0.7), size=(0.7, 0.4))
    for side in (-0.25, 0.25):
        ink += 0.5 * _spot(across, down, at=(side, -0.15), size=(0.13, 0.08))
    ink += 0.5 * _spot(across, down, at=(0.0, 0.4), size=(0.25, 0.07))
    return np.asarray(ink * (1.0 + rng.uniform(-0.5, 0.5) * across), np.float32)


def _leaves(rng: np.random.Generator) -> Ink:
    """Return clouds seen through a steep curve: many dark pieces with ragged edges."""
    return np.clip((_clouds(rng, octaves=OCTAVES[2:]) - 0.5) * rng.uniform(3.0, 15.0) + 0.5, 0.0, 1.0)


def _things(rng: np.random.Generator) -> Ink:
    """Return four to nine spots of any darkness on a lit ground."""
    across, down = _turned(rng, by=np.pi)
    ink = 0.3 * across
    for _ in range(rng.integers(4, 10)):
        at, size = rng.uniform(-0.8, 0.8, 2), rng.uniform(0.1, 0.5, 2)
        ink = ink + rng.uniform(0.3, 1.0) * _spot(across, down, at=(at[0], at[1]), size=(size[0], size[1]))
    return np.asarray(ink, np.float32)


def _turned(rng: np.random.Generator, *, by: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the two coordinates of each pixel, -1..1, turned by up to ``by`` radians."""
    angle = rng.uniform(-by, by)
    y, x = np.linspace(-1, 1, SIDE)[:, None], np.linspace(-1, 1, SIDE)[None, :]
    return np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x


def _spot(
    across: np.ndarray, down: np.ndarray, *, at: tuple[float, float], size: tuple[float, float]
) -> np.ndarray:
    """Return an oval with soft edges."""
    away = np.hypot((across - at[0]) / size[0], (down - at[1]) / size[1])
    return np.clip((1.0 - away) * 5.0, 0.0, 1.0)


def _to_whole_range(field: np.ndarray) -> Ink:
    low, high = float(field.min()), float(field.max())
    return ((field - low) / max(high - low, 1e-6)).astype(np.float32)

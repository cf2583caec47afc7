"""Damage that training never sees, to tell how the network takes what nobody thought of."""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Gray
from inkdigits.training.corrupted_ink import levels_of, unit_of

SHARP = 4.0  # how abruptly a dot of a dot screen ends
INKED = 0.8  # share of the screen that full ink covers, about


def waves(gray: Gray, rng: np.random.Generator) -> Gray:
    """Ripple the picture as water or a scanner's uneven pace does, by up to 1.1 pixels of MNIST's."""
    unit = unit_of(gray)
    down, across = np.indices(gray.shape, dtype=np.float32)
    swing, length = rng.uniform(0.5, 1.1, 2) * unit, rng.uniform(9.0, 18.0, 2) * unit
    phase = rng.uniform(0.0, 2 * np.pi, 2)
    moved = across + np.float32(swing[0]) * np.sin(2 * np.pi * down / length[0] + phase[0])
    lifted = down + np.float32(swing[1]) * np.sin(2 * np.pi * across / length[1] + phase[1])
    return cv2.remap(
        gray,
        moved.astype(np.float32),
        lifted.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def halftone(gray: Gray, rng: np.random.Generator) -> Gray:
    """Print the picture through a dot screen, as newspapers do, with 1.3 to 2 pixels of MNIST's a dot."""
    apart, turn = rng.uniform(1.3, 2.0) * unit_of(gray), rng.uniform(0.0, np.pi / 2)
    down, across = np.indices(gray.shape, dtype=np.float32)
    along = (across * np.cos(turn) + down * np.sin(turn)) * np.float32(np.pi / apart)
    beside = (down * np.cos(turn) - across * np.sin(turn)) * np.float32(np.pi / apart)
    screen = 0.5 + 0.25 * (np.cos(2 * along) + np.cos(2 * beside))
    levels = levels_of(gray)
    printed = np.clip(SHARP * (INKED * levels.share(gray) - screen) + 0.5, 0.0, 1.0)
    return _bounded(levels.gray(printed.astype(np.float32)))


def ring(gray: Gray, rng: np.random.Generator) -> Gray:
    """Set a wet cup on the paper: a pale ring that crosses the writing."""
    unit, (height, width) = unit_of(gray), gray.shape
    center = np.array([width, height]) * rng.uniform(0.2, 0.8, 2)
    radius, wide = rng.uniform(7.0, 13.0) * unit, rng.uniform(0.5, 1.0) * unit
    down, across = np.indices(gray.shape, dtype=np.float32)
    off = np.abs(np.hypot(across - center[0], down - center[1]) - radius)
    stain = np.exp(-((off / wide) ** 2)) * rng.uniform(0.3, 0.55)
    levels = levels_of(gray)
    marked = gray + np.maximum(stain - levels.share(gray), 0.0) * (levels.ink - levels.paper)
    return _bounded(marked)


def show_through(gray: Gray, rng: np.random.Generator) -> Gray:
    """Let what is on the back of the sheet be seen: the mirrored picture, moved, at a quarter of its ink."""
    aside, up = rng.uniform(-6.0, 6.0, 2) * unit_of(gray)
    move = np.array([[1.0, 0.0, aside], [0.0, 1.0, up]], np.float32)
    back = cv2.warpAffine(
        np.ascontiguousarray(gray[:, ::-1]), move, gray.shape[::-1], borderMode=cv2.BORDER_REPLICATE
    )
    strength = np.float32(rng.uniform(0.2, 0.35))
    return _bounded(gray + strength * (back - np.float32(levels_of(gray).paper)))


def _bounded(gray: np.ndarray) -> Gray:
    bounded: Gray = np.clip(gray, 0.0, 1.0).astype(np.float32)
    return bounded

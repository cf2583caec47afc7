"""Write numbers with a few fixed shapes, where no data set is at hand and no accuracy is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from inkdigits.shapes import Stroke, Strokes

SHAPES = {
    "0": [[(50, 0), (15, 20), (5, 55), (20, 95), (50, 100), (72, 60), (65, 15), (48, 1)]],
    "1": [[(20, 0), (18, 50), (16, 100)]],
    "2": [[(5, 20), (20, 3), (48, 4), (58, 25), (45, 55), (20, 80), (3, 99), (30, 97), (65, 98)]],
    "4": [[(40, 0), (25, 30), (5, 60), (35, 62), (65, 60)], [(50, 35), (46, 70), (42, 102)]],
    "5": [[(15, 5), (10, 45), (40, 42), (58, 65), (45, 92), (20, 100), (2, 92)], [(14, 4), (40, 3), (62, 2)]],
    "7": [[(5, 5), (35, 4), (62, 3), (45, 45), (28, 100)]],
}
STEPS, REACH = 12, 9  # points from one noted point to the next; that a point is averaged over
LINE = 190.0  # units, from one line to the next; a digit is 100 high


def smooth(noted: Sequence[tuple[float, float]]) -> Stroke:
    """Return a stroke through ``noted`` points as a hand draws it, in small steps."""
    points = np.array(noted, float)
    at = np.linspace(0, len(points) - 1, STEPS * len(points))
    lines = np.stack([np.interp(at, range(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)
    padded = np.pad(lines, ((REACH // 2, REACH // 2), (0, 0)), mode="edge")
    kernel = np.ones(REACH) / REACH
    return np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], axis=1)


def write(text: str, *, gap: float = 30.0, scale: float = 1.0, slope: float = 0.0) -> Strokes:
    """Return the strokes of ``text``, digit after digit; a line break begins a new line."""
    strokes: Strokes = []
    x, y = 0.0, 0.0
    for sign in text:
        if sign == "\n":
            x, y = 0.0, y + LINE
            continue
        glyph = [smooth(stroke) + np.array([x, y + slope * x]) for stroke in SHAPES[sign]]
        strokes += glyph
        x = max(float(stroke[:, 0].max()) for stroke in glyph) + gap
    return [stroke * scale for stroke in strokes]


def picture_of(strokes: Strokes, *, pen: int = 9, margin: int = 40) -> np.ndarray:
    """Return ``strokes`` in black on white, a unit a pixel, (height, width) uint8."""
    every = np.concatenate(strokes)
    width, height = (np.ceil(np.ptp(every, axis=0)).astype(int) + 2 * margin).tolist()
    canvas = np.full((height, width), 255, np.uint8)
    for stroke in strokes:
        points = np.rint((stroke - every.min(axis=0) + margin) * 16).astype(np.int32)
        cv2.polylines(canvas, [points], False, 0, pen, cv2.LINE_AA, 4)  # noqa: FBT003  open
    return canvas

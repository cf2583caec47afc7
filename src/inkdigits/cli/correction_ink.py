"""Ink of a correction, as a picture for people: dark on white, or as blocks in a terminal."""

from __future__ import annotations

import io

import cv2
import numpy as np
from PIL import Image

from inkdigits.errors import BadPicture, InkdigitsError
from inkdigits.ink.decode import decode, decode_gray
from inkdigits.ink.normalize import find_ink
from inkdigits.ink.strokes import draw, draw_line
from inkdigits.shapes import Ink
from inkdigits.store.packing import Packed, unpack_strokes

MARGIN = 16  # px of white around drawn strokes
WIDE = 2.0  # times as wide as high, from which on strokes are drawn as a line, which keeps its digits large
ROWS, COLUMNS = 18, 72  # of a terminal, for ink
DARK = 0.3  # of ink, from which on half a block is filled
HALVES = (" ", "▄", "▀", "█")  # by which half is filled: none, the lower, the upper, both


def png_of(packed: Packed) -> bytes:
    """Return the ink as the bytes of a PNG, dark on white if it was drawn.

    Raises:
        StoreUnavailable, BadPicture: what was kept is damaged.
    """
    if packed.kind == "picture":
        gray = decode_gray(packed.data).gray
    else:
        gray = np.pad(1.0 - _drawn(packed), MARGIN, constant_values=1.0)
    buffer = io.BytesIO()
    Image.fromarray(np.rint(gray * 255).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def blocks_of(packed: Packed) -> str:
    """Return the ink as lines of block characters; damaged ink as a line that says so."""
    try:
        ink = decode(packed.data).ink if packed.kind == "picture" else _drawn(packed)
    except InkdigitsError as damaged:
        return f"({damaged})"
    box = find_ink(ink)
    if box is None:
        return "(no ink is to be seen)"
    ink = box.cut(ink)
    height, width = ink.shape
    scale = min(2 * ROWS / height, COLUMNS / width)
    size = max(1, round(width * scale)), 2 * max(1, round(height * scale / 2))
    dark = cv2.resize(ink, size, interpolation=cv2.INTER_AREA) >= DARK
    rows = dark[::2] * 2 + dark[1::2]
    return "\n".join("".join(HALVES[half] for half in row).rstrip() for row in rows.tolist())


def _drawn(packed: Packed) -> Ink:
    """Return strokes as ink: one digit in full size, a line so that its digits can be read."""
    strokes = unpack_strokes(packed)
    if not strokes:
        raise BadPicture("corrections: there is no ink in what was kept")
    points = np.concatenate(strokes)
    width, height = (points.max(axis=0) - points.min(axis=0)).tolist()
    return draw_line(strokes, height=height).ink if width > WIDE * height > 0 else draw(strokes).ink

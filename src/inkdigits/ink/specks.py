"""Wipe specks and dirty edges off a clean picture, so that they do not widen the box around the writing.

A pen leaves nothing smaller than its own line is wide, however short the stroke.  What is smaller is dust, or
an error of the scanner; what lies flat along the picture's border is the sheet's edge.
"""

from __future__ import annotations

import cv2
import numpy as np

from inkdigits.shapes import Ink

PALE = 0.1  # of full ink; what is paler joins no pieces: see FAINT in normalize.py
SMALLER = 0.6  # of the thickest line's width, longer side of what no pen made
LESS = 0.01  # of the largest piece's pixels, what no pen made
FLAT = 0.04  # of the picture's side, how far from the border dirt reaches


def wipe_specks(ink: Ink) -> Ink:
    """Return ``ink`` without what is too small for the pen, and without dirt along the picture's border."""
    solid = (ink > PALE).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(solid)
    if count <= 2:  # noqa: PLR2004  paper and one piece
        return ink
    left, top, wide, high, area = stats[1:].T
    largest = int(area.argmax())
    line = 2 * float(cv2.distanceTransform((labels == largest + 1).astype(np.uint8), cv2.DIST_L2, 3).max())
    small = (np.maximum(wide, high) < SMALLER * line) | (area < LESS * area[largest])
    height, width = ink.shape
    flat_rows = ((top + high <= FLAT * height) & (top == 0)) | (
        (top >= (1 - FLAT) * height) & (top + high == height)
    )
    flat_columns = ((left + wide <= FLAT * width) & (left == 0)) | (
        (left >= (1 - FLAT) * width) & (left + wide == width)
    )
    dropped = small | flat_rows | flat_columns
    dropped[largest] = False
    if not dropped.any():
        return ink
    around = cv2.dilate(np.append(False, dropped)[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where((around > 0) & ~np.append(False, ~dropped)[labels], np.float32(0.0), ink)

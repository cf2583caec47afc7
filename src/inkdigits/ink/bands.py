"""Read through bands: strips across a whole picture on another ground, dark on light or light on dark.

A printed bar, a strip of a scan's margin or a marked line has a gray of its own from one edge of the picture
to the other.  What differs from it there is ink, as elsewhere what differs from the paper is.  A digit that
reaches both edges, as in a picture cut out closely, must not be taken for one: the rest of the edge of a
band's picture is clean, its sides are straight, and something is written in it.
"""

from __future__ import annotations

import numpy as np

from inkdigits.shapes import Gray

OTHER = 0.3  # of the picture's contrast, least by which a band's ground differs from the paper
ALIKE = 0.12  # of the picture's contrast, most by which one ground varies
MOST = 0.45  # of the picture may lie in bands
CLEAN = 0.98  # of the edge that is paper, or a band's ground
STRAIGHT = 0.5  # of its length, least along which a band's side is seen
WRITTEN = 0.02  # of a band's pixels, least that is ink: a bar alone may be a 1
EDGE = 28  # the edge that is looked at is that part of the picture's side, and at least a pixel


def level_bands(gray: Gray, paper: np.float32) -> Gray:
    """Return ``gray`` with its bands, level ones or upright ones, on ``paper``; itself where it has none."""
    level = _level(gray, paper)
    if level is not gray:
        return level
    across = gray.T
    upright = _level(across, paper)
    return gray if upright is across else np.ascontiguousarray(upright.T)


def _level(gray: Gray, paper: np.float32) -> Gray:
    """Return ``gray`` with the bands that run from left to right on ``paper``."""
    contrast = float(np.ptp(gray))
    high, wide = (max(1, side // EDGE) for side in gray.shape)
    ends = np.concatenate([gray[:, :wide], gray[:, -wide:]], axis=1)
    band = np.abs(np.median(ends, axis=1) - paper) > OTHER * contrast
    if not 0.0 < band.mean() <= MOST:
        return gray
    ground = np.median(ends[band])
    above, below = gray[:high][~band[:high]], gray[-high:][~band[-high:]]
    rest = np.concatenate([ends[~band].ravel(), above.ravel(), below.ravel()])
    if not (_is_one_gray(rest - paper, contrast) and _is_one_gray(ends[band] - ground, contrast)):
        return gray
    written = np.abs(gray[band] - ground) > OTHER * contrast
    if written.mean() < WRITTEN or not _is_straight(gray, band, reach=high, least=OTHER * contrast):
        return gray
    elsewhere = gray[~band] - paper
    towards_ink = np.float32(1.0 if elsewhere.max() > -elsewhere.min() else -1.0)
    leveled = gray.copy()
    leveled[band] = paper + towards_ink * np.abs(gray[band] - ground)
    return leveled


def _is_straight(gray: Gray, band: np.ndarray, *, reach: int, least: float) -> bool:
    """Tell whether the gray changes along all sides of the bands, from ``reach`` px before to behind."""
    sides = np.flatnonzero(band[1:] != band[:-1])
    before, behind = np.maximum(sides + 1 - reach, 0), np.minimum(sides + reach, len(gray) - 1)
    changes = np.abs(gray[behind] - gray[before]) > least
    return bool((changes.mean(axis=1) >= STRAIGHT).all())


def _is_one_gray(away: np.ndarray, contrast: float) -> bool:
    return bool(np.mean(np.abs(away) < ALIKE * contrast) >= CLEAN)

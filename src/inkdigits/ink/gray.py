"""Bring every way of storing a picture to one: gray from 0.0, black, to 1.0, white."""

from __future__ import annotations

import numpy as np
from PIL import Image

from inkdigits.errors import BadPicture
from inkdigits.shapes import Gray

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green, blue (ITU-R BT.601), as Pillow's "L"
FULL = {"u1": 255, "u2": 65535}  # the largest value that an array of bytes, or of 16-bit numbers, can hold
GRAY_CHANNELS, COLOR_CHANNELS, ALPHA_CHANNELS = 1, 3, 4
FLAT, LAYERED = 2, 3  # dimensions of an array without channels, and with them
DEEP_MODES = ("I", "F")  # Pillow's modes of over 8 bits a channel, with any suffix: I;16, I;16B, ...
SHOWS = 1 / 255  # smallest difference of gray that a picture of 8 bits can hold


def gray_of_image(image: Image.Image) -> Gray:
    """Return the gray of a Pillow image of any mode; transparency shows white, or black, paper."""
    if image.mode.startswith(DEEP_MODES):
        return _deep(np.asarray(image))
    if image.has_transparency_data:
        return _over_paper(np.asarray(image.convert("RGBA")) / np.float32(FULL["u1"]))
    if image.mode not in {"1", "L", "RGB"}:
        image = image.convert("RGB")  # CMYK, YCbCr, Lab, HSV, palette
    return np.asarray(image.convert("L")) / np.float32(FULL["u1"])


def gray_of_array(array: np.ndarray) -> Gray:
    """Return the gray of an array: (height, width), or with 1, 3 (RGB) or 4 (RGBA) channels last.

    Raises:
        BadPicture: it has another shape, is empty, or holds values outside of its type's range.
    """
    channels = (GRAY_CHANNELS, COLOR_CHANNELS, ALPHA_CHANNELS)
    if array.ndim not in {FLAT, LAYERED} or (array.ndim == LAYERED and array.shape[2] not in channels):
        raise BadPicture(
            f"an array of shape {array.shape} is no picture; give (height, width), or (height, width, "
            f"channels) with 1, 3 (RGB) or 4 (RGBA) channels; for many pictures, call read_many"
        )
    if array.size == 0:
        raise BadPicture(f"the picture is empty: an array of shape {array.shape}")
    values = _scaled(array)
    if values.ndim == FLAT:
        return values
    if values.shape[2] == ALPHA_CHANNELS:
        return _over_paper(values)
    return values[:, :, 0] if values.shape[2] == GRAY_CHANNELS else values @ LUMA


def _scaled(array: np.ndarray) -> np.ndarray:
    """Return ``array`` as float32 in 0..1, having refused what cannot be meant."""
    if array.dtype == np.bool_:
        return array.astype(np.float32)
    if array.dtype.kind not in "uif":
        raise BadPicture(
            f"an array of {array.dtype} is no picture; give uint8, uint16, bool, or floats in 0..1"
        )
    full = 1.0 if array.dtype.kind == "f" else FULL.get(array.dtype.str[1:], FULL["u1"])
    low, high = float(array.min()), float(array.max())
    if not (low >= 0.0 and high <= full):  # written so that NaN is refused too
        raise BadPicture(
            f"the picture holds values from {low:g} to {high:g}; {array.dtype} must lie in 0..{full:g} "
            f"and be finite (divide by the largest possible value, or give uint8)"
        )
    return array.astype(np.float32) / np.float32(full)


def _deep(values: np.ndarray) -> Gray:
    """Return the gray of a picture with more than 8 bits, which may use only the lower part of its range."""
    values = values.astype(np.float32)
    if not np.isfinite(values).all():
        raise BadPicture("the picture holds values that are not finite; save it as 8-bit or 16-bit gray")
    values -= min(0.0, float(values.min()))
    return values / max(1.0, float(values.max()))


def _over_paper(rgba: np.ndarray) -> Gray:
    """Return the gray of a transparent picture on white paper; on black where white would hide it."""
    luma, alpha = rgba[:, :, :3] @ LUMA, rgba[:, :, 3]
    on_black: Gray = luma * alpha
    on_white: Gray = on_black + (1.0 - alpha)
    return on_white if np.ptp(on_white) > SHOWS else on_black

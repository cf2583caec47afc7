"""Every way of storing a picture ends as the same gray."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import Image

from inkdigits.errors import BadPicture
from inkdigits.ink.gray import gray_of_array, gray_of_image


def checks(high, dtype):
    """Return a 4x6 picture of nought and ``high``."""
    return (np.indices((4, 6)).sum(axis=0) % 2 * high).astype(dtype)


@pytest.mark.parametrize(
    "array",
    [
        checks(255, np.uint8),
        checks(65535, np.uint16),
        checks(255, np.int64),
        checks(1, np.bool_),
        checks(1.0, np.float16),
        checks(1.0, np.float32),
        checks(1.0, np.float64),
        checks(255, np.uint8)[:, :, None],
        np.repeat(checks(255, np.uint8)[:, :, None], 3, axis=2),
        np.dstack([checks(255, np.uint8)] * 3 + [np.full((4, 6), 255, np.uint8)]),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_arrays_of_every_kind_are_the_same_gray(array):
    """Bytes, 16 bits, whole numbers, truth values and floats; gray, RGB and RGBA."""
    assert_allclose(gray_of_array(array), checks(1.0, np.float32), atol=1e-6)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "CMYK", "YCbCr", "HSV", "I", "F", "I;16"]
)
def test_images_of_every_mode_are_the_same_gray(mode):
    """Whatever Pillow's mode, black stays black and white white."""
    gray = Image.fromarray(checks(255, np.uint8))
    if mode == "I;16":
        image = Image.fromarray(checks(65535, np.uint16))
    elif mode == "PA":
        image = gray.convert("P").convert("PA")
    elif mode == "RGBa":
        image = gray.convert("RGBA").convert("RGBa")
    elif mode in {"HSV", "YCbCr", "CMYK"}:
        image = gray.convert("RGB").convert(mode)
    else:
        image = gray.convert(mode)
    assert_allclose(gray_of_image(image), checks(1.0, np.float32), atol=0.02)


def test_color_counts_by_how_bright_it_looks():
    """Green is lighter than red, red lighter than blue."""
    red, green, blue = gray_of_array(np.eye(3, dtype=np.uint8)[None] * 255)[0]
    assert blue < red < green


def test_black_on_transparent_is_dark_on_light():
    """Transparency shows white paper."""
    rgba = np.zeros((4, 4, 4), np.uint8)
    rgba[1, 1, 3] = 255
    gray = gray_of_array(rgba)
    assert gray[1, 1] == 0.0
    assert gray[0, 0] == 1.0


def test_white_on_transparent_is_light_on_dark():
    """Where white paper would hide all of it, the paper is black."""
    rgba = np.full((4, 4, 4), 255, np.uint8)
    rgba[:, :, 3] = 0
    rgba[1, 1, 3] = 255
    gray = gray_of_array(rgba)
    assert gray[1, 1] == 1.0
    assert gray[0, 0] == 0.0


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((2, 2, 2), np.uint8), "no picture"),
        (np.zeros((1, 2, 2, 3), np.uint8), "read_many"),
        (np.zeros((0, 5), np.uint8), "empty"),
        (np.full((2, 2), np.nan), "finite"),
        (np.full((2, 2), -0.1), "0..1"),
        (np.full((2, 2), 255.0), "divide"),
        (np.full((2, 2), 256), "0..255"),
        (np.full((2, 2), "1"), "no picture"),
        (np.full((2, 2), 1j), "no picture"),
        (np.full((2, 2), None), "no picture"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.dtype} {value.shape}",
)
def test_what_cannot_be_meant_is_refused_with_its_reason(array, said):
    """The message says what was found and what to give."""
    with pytest.raises(BadPicture, match=said):
        gray_of_array(array)

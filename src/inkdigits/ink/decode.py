"""Turn a picture of any kind into ink, after its size has been checked.

Bytes, files, arrays and Pillow images end as one thing: 0.0 is paper and 1.0 is ink, whichever of
the two was darker.  What comes from outside is judged by its content, never by its name, and refused
by its header where it is too large, before a pixel is decoded.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from inkdigits.errors import BadPicture, InkdigitsError, PictureTooLarge, UnsupportedPicture
from inkdigits.ink.contrast import separate_inks
from inkdigits.ink.gray import gray_of_array, gray_of_image
from inkdigits.shapes import Gray, Ink

Source: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | np.ndarray | Image.Image

T = TypeVar("T")

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MAX_BYTES = 32 * 1024 * 1024  # of a file; a 50-megapixel photo has about half of it
MAX_PIXELS = 64_000_000  # width x height; phones make 12 to 50 million
WORKING_SIDE = 1280  # px; a larger picture is shrunk to it: a digit a twentieth as wide still has 64 px
MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """A picture as gray; one pixel of it is ``scale`` pixels of the sender's, over 1 where it was shrunk."""

    gray: Gray
    scale: float


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """A picture as ink; one pixel of it is ``scale`` pixels of the sender's, over 1 where it was shrunk.

    ``others`` are as large: what else may be the ink of a photograph, the likeliest first.  ``clean`` tells
    that ``ink`` is all that there is.
    """

    ink: Ink
    scale: float
    others: tuple[Ink, ...] = ()
    clean: bool = True


def decode(picture: Source) -> Decoded:
    """Return the ink of ``picture``.

    Args:
        picture: a path, the bytes of a PNG, JPEG, WebP, GIF, BMP or TIFF file, a Pillow image, or an
            array: (height, width), (height, width, 1), RGB or RGBA; bool, whole numbers 0..255, uint16,
            or floats 0..1.  An animation gives its first frame; EXIF orientation is followed.

    Raises:
        BadPicture: it is missing, empty, broken, or an array of another kind.
        UnsupportedPicture: it is a kind of file that is not opened here.
        PictureTooLarge: it has over 32 MB or 64 million pixels.
    """
    return decode_glyph(decode_gray(picture))


def decode_glyph(shrunk: Shrunk, *, photos: bool = True) -> Decoded:
    """Return the ink of one glyph in a picture that was decoded to gray; see ``separate_inks``."""
    (ink, *others), clean = separate_inks(shrunk.gray, photos=photos)
    scale = shrunk.scale * max(shrunk.gray.shape) / max(ink.shape)
    return Decoded(ink=ink, scale=scale, others=tuple(others), clean=clean)


def decode_gray(picture: Source, *, side: int = WORKING_SIDE) -> Shrunk:
    """Return ``picture`` as gray and upright, its longer side at most ``side`` pixels.

    Raises:
        BadPicture, UnsupportedPicture, PictureTooLarge: as ``decode``.
    """
    if isinstance(picture, np.ndarray):
        _check_pixels(*picture.shape[:2])
        plain = np.asarray(picture)  # masked arrays and matrices reckon otherwise
        gray, longest = gray_of_array(plain), max(plain.shape[:2], default=1)
    else:
        image = picture if isinstance(picture, Image.Image) else _open(_read(picture))
        _check_pixels(*image.size)
        longest = max(image.size)  # before JPEG's own reduction; the same, whichever side is up
        gray = _gray(image, ours=image is not picture, side=side)
    gray = _shrink(gray, side)
    return Shrunk(gray=gray, scale=longest / max(gray.shape))


def _read(picture: object) -> bytes:
    """Return the bytes of a file, or those given, of bounded number."""
    if isinstance(picture, str | os.PathLike):
        name = os.fsdecode(picture)
        try:
            with Path(name).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as reason:
            raise BadPicture(
                f"{name}: this picture cannot be read: {getattr(reason, 'strerror', None) or reason}"
            ) from reason
    elif isinstance(picture, bytes | bytearray | memoryview):
        raw = bytes(picture)
    else:  # bytes(5) would be five zeros
        raise BadPicture(
            f"a {type(picture).__name__} is no picture; give a path, bytes, a numpy array or a Pillow image"
        )
    if len(raw) > MAX_BYTES:
        raise PictureTooLarge(f"the picture has more than {MAX_BYTES // 1024**2} MB; send a smaller one")
    return raw


def _open(raw: bytes) -> Image.Image:
    """Return the picture in ``raw``, of which only the header has been looked at."""
    if not raw:
        raise BadPicture("the picture is empty (0 bytes); was it saved or sent completely?")
    try:
        with warnings.catch_warnings():  # Pillow's warning would only repeat what our lower limit refuses
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(raw), formats=FORMATS)
    except Image.DecompressionBombError as reason:
        raise _too_many_pixels(str(reason)) from reason
    except UnidentifiedImageError as reason:
        if raw.startswith(MAGIC):
            raise BadPicture(
                "the picture is broken: it begins like one, but its header makes no sense"
            ) from reason
        raise UnsupportedPicture(
            f"this is no picture that can be opened here; send one of {', '.join(FORMATS)}"
        ) from reason
    except Exception as reason:  # Pillow's readers raise nearly anything on hostile headers
        raise _broken(reason) from reason


def _gray(image: Image.Image, *, ours: bool, side: int) -> Gray:
    """Return the upright gray picture in ``image``, its longer side less than twice ``side``.

    Only an image of ``ours`` may be changed by it.
    """

    def load() -> Gray:
        if not ours:
            return gray_of_image(_reduce(ImageOps.exif_transpose(image), side))
        image.seek(0)
        image.draft(image.mode, (side, side))  # JPEG decodes an eighth at an eighth's cost
        ImageOps.exif_transpose(image, in_place=True)  # without a copy of what may have 256 MB
        return gray_of_image(_reduce(image, side))

    return _guarded(load)


def _reduce(image: Image.Image, side: int) -> Image.Image:
    """Return ``image``, or whole blocks of its pixels averaged where they are far too many.

    This is done in bytes: the gray of 64 million pixels would take gigabytes as floats.
    """
    factor = max(image.size) // side
    if factor <= 1:
        return image
    if image.has_transparency_data and image.mode not in {"RGBA", "LA"}:
        image = image.convert("RGBA")
    elif image.mode in {"1", "P"}:  # their numbers stand for colors, and have no average
        image = image.convert("RGB")
    elif image.mode.startswith("I;"):
        image = image.convert("I")
    return image.reduce(factor)


def _guarded(read: Callable[[], T]) -> T:
    """Return what ``read`` returns; Pillow's readers raise nearly anything on broken pictures."""
    try:
        return read()
    except InkdigitsError:
        raise
    except Exception as reason:
        raise _broken(reason) from reason


def _shrink(gray: Gray, side: int) -> Gray:
    """Return ``gray`` no larger than ``side``, every pixel of it counted."""
    height, width = gray.shape
    share = side / max(height, width)
    if share >= 1.0:
        return gray
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return cv2.resize(gray, size, interpolation=cv2.INTER_AREA)


def _check_pixels(*sides: int) -> None:
    """Refuse what is too large before it is decoded."""
    if np.prod(sides, dtype=float) > MAX_PIXELS:
        raise _too_many_pixels(f"it is {' x '.join(map(str, sides))} px")


def _too_many_pixels(found: str) -> PictureTooLarge:
    return PictureTooLarge(
        f"the picture has more than {MAX_PIXELS // 1_000_000} million pixels ({found}); send a smaller one"
    )


def _broken(reason: Exception) -> BadPicture:
    return BadPicture(
        f"the picture is broken or was cut short ({str(reason) or type(reason).__name__}); send it again"
    )

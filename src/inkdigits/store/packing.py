"""Make ink small to keep, and ink again of what was kept.

Strokes are kept as they came, as JSON, deflated.  Of a picture only its gray is kept, upright and no larger
than what is read of it, as PNG, or as WebP where that would be too large: a photograph's file also tells
where and when it was taken and by which phone, which nobody meant to send.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image

from inkdigits.errors import BadCorrection, InkTooLarge, StoreUnavailable
from inkdigits.ink.decode import Source, decode_gray
from inkdigits.ink.strokes import check_strokes
from inkdigits.shapes import Strokes

Kind: TypeAlias = Literal["strokes", "picture"]

MOST = 1024 * 1024  # bytes of ink that one correction may take
SMALL = 256 * 1024  # bytes up to which a picture is kept without loss
QUALITY = 90  # of WebP, beyond that
UNPACKED = 16 * 1024 * 1024  # bytes that kept strokes may become


@dataclass(frozen=True, slots=True)
class Packed:
    """Ink as it is kept."""

    kind: Kind
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the ink: equal for equal ink."""
        return hashlib.sha256(self.kind.encode() + b"\0" + self.data).hexdigest()


def pack_strokes(strokes: object) -> Packed:
    """Return ``strokes``, whatever they are, checked and small.

    Raises:
        BadStrokes: they are no strokes.
        BadCorrection: there is no ink in them.
        InkTooLarge: they take more than ``MOST`` bytes.
    """
    checked = check_strokes(strokes)
    if not checked:
        raise BadCorrection("strokes: there is no ink in them, so nothing can be learned; send the drawing")
    text = json.dumps([stroke.tolist() for stroke in checked], separators=(",", ":"))
    return Packed("strokes", _within(zlib.compress(text.encode(), 6)))


def pack_picture(picture: Source) -> Packed:
    """Return the gray of ``picture``, small and without anything else that its file tells.

    Raises:
        BadPicture, UnsupportedPicture, PictureTooLarge: it cannot be read.
        InkTooLarge: it takes more than ``MOST`` bytes.
    """
    gray = np.rint(decode_gray(picture).gray * 255).astype(np.uint8)
    image = Image.fromarray(gray)
    data = _encode(image, "PNG", optimize=False)
    if len(data) > SMALL:
        data = _encode(image, "WEBP", quality=QUALITY)
    return Packed("picture", _within(data))


def unpack_strokes(packed: Packed) -> Strokes:
    """Return the strokes in ``packed``.

    Raises:
        StoreUnavailable: what was kept is damaged.
    """
    try:
        inflated = zlib.decompressobj().decompress(packed.data, UNPACKED)
        return check_strokes(json.loads(inflated))
    except (zlib.error, ValueError, RecursionError) as damaged:
        raise StoreUnavailable("corrections: strokes that were kept are damaged; forget them") from damaged


def _encode(image: Image.Image, kind: str, **options: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _within(data: bytes) -> bytes:
    if len(data) > MOST:
        raise InkTooLarge(
            f"the ink takes {len(data):,} bytes to keep, and at most {MOST:,} are kept; send one number only"
        )
    return data

"""Whatever file or array a digit comes in, the same ink comes out, and boxes keep the sender's pixels."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from PIL import ExifTags, Image

from inkdigits.errors import BadPicture, PictureTooLarge, UnsupportedPicture
from inkdigits.ink import decode as decoding
from inkdigits.ink.decode import WORKING_SIDE, decode, decode_gray
from inkdigits.ink.normalize import find_ink, normalize


def paper(height=120, width=100, *, box=(30, 40, 90, 55), dark=True):
    """Return a gray picture with a bar of ink in (top, left, bottom, right)."""
    top, left, bottom, right = box
    picture = np.full((height, width), 255 if dark else 0, np.uint8)
    picture[top:bottom, left:right] = 0 if dark else 255
    return picture


def seven(*, dark=True):
    """Return a gray picture of a seven, which looks different from every side."""
    picture = paper(box=(20, 20, 30, 80), dark=dark)
    picture[20:100, 68:80] = 0 if dark else 255
    return picture


def stored(image, kind, **options):
    """Return the bytes of an image file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def apart(one, other):
    """Return the mean difference of two digits; rounding may have moved one of them by a pixel."""
    moves = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    return float(min(np.abs(np.roll(one, move, (0, 1)).astype(int) - other).mean() for move in moves))


@pytest.mark.parametrize("dark", [True, False], ids=["dark on light", "light on dark"])
@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "L"),
        ("PNG", "LA"),
        ("PNG", "P"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("JPEG", "L"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("TIFF", "L"),
        ("TIFF", "CMYK"),
    ],
)
def test_every_format_and_mode_gives_the_same_digit(kind, mode, dark):
    """PNG to TIFF, palette to CMYK, either polarity: normalized, they are alike."""
    image = Image.fromarray(seven(dark=dark))
    image = image.convert("RGB").convert(mode) if mode == "CMYK" else image.convert(mode)
    digit = normalize(decode(stored(image, kind)).ink)
    assert apart(digit, normalize(decode(seven()).ink)) < 3.0


def test_sixteen_bits_are_read_even_if_few_are_used():
    """A scanner's 12 bits in a 16-bit file are no black picture."""
    image = Image.fromarray(paper().astype(np.uint16) * 16)
    assert_allclose(normalize(decode(stored(image, "PNG")).ink), normalize(decode(paper()).ink), atol=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_read_as_it_stands_upright(orientation):
    """EXIF orientation is followed, whichever of the eight it is."""
    upright = seven()
    back = {
        1: (),
        2: (Image.Transpose.FLIP_LEFT_RIGHT,),
        3: (Image.Transpose.ROTATE_180,),
        4: (Image.Transpose.FLIP_TOP_BOTTOM,),
        5: (Image.Transpose.TRANSPOSE,),
        6: (Image.Transpose.ROTATE_90,),
        7: (Image.Transpose.TRANSVERSE,),
        8: (Image.Transpose.ROTATE_270,),
    }
    image = Image.fromarray(upright)
    for step in back[orientation]:
        image = image.transpose(step)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    ink = decode(stored(image, "PNG", exif=exif)).ink
    assert ink.shape == upright.shape
    assert find_ink(ink) == find_ink(decode(upright).ink)


def test_an_animation_gives_its_first_frame():
    """Later frames are not looked at."""
    frames = [Image.fromarray(paper()), Image.fromarray(paper(box=(5, 5, 10, 95)))]
    raw = stored(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert find_ink(decode(raw).ink) == (40, 30, 15, 60)


@pytest.mark.parametrize("give", [str, Path, "bytes", bytearray, memoryview, Image.open])
def test_a_picture_may_be_handed_over_in_any_form(give, tmp_path):
    """A path, text or Path; bytes of any kind; a Pillow image."""
    path = tmp_path / "no extension"
    path.write_bytes(stored(Image.fromarray(paper()), "PNG"))
    source = path.read_bytes() if give == "bytes" else give(path) if give in {str, Path, Image.open} else None
    source = give(path.read_bytes()) if source is None else source
    assert find_ink(decode(source).ink) == (40, 30, 15, 60)


def test_a_pillow_image_of_the_senders_is_left_as_it_was():
    """Reading an image changes nothing of it."""
    image = Image.open(io.BytesIO(stored(Image.fromarray(paper(3000, 2000)), "JPEG")))
    size, mode = image.size, image.mode
    decode(image)
    assert (image.size, image.mode, image.tell()) == (size, mode, 0)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "array", "image"])
@pytest.mark.parametrize(("height", "width"), [(2000, 3000), (3000, 500), (5000, 64)])
def test_a_box_is_in_the_senders_pixels_also_when_the_picture_was_shrunk(form, height, width):
    """Where it was written stays known, to a pixel of the working size, on both axes."""
    box = (height // 2, width // 4, height // 2 + height // 4, width // 2)
    picture = paper(height, width, box=box)
    source = {"array": picture, "image": Image.fromarray(picture)}.get(form)
    source = stored(Image.fromarray(picture), form) if source is None else source
    decoded = decode(source)
    found = find_ink(decoded.ink)
    assert max(decoded.ink.shape) <= WORKING_SIDE
    expected = np.array([box[1], box[0], box[3] - box[1], box[2] - box[0]])
    assert_allclose(np.array(found) * decoded.scale, expected, atol=3 * decoded.scale)


@pytest.mark.parametrize(
    "mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "CMYK", "YCbCr", "I", "F", "I;16", "I;16B"]
)
def test_a_large_picture_of_any_mode_holds_what_a_small_one_does(mode):
    """Whole blocks of pixels are averaged first, where the numbers of the mode have an average."""
    large = Image.fromarray(seven()).resize((6 * WORKING_SIDE, 6 * WORKING_SIDE), Image.Resampling.NEAREST)
    through = {"PA": "LA", "RGBa": "RGBA", "I;16": "I", "I;16B": "I"}.get(mode)
    image = large.convert(through).convert(mode) if through else large.convert(mode)
    found, expected = (
        normalize(decode(one).ink) for one in (image, Image.fromarray(seven()).resize((800, 800), 0))
    )
    assert_allclose(found.astype(int), expected.astype(int), atol=24)


@pytest.mark.parametrize("array", [np.ma.masked_array(seven()), np.rec.array(seven())])
def test_arrays_of_other_kinds_are_plain_arrays(array):
    """What else they can do has no meaning in a picture."""
    assert (decode(array).ink == decode(seven()).ink).all()


def test_what_a_file_is_called_does_not_matter(tmp_path):
    """A PNG named .jpg is read; text named .png is not."""
    path = tmp_path / "digit.jpg"
    path.write_bytes(stored(Image.fromarray(paper()), "PNG"))
    assert decode(path).ink.any()
    path = tmp_path / "letter.png"
    path.write_text("Dear Sir or Madam, this is no picture.")
    with pytest.raises(UnsupportedPicture, match="no picture that can be opened"):
        decode(path)


def test_a_missing_file_is_named():
    """The message begins with the path and says why."""
    with pytest.raises(BadPicture, match=r"^nowhere/seven\.png: .*No such file"):
        decode("nowhere/seven.png")


def test_a_folder_is_no_picture(tmp_path):
    """Neither is anything else that cannot be opened as a file."""
    with pytest.raises(BadPicture, match="cannot be read"):
        decode(tmp_path)


def test_too_many_bytes_are_not_even_decoded(monkeypatch):
    """The limit on bytes comes before everything else."""
    monkeypatch.setattr(decoding, "MAX_BYTES", 10)
    with pytest.raises(PictureTooLarge, match="smaller"):
        decode(stored(Image.fromarray(paper()), "PNG"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_page_may_be_looked_at_in_more_detail(kind):
    """Its gray is as large as asked for, and its scale leads back to the sender's pixels."""
    page = Image.fromarray(paper(2400, 1800, box=(600, 900, 1200, 930)))
    small, large = decode_gray(stored(page, kind)), decode_gray(stored(page, kind), side=2000)
    assert max(small.gray.shape) == WORKING_SIDE
    assert large.gray.shape == (2000, 1500)
    assert large.scale == pytest.approx(1.2)
    assert decode_gray(np.asarray(page), side=2000).gray.shape == (2000, 1500)
    rows = np.flatnonzero(large.gray[:, 762] < 0.5)
    assert rows[0] * large.scale == pytest.approx(600, abs=3)

"""Pictures that are broken, huge, empty or something else: each is refused in one clear line, or is blank."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from inkdigits import Reading
from inkdigits.errors import BadPicture, InkdigitsError, PictureTooLarge, UnsupportedPicture

KINDS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
MEGABYTE = 2**20


def stored(array, kind="PNG", **options):
    """Return the bytes of an image file."""
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def noisy_seven():
    """A picture that does not compress to nothing."""
    picture = np.random.default_rng(0).integers(200, 256, (90, 70), dtype=np.uint8)
    picture[20:28, 15:55] = 10
    picture[20:75, 47:55] = 10
    return picture


def png_that_promises(width, height):
    """Return a PNG whose header promises that size, with next to nothing behind it."""

    def chunk(name, content):
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def others_that_promise(width, height):
    """Return the beginnings of a GIF, a BMP and a JPEG that promise that size."""
    yield (
        b"GIF89a"
        + struct.pack("<HHBBB", width, height, 0, 0, 0)
        + b"\x2c"
        + struct.pack("<HHHHB", 0, 0, width, height, 0)
        + b"\x08\x00\x3b"
    )
    yield b"BM" + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    yield b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"


def test_an_empty_file_is_called_empty(recognizer, tmp_path):
    """Nought bytes, given or in a file."""
    path = tmp_path / "empty.png"
    path.touch()
    for picture in (b"", path):
        with pytest.raises(BadPicture, match="empty"):
            recognizer.read(picture)


@pytest.mark.parametrize(
    "raw",
    [
        b"hello",
        b"\0" * 1000,
        b"%PDF-1.7\n1 0 obj",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + b"\0" * 100,
        b"\x80\x04\x95",
        b"P5 4 4 255 0123456789abcdef",
        b"\x00\x00\x01\x00\x01\x00",
        b"\x7fELF\x02\x01\x01",
        b"8BPS\x00\x01",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
    ids=["text", "zeros", "pdf", "svg", "zip", "pickle", "pgm", "ico", "elf", "psd", "eps"],
)
def test_what_is_no_picture_of_ours_is_named_so(recognizer, raw):
    """Only six formats are opened, whatever else Pillow could."""
    with pytest.raises(UnsupportedPicture, match="PNG, JPEG"):
        recognizer.read(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_wherever_a_picture_is_cut_it_is_refused_or_read(recognizer, noisy_seven, kind):
    """At forty places from the first byte on: never anything but a reading or a refusal of ours."""
    raw = stored(noisy_seven, kind)
    refusals = []
    for place in np.unique(np.linspace(1, len(raw) - 1, 40).astype(int)):
        try:
            assert isinstance(recognizer.read(raw[:place]), Reading)
        except (BadPicture, UnsupportedPicture) as refused:
            refusals.append(str(refused))
    assert len(refusals) >= 30
    assert all(20 < len(refusal) < 300 for refusal in refusals)


@pytest.mark.parametrize("kind", KINDS)
def test_half_a_picture_is_called_broken(recognizer, noisy_seven, kind):
    """A download that was cut short is told from a file of another kind."""
    raw = stored(noisy_seven, kind)
    with pytest.raises(BadPicture, match="broken"):
        recognizer.read(raw[: len(raw) // 2])


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_bits_never_do_more_than_break_it(recognizer, noisy_seven, kind):
    """A hundred damaged copies: a reading, or a refusal of ours."""
    raw, rng = stored(noisy_seven, kind), np.random.default_rng(1)
    for _ in range(100):
        damaged = bytearray(raw)
        for place in rng.integers(0, min(len(raw), 400), 3):
            damaged[place] ^= 1 << int(rng.integers(8))
        try:
            recognizer.read(bytes(damaged))
        except InkdigitsError:
            continue


@pytest.mark.parametrize(
    "raw",
    [
        png_that_promises(20_000, 20_000),
        *others_that_promise(20_000, 20_000),
        png_that_promises(10_000, 9_000),
    ],
    ids=["PNG", "GIF", "BMP", "JPEG", "PNG below Pillow's own limit"],
)
def test_a_huge_picture_is_refused_by_its_header(recognizer, raw):
    """400 million pixels are never decoded: it costs no memory to speak of."""
    recognizer.read(np.zeros((30, 30), np.uint8))
    tracemalloc.start()
    try:
        with pytest.raises(PictureTooLarge, match="million pixels"):
            recognizer.read(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA"])
def test_a_small_file_of_many_pixels_costs_little_more_than_its_pixels(recognizer, mode):
    """64 million of them fit into 35 kB: they are averaged as bytes, never all of them made floats."""
    raw = io.BytesIO()
    Image.new(mode, (8000, 8000)).save(raw, "PNG", compress_level=1)
    tracemalloc.start()  # counts NumPy's memory, where the floats were, and not Pillow's
    try:
        assert recognizer.read(raw.getvalue()).text == ""
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 160 * MEGABYTE


def test_a_header_that_lies_small_is_no_way_around(recognizer):
    """Pixels are decoded into what the header promised; the rest of a bomb is not unpacked."""

    def chunk(name, content):
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", 20, 20, 8, 0, 0, 0, 0)
    bomb = zlib.compress(b"\0" * (64 * MEGABYTE))
    raw = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", bomb) + chunk(b"IEND", b"")
    tracemalloc.start()
    try:
        assert recognizer.read(raw).text == ""
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE


def test_too_many_bytes_are_refused(recognizer, tmp_path):
    """A file that is too long is not read to its end."""
    path = tmp_path / "long.png"
    with path.open("wb") as file:
        file.truncate(33 * MEGABYTE)
    with pytest.raises(PictureTooLarge, match="MB"):
        recognizer.read(path)


@pytest.mark.parametrize("form", ["array", "PNG"])
@pytest.mark.parametrize("value", [0, 255, 77], ids=["all black", "all white", "all gray"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 20_000), (20_000, 1), (28, 28), (300, 200)])
def test_an_even_picture_of_any_size_is_blank(recognizer, shape, value, form):
    """1x1, 1x20000 and all of one gray: nothing is written there."""
    picture = np.full(shape, value, np.uint8)
    reading = recognizer.read(stored(picture) if form == "PNG" else picture)
    assert (reading.text, reading.confidence, reading.digits) == ("", 0.0, ())


@pytest.mark.parametrize("shape", [(1, 20_000), (20_000, 1), (1, 2), (2, 1), (3, 3)])
def test_a_strip_with_one_dark_spot_is_read_within_its_borders(recognizer, shape):
    """However odd the shape, there is an answer, and its box lies in the picture."""
    picture = np.full(shape, 255, np.uint8)
    picture[shape[0] // 2, shape[1] // 2] = 0
    for glyph in recognizer.read(picture).digits:
        slack = max(shape) / 1280 + 1
        assert -slack <= glyph.box.x <= glyph.box.x + glyph.box.width <= shape[1] + slack
        assert -slack <= glyph.box.y <= glyph.box.y + glyph.box.height <= shape[0] + slack


def test_full_transparency_is_blank_whatever_color_hides_in_it(recognizer, noisy_seven):
    """What nobody can see is not read."""
    rgba = np.dstack([noisy_seven] * 3 + [np.zeros_like(noisy_seven)])
    assert recognizer.read(rgba).text == ""
    assert recognizer.read(stored(rgba)).text == ""


@pytest.mark.parametrize(
    "array",
    [
        np.empty((0, 0), np.uint8),
        np.empty((0, 28), np.float32),
        np.empty((5, 0, 3), np.uint8),
        np.array(5.0),
        np.zeros(784, np.uint8),
        np.zeros((1, 28, 28, 1), np.uint8),
        np.zeros((28, 28, 2), np.uint8),
        np.full((28, 28), np.nan),
        np.full((28, 28), np.inf, np.float32),
        np.full((28, 28), -1.0),
        np.full((28, 28), -1),
        np.full((28, 28), 1.5),
        np.full((28, 28), 1e300),
        np.full((28, 28), 2**40),
        np.full((28, 28), 1 + 1j),
        np.full((28, 28), "a"),
        np.full((28, 28), None),
        np.full((28, 28), np.datetime64("2020-01-01")),
        np.zeros((28, 28), [("red", "u1"), ("green", "u1")]),
    ],
    ids=lambda array: f"{array.dtype}-{array.shape}",
)
def test_arrays_that_are_no_pictures_are_refused(recognizer, array):
    """NaN, negative, out of range, empty, flat, 4-D, text, dates."""
    with pytest.raises(BadPicture) as refused:
        recognizer.read(array)
    assert len(str(refused.value)) > 20


def test_a_huge_array_is_refused_without_being_touched(recognizer):
    """One that only pretends to be there costs nothing."""
    huge = np.broadcast_to(np.uint8(0), (20_000, 20_000))
    with pytest.raises(PictureTooLarge, match="20000 x 20000"):
        recognizer.read(huge)


@pytest.mark.parametrize("name", ["", "\0", "a" * 5000, "/", "/dev/null/x"])
def test_names_that_no_file_can_have_are_refused(recognizer, name):
    """An odd path is a picture that cannot be read, not a crash."""
    with pytest.raises(BadPicture):
        recognizer.read(name)


def test_what_is_no_picture_by_its_type_is_refused():
    """None, numbers, lists and other expectations, as they come where no types are enforced."""
    script = """
import json, inkdigits
from inkdigits.errors import InkdigitsError
said = []
recognizer = inkdigits.load()
for picture in (None, 5, 5.0, [1, 2], {}, object()):
    try:
        recognizer.read(picture)
    except InkdigitsError as error:
        said.append([type(error).__name__, str(error)])
for expect in ("letter", "", None, 7):
    try:
        recognizer.read_strokes([[[0, 0]]], expect=expect)
    except InkdigitsError as error:
        said.append([type(error).__name__, str(error)])
print(json.dumps(said))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert [name for name, _ in said] == ["BadPicture"] * 6 + ["BadInput"] * 4
    assert all("numpy array" in message for _, message in said[:6])
    assert all("digit, number, auto" in message for _, message in said[6:])

"""Read and write IDX files, the form MNIST comes in, and trust nothing they say.

An IDX file is a magic number (two zero bytes, the element's type, the number of dimensions), each dimension
as a big-endian 32-bit integer, then the elements, last dimension fastest [1].  Whether it is gzipped is told
by its first bytes, never by its name.  No more is ever unpacked than its header promises, and a header may
promise no more than ``LARGEST``.

[1] LeCun, Cortes, Burges: The MNIST database of handwritten digits, "file formats".
"""

from __future__ import annotations

import gzip
import secrets
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path

import numpy as np

from inkdigits.data.folder import move_into_place
from inkdigits.errors import BadDataset, BadDigits
from inkdigits.shapes import Digits, Labels

SIDE = 28  # px, side of an MNIST image [1]
UNSIGNED_BYTE = 0x08  # the type byte of uint8 [1]
OTHER_TYPES = {0x09: "int8", 0x0B: "int16", 0x0C: "int32", 0x0D: "float32", 0x0E: "float64"}  # [1]
GZIP = b"\x1f\x8b"  # how every gzip file begins (RFC 1952)
LARGEST = 2**31  # bytes of elements, 2.7 million digits; the largest known relative of MNIST has 0.8
BLOCK = 2**20  # bytes read at a time, so that a lying header costs no memory
FASTEST_GZIP = 6  # compression level; higher ones take twice as long for half a percent


def read_images(path: Path) -> Digits:
    """Return the images of an IDX file, raw or gzipped: (n, 28, 28) uint8, 0 paper, 255 ink.

    Raises:
        BadDataset: it is no IDX file of 28x28 images of uint8, or is cut short, or goes on after its end.
        OSError: it cannot be opened.
    """
    images = _read_idx(path, dimensions=3, noun="images")
    if images.shape[1:] != (SIDE, SIDE):
        _, rows, cols = images.shape
        raise BadDataset(f"{path}: its images are {rows}x{cols} px, but digits are {SIDE}x{SIDE} px here")
    return images


def read_labels(path: Path) -> Labels:
    """Return the labels of an IDX file, raw or gzipped: (n,) uint8, each 0..9.

    Raises:
        BadDataset: the file is not an IDX file of digits' labels, or is cut short, or goes on after its end.
        OSError: it cannot be opened.
    """
    labels = _read_idx(path, dimensions=1, noun="labels")
    wrong = np.flatnonzero(labels > 9)  # noqa: PLR2004  the largest digit
    if wrong.size:
        raise BadDataset(f"{path}: label {wrong[0]:,} is {labels[wrong[0]]}, but labels are the digits 0..9")
    return labels


def write_images(path: Path, digits: np.ndarray) -> None:
    """Write (n, 28, 28) uint8 as an IDX file, gzipped where the name ends in ``.gz``; whole or not.

    Raises:
        BadDigits: ``digits`` is of another shape or type.
    """
    if digits.dtype != np.uint8 or digits.ndim != 3 or digits.shape[1:] != (SIDE, SIDE):  # noqa: PLR2004
        raise BadDigits(f"{path}: images are (n, 28, 28) uint8, not {digits.shape} {digits.dtype}")
    _write_idx(path, digits)


def write_labels(path: Path, labels: np.ndarray) -> None:
    """Write (n,) uint8, each 0..9, as an IDX file, gzipped where the name ends in ``.gz``; whole or not.

    Raises:
        BadDigits: ``labels`` is of another shape or type, or holds more than digits.
    """
    if labels.dtype != np.uint8 or labels.ndim != 1 or (labels > 9).any():  # noqa: PLR2004
        raise BadDigits(f"{path}: labels are (n,) uint8 of 0..9, not {labels.shape} {labels.dtype}")
    _write_idx(path, labels)


def _read_idx(path: Path, *, dimensions: int, noun: str) -> np.ndarray:
    path = Path(path)
    with _unpacked(path) as stream:
        try:
            shape = _read_header(stream, path=path, dimensions=dimensions)
            raw = _read_elements(stream, path=path, shape=shape, noun=noun)
        except (EOFError, gzip.BadGzipFile, zlib.error) as broken:
            raise BadDataset(
                f"{path}: its gzip data is broken ({broken}); the download was cut short or damaged, "
                "fetch it again"
            ) from broken
    return np.frombuffer(raw, dtype=np.uint8).reshape(shape)


@contextmanager
def _unpacked(path: Path) -> Iterator[BufferedIOBase]:
    with path.open("rb") as file:
        zipped = file.read(len(GZIP)) == GZIP
        file.seek(0)
        if not zipped:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as content:
            yield content


def _read_header(stream: BufferedIOBase, *, path: Path, dimensions: int) -> tuple[int, ...]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0":  # noqa: PLR2004  bytes of the magic number
        found = magic.hex(" ") or "nothing"
        raise BadDataset(
            f"{path}: begins with {found}, but an IDX file with 00 00, a type and a dimension count"
        )
    if magic[2] != UNSIGNED_BYTE:
        found = OTHER_TYPES.get(magic[2], f"of unknown type 0x{magic[2]:02x}")
        raise BadDataset(f"{path}: its elements are {found}, but only uint8 (0x08) is read here")
    if magic[3] != dimensions:
        raise BadDataset(
            f"{path}: it has {magic[3]} dimensions, not {dimensions}; images have 3, labels 1"
            "; were the files swapped?"
        )
    sizes = stream.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise BadDataset(f"{path}: it ends within its header; the download was cut short, fetch it again")
    return struct.unpack(f">{dimensions}I", sizes)


def _read_elements(stream: BufferedIOBase, *, path: Path, shape: tuple[int, ...], noun: str) -> bytearray:
    promised = 1
    for extent in shape:
        promised *= extent  # Python's integers: no overflow, whatever the header says
    size = "".join(f" of {shape[1]}x{shape[2]} px" for _ in shape[2:])
    promise = f"{path}: the header promises {shape[0]:,} {noun}{size} ({promised:,} bytes)"
    if promised > LARGEST:
        raise BadDataset(f"{promise}, but at most {LARGEST:,} bytes are read")
    raw = bytearray()
    while len(raw) <= promised and (block := stream.read(min(BLOCK, promised + 1 - len(raw)))):
        raw += block
    if len(raw) < promised:
        raise BadDataset(
            f"{promise} but {len(raw):,} bytes follow; the download was cut short, fetch it again"
        )
    if len(raw) > promised:
        raise BadDataset(
            f"{promise} but more bytes follow; the file is not what its header says, fetch it again"
        )
    return raw


def _write_idx(path: Path, array: np.ndarray) -> None:
    header = bytes([0, 0, UNSIGNED_BYTE, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    raw = header + array.tobytes()
    if path.suffix == ".gz":
        raw = gzip.compress(raw, FASTEST_GZIP, mtime=0)  # no time stamp: the same digits, the same bytes
    written = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        written.write_bytes(raw)
        move_into_place(written, path)
    except BaseException:
        written.unlink(missing_ok=True)
        raise

"""Tell whether a data file on this disk is the one that the catalog means.

What counts is the decompressed content, since mirrors compress anew.  How it is packed is told by its first
bytes, and no more is unpacked than the catalog promises: a file that swells without end is found out early.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from inkdigits.data import lzw
from inkdigits.data.catalog import DataFile, Dataset
from inkdigits.data.folder import data_folder, place_of
from inkdigits.errors import BadDataset

State: TypeAlias = Literal["right", "wrong", "missing"]

GZIP = b"\x1f\x8b"  # how every gzip file begins (RFC 1952)
BLOCK = 2**20  # bytes unpacked at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of one file of a data set.

    Attributes:
        file: which one, as the catalog has it.
        path: where it belongs.
        state: ``right``, ``wrong`` or ``missing``.
        size: bytes on the disk, as packed; None where it is missing.
        fault: what is wrong, for people; "" where all is right.
    """

    file: DataFile
    path: Path
    state: State
    size: int | None
    fault: str


def check(dataset: Dataset, *, folder: Path | None = None) -> list[Checked]:
    """Return how each file of ``dataset`` fares in ``folder`` (default: ``data_folder()``).

    Raises:
        OSError: a file is there but cannot be read.
    """
    folder = data_folder() if folder is None else folder
    return [_check_file(file, path=place_of(file, dataset=dataset, folder=folder)) for file in dataset.files]


def fault_in(path: Path, *, file: DataFile) -> str:
    """Return what is wrong with the content of the file at ``path``; "" where it is what ``file`` means."""
    digest, size = hashlib.sha256(), 0
    try:
        for block in _unpack(path, limit=file.size):
            digest.update(block)
            size += len(block)
            if size > file.size:
                return f"it unpacks to more than the {file.size:,} bytes of the right one"
    except (EOFError, gzip.BadGzipFile, zlib.error, BadDataset) as broken:
        return f"it cannot be unpacked ({broken})"
    if size < file.size:
        return f"it unpacks to {size:,} bytes, but the right one has {file.size:,}"
    if digest.hexdigest() != file.sha256:
        return f"its content has SHA-256 {digest.hexdigest()}, but the right one {file.sha256}"
    return ""


def _check_file(file: DataFile, *, path: Path) -> Checked:
    if not path.is_file():
        return Checked(file=file, path=path, state="missing", size=None, fault="there is no such file")
    fault = fault_in(path, file=file)
    state: State = "wrong" if fault else "right"
    return Checked(file=file, path=path, state=state, size=path.stat().st_size, fault=fault)


def _unpack(path: Path, *, limit: int) -> Iterator[bytes]:
    with path.open("rb") as packed:
        magic = packed.read(2)
        packed.seek(0)
        if magic == lzw.MAGIC:
            # Codes of 9 bits or more make at least a byte each: what is longer than this holds too much.
            yield lzw.unpack(packed.read(2 * limit + lzw.HEADER), limit=limit)
        elif magic == GZIP:
            with gzip.GzipFile(fileobj=packed) as content:
                yield from iter(lambda: content.read(BLOCK), b"")
        else:
            yield from iter(lambda: packed.read(BLOCK), b"")

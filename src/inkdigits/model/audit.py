"""Read a pickle of plain values from a stranger without running anything in it.

A pickle is a program for a small machine; most of its opcodes are of no use to numbers, text, lists and
dictionaries, and some run code.  So the whole program is walked first, on an abstract machine that knows
only a short list of opcodes and tracks what would be on its stack; only a program that passes is handed,
byte for byte the same, to the real machine.  Restricting ``find_class`` alone is not enough: a nine-byte
pickle with one huge memo index makes the real machine reserve gigabytes, a few hundred bytes of shared
lists unfold into billions of elements, and nesting can be made deeper than any stack.

The format: Python's ``pickletools`` module; PEP 3154 (protocol 4), PEP 574 (protocol 5).
"""

from __future__ import annotations

import io
import pickle
import pickletools
from typing import Any, Final, NoReturn

from inkdigits.errors import BadModel, UnsafeModel
from inkdigits.model.machine import AbstractMachine

ALIEN: Final = (  # how files begin that joblib itself would unpack, or that people mistake for models
    (b"\x1f\x8b", "gzip"),
    (b"x", "zlib"),
    (b"ZF", "zlib, of an old joblib"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"]\x00", "lzma"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x28\xb5\x2f\xfd", "zstandard"),
    (b"PK\x03\x04", "zip, as PyTorch writes it"),
)


def read_plain(raw: bytes, *, name: str) -> dict[str, Any]:
    """Return the dictionary of plain values that ``raw`` holds, an uncompressed joblib file.

    Raises:
        UnsafeModel: it holds anything but plain values; nothing of it was run.
        BadModel: it is broken, compressed, or no joblib file at all.
    """
    audit(raw, name=name)
    try:
        values = _PlainUnpickler(io.BytesIO(raw)).load()
    except (pickle.UnpicklingError, ValueError, TypeError, LookupError, AttributeError, EOFError) as broken:
        raise BadModel(f"{name}: cannot be read ({broken}); copy the model file again") from broken
    if type(values) is not dict:
        raise BadModel(f"{name}: holds a {type(values).__name__}, a model file holds a dictionary")
    return values


def audit(raw: bytes, *, name: str) -> None:
    """Refuse ``raw`` unless it is a pickle of one dictionary of plain values; nothing is built."""
    _refuse_aliens(raw, name)
    machine = AbstractMachine(name=name, size=len(raw))
    try:
        for opcode, argument, at in pickletools.genops(raw):
            machine.step(opcode.name, argument, at or 0)
    except ValueError as broken:
        raise BadModel(
            f"{name}: is cut short or damaged after byte {machine.at:,} ({_one_line(broken)}); "
            f"copy the model file again"
        ) from broken
    if machine.at + 1 != len(raw):
        raise BadModel(
            f"{name}: the model ends at byte {machine.at + 1:,} but {len(raw) - machine.at - 1:,} bytes "
            f"follow; copy the model file again"
        )


def _refuse_aliens(raw: bytes, name: str) -> None:
    """Say what a file is that is no uncompressed joblib file, where its first bytes tell."""
    if not raw:
        raise BadModel(f"{name}: is empty; copy the model file again")
    for magic, kind in ALIEN:
        if raw.startswith(magic):
            raise BadModel(
                f"{name}: is compressed ({kind}); a model file is an uncompressed joblib file, "
                f"so that its size is what it costs to read: write it with inkdigits.save"
            )
    if raw[0] != pickle.PROTO[0]:
        raise BadModel(
            f"{name}: is no model file: it begins with {raw[:8]!r}, a joblib file with {pickle.PROTO!r}; "
            f"name another file"
        )


def _one_line(error: Exception) -> str:
    """Return the first 120 characters of what ``error`` says, on one line."""
    return " ".join(str(error).split())[:120]


class _PlainUnpickler(pickle.Unpickler):
    """The real machine; after the audit it is never asked for a class, and would refuse."""

    def find_class(self, module: str, name: str, /) -> NoReturn:
        raise UnsafeModel(f"{module}.{name} is not allowed in a model file")

    def persistent_load(self, pid: object, /) -> NoReturn:
        raise UnsafeModel(f"the persistent object {pid!r} is not allowed in a model file")

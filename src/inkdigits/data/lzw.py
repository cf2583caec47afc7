"""Unpack ``.Z`` files, what Unix ``compress`` wrote before gzip: LZW codes of 9 to 16 bits, least bit first.

Python has no reader of its own, and the packages that have one unpack without a limit, so that a 130 kB file
could fill gigabytes; this one stops at the size it is told.  The format has a quirk of its first machine:
codes come in groups of eight, and a group is padded to its full length when the width of codes changes [1].

[1] S. W. Thomas et al.: compress 4.0; T. Welch: A technique for high-performance data compression, 1984.
"""

from __future__ import annotations

from inkdigits.errors import BadDataset

MAGIC = b"\x1f\x9d"
HEADER = 3  # bytes: the magic number and the flags
BLOCK_MODE = 0x80  # flag: code 256 empties the table
UNKNOWN_FLAGS = 0x60
WIDEST_CODE = 0x1F  # the flags' bits that say how wide codes become
WIDTHS = range(10, 17)  # bits; 9 means different things to different programs and is not used
FIRST_WIDTH = 9  # bits
CLEAR = 256
GROUP = 8  # codes


def unpack(raw: bytes, *, limit: int) -> bytes:
    """Return the content of a ``.Z`` file whose bytes are ``raw``; at most ``limit`` bytes of it.

    The format knows neither length nor check sum: a file cut short unpacks to a content cut short.

    Raises:
        BadDataset: it is no ``.Z`` file, holds codes that no encoder writes, or unpacks to over ``limit``.
    """
    widest, first_free = _read_flags(raw)
    literals = [bytes([byte]) for byte in range(256)] + [b""] * (first_free - 256)
    table, previous = literals.copy(), b""
    content = bytearray()
    width, at, group = FIRST_WIDTH, 8 * HEADER, 8 * HEADER  # at, group: in bits; where the group began
    while True:
        if len(table) >= 1 << width and width < widest:
            at = group = _end_of_group(at, group=group, width=width)
            width += 1
        if at + width > 8 * len(raw):
            return bytes(content)
        code = _code_at(raw, at, width=width)
        at += width
        if code == CLEAR and first_free > CLEAR:
            at = group = _end_of_group(at, group=group, width=width)
            table, previous, width = literals.copy(), b"", FIRST_WIDTH
            continue
        found = _look_up(code, table=table, previous=previous)
        if previous and len(table) < 1 << widest:
            table.append(previous + found[:1])
        content += found
        previous = found
        if len(content) > limit:
            raise BadDataset(f"the .Z data unpacks to more than the {limit:,} bytes that are allowed")


def _read_flags(raw: bytes) -> tuple[int, int]:
    # The widest code in bits, and the first code that is free.
    if len(raw) < HEADER or raw[: len(MAGIC)] != MAGIC:
        raise BadDataset("the data does not begin as a .Z file does (1f 9d)")
    flags = raw[len(MAGIC)]
    widest = flags & WIDEST_CODE
    if flags & UNKNOWN_FLAGS or widest not in WIDTHS:
        raise BadDataset(f"the .Z data has flags 0x{flags:02x}, which are not in use")
    return widest, CLEAR + 1 if flags & BLOCK_MODE else CLEAR


def _end_of_group(at: int, *, group: int, width: int) -> int:
    whole = GROUP * width
    return group + -(-(at - group) // whole) * whole


def _code_at(raw: bytes, at: int, *, width: int) -> int:
    # A code of at most 16 bits touches at most three bytes.
    start = at >> 3
    return (int.from_bytes(raw[start : start + 3], "little") >> (at & 7)) & ((1 << width) - 1)


def _look_up(code: int, *, table: list[bytes], previous: bytes) -> bytes:
    if code < len(table) and table[code]:
        return table[code]
    if code == len(table) and previous:
        return previous + previous[:1]  # the one code that the encoder uses before the decoder knows it
    raise BadDataset(f"the .Z data is broken: code {code} where at most {len(table)} is known")

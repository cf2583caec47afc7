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


def unpack(raw: bytes, *, limit: int) -> bytes:
    """Return the content of a ``.Z`` file whose bytes are ``raw``; at most ``limit`` bytes of it.

    The format knows neither length nor check sum: a file cut short unpacks to a content cut short.

    Raises:
        BadDataset: it is no ``.Z`` file, holds codes that no encoder writes, or unpacks to over ``limit``.
    """
    widest, first_free = _read_flags(raw)
    literals = [bytes([byte]) for byte in range(256)] + [b""] * (first_free - 256)
    table, previous, width, at = literals.copy(), b"", FIRST_WIDTH, HEADER
    content = bytearray()
    while at < len(raw) and len(content) <= limit:
        group, mask = raw[at : at + width], (1 << width) - 1
        at += width  # eight codes of so many bits are so many bytes
        word = int.from_bytes(group, "little")
        for shift in range(0, 8 * len(group) - width + 1, width):
            code = word >> shift & mask
            if code == CLEAR and first_free > CLEAR:
                table, previous, width = literals.copy(), b"", FIRST_WIDTH
                break  # what remains of the group is padding
            # An encoder may use the newest entry one code before its decoder can know it.
            found = table[code] if code < len(table) else previous + previous[:1]
            if code > len(table) or not found:
                raise BadDataset(f"the .Z data is broken: code {code} where at most {len(table)} is known")
            if previous and len(table) < 1 << widest:
                table.append(previous + found[:1])
            content += found
            previous = found
            if len(table) == 1 << width and width < widest:
                width += 1
                break  # likewise
    if len(content) > limit:
        raise BadDataset(f"the .Z data unpacks to more than the {limit:,} bytes that are allowed")
    return bytes(content)


def _read_flags(raw: bytes) -> tuple[int, int]:
    # The widest code in bits, and the first code that is free.
    if len(raw) < HEADER or raw[: len(MAGIC)] != MAGIC:
        raise BadDataset("the data does not begin as a .Z file does (1f 9d)")
    flags = raw[len(MAGIC)]
    widest = flags & WIDEST_CODE
    if flags & UNKNOWN_FLAGS or widest not in WIDTHS:
        raise BadDataset(f"the .Z data has flags 0x{flags:02x}, which are not in use")
    return widest, CLEAR + 1 if flags & BLOCK_MODE else CLEAR

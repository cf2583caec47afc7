"""Unpacking .Z files, held against an encoder of our own and against another reader."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
import unlzw3
from hypothesis import example, given
from hypothesis import strategies as st

from inkdigits.data import lzw
from inkdigits.errors import BadDataset

TEXTS = st.lists(st.sampled_from([b"a", b"bc", b"\x00", b"abcabc", b"\xff" * 9]), max_size=400).map(b"".join)


class Bits:
    """Codes written least bit first, in groups of eight, as compress writes them."""

    def __init__(self, flags):
        """Begin with the magic number and the flags."""
        self.raw, self.word, self.held, self.in_group = bytearray(lzw.MAGIC + bytes([flags])), 0, 0, 0

    def write(self, code, width):
        """Write one code."""
        self.word |= code << self.held
        self.held += width
        self.in_group = (self.in_group + 1) % 8
        while self.held >= 8:
            self.raw.append(self.word & 255)
            self.word >>= 8
            self.held -= 8

    def fill_group(self, width):
        """Fill the group up with zeros, as is done before the width changes."""
        while self.in_group:
            self.write(0, width)


def pack(content, *, widest=16, clear_every=None):
    """Pack as ``compress`` does; ``clear_every`` so many codes, empty the table."""
    bits = Bits(0x80 | widest)
    table, width, codes = {bytes([n]): n for n in range(256)}, 9, 0
    free, held = 257, b""

    def put(code):
        nonlocal width
        bits.write(code, width)
        # The reader's table is one entry behind ours; it widens when that one has filled the width.
        if free > (1 << width) and width < widest:
            bits.fill_group(width)
            width += 1

    for byte in content:
        longer = held + bytes([byte])
        if longer in table:
            held = longer
            continue
        if free < 1 << widest:
            table[longer] = free
            free += 1
        put(table[held])
        held, codes = bytes([byte]), codes + 1
        if clear_every and codes % clear_every == 0:
            bits.write(lzw.CLEAR, width)
            bits.fill_group(width)
            table, width, free = {bytes([n]): n for n in range(256)}, 9, 257
    if held:
        bits.write(table[held], width)
    if bits.held:
        bits.write(0, 8 - bits.held)
    return bytes(bits.raw)


@given(
    content=TEXTS | st.binary(max_size=3000),
    widest=st.integers(10, 16),
    clear=st.sampled_from([None, 7, 300]),
)
@example(content=bytes(range(256)) * 40, widest=10, clear=None)
@example(content=b"", widest=16, clear=None)
def test_what_was_packed_comes_back(content, widest, clear):
    """Unpacking undoes packing, whatever the widths and however often the table is emptied."""
    packed = pack(content, widest=widest, clear_every=clear)
    assert lzw.unpack(packed, limit=len(content)) == content


@given(content=st.binary(max_size=3000))
def test_another_reader_finds_the_same(content):
    """A reader of another author, on the same bytes, agrees with ours."""
    packed = pack(content)
    assert lzw.unpack(packed, limit=len(content)) == unlzw3.unlzw(packed)


@given(raw=st.binary(max_size=400))
def test_whatever_the_codes_are_the_answer_is_bytes_or_our_error(raw):
    """No data, however broken, brings out anything but bytes within the limit or BadDataset."""
    with contextlib.suppress(BadDataset):
        assert len(lzw.unpack(lzw.MAGIC + b"\x90" + raw, limit=5000)) <= 5000


def test_no_more_is_unpacked_than_is_allowed():
    """Half a kilobyte that would fill a hundred is stopped where its reader said."""
    packed = pack(bytes(100_000))
    assert len(packed) < 1000
    assert lzw.unpack(packed, limit=100_000) == bytes(100_000)
    with pytest.raises(BadDataset, match="unpacks to more than the 99,999 bytes"):
        lzw.unpack(packed, limit=99_999)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "does not begin as a .Z file does"),
        (b"\x1f\x8b\x08 gzip", "does not begin as a .Z file does"),
        (b"\x1f\x9d\xff", "flags 0xff"),
        (b"\x1f\x9d\x91", "flags 0x91"),
        (b"\x1f\x9d\x90\x2c\x01", "code 300 where at most"),
        (b"\x1f\x9d\x90\x01\x01", "code 257 where at most"),
    ],
)
def test_data_that_no_encoder_writes_is_refused(raw, told):
    """The error says what was wrong with it."""
    with pytest.raises(BadDataset, match=told):
        lzw.unpack(raw, limit=100)


def test_the_pen_digits_unpack_to_the_published_content(real_data):
    """The archive's own file, packed by the real program, has the SHA-256 that is known for it."""
    raw = (real_data / "pen" / "pendigits-orig.tra.Z").read_bytes()
    content = lzw.unpack(raw, limit=3_641_673)
    assert hashlib.sha256(content).hexdigest().startswith("a66225d68d7d6859")

"""Ink is kept small, and comes back as it was."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inkdigits.errors import BadCorrection, InkTooLarge, StoreUnavailable
from inkdigits.store.packing import MOST, Packed, pack_picture, pack_strokes, unpack_strokes

POINTS = st.tuples(*[st.floats(-1e6, 1e6, allow_nan=False)] * 2)
STROKES = st.lists(st.lists(POINTS, min_size=1, max_size=8), min_size=1, max_size=4)


@given(STROKES)
@settings(deadline=None)
def test_strokes_come_back_as_they_were(strokes):
    """To the last bit of each number."""
    unpacked = unpack_strokes(pack_strokes(strokes))
    assert [stroke.tolist() for stroke in unpacked] == [[list(point) for point in one] for one in strokes]


def test_the_same_ink_has_the_same_digest_and_other_ink_another():
    """That is how a request is known that comes again."""
    one, again, other = (pack_strokes([[[1, y], [3, 4]]]) for y in (2, 2, 5))
    assert one.digest == again.digest != other.digest
    assert Packed("picture", one.data).digest != one.digest


def test_strokes_without_ink_are_refused():
    """Nothing can be learned of them."""
    with pytest.raises(BadCorrection):
        pack_strokes([])


def test_more_ink_than_a_megabyte_is_refused():
    """What is kept is limited after packing, since a long and simple line is small."""
    chance = np.random.default_rng(0)
    sizes = 10.0 ** chance.integers(-300, -100, (25, 2000, 2))
    with pytest.raises(InkTooLarge):
        pack_strokes((chance.uniform(-1, 1, sizes.shape) * sizes).tolist())


@pytest.mark.parametrize("size", [(1, 1), (300, 200), (5000, 300), (20_000, 50), (64, 9000)])
def test_a_picture_of_any_shape_is_kept_within_limits(size):
    """Its gray, upright; even noise takes a megabyte at most, or is refused."""
    noise = np.random.default_rng(0).integers(0, 255, size[::-1], np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    packed = pack_picture(file.getvalue())
    assert len(packed.data) <= MOST
    assert Image.open(io.BytesIO(packed.data)).convert("L").size <= size


def test_a_small_picture_is_kept_without_loss():
    """Gray for gray."""
    gray = np.random.default_rng(0).integers(0, 255, (90, 60), np.uint8)
    kept = Image.open(io.BytesIO(pack_picture(gray).data))
    np.testing.assert_array_equal(np.asarray(kept), gray)


@pytest.mark.parametrize(
    "data",
    [b"", b"no ink", zlib.compress(b"[[[1, 2"), zlib.compress(b"{}"), zlib.compress(b"[" * 20_000_000)],
)
def test_damaged_strokes_are_a_fault_of_the_store(data):
    """Whoever reads them is told so, however large they would have become."""
    with pytest.raises(StoreUnavailable):
        unpack_strokes(Packed("strokes", data))

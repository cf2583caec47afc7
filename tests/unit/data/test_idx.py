"""IDX files: what is written is read again, and nothing that is not whole is believed."""

from __future__ import annotations

import contextlib
import gzip
import struct
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_array_equal

from inkdigits.data.idx import LARGEST, read_images, read_labels, write_images, write_labels
from inkdigits.errors import BadDataset, BadDigits

NAMES = st.sampled_from(["digits", "digits.gz", "digits-idx3-ubyte"])


def header(*extents, kind=0x08):
    """Return an IDX header for an array of that shape."""
    return bytes([0, 0, kind, len(extents)]) + struct.pack(f">{len(extents)}I", *extents)


@pytest.fixture
def file(tmp_path):
    """Make a file of these bytes and return its path."""

    def make(raw):
        path = tmp_path / "digits-idx3-ubyte"
        path.write_bytes(raw)
        return path

    return make


@given(digits=arrays.arrays(np.uint8, st.tuples(st.integers(0, 4), st.just(28), st.just(28))), name=NAMES)
def test_images_come_back_as_they_were_written(digits, name):
    """Reading undoes writing, gzipped or not, down to no image at all."""
    with TemporaryDirectory() as folder:
        write_images(Path(folder) / name, digits)
        assert_array_equal(read_images(Path(folder) / name), digits)


@given(labels=arrays.arrays(np.uint8, st.integers(0, 50), elements=st.integers(0, 9)), name=NAMES)
def test_labels_come_back_as_they_were_written(labels, name):
    """Reading undoes writing, gzipped or not, down to no label at all."""
    with TemporaryDirectory() as folder:
        write_labels(Path(folder) / name, labels)
        assert_array_equal(read_labels(Path(folder) / name), labels)


@given(raw=st.binary(max_size=60), packed=st.booleans())
def test_whatever_the_bytes_are_the_answer_is_an_array_or_our_error(raw, packed):
    """No file, however broken, brings out anything but labels or BadDataset."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels"
        path.write_bytes(gzip.compress(raw) if packed else raw)
        with contextlib.suppress(BadDataset):
            labels = read_labels(path)
            assert header(len(labels)) + labels.tobytes() == raw


def test_the_header_is_the_one_that_mnist_has(tmp_path):
    """Magic number 2051 for images, then count, rows and columns, big end first."""
    write_images(tmp_path / "two", np.full((2, 28, 28), 7, np.uint8))
    raw = (tmp_path / "two").read_bytes()
    assert struct.unpack(">4I", raw[:16]) == (2051, 2, 28, 28)
    assert raw[16:] == b"\x07" * 2 * 28 * 28


def test_the_same_digits_make_the_same_bytes(tmp_path):
    """A gzipped file holds no time stamp: its SHA-256 is that of the digits."""
    labels = np.arange(10, dtype=np.uint8)
    for name in ("a.gz", "b.gz"):
        write_labels(tmp_path / name, labels)
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_the_content_tells_whether_it_is_gzipped_never_the_name(tmp_path):
    """A raw file called .gz and a gzipped one called otherwise are both read."""
    raw = header(3) + bytes([1, 2, 3])
    (tmp_path / "raw.gz").write_bytes(raw)
    (tmp_path / "gzipped").write_bytes(gzip.compress(raw))
    assert read_labels(tmp_path / "raw.gz").tolist() == [1, 2, 3]
    assert read_labels(tmp_path / "gzipped").tolist() == [1, 2, 3]


def test_what_is_read_may_be_written_to(tmp_path):
    """The arrays are the reader's own, no view of a file."""
    write_labels(tmp_path / "labels", np.zeros(3, np.uint8))
    labels = read_labels(tmp_path / "labels")
    labels[0] = 5
    assert labels.tolist() == [5, 0, 0]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "begins with nothing"),
        (b"\0\0\x08", "begins with 00 00 08"),
        (b"\x89PNG" + bytes(20), "begins with 89 50 4e 47"),
        (header(1, 28, 28, kind=0x0D), "elements are float32, but only uint8"),
        (header(1, 28, 28, kind=0x09), "elements are int8, but only uint8"),
        (header(1, 28, 28, kind=0x42), "of unknown type 0x42"),
        (header(3) + bytes(3), "has 1 dimensions, not 3"),
        (header(1, 28, 28)[:14], "ends within its header"),
        (header(1, 27, 28) + bytes(27 * 28), "its images are 27x28 px, but digits are 28x28 px"),
        (
            header(2, 28, 28) + bytes(28 * 28),
            r"promises 2 images of 28x28 px \(1,568 bytes\) but 784 bytes follow; .* cut short",
        ),
        (header(1, 28, 28) + bytes(785), "promises 1 images .* but more bytes follow"),
        (header(2**32 - 1, 28, 28), f"but at most {LARGEST:,} bytes are read"),
        (header(2**32 - 1, 2**32 - 1, 2**32 - 1), "but at most"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["raw", "gzipped"])
def test_a_file_that_is_not_what_it_says_is_refused(file, raw, told, pack):
    """The error names the file, what was found and what was promised."""
    path = file(pack(raw))
    with pytest.raises(BadDataset, match=told) as refused:
        read_images(path)
    assert str(refused.value).startswith(f"{path}: ")


def test_labels_that_are_no_digits_are_refused(file):
    """A label of 10 belongs to another data set; the error says which one it is."""
    with pytest.raises(BadDataset, match=r"label 2 is 10, but labels are the digits 0\.\.9"):
        read_labels(file(header(3) + bytes([1, 2, 10])))


@pytest.mark.parametrize("lost", [1, 4, 8, 20])
def test_a_gzip_file_cut_short_is_refused(file, lost):
    """Down to its very last byte, the check sum is part of the file."""
    raw = gzip.compress(header(1, 28, 28) + bytes(784))
    with pytest.raises(BadDataset, match=r"gzip data is broken .* fetch it again"):
        read_images(file(raw[:-lost]))


def test_a_gzip_file_with_a_turned_bit_is_refused(file):
    """The check sum is compared."""
    raw = bytearray(gzip.compress(header(1, 28, 28) + np.random.default_rng(1).bytes(784)))
    raw[400] ^= 1
    with pytest.raises(BadDataset, match="gzip data is broken"):
        read_images(file(bytes(raw)))


def test_rubbish_behind_the_gzip_data_is_refused(file):
    """What follows the end is not overlooked."""
    with pytest.raises(BadDataset):
        read_images(file(gzip.compress(header(1, 28, 28) + bytes(784)) + b"rubbish"))


@pytest.mark.parametrize("extents", [(1, 28, 28), (2_000_000, 28, 28)])
def test_no_more_memory_is_taken_than_the_file_deserves(file, extents):
    """Neither a gzip bomb behind a small promise nor a large promise with nothing behind it costs memory."""
    after = bytes(100_000_000) if extents[0] == 1 else b""
    path = file(gzip.compress(header(*extents) + after, 9))
    del after
    tracemalloc.start()
    with pytest.raises(BadDataset):
        read_images(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((2, 28, 27), np.uint8),
        np.zeros((28, 28), np.uint8),
        np.zeros((2, 28, 28), np.float32),
        np.zeros((2, 28, 28), np.int64),
    ],
)
def test_only_digits_as_mnist_has_them_are_written(tmp_path, wrong):
    """Another shape or type is refused before a byte is written."""
    with pytest.raises(BadDigits, match=r"images are \(n, 28, 28\) uint8, not"):
        write_images(tmp_path / "wrong", wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", [np.array([1, 10], np.uint8), np.array([1.0]), np.zeros((2, 2), np.uint8)])
def test_only_labels_of_digits_are_written(tmp_path, wrong):
    """Another shape, type or value is refused before a byte is written."""
    with pytest.raises(BadDigits, match=r"labels are \(n,\) uint8 of 0\.\.9"):
        write_labels(tmp_path / "wrong", wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path):
    """Files are replaced in one step: here the place is taken by a folder, and the step cannot be taken."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(IsADirectoryError):
        write_labels(tmp_path / "taken", np.zeros(3, np.uint8))
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_file_that_is_written_may_be_read_by_whoever_may_read_its_folder(tmp_path):
    """The file has the permissions that any new file has, not the private ones of a temporary file."""
    write_labels(tmp_path / "labels", np.zeros(3, np.uint8))
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "labels").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_file_that_is_not_there_is_the_systems_error(tmp_path):
    """Nothing is made up for a file that does not exist."""
    with pytest.raises(FileNotFoundError):
        read_images(tmp_path / "nothing")


def test_mnists_own_files_are_read(mnist_data):
    """The real training set has 60,000 images and labels, and its first digit is a five."""
    images = read_images(mnist_data / "mnist" / "train-images-idx3-ubyte.gz")
    labels = read_labels(mnist_data / "mnist" / "train-labels-idx1-ubyte.gz")
    assert (images.shape, labels.shape) == ((60_000, 28, 28), (60_000,))
    assert labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert round(images.mean(), 2) == 33.32  # as published: 0.1307 of 255

"""The splits: nobody is seen on both sides, and the test set by nobody."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.data.idx import write_images, write_labels
from inkdigits.data.splits import Labeled, open_test_set, split_mnist, split_pen
from inkdigits.errors import BadDataset, MissingDataset


def numbered(count):
    """Return images that each hold their own number in the first four pixels."""
    digits = np.zeros((count, 28, 28), np.uint8)
    digits[:, 0, :4] = np.arange(count, dtype=np.uint32).view(np.uint8).reshape(count, 4)
    return digits


def numbers_of(labeled):
    """Return the numbers that ``numbered`` wrote."""
    return np.ascontiguousarray(labeled.digits[:, 0, :4]).view(np.uint32).ravel()


def write_pair(folder, name, *, images, labels):
    """Write images and labels as MNIST's files are called; raw, for the content tells."""
    folder.mkdir(exist_ok=True)
    write_images(folder / "images", images)
    write_labels(folder / "labels", labels)
    (folder / "images").rename(folder / f"{name}-images-idx3-ubyte.gz")
    (folder / "labels").rename(folder / f"{name}-labels-idx1-ubyte.gz")


@pytest.fixture(scope="module")
def labels():
    """60,000 labels, some digits rarer than others as in MNIST."""
    shares = np.array([10, 11, 10, 10, 10, 9, 10, 10, 10, 10]) / 100
    return np.random.default_rng(5).choice(10, size=60_000, p=shares).astype(np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, labels):
    """A data folder with training images alone: there is no test set to be seen."""
    folder = tmp_path_factory.mktemp("data")
    write_pair(folder / "mnist", "train", images=numbered(60_000), labels=labels)
    return folder


@pytest.fixture
def small(tmp_path):
    """An empty data folder of the test's own."""
    return tmp_path


def pen_text(*, writers):
    """Return UNIPEN text of three digits by each writer; the number of a stroke's points is the writer's."""
    digits = [(digit, writer) for digit in (1, 4, 7) for writer in writers]
    return "".join(
        f'.SEGMENT DIGIT {at} ? "{digit}"\n.COMMENT {digit} {writer} 1\n.PEN_DOWN\n'
        + " 10 20\n" * writer
        + ".PEN_UP\n.DT 100\n"
        for at, (digit, writer) in enumerate(digits)
    )


def write_pen(folder, *, writers):
    """Write such a file where the pen digits belong."""
    (folder / "pen").mkdir()
    (folder / "pen" / "pendigits-orig.tra.Z").write_text(pen_text(writers=writers))
    return folder


def test_every_training_image_is_on_one_side_and_only_one(folder):
    """55,000 teach, 5,000 choose, and together they are MNIST's 60,000."""
    split = split_mnist(folder)
    training, validation = numbers_of(split.training), numbers_of(split.validation)
    assert (len(split.training), len(split.validation)) == (55_000, 5_000)
    assert_array_equal(np.sort(np.concatenate([training, validation])), np.arange(60_000))


def test_images_keep_their_labels_and_their_order(folder, labels):
    """Whatever is split, an image stays what it is."""
    split = split_mnist(folder, seed=3)
    for part in (split.training, split.validation):
        assert_array_equal(part.labels, labels[numbers_of(part)])
        assert (np.diff(numbers_of(part).astype(np.int64)) > 0).all()


def test_each_digit_has_its_share_of_the_validation_images(folder, labels):
    """Of every digit the same part is set aside, to the nearest image."""
    split = split_mnist(folder, seed=1)
    shares = np.bincount(labels, minlength=10) / 12
    assert np.abs(np.bincount(split.validation.labels, minlength=10) - shares).max() < 1


def test_the_seed_decides_the_split_and_nothing_else_does(folder):
    """The same seed, the same images; another seed, others."""
    first, again, other = (numbers_of(split_mnist(folder, seed=s).validation) for s in (4, 4, 5))
    assert_array_equal(first, again)
    assert 200 < len(np.intersect1d(first, other)) < 700  # by chance 417


def test_the_folder_of_the_setting_is_the_default(folder, monkeypatch):
    """Without a folder, INKDIGITS_DATA is where the data lies."""
    monkeypatch.setenv("INKDIGITS_DATA", str(folder))
    assert len(split_mnist().training) == 55_000


def test_the_real_split_is_of_real_digits(mnist_data):
    """MNIST itself splits into 55,000 and 5,000, with every digit on both sides."""
    split = split_mnist(mnist_data)
    assert (len(split.training), len(split.validation)) == (55_000, 5_000)
    assert set(split.validation.labels) == set(range(10))


def test_data_that_is_not_there_is_told_with_its_remedy(small):
    """The error says what was looked for, where, how to fetch it and which setting says where."""
    with pytest.raises(MissingDataset) as missing:
        split_mnist(small)
    for word in ("train-images-idx3-ubyte.gz", str(small), "inkdigits data fetch mnist", "INKDIGITS_DATA"):
        assert word in str(missing.value)
    with pytest.raises(MissingDataset, match="inkdigits data fetch pen"):
        split_pen(small)


def test_another_number_of_images_than_mnists_is_refused(small):
    """A part of MNIST under its name would make every figure a different one."""
    write_pair(small / "mnist", "train", images=numbered(7), labels=np.zeros(7, np.uint8))
    with pytest.raises(BadDataset, match="it holds 7 images, not 60,000"):
        split_mnist(small)


def test_images_without_labels_are_refused(small):
    """Images and labels belong in pairs."""
    write_pair(small / "mnist", "train", images=numbered(7), labels=np.zeros(6, np.uint8))
    with pytest.raises(BadDataset, match=r"holds 7 images, but .*labels-idx1-ubyte\.gz 6 labels"):
        split_mnist(small)


def test_taking_some_keeps_pairs_together():
    """``take`` returns digits and labels of the same positions, in the order asked."""
    every = Labeled(numbered(5), np.arange(5, dtype=np.uint8))
    some = every.take(np.array([3, 1]))
    assert some.labels.tolist() == numbers_of(some).tolist() == [3, 1]


def test_no_writer_is_on_two_sides(small):
    """20 writers teach, 5 choose, 5 are reported on; all their digits go with them."""
    split = split_pen(write_pen(small, writers=range(1, 31)))
    sides = [{digit.writer for digit in part} for part in (split.training, split.choosing, split.reporting)]
    assert [len(side) for side in sides] == [20, 5, 5]
    assert set.union(*sides) == set(range(1, 31))
    assert [len(part) for part in (split.training, split.choosing, split.reporting)] == [60, 15, 15]
    assert all(len(digit.strokes[0]) == digit.writer for digit in split.training)


def test_the_seed_decides_which_writers_are_where(small):
    """The same seed, the same writers; another seed, others."""
    write_pen(small, writers=range(1, 31))
    first, again, other = ({d.writer for d in split_pen(small, seed=s).reporting} for s in (0, 0, 1))
    assert first == again != other


def test_pen_digits_without_all_their_writers_are_refused(small):
    """With fewer than thirty writers the sides would not be those that were reported."""
    with pytest.raises(BadDataset, match="of 29 writers, not 30"):
        split_pen(write_pen(small, writers=range(1, 30)))


def test_the_sealed_set_is_opened_by_its_own_door_alone(small):
    """``open_test_set`` reads the 10,000, here made-up ones; the split needs and finds nothing of them."""
    write_pair(small / "mnist", "t10k", images=numbered(10_000), labels=np.zeros(10_000, np.uint8))
    assert_array_equal(numbers_of(open_test_set(small)), np.arange(10_000))
    with pytest.raises(MissingDataset, match="train-images"):
        split_mnist(small)

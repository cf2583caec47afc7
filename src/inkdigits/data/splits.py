"""Which digits teach, which choose, and which only judge.

MNIST's 60,000 training images are divided by seed into 55,000 to learn from and 5,000 to choose by, digit by
digit in the same proportions, so that chance makes no digit rare among the 5,000.  The pen digits are
divided by writer, never by digit: a writer seen in training says nothing about strangers.

MNIST's test set is sealed: ``split_mnist`` opens nothing of it, and of the whole project only the
evaluation, its report and ``benchmarks/`` call ``open_test_set``, after every choice is made; a test reads
the source for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inkdigits.data import catalog
from inkdigits.data.catalog import DataFile
from inkdigits.data.folder import find
from inkdigits.data.idx import read_images, read_labels
from inkdigits.data.pen import PenDigit, read_pen
from inkdigits.errors import BadDataset
from inkdigits.shapes import Digits, Indices, Labels

VALIDATION = 5_000  # images of the 60,000 that choices are made by
TRAINING_WRITERS = 20  # of the 30; 5 to choose by and 5 to report on remain
CHOOSING_WRITERS = 5
REPORTING_WRITERS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Labeled:
    """Digits and what they are: (n, 28, 28) uint8 and (n,) uint8, as MNIST stores them."""

    digits: Digits
    labels: Labels

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.labels)

    def take(self, chosen: Indices) -> Labeled:
        """Return those at the positions ``chosen``, in that order, copied."""
        return Labeled(self.digits[chosen], self.labels[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class MnistSplit:
    """MNIST's 60,000: what to learn from (55,000) and what to choose by (5,000)."""

    training: Labeled
    validation: Labeled


@dataclass(frozen=True, slots=True, eq=False)
class PenSplit:
    """The pen digits of 20 writers to learn from, of 5 to choose by and of 5 to report on."""

    training: list[PenDigit]
    choosing: list[PenDigit]
    reporting: list[PenDigit]


def split_mnist(folder: Path | None = None, *, seed: int = 0) -> MnistSplit:
    """Return MNIST's training images, divided by ``seed``; ``folder`` defaults to ``data_folder()``.

    The order within each part is the file's.  The test set is not opened.

    Raises:
        MissingDataset: the files are not there; the message says how to get them.
        BadDataset: they are broken.
    """
    every = _open_pair(catalog.TRAIN_IMAGES, catalog.TRAIN_LABELS, folder=folder)
    chosen = _choose_evenly(every.labels, count=VALIDATION, rng=np.random.default_rng(seed))
    return MnistSplit(
        training=every.take(np.flatnonzero(~chosen)), validation=every.take(np.flatnonzero(chosen))
    )


def split_pen(folder: Path | None = None, *, seed: int = 0) -> PenSplit:
    """Return the pen digits, their writers divided 20/5/5 by ``seed``; ``folder`` as above.

    Raises:
        MissingDataset: the file is not there; the message says how to get it.
        BadDataset: it is broken.
    """
    every = read_pen(find(catalog.PEN_STROKES, dataset=catalog.PEN, folder=folder))
    writers = np.unique([digit.writer for digit in every])
    wanted = TRAINING_WRITERS + CHOOSING_WRITERS + REPORTING_WRITERS
    if len(writers) != wanted:
        raise BadDataset(f"the pen digits are of {len(writers)} writers, not {wanted}; fetch them again")
    shuffled = np.random.default_rng(seed).permutation(writers)
    parts = np.split(shuffled, [TRAINING_WRITERS, TRAINING_WRITERS + CHOOSING_WRITERS])
    training, choosing, reporting = ([d for d in every if d.writer in part] for part in map(set, parts))
    return PenSplit(training=training, choosing=choosing, reporting=reporting)


def open_test_set(folder: Path | None = None) -> Labeled:
    """Return MNIST's 10,000 test images.  Only what reports final figures may call this.

    Raises:
        MissingDataset: the files are not there; the message says how to get them.
        BadDataset: they are broken.
    """
    return _open_pair(catalog.TEST_IMAGES, catalog.TEST_LABELS, folder=folder)


def _open_pair(images: DataFile, labels: DataFile, *, folder: Path | None) -> Labeled:
    image_path = find(images, dataset=catalog.MNIST, folder=folder)
    label_path = find(labels, dataset=catalog.MNIST, folder=folder)
    digits, found = read_images(image_path), read_labels(label_path)
    if len(digits) != len(found):
        raise BadDataset(
            f"{image_path}: it holds {len(digits):,} images, but {label_path} {len(found):,} labels; "
            "they belong in pairs, fetch both again"
        )
    if len(digits) != images.items:
        raise BadDataset(
            f"{image_path}: it holds {len(digits):,} images, not {images.items:,}; fetch it again"
        )
    return Labeled(digits, found)


def _choose_evenly(labels: Labels, *, count: int, rng: np.random.Generator) -> np.ndarray:
    # A mask with ``count`` set, each digit in proportion; what rounding leaves goes to the largest rests.
    present, totals = np.unique(labels, return_counts=True)
    exact = totals * count / len(labels)
    quotas = np.floor(exact).astype(np.int64)
    quotas[np.argsort(quotas - exact, kind="stable")[: count - quotas.sum()]] += 1
    chosen = np.zeros(len(labels), dtype=np.bool_)
    for digit, quota in zip(present, quotas, strict=True):
        chosen[rng.choice(np.flatnonzero(labels == digit), size=quota, replace=False)] = True
    return chosen

"""What inkdigits learns from: every data file by name, its homes, its fingerprint and its license.

A file is known by the SHA-256 of its *decompressed* content, since mirrors compress anew; ``size`` counts the
same bytes and bounds what is ever unpacked.  The mirrors are tried in the order given here [1][2].

[1] Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits.
[2] E. Alpaydin, F. Alimoglu: Pen-Based Recognition of Handwritten Digits, UCI archive, data set 81,
    https://doi.org/10.24432/C5MG6K.  Its ``.tes`` writers are for judging and are not kept here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """One home of a file.

    Attributes:
        address: what to download, https.
        member: where a zip archive stands at ``address``, the name of the file inside it; else None.
    """

    address: str
    member: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a data set.

    Attributes:
        name: its name in the data set's folder, which is also what the mirrors call it.
        sha256: SHA-256 of the decompressed content, hexadecimal.
        size: bytes of the decompressed content.
        items: how many digits it holds, or labels of them; 0 for a description.
        mirrors: its homes, best first.
    """

    name: str
    sha256: str
    size: int
    items: int
    mirrors: tuple[Mirror, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One data set: its folder's ``name``, a ``title`` for people, its home page, license and files."""

    name: str
    title: str
    home: str
    license: str
    files: tuple[DataFile, ...]


def _mnist_mirrors(name: str) -> tuple[Mirror, ...]:
    # The original page comes last: it turns visitors away at times, the buckets never do.
    return (
        Mirror(address=f"https://ossci-datasets.s3.amazonaws.com/mnist/{name}"),
        Mirror(address=f"https://storage.googleapis.com/cvdf-datasets/mnist/{name}"),
        Mirror(address=f"https://yann.lecun.com/exdb/mnist/{name}"),
    )


def _mnist_file(name: str, *, sha256: str, size: int, items: int) -> DataFile:
    mirrors = _mnist_mirrors(name)
    return DataFile(name=name, sha256=sha256, size=size, items=items, mirrors=mirrors)


def _pen_mirrors(name: str) -> tuple[Mirror, ...]:
    # The archive's present pages offer one zip of the whole data set; its older folder, the bare files.
    uci = "https://archive.ics.uci.edu"
    return (
        Mirror(address=f"{uci}/ml/machine-learning-databases/pendigits/{name}"),
        Mirror(
            address=f"{uci}/static/public/81/pen+based+recognition+of+handwritten+digits.zip", member=name
        ),
    )


TRAIN_IMAGES = _mnist_file(
    "train-images-idx3-ubyte.gz",
    sha256="ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    size=47_040_016,
    items=60_000,
)
TRAIN_LABELS = _mnist_file(
    "train-labels-idx1-ubyte.gz",
    sha256="65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    size=60_008,
    items=60_000,
)
TEST_IMAGES = _mnist_file(
    "t10k-images-idx3-ubyte.gz",
    sha256="0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    size=7_840_016,
    items=10_000,
)
TEST_LABELS = _mnist_file(
    "t10k-labels-idx1-ubyte.gz",
    sha256="ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    size=10_008,
    items=10_000,
)
PEN_STROKES = DataFile(
    name="pendigits-orig.tra.Z",
    sha256="a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    size=3_641_673,
    items=7_494,
    mirrors=_pen_mirrors("pendigits-orig.tra.Z"),
)
PEN_DESCRIPTION = DataFile(
    name="pendigits-orig.names",
    sha256="e61cb219660347353c584606a1d4a6d62d16bb902660d10372c9766480a9fb63",
    size=3_839,
    items=0,
    mirrors=_pen_mirrors("pendigits-orig.names"),
)

MNIST = Dataset(
    name="mnist",
    title="MNIST, digits written on paper",
    home="https://yann.lecun.com/exdb/mnist/",
    license="CC BY-SA 3.0",
    files=(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS),
)
PEN = Dataset(
    name="pen",
    title="UCI pen digits, digits drawn on a tablet",
    home="https://archive.ics.uci.edu/dataset/81/pen+based+recognition+of+handwritten+digits",
    license="CC BY 4.0",
    files=(PEN_STROKES, PEN_DESCRIPTION),
)
DATASETS = {dataset.name: dataset for dataset in (MNIST, PEN)}

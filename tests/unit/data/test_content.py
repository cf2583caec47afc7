"""Telling right files from wrong ones, by what is in them."""

from __future__ import annotations

import gzip

import pytest

from inkdigits.data.catalog import DATASETS
from inkdigits.data.content import check, fault_in


@pytest.fixture
def small(dataset_of):
    """A data set of one file."""
    return dataset_of()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lambda raw: gzip.compress(raw, 1)])
def test_the_same_content_is_right_however_it_is_packed(small, content, tmp_path, pack):
    """Mirrors compress anew, and some people unpack."""
    (tmp_path / "file").write_bytes(pack(content))
    assert fault_in(tmp_path / "file", file=small.files[0]) == ""


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda raw: gzip.compress(raw[:-1]), "unpacks to 299,999 bytes, but the right one has 300,000"),
        (lambda raw: gzip.compress(raw + b"x"), "unpacks to more than the 300,000 bytes"),
        (lambda raw: gzip.compress(raw[:-1] + b"\0"), "its content has SHA-256"),
        (lambda raw: gzip.compress(raw)[:-9], "cannot be unpacked"),
        (lambda raw: gzip.compress(raw)[:500] + b"\xff" * 9000, "cannot be unpacked"),
        (lambda raw: b"\x1f\x9d\xff" + raw, "cannot be unpacked"),
        (lambda _: b"\x1f\x9d\x90" + b"\0" * 2_000_000, "cannot be unpacked"),
        (lambda _: b"", "unpacks to 0 bytes"),
        (lambda _: b"<html>", "unpacks to 6 bytes"),
    ],
)
def test_another_content_is_told_with_its_fault(small, content, tmp_path, spoil, fault):
    """Cut short, too long, changed or broken: each has its own words."""
    (tmp_path / "file").write_bytes(spoil(content))
    assert fault in fault_in(tmp_path / "file", file=small.files[0])


def test_a_file_is_right_wrong_or_missing(small, content, tmp_path):
    """The check looks at each file and says which."""
    path = tmp_path / "small" / "digits.gz"
    assert [(c.state, c.size, c.path) for c in check(small, folder=tmp_path)] == [("missing", None, path)]
    path.parent.mkdir()
    path.write_bytes(content)
    assert [(c.state, c.size, c.fault) for c in check(small, folder=tmp_path)] == [("right", 300_000, "")]
    path.write_bytes(b"wrong")
    (wrong,) = check(small, folder=tmp_path)
    assert (wrong.state, wrong.size) == ("wrong", 5)
    assert wrong.fault


def test_the_catalog_describes_the_real_files(real_data):
    """The files that the archives give have the sizes and sums that the catalog says."""
    for dataset in DATASETS.values():
        assert {c.file.name: c.fault for c in check(dataset, folder=real_data)} == dict.fromkeys(
            [file.name for file in dataset.files], ""
        )


def test_the_catalog_is_sound():
    """Names are unique, sums are SHA-256, every file has two homes or more, all over https."""
    for name, dataset in DATASETS.items():
        assert dataset.name == name
        assert dataset.license.startswith("CC BY")
        assert len({file.name for file in dataset.files}) == len(dataset.files)
        for file in dataset.files:
            assert len(bytes.fromhex(file.sha256)) == 32
            assert len({mirror.address for mirror in file.mirrors}) >= 2
            for mirror in file.mirrors:
                assert mirror.address.startswith("https://")
                assert mirror.address.endswith(file.name) or mirror.member == file.name
                assert ".tes" not in mirror.address

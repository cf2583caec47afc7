"""``inkdigits data`` as a person or a program sees it, with a mirror on this machine."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from inkdigits.cli import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The data folder that the setting names; it does not exist yet."""
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run(folder):
    """Run ``inkdigits data ...`` on a data set of the test's own."""
    del folder

    def run(dataset, *words):
        return CliRunner().invoke(main, ["data", *words], obj={dataset.name: dataset})

    return run


@pytest.fixture
def small(mirror, dataset_of, packed):
    """A data set of one file that the mirror has."""
    return dataset_of(mirror.serve("/digits.gz", packed))


def test_fetch_brings_the_files_and_says_where_from(run, small, folder, packed):
    """One line a file: where it is now and which mirror gave it."""
    answer = run(small, "fetch")
    path = folder / "small" / "digits.gz"
    assert (answer.exit_code, answer.output) == (0, f"{path}: fetched from 127.0.0.1\n")
    assert path.read_bytes() == packed


def test_fetch_leaves_what_is_right(run, small, folder, mirror):
    """The second time, nobody is asked."""
    run(small, "fetch")
    mirror.asked.clear()
    answer = run(small, "fetch")
    assert (answer.exit_code, answer.output) == (0, f"{folder / 'small' / 'digits.gz'}: was here already\n")
    assert mirror.asked == []


def test_fetch_says_in_one_line_why_it_failed(run, small, mirror):
    """Exit status 1, one line on stderr that names every mirror with its reason, and what to do by hand."""
    mirror.files.clear()
    answer = run(small, "fetch")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.count("\n") == 1
    for word in ("Error: ", "/digits.gz: it answered 404 Not Found", "by hand", "put it into"):
        assert word in answer.stderr


def test_one_data_set_that_cannot_be_had_does_not_keep_the_others_from_coming(small, mirror, packed, folder):
    """All are tried, and the exit status is that of the worst."""
    gone = type(small)(
        name="gone", title="", home="", license="", files=(replace_mirror(small, mirror.address + "/no"),)
    )
    answer = CliRunner().invoke(main, ["data", "fetch"], obj={"gone": gone, "small": small})
    assert answer.exit_code == 1
    assert "404" in answer.stderr
    assert (folder / "small" / "digits.gz").read_bytes() == packed


def replace_mirror(dataset, address):
    """Return its file as if it were to be had there."""
    from dataclasses import replace

    from inkdigits.data.catalog import Mirror

    return replace(dataset.files[0], mirrors=(Mirror(address=address),))


def test_check_tells_what_is_missing_and_how_to_get_it(run, small, folder):
    """Nothing is here yet: exit status 1, and the command that helps."""
    answer = run(small, "check")
    assert answer.exit_code == 1
    assert str(folder) in answer.output
    assert "small/digits.gz" in answer.output
    assert "missing  get it with 'inkdigits data fetch small'" in answer.output


def test_check_tells_what_is_right_with_size_and_count(run, small, packed):
    """After fetching: exit status 0, size, sum and number of digits."""
    run(small, "fetch")
    answer = run(small, "check")
    assert answer.exit_code == 0
    assert f"right    {len(packed):,} bytes, SHA-256 as it should be, 3 digits" in answer.output


def test_check_tells_what_is_wrong(run, small, folder):
    """A broken file: exit status 1, its fault, and what replaces it."""
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "digits.gz").write_bytes(b"broken")
    answer = run(small, "check")
    assert answer.exit_code == 1
    assert "wrong    it unpacks to 6 bytes, but the right one has 300,000" in answer.output
    assert "'inkdigits data fetch small' replaces it" in answer.output


def test_check_answers_programs_in_json(run, small, folder, packed):
    """``--json`` says the same in plain values."""
    before = json.loads(run(small, "check", "--json").stdout)
    assert (before["right"], before["files"][0]["state"], before["files"][0]["bytes"]) == (
        False,
        "missing",
        None,
    )
    run(small, "fetch")
    after = json.loads(run(small, "check", "--json").stdout)
    assert after == {
        "folder": str(folder),
        "right": True,
        "files": [
            {
                "dataset": "small",
                "file": "digits.gz",
                "path": str(folder / "small" / "digits.gz"),
                "state": "right",
                "bytes": len(packed),
                "digits": 3,
                "sha256": small.files[0].sha256,
                "fault": None,
            }
        ],
    }


def test_a_data_set_that_does_not_exist_is_wrong_usage():
    """Exit status 2, and the names that there are."""
    answer = CliRunner().invoke(main, ["data", "fetch", "cifar"])
    assert answer.exit_code == 2
    assert "'mnist', 'pen'" in answer.stderr


def test_one_data_set_may_be_named(folder):
    """Only its files are looked at."""
    answer = CliRunner().invoke(main, ["data", "check", "pen"])
    assert answer.exit_code == 1
    assert "pen/pendigits-orig.tra.Z" in answer.output
    assert "mnist" not in answer.output
    assert not folder.exists()


@pytest.mark.parametrize("words", [["data"], ["data", "fetch"], ["data", "check"]])
def test_help_shows_an_example(words):
    """Every command's help shows how it is used."""
    answer = CliRunner().invoke(main, [*words, "--help"])
    assert answer.exit_code == 0
    assert "Examples: inkdigits data" in answer.output

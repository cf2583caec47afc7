"""Where the data lies."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from inkdigits.data import catalog
from inkdigits.data.folder import data_folder, find, move_into_place, place_of
from inkdigits.errors import MissingDataset


def test_the_setting_says_where_the_data_lies(monkeypatch):
    """INKDIGITS_DATA names the folder; ~ is the user's home."""
    monkeypatch.setenv("INKDIGITS_DATA", "~/digits")
    assert data_folder() == Path.home() / "digits"


@pytest.mark.parametrize("setting", [None, ""])
def test_without_the_setting_it_is_the_users_cache(monkeypatch, setting):
    """An empty setting is none."""
    monkeypatch.delenv("INKDIGITS_DATA", raising=False)
    if setting is not None:
        monkeypatch.setenv("INKDIGITS_DATA", setting)
    assert data_folder() == platformdirs.user_cache_path("inkdigits")


def test_asking_for_the_folder_makes_none(monkeypatch, tmp_path):
    """Only fetching writes."""
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "not-yet"))
    data_folder()
    assert list(tmp_path.iterdir()) == []


def test_a_file_lies_in_the_folder_of_its_data_set(tmp_path):
    """mnist/ and pen/ are the folders' names."""
    path = place_of(catalog.PEN_STROKES, dataset=catalog.PEN, folder=tmp_path)
    assert path == tmp_path / "pen" / "pendigits-orig.tra.Z"
    path.parent.mkdir()
    path.write_bytes(b"here")
    assert find(catalog.PEN_STROKES, dataset=catalog.PEN, folder=tmp_path) == path


def test_a_folder_in_the_place_of_a_file_is_no_file(tmp_path):
    """What is found can be opened."""
    (tmp_path / "pen" / "pendigits-orig.tra.Z").mkdir(parents=True)
    with pytest.raises(MissingDataset, match="no such file"):
        find(catalog.PEN_STROKES, dataset=catalog.PEN, folder=tmp_path)


def test_moving_into_place_replaces_the_old_file_at_once(tmp_path):
    """Afterwards there is one file, the new one."""
    (tmp_path / "digits").write_bytes(b"old")
    (tmp_path / "digits.part").write_bytes(b"new")
    move_into_place(tmp_path / "digits.part", tmp_path / "digits")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"digits": b"new"}

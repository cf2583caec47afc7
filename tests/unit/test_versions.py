"""Versions of the model: named by what they hold, put in use only if they read, and taken back."""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from inkdigits.errors import BadModel, UnsafeModel
from inkdigits.model.artifact import load, save
from inkdigits.model.location import bundled_model
from inkdigits.versions import ModelFolder, load_version, model_in_use


@pytest.fixture
def models(three_models):
    """The models that the folder will have, the oldest first."""
    return three_models


@pytest.fixture
def one_model(models):
    """Any model."""
    return models[0]


@pytest.fixture
def folder(tmp_path):
    """A folder of model versions that does not exist yet."""
    return ModelFolder(tmp_path / "models")


@pytest.fixture
def full(folder, models):
    """A folder with three versions in it."""
    for model in models:
        folder.add(model)
    return folder


def test_a_folder_that_is_not_there_has_the_bundled_model_in_use(folder):
    """Looking makes nothing."""
    assert folder.versions() == ()
    assert folder.in_use() is None
    assert folder.bundled().in_use
    assert folder.bundled().fingerprint == load(bundled_model()).fingerprint
    assert not folder.path.exists()


def test_versions_are_listed_newest_first_with_parent_and_metrics(full, models):
    """What one needs to choose."""
    versions = full.versions()
    assert [version.created[:4] for version in versions] == ["2026", "2025", "2024"]
    assert [version.fingerprint for version in versions] == [model.fingerprint for model in models[::-1]]
    assert [version.parent for version in versions] == [models[1].fingerprint, models[0].fingerprint, None]
    assert versions[0].metrics == models[2].metrics
    assert versions[0].path == full.path / f"{models[2].fingerprint}.joblib"
    assert not any(version.in_use for version in versions)


def test_a_parent_that_is_no_fingerprint_is_none(folder, one_model):
    """A plan may hold anything."""
    assert folder.add(replace(one_model, plan={"parent": "\x1b[31m"})).parent is None


def test_adding_twice_is_harmless(folder, one_model):
    """The file is not written again."""
    first = folder.add(one_model)
    stamp = first.path.stat()
    assert folder.add(one_model) == first
    assert first.path.stat().st_mtime_ns == stamp.st_mtime_ns
    assert load(first.path).fingerprint == first.fingerprint == one_model.fingerprint


def test_adding_repairs_a_file_that_was_damaged(folder, one_model):
    """Its name says what it must hold."""
    path = folder.add(one_model).path
    path.write_bytes(path.read_bytes()[:1000])
    folder.add(one_model)
    assert load(path).fingerprint == one_model.fingerprint


def test_files_that_are_no_version_are_told_and_stop_nothing(full, models):
    """Cut short, put there under another name, or something else."""
    broken = full.path / f"{models[0].fingerprint}.joblib"
    broken.write_bytes(broken.read_bytes()[:-9])
    save(models[1], full.path / "by-hand.joblib")
    (full.path / "letter.joblib").write_text("Dear reader")
    (full.path / "notes.txt").write_text("not looked at")
    listing = full.listing()
    assert [version.fingerprint for version in listing.versions] == [
        models[2].fingerprint,
        models[1].fingerprint,
    ]
    assert len(listing.broken) == 3
    for name, message in zip(
        sorted([broken.name, "by-hand.joblib", "letter.joblib"]), listing.broken, strict=True
    ):
        assert name in message


def test_a_version_in_use_that_was_removed_is_told(full, models):
    """It is missed, though no file of it is there."""
    full.use(models[0].fingerprint).path.unlink()
    (complaint,) = full.listing().broken
    assert models[0].fingerprint in complaint


def test_a_fingerprint_or_its_first_digits_put_a_version_in_use(full, models):
    """In small letters or large ones."""
    for name in (models[0].fingerprint, models[1].fingerprint[:9].upper()):
        version = full.use(name)
        assert version.in_use
        assert version.fingerprint.startswith(name.lower())
        assert full.in_use() == version.path
        assert [one.fingerprint for one in full.versions() if one.in_use] == [version.fingerprint]
    assert not full.bundled().in_use


def test_the_bundled_model_has_a_name_of_its_own(full, models):
    """And is meant by its fingerprint, too."""
    for name in ("bundled", full.bundled().fingerprint[:12]):
        full.use(models[0].fingerprint)
        assert full.use(name).path == bundled_model()
        assert full.in_use() is None
        assert full.bundled().in_use


def test_a_model_file_is_copied_into_the_folder(folder, one_model, tmp_path):
    """The file itself may be removed."""
    mine = tmp_path / "mine.joblib"
    save(one_model, mine)
    version = folder.use(mine)
    mine.unlink()
    assert version.path.parent == folder.path
    assert load(folder.in_use()).fingerprint == one_model.fingerprint


@pytest.mark.parametrize("name", ["", "0", "beef", "no-such.joblib", "\0", "f" * 64])
def test_a_name_of_nothing_is_refused_with_the_way_to_find_one(full, name):
    """And nothing is changed."""
    with pytest.raises(
        BadModel, match=r"neither 'bundled', nor a model file.*inkdigits model list|is no file"
    ):
        full.use(name)
    assert full.in_use() is None


def test_digits_that_begin_several_fingerprints_are_refused(full, models):
    """Both are named."""
    twin = models[0].fingerprint[:8] + "0" * 56
    (full.path / f"{twin}.joblib").write_bytes(b"")
    with pytest.raises(BadModel, match=f"begins 2 fingerprints, .*{twin}"):
        full.use(models[0].fingerprint[:8])


def test_a_model_that_does_not_read_is_never_put_in_use(full, models, tmp_path):
    """Broken, damaged in the folder, or unsafe: the old one stays."""
    full.use(models[0].fingerprint)
    broken = full.path / f"{models[1].fingerprint}.joblib"
    broken.write_bytes(broken.read_bytes()[:-9])
    exchanged = full.path / f"{models[2].fingerprint}.joblib"
    save(models[0], exchanged)
    unsafe = tmp_path / "unsafe.joblib"
    unsafe.write_bytes(pickle.dumps(os.getcwd, protocol=4))
    for name in (models[1].fingerprint, str(broken), models[2].fingerprint):
        with pytest.raises(BadModel, match=Path(name).stem):
            full.use(name)
    with pytest.raises(UnsafeModel):
        full.use(unsafe)
    assert full.in_use() == full.path / f"{models[0].fingerprint}.joblib"
    assert not list(full.path.glob("unsafe*"))


def test_rolling_back_goes_through_what_was_in_use(full, models):
    """Step by step, to the bundled model that was first; then there is no way back."""
    for model in models:
        full.use(model.fingerprint)
    full.use(models[2].fingerprint)  # again: no step of its own
    back = [full.rollback().fingerprint for _ in models]
    assert back == [models[1].fingerprint, models[0].fingerprint, full.bundled().fingerprint]
    assert full.in_use() is None
    with pytest.raises(BadModel, match=r"no way back; choose .*inkdigits model list"):
        full.rollback()


def test_what_was_rolled_back_is_not_gone_back_to(full, models):
    """A bad model that was taken back does not come up again by taking back another."""
    full.use(models[0].fingerprint)
    full.use(models[1].fingerprint)
    full.rollback()
    full.use(models[2].fingerprint)
    assert full.rollback().fingerprint == models[0].fingerprint


def test_a_way_back_to_a_broken_model_is_refused(full, models):
    """The one in use stays."""
    full.use(models[0].fingerprint).path.unlink()
    full.use(models[1].fingerprint)
    with pytest.raises(BadModel, match=models[0].fingerprint):
        full.rollback()
    assert full.in_use() == full.path / f"{models[1].fingerprint}.joblib"


def test_a_version_is_what_its_name_says(one_model, tmp_path):
    """A file with any other name may hold any model."""
    save(one_model, tmp_path / "mine.joblib")
    assert load_version(tmp_path / "mine.joblib").fingerprint == one_model.fingerprint
    save(one_model, tmp_path / f"{'0' * 64}.joblib")
    with pytest.raises(BadModel, match="holds the model"):
        load_version(tmp_path / f"{'0' * 64}.joblib")


def test_what_is_named_goes_before_the_one_in_use(full, models, monkeypatch):
    """The path, then INKDIGITS_MODEL, then the folder, then the bundled model."""
    assert model_in_use(folder=full.path) == bundled_model()
    chosen = full.use(models[0].fingerprint).path
    assert model_in_use(folder=full.path) == chosen
    assert model_in_use() == bundled_model()
    monkeypatch.setenv("INKDIGITS_MODELS", str(full.path))
    assert model_in_use() == chosen
    monkeypatch.setenv("INKDIGITS_MODEL", "theirs.joblib")
    assert model_in_use(folder=full.path) == Path("theirs.joblib")
    assert model_in_use("mine.joblib", full.path) == Path("mine.joblib")


@pytest.mark.skipif(not Path("/proc").exists(), reason="the places of Linux")
def test_without_a_setting_the_folder_is_in_the_users_data(monkeypatch, tmp_path):
    """Where the system keeps such things; a setting may begin with the home."""
    monkeypatch.delenv("INKDIGITS_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", "/home/writer")
    assert ModelFolder().path == tmp_path / "inkdigits" / "models"
    assert ModelFolder("").path == tmp_path / "inkdigits" / "models"
    assert ModelFolder("~/models").path == Path("/home/writer/models")

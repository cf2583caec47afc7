"""What comes out of a model file is what went in, and nothing comes out of a bad one."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import stat

import joblib
import numpy as np
import pytest

from inkdigits.errors import BadModel
from inkdigits.model import artifact as subject
from inkdigits.model.artifact import MAX_BYTES, dumps, file_values, load, loads, save


def test_what_was_saved_is_loaded(artifact, model_file):
    """Loading what was saved gives the same model, key by key and type by type."""
    loaded = load(model_file)
    assert dataclasses.asdict(loaded) == dataclasses.asdict(artifact)
    assert repr(file_values(loaded)) == repr(file_values(artifact))


def test_joblib_alone_opens_a_model_file(artifact, model_file):
    """``joblib.load`` gives the same dictionary, with plain values alone."""
    values = joblib.load(model_file)
    assert values == file_values(artifact)
    assert (values["format"], values["version"]) == ("inkdigits model", 1)
    assert {type(value) for value in values.values()} == {str, int, bytes, list, float, dict}


def test_a_model_that_reads_lines_is_of_its_own_version(artifact, lines, tmp_path):
    """Files that hold no such network stay what they were, byte by byte."""
    path = tmp_path / "lines.joblib"
    reads_lines = dataclasses.replace(artifact, line=lines)
    save(reads_lines, path)
    assert dataclasses.asdict(load(path)) == dataclasses.asdict(reads_lines)
    assert joblib.load(path)["version"] == 2
    assert load(path).fingerprint != artifact.fingerprint
    assert dumps(dataclasses.replace(load(path), line=None)) == dumps(artifact)


def test_equal_models_give_equal_bytes(artifact):
    """The bytes depend on what the model says, not on which objects say it."""
    twin = dataclasses.replace(
        artifact,
        network=bytes(bytearray(artifact.network)),
        plan={"".join(list(key)): value for key, value in artifact.plan.items()},
        versions={"".join(list(key)): "".join(list(text)) for key, text in artifact.versions.items()},
        history=[dict(row) for row in artifact.history],
    )
    assert dumps(twin) == dumps(artifact)
    assert dumps(loads(dumps(artifact), name="it")) == dumps(artifact)


def test_lists_that_are_shared_in_memory_are_written_out(artifact):
    """A model in which one object stands in two places can be saved, and read again."""
    row = {"loss": 1.0}
    shared = dataclasses.replace(artifact, history=[row, row], metrics=row)
    assert loads(dumps(shared), name="it").history == [{"loss": 1.0}, {"loss": 1.0}]


def test_the_fingerprint_is_that_of_the_file(artifact, model_file):
    """The SHA-256 of the bytes names the model, before saving, after it, and after loading."""
    expected = hashlib.sha256(model_file.read_bytes()).hexdigest()
    assert artifact.fingerprint == load(model_file).fingerprint == expected


def test_the_fingerprint_of_a_file_that_another_program_wrote_is_its_own(artifact, tmp_path):
    """A file that says the same in other bytes loads, under the name of its own bytes."""
    path = tmp_path / "other.joblib"
    joblib.dump(file_values(artifact), path, protocol=5)
    loaded = load(path)
    assert dataclasses.asdict(loaded) == dataclasses.asdict(artifact)
    assert loaded.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest() != artifact.fingerprint


def test_a_changed_model_has_another_fingerprint(model_file):
    """Replacing a value of a loaded model does not keep the old file's name."""
    loaded = load(model_file)
    assert dataclasses.replace(loaded, threshold=0.75).fingerprint != loaded.fingerprint


def test_numbers_of_numpy_and_tuples_become_plain(artifact):
    """What a training run measures with numpy can be handed over as it is."""
    measured = {"accuracy": np.float64(0.5), "right": np.int64(7), "done": np.bool_(True), "pair": (1, 2)}
    loaded = loads(dumps(dataclasses.replace(artifact, metrics=measured)), name="it")
    assert loaded.metrics == {"accuracy": 0.5, "right": 7, "done": True, "pair": [1, 2]}
    assert [type(value) for value in loaded.metrics.values()] == [float, int, bool, list]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("plan", {"optimizer": object()}, "plan.optimizer is a object"),
        ("plan", {"steps": {1: 2}}, "plan.steps has the key 1"),
        ("metrics", {"loss": [0.5, float("nan")]}, r"metrics.loss\[1\] is nan"),
        ("metrics", {"seed": 2**64}, "integer of more than 8 bytes"),
        ("metrics", {"raw": b"bytes"}, "only the network may"),
        ("labels", tuple(range(9)), "labels"),
        ("temperature", 0.0, "temperature"),
        ("threshold", 1.5, "threshold"),
        ("network", b"", "no bytes"),
        ("network", b"\x00garbage", "no ONNX"),
        ("created", "yesterday", "created"),
        ("created", "2026-01-31T12:00:00+01:00", "created"),
        ("created", "2026-01-31T12:00:00", "created"),
    ],
)
def test_what_could_not_be_read_is_not_written(artifact, tmp_path, field, value, says):
    """Saving refuses what loading would refuse, names the place, and leaves no file."""
    with pytest.raises(BadModel, match=says):
        save(subject.Artifact(**{**vars(artifact), field: value}), tmp_path / "new.joblib")
    assert list(tmp_path.iterdir()) == []


def test_a_save_that_fails_keeps_the_old_file(artifact, model_file, monkeypatch):
    """Whatever happens while writing, the old model stays whole and no draft stays behind."""
    before = model_file.read_bytes()

    def disk_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(BadModel, match="No space left on device"):
        save(dataclasses.replace(artifact, threshold=0.25), model_file)
    assert model_file.read_bytes() == before
    assert list(model_file.parent.iterdir()) == [model_file]


def test_ctrl_c_while_saving_leaves_no_draft(artifact, model_file, monkeypatch):
    """An interrupt goes on upward, and the folder is as it was."""

    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(artifact, model_file)
    assert list(model_file.parent.iterdir()) == [model_file]


def test_saving_through_a_link_changes_what_it_points_to(artifact, model_file, tmp_path):
    """A link to the current model stays a link."""
    link = tmp_path / "current.joblib"
    link.symlink_to(model_file)
    save(dataclasses.replace(artifact, threshold=0.25), link)
    assert link.is_symlink()
    assert load(model_file).threshold == 0.25


def test_others_may_read_a_saved_model(model_file):
    """A model file gets the permissions of any new file, not those of a secret."""
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(model_file.stat().st_mode) == 0o666 & ~mask


def test_saving_where_there_is_no_folder_says_so(artifact, tmp_path):
    """A wrong path is one clear error."""
    with pytest.raises(BadModel, match=r"nowhere.*cannot be written"):
        save(artifact, tmp_path / "nowhere" / "digits.joblib")


def test_a_missing_file_says_what_to_do(tmp_path):
    """The error names the path and how to get a model."""
    with pytest.raises(BadModel, match=r"none\.joblib: there is no such model file; .*inkdigits train"):
        load(tmp_path / "none.joblib")


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused(name):
    """What the operating system cannot name is a missing model, no crash."""
    with pytest.raises(BadModel):
        load(name)


def test_too_many_bytes_are_refused_unseen():
    """The limit holds for bytes in memory as well."""
    with pytest.raises(BadModel, match=f"at most {MAX_BYTES:,}"):
        loads(bytes(MAX_BYTES + 1), name="it")

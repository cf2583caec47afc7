"""A server follows the model in use: it takes up another one whole, or keeps what it has."""

from __future__ import annotations

import time

import pytest

from inkdigits.errors import BadModel
from inkdigits.model.artifact import save
from inkdigits.model.location import bundled_model
from inkdigits.model.pointer import POINTER
from inkdigits.recognition.recognizer import load
from inkdigits.versions import ModelFolder
from inkdigits.web import following as module
from inkdigits.web.following import Following, ready_to_read


@pytest.fixture
def folder(tmp_path, three_models):
    """A folder with three versions, the first of which is in use."""
    folder = ModelFolder(tmp_path / "models")
    for model in three_models:
        folder.add(model)
    folder.use(three_models[0].fingerprint)
    return folder


@pytest.fixture
def said():
    """What was complained of."""
    return []


def test_the_model_in_use_is_served(folder, three_models, tmp_path):
    """That of the folder; the bundled one, where none was put in use."""
    assert Following(folder).now.fingerprint == three_models[0].fingerprint
    assert Following(ModelFolder(tmp_path / "empty")).now.fingerprint == load(bundled_model()).fingerprint


def test_another_model_is_taken_up_and_given_back(folder, three_models, said):
    """Whoever holds the old one goes on with it."""
    following = Following(folder)
    old = following.now
    folder.use(three_models[1].fingerprint)
    assert following.now is old
    following.look(said.append)
    assert following.now.fingerprint == three_models[1].fingerprint
    assert old.fingerprint == three_models[0].fingerprint
    folder.rollback()
    following.look(said.append)
    assert following.now.fingerprint == three_models[0].fingerprint
    assert said == []


def test_while_nothing_changes_nothing_is_loaded(folder, said, monkeypatch):
    """A look costs a file of some bytes."""
    following = Following(folder)
    monkeypatch.setattr(module, "ready_to_read", None)
    old = following.now
    following.look(said.append)
    assert following.now is old
    assert said == []


def test_what_takes_its_place_has_read_before(folder, three_models):
    """The first request does not wait for the network to be built."""
    ready = ready_to_read(folder.use(three_models[1].fingerprint).path)
    assert ready._network._session._session is not None
    assert ready_to_read(bundled_model())._lines._session._session is not None


@pytest.mark.parametrize("spoil", ["cut", "remove", "exchange"])
def test_a_bad_file_leaves_the_old_model_and_is_told_once(folder, three_models, said, spoil):
    """However often one looks; when the file is whole it is taken up."""
    following = Following(folder)
    path = folder.use(three_models[1].fingerprint).path
    if spoil == "cut":
        path.write_bytes(path.read_bytes()[:5000])
    elif spoil == "remove":
        path.unlink()
    else:
        save(three_models[2], path)
    for _ in range(3):
        following.look(said.append)
    assert following.now.fingerprint == three_models[0].fingerprint
    assert len(said) == 1
    assert "the one before goes on" in said[0]
    assert str(path) in said[0]
    folder.add(three_models[1])
    following.look(said.append)
    assert following.now.fingerprint == three_models[1].fingerprint
    assert len(said) == 1


def test_a_broken_pointer_leaves_the_old_model_and_is_told_once(folder, three_models, said):
    """Until it is whole again; breaking it anew is told anew."""
    following = Following(folder)
    pointer = folder.path / POINTER
    whole = pointer.read_bytes()
    for turn in (1, 2):
        pointer.write_bytes(whole[:20])
        following.look(said.append)
        following.look(said.append)
        assert len(said) == turn
        assert following.now.fingerprint == three_models[0].fingerprint
        pointer.write_bytes(whole)
        following.look(said.append)
    folder.use(three_models[2].fingerprint)
    following.look(said.append)
    assert following.now.fingerprint == three_models[2].fingerprint


def test_a_model_that_cannot_read_is_not_taken_up(folder, three_models, said, monkeypatch):
    """Whatever goes wrong, the thread that looks lives on."""
    following = Following(folder)
    folder.use(three_models[1].fingerprint)
    monkeypatch.setattr(module, "Recognizer", lambda _: 1 / 0)
    following.look(said.append)
    assert following.now.fingerprint == three_models[0].fingerprint
    assert "division" in said[0]


def test_a_server_does_not_start_with_a_model_that_is_missing(folder):
    """The operator is there to read why."""
    folder.in_use().unlink()
    with pytest.raises(BadModel, match="there is no such model file"):
        Following(folder)


def test_a_worker_begins_with_what_is_in_use_by_then_and_looks_on(folder, three_models, said, monkeypatch):
    """It may have been forked long after the server was started."""
    monkeypatch.setattr(module, "PAUSE", 0.01)
    following = Following(folder)
    folder.use(three_models[1].fingerprint)
    following.start(said.append)
    try:
        assert following.now.fingerprint == three_models[1].fingerprint
        folder.use(three_models[2].fingerprint)
        deadline = time.monotonic() + 20
        while following.now.fingerprint != three_models[2].fingerprint and time.monotonic() < deadline:
            time.sleep(0.01)
        assert following.now.fingerprint == three_models[2].fingerprint
    finally:
        following.stop()
    assert not following._thread.is_alive()
    assert said == []

"""The file that says which model is in use: whole, remembered, and one operator at a time."""

from __future__ import annotations

import json
import os
import stat
import threading

import pytest

from inkdigits.errors import BadModel
from inkdigits.model.pointer import POINTER, REMEMBERED, Choice, Pointer

A, B = "a" * 64, "b" * 64


@pytest.fixture
def pointer(tmp_path):
    """The pointer of a folder that does not exist yet."""
    return Pointer(tmp_path / "models")


def test_where_nothing_was_chosen_the_bundled_model_is_in_use(pointer, tmp_path):
    """Neither the folder nor the file need exist, and reading makes neither."""
    assert pointer.read() == Choice(None, ())
    assert list(tmp_path.iterdir()) == []


def test_what_was_chosen_is_read_again(pointer):
    """With what was in use before, in order."""
    with pointer.locked():
        pointer.write(Choice().then(A).then(B))
    assert pointer.read() == Choice(B, (None, A))


def test_choosing_what_is_in_use_changes_nothing():
    """There must be no step back that goes nowhere."""
    assert Choice().then(A).then(A) == Choice(A, (None,))
    assert Choice().then(None) == Choice()


def test_the_oldest_choices_are_forgotten():
    """The file stays small, however often somebody chooses."""
    choice = Choice()
    for _ in range(REMEMBERED):
        choice = choice.then(A).then(B)
    assert len(choice.before) == REMEMBERED
    assert choice.before[-2:] == (B, A)


def test_a_draft_is_never_left_behind(pointer, tmp_path):
    """Beside the pointer there is only the lock."""
    with pointer.locked():
        pointer.write(Choice(A))
    assert {path.name for path in (tmp_path / "models").iterdir()} == {POINTER, ".lock"}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        "[]",
        "7",
        '{"in_use": null}',
        '{"in_use": "../../etc/passwd", "before": []}',
        '{"in_use": 7, "before": []}',
        '{"in_use": null, "before": [7]}',
        '{"in_use": null, "before": "a"}',
        "[" * 100_000,
    ],
)
def test_a_broken_pointer_is_refused_with_what_to_do(pointer, tmp_path, said):
    """It is never taken for another choice, and never names a file outside the folder."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / POINTER).write_text(said, encoding="ascii")
    with pytest.raises(BadModel, match=r"in-use\.json: does not say which .*; remove it"):
        pointer.read()


def test_what_stands_in_the_file_is_plain_json(pointer, tmp_path):
    """A script can read it."""
    with pointer.locked():
        pointer.write(Choice(A, (None,)))
    assert json.loads((tmp_path / "models" / POINTER).read_bytes()) == {"in_use": A, "before": [None]}


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "file").touch()
    pointer = Pointer(tmp_path / "file")
    with pytest.raises(BadModel, match=r"file: cannot be written .*; set INKDIGITS_MODELS"), pointer.locked():
        pass
    with pytest.raises(BadModel, match="cannot be written"):
        pointer.write(Choice())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may enter every folder")
@pytest.mark.parametrize("may_be_closed", [True, False])
def test_a_folder_that_one_may_not_enter_counts_only_if_it_was_named(tmp_path, may_be_closed):
    """A service reads on with the bundled model although its home is closed to it."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    pointer = Pointer(closed / "models", may_be_closed=may_be_closed)
    try:
        if may_be_closed:
            assert pointer.read() == Choice()
        else:
            with pytest.raises(BadModel, match="cannot be read"):
                pointer.read()
    finally:
        closed.chmod(stat.S_IRWXU)


def test_a_pointer_that_is_a_folder_cannot_be_read(pointer, tmp_path):
    """That is said, with the way out."""
    (tmp_path / "models" / POINTER).mkdir(parents=True)
    with pytest.raises(BadModel, match=r"cannot be read \(.+\); set INKDIGITS_MODELS"):
        pointer.read()


@pytest.mark.skipif(os.name == "nt", reason="there one operator at a time is a promise of the operators")
def test_two_operators_take_turns(tmp_path):
    """Of many who read and write at once, each finds what the one before left."""

    def choose():
        for _ in range(5):
            pointer = Pointer(tmp_path / "models")
            with pointer.locked():
                choice = pointer.read()
                pointer.write(Choice(A, (*choice.before, A)))

    operators = [threading.Thread(target=choose) for _ in range(4)]
    for operator in operators:
        operator.start()
    for operator in operators:
        operator.join()
    assert len(Pointer(tmp_path / "models").read().before) == 20

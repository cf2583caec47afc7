"""A running server takes up another model without losing a request, by what an operator types."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from inkdigits.model.artifact import save
from inkdigits.model.location import bundled_model
from inkdigits.recognition.recognizer import load

STROKES = {"strokes": [[[60, 60], [130, 58], [200, 60], [160, 150], [110, 240]]], "expect": "digit"}
INKDIGITS = str(Path(sys.executable).with_name("inkdigits"))
PATIENCE = 60  # seconds, on a machine that has other things to do
IN_A_ROW = 40  # answers over connections of their own, after which no worker of two has been left out


def inkdigits(*arguments: str) -> str:
    """Run a command, which must succeed, and return what it prints."""
    return subprocess.run([INKDIGITS, *arguments], check=True, capture_output=True, text=True).stdout


def ask(address: str) -> str:
    """Have a seven read, over a connection of its own, and return the fingerprint of the model that did."""
    answered = requests.post(f"{address}/api/v1/readings", json=STROKES, timeout=PATIENCE)
    assert answered.status_code == 200
    assert answered.json()["text"] == "7"
    return answered.json()["model"]


@contextmanager
def asking_without_pause(address: str, told: list[str], failed: list[Exception]) -> Iterator[None]:
    """Keep three senders busy meanwhile; collect which models answered, and what failed."""
    done = threading.Event()

    def keep_asking():
        while not done.is_set():
            try:
                told.append(ask(address))
            except Exception as error:  # noqa: BLE001  whatever it is, the test fails by it
                failed.append(error)

    senders = [threading.Thread(target=keep_asking) for _ in range(3)]
    for sender in senders:
        sender.start()
    try:
        yield
    finally:
        done.set()
        for sender in senders:
            sender.join()


def wait_until_all_answer_with(fingerprint: str, address: str) -> None:
    """Ask until so many answers in a row came from this model that every worker has it."""
    deadline, row = time.monotonic() + PATIENCE, 0
    while row < IN_A_ROW:
        assert time.monotonic() < deadline, row
        row = row + 1 if ask(address) == fingerprint else 0


@pytest.mark.slow
def test_a_running_server_takes_up_another_model_without_losing_a_request(
    start_server, another_model, tmp_path
):
    """Every worker, there and back; each answer names the one model or the other."""
    old, new = load(bundled_model()).fingerprint, another_model.fingerprint
    folder, file = str(tmp_path / "models"), tmp_path / "new.joblib"
    save(another_model, file)
    running = start_server("--workers", "2", "--models", folder)
    told: list[str] = []
    failed: list[Exception] = []
    assert ask(running.address) == old
    with asking_without_pause(running.address, told, failed):
        assert inkdigits("model", "use", str(file), "--models", folder) == f"In use: {new}\n"
        wait_until_all_answer_with(new, running.address)
        ready = requests.get(f"{running.address}/health/ready", timeout=PATIENCE).json()
        assert ready == ready | {"status": "ready", "model": new}
        assert inkdigits("model", "rollback", "--models", folder) == f"In use: {old}\n"
        wait_until_all_answer_with(old, running.address)
    assert failed == []
    assert set(told) == {old, new}
    running.process.terminate()
    assert running.process.wait(timeout=PATIENCE) == 0
    assert running.complaints.read_text(encoding="utf-8") == ""


def test_a_server_that_was_told_its_model_follows_nothing(start_server, another_model, tmp_path):
    """Whoever names a file wants that one."""
    folder, file = str(tmp_path / "models"), tmp_path / "mine.joblib"
    save(another_model, file)
    inkdigits("model", "use", str(file), "--models", folder)
    named = start_server("--workers", "1", "--models", folder, "--model", str(bundled_model()))
    following = start_server("--workers", "1", "--models", folder)
    assert ask(named.address) == load(bundled_model()).fingerprint
    assert ask(following.address) == another_model.fingerprint


def test_a_model_that_becomes_unreadable_is_told_and_changes_nothing(start_server, another_model, tmp_path):
    """The old one goes on; the log says why, once a worker."""
    folder, file = tmp_path / "models", tmp_path / "mine.joblib"
    save(another_model, file)
    running = start_server("--workers", "1", "--models", str(folder))
    inkdigits("model", "use", str(file), "--models", str(folder))
    wait_until_all_answer_with(another_model.fingerprint, running.address)
    (folder / "in-use.json").write_text("{", encoding="ascii")
    deadline = time.monotonic() + PATIENCE
    while not running.complaints.read_text(encoding="utf-8") and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(2.5)  # in which it looks twice more
    (complaint,) = running.complaints.read_text(encoding="utf-8").splitlines()
    assert "the one before goes on" in complaint
    assert ask(running.address) == another_model.fingerprint

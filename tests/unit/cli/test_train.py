"""``inkdigits train``: whole tiny runs by the command itself, stopped by signals and gone on with."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

import inkdigits
from inkdigits.cli import main
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw

SMALL = {"drawings": 1, "pictures": 20, "photos": 2, "outliers": 30}  # made beside 160 digits
TINY = ["--batch", "40", *(word for name, count in SMALL.items() for word in (f"--{name}", str(count)))]
PROGRAM = """
import pickle, sys
from inkdigits.cli import main
main(["train", *sys.argv[2:]], obj=pickle.load(open(sys.argv[1], "rb")))
"""


def train(worlds, *arguments):
    """Run the verb in this process."""
    return CliRunner().invoke(main, ["train", *arguments], obj=worlds)


@pytest.mark.slow
def test_a_run_ends_with_a_model_that_reads_and_a_curve_to_look_at(small_worlds, tmp_path, a_drawn_seven):
    """The model file, the training curve beside it, a line an epoch, and no checkpoint left behind."""
    output = tmp_path / "new" / "digits.joblib"
    result = train(small_worlds, "--epochs", "2", *TINY, "--output", str(output))
    assert result.exit_code == 0, result.output
    assert sorted(one.name for one in output.parent.iterdir()) == ["digits.joblib", "digits.png"]
    assert output.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert "epoch 1: loss" in result.output
    assert "on validation images" in result.output
    recognizer = inkdigits.load(output)
    assert recognizer.artifact.plan["epochs"] == 2
    assert recognizer.artifact.metrics["drawn_digits"] == 10
    assert recognizer.artifact.metrics["outliers"] > 0
    assert recognizer.artifact.versions["fonts"] == small_worlds.fonts.fingerprint
    assert "on drawings by other writers" in result.output
    assert recognizer.classify(normalize(draw(a_drawn_seven).ink)[None]).shape == (1, 10)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_is_kept_and_gone_on_with(small_worlds, tmp_path, kind):
    """Ctrl-C or a kill: one line with the command that goes on, by the plan that the run began with."""
    import pickle

    data, output = tmp_path / "worlds", tmp_path / "digits.joblib"
    data.write_bytes(pickle.dumps(small_worlds))
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, data, "--epochs", "500", *TINY, "--output", output],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "composing the corpus" in process.stdout.readline()
    assert "epoch 1" in process.stdout.readline()  # it learns
    process.send_signal(kind)
    _, complaint = process.communicate(timeout=300)
    assert process.returncode == 1
    assert "Traceback" not in complaint
    assert f"go on with: inkdigits train --resume --output {output}" in complaint
    checkpoint = tmp_path / "digits.joblib.checkpoint"
    assert checkpoint.exists()
    assert not output.exists()
    again = train(small_worlds, "--output", str(output))
    assert again.exit_code == 1
    assert "go on with it by --resume" in again.output
    other = train(small_worlds, "--resume", "--epochs", "3", "--output", str(output))
    assert other.exit_code == 1
    assert "cannot change its plan; leave out epochs" in other.output


@pytest.mark.slow
def test_a_killed_run_goes_on_from_what_it_last_saved(small_worlds, tmp_path):
    """A kill -9 leaves no time to save; what lies there then is whole, and the run ends by --resume."""
    from inkdigits.errors import TrainingStopped
    from inkdigits.training.loop import fit
    from inkdigits.training.plan import TrainingPlan

    output, steps = tmp_path / "digits.joblib", []
    plan = TrainingPlan(epochs=2, batch=40, **SMALL)
    with pytest.raises(TrainingStopped):
        fit(
            small_worlds.corpus(plan),
            small_worlds.validation(plan).digits(),
            plan,
            classes=11,
            checkpoint=tmp_path / "digits.joblib.checkpoint",
            watch=steps.append,
            stop=lambda: len(steps) == 3,
        )
    (tmp_path / "digits.joblib.checkpoint.part").write_bytes(b"half a checkp")  # killed while it saved
    result = train(small_worlds, "--resume", "--output", str(output))
    assert result.exit_code == 0, result.output
    assert inkdigits.load(output).artifact.history[-1]["epoch"] == 2


def test_there_must_be_a_run_to_go_on_with(small_worlds, tmp_path):
    """--resume without a stopped run says so, and makes nothing."""
    result = train(small_worlds, "--resume", "--output", str(tmp_path / "digits.joblib"))
    assert result.exit_code == 1
    assert "no stopped run" in result.output


def test_without_mnist_it_says_how_to_get_it(tmp_path, monkeypatch):
    """One line: which file, which folder, which command."""
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "nowhere"))
    result = CliRunner().invoke(main, ["train", "--output", str(tmp_path / "digits.joblib")])
    assert result.exit_code == 1
    assert "inkdigits data fetch mnist" in result.output


@pytest.mark.parametrize("option", [["--epochs", "0"], ["--averaging", "2"], ["--device", "abacus"]])
def test_a_plan_that_makes_no_sense_is_wrong_usage(option):
    """Exit status 2, and the option is named."""
    result = train(None, *option)
    assert result.exit_code == 2
    assert option[0] in result.output


def test_every_field_of_the_plan_is_an_option():
    """Options derive from the plan; there is no second list to forget one in."""
    import dataclasses

    from inkdigits.training.plan import TrainingPlan

    shown = train(None, "--help").output
    for setting in dataclasses.fields(TrainingPlan):
        assert f"--{setting.name.replace('_', '-')}" in shown

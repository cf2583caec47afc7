"""``inkdigits retrain``: what it tells, keeps and refuses; the worked example keeps a model."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from inkdigits.cli import main
from inkdigits.model.artifact import load, save
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Draft
from inkdigits.training.export import export_model
from inkdigits.training.loop import fit
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.validation import Validation


@pytest.fixture(scope="module")
def model(small_world, tmp_path_factory):
    """A model file that reads the small world."""
    path = tmp_path_factory.mktemp("model") / "small.joblib"
    trained = fit(*small_world, TrainingPlan(epochs=20, batch=32, averaging=0.9))
    save(export_model(trained, Validation(paper=small_world[1])), path)
    return path


@pytest.fixture
def database(tmp_path):
    """An empty database."""
    return f"sqlite:///{tmp_path}/corrections.sqlite3"


@pytest.fixture
def retrain(small_worlds, model, database, tmp_path):
    """A function that runs the verb on the small world, in few steps."""

    def run(*options):
        places = ["--database", database, "--models", str(tmp_path / "models"), "--model", str(model)]
        few = ["--steps", "3", "--new", "10", "--old", "10"]
        few += ["--images", "60", "--as-drawn", "10", "--drawings", "0", "--outliers", "20"]
        few += ["--pictures", "0", "--photos", "0"]
        return CliRunner().invoke(main, ["retrain", *places, *few, *options], obj=small_worlds)

    return run


@pytest.fixture
def told(database, small_pen):
    """A function that keeps a correction of each drawing, right as they are, with the status given."""

    def keep(status):
        store = open_corrections(database)
        for one in small_pen.training:
            ink = pack_strokes([stroke.tolist() for stroke in one.strokes])
            name = store.add(Draft(ink=ink, read="?", meant=str(one.digit), model="a" * 64)).id
            store.review(name, status)
        store.engine.dispose()

    return keep


def test_without_corrections_it_says_what_to_do(retrain):
    """One line, exit status 1."""
    done = retrain()
    assert done.exit_code == 1
    assert "there is nothing to learn from" in done.output
    assert "inkdigits corrections review" in done.output


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_only_what_was_accepted_teaches(retrain, told, status):
    """What nobody reviewed, and what was rejected, is as if it were not there."""
    told(status)
    assert "no correction is reviewed" in retrain().output


@pytest.mark.slow
def test_what_is_no_better_is_not_kept(retrain, told, tmp_path):
    """Digits that were read right before teach nothing: the reason is told and reported, no model kept."""
    told("accepted")
    done = retrain("--report", str(tmp_path / "report.json"))
    assert done.exit_code == 1
    assert "learned from" in done.output
    assert "held-out corrections" in done.output
    assert "the model in use stays" in done.output
    assert not (tmp_path / "models").exists()
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["taught"] + report["held_out"] == 20
    assert report["kept"] is report["in_use"] is report["accepted"] is False
    assert set(report["compared"]) == {"corrections", "paper", "drawn"}


@pytest.mark.slow
def test_all_are_trusted_only_when_told_so(retrain, told, model):
    """Those that wait teach with --trust-all; the report names the parent, and is one JSON object."""
    told("pending")
    done = retrain("--trust-all", "--dry-run", "--json")
    report = json.loads(done.stdout[: done.stdout.rindex("}") + 1])
    assert report["taught"] + report["held_out"] == 20
    assert report["parent"] == load(model).fingerprint


def test_a_plan_that_makes_no_sense_is_wrong_usage(retrain):
    """Steps there must be."""
    assert retrain("--steps", "0").exit_code == 2


def test_help_shows_an_example():
    """Whoever asks is shown how."""
    assert "Example: inkdigits retrain --dry-run" in CliRunner().invoke(main, ["retrain", "--help"]).output

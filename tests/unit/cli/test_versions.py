"""``inkdigits model list``, ``use`` and ``rollback`` keep the versions of a model apart."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from inkdigits.cli import main
from inkdigits.model.artifact import load, save
from inkdigits.model.location import bundled_model
from inkdigits.versions import ModelFolder


@pytest.fixture
def models(tmp_path, three_models):
    """A folder with two versions; INKDIGITS_MODELS names it."""
    folder = ModelFolder(tmp_path / "models")
    for model in three_models[:2]:
        folder.add(model)
    return folder


@pytest.fixture
def call(models):
    """A function that runs ``inkdigits`` as the shell would."""

    def run(*arguments, **environment):
        settings = {"COLUMNS": "120", "INKDIGITS_MODELS": str(models.path), **environment}
        return CliRunner(env=settings).invoke(main, [str(argument) for argument in arguments])

    return run


def test_the_list_shows_people_what_they_choose_by(call, models, three_models):
    """A line each, with fingerprint, date, parent, accuracies, and which is in use."""
    models.use(three_models[0].fingerprint)
    done = call("model", "list")
    assert (done.exit_code, done.stderr) == (0, "")
    head, second, first, bundled = done.stdout.splitlines()
    assert head.split() == ["model", "created", "parent", "paper", "drawn"]
    old, new = (model.fingerprint[:12] for model in three_models[:2])
    assert second.split() == [new, "2025-01-31", "12:00", old, "98.78", "%", "87.50", "%"]
    assert first.split() == [old, "2024-01-31", "12:00", "-", "98.73", "%", "87.50", "%", "in", "use"]
    assert bundled.startswith(load(bundled_model()).fingerprint[:12])
    assert bundled.endswith("  bundled")


def test_the_list_gives_programs_one_json_object(call, models, three_models):
    """With whole fingerprints and all metrics."""
    (models.path / "letter.joblib").write_text("Dear reader")
    done = call("model", "list", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert told["folder"] == str(models.path)
    new, old, bundled = told["versions"]
    assert new["parent"] == old["fingerprint"] == three_models[0].fingerprint
    assert new["metrics"] == three_models[1].metrics
    assert bundled["in_use"]
    assert "letter.joblib" in told["broken"][0]


def test_what_is_no_model_is_named_on_stderr(call, models):
    """The others are listed all the same."""
    (models.path / "letter.joblib").write_text("Dear reader")
    done = call("model", "list")
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 4
    assert done.stderr.count("\n") == 1
    assert "letter.joblib" in done.stderr


def test_a_model_is_put_in_use_and_taken_back(call, models, three_models):
    """One line says which one is in use now."""
    new = three_models[1].fingerprint
    assert call("model", "use", new[:8]).stdout == f"In use: {new}\n"
    assert models.in_use().stem == new
    assert call("model", "rollback").stdout == f"In use: {load(bundled_model()).fingerprint}\n"
    done = call("model", "rollback")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)


def test_a_file_is_put_in_use_in_the_folder_that_is_named(call, models, three_models, tmp_path):
    """The option goes before the setting, and the folder is made."""
    save(three_models[2], tmp_path / "mine.joblib")
    done = call("model", "use", tmp_path / "mine.joblib", "--models", tmp_path / "others")
    assert done.exit_code == 0
    assert ModelFolder(tmp_path / "others").in_use().stem == three_models[2].fingerprint
    assert models.in_use() is None


def test_who_names_a_model_in_the_environment_is_told_that_it_goes_first(call, three_models):
    """Else one wonders why nothing changes."""
    for arguments in (("model", "use", three_models[0].fingerprint), ("model", "list")):
        done = call(*arguments, INKDIGITS_MODEL="their.joblib")
        assert done.exit_code == 0
        assert done.stderr == "INKDIGITS_MODEL names their.joblib, which goes before the one in use.\n"


@pytest.mark.parametrize("verb", ["show", "verify"])
def test_without_a_name_the_model_in_use_is_meant(call, models, three_models, verb):
    """At first that is the bundled one."""
    assert load(bundled_model()).fingerprint in call("model", verb).stdout.replace("\n", "")
    models.use(three_models[0].fingerprint)
    assert three_models[0].fingerprint in call("model", verb).stdout.replace("\n", "")


def test_pictures_are_read_with_the_model_in_use(call, models, three_models, tmp_path):
    """One that is missing is an error: no other takes its place unseen."""
    models.use(three_models[0].fingerprint).path.unlink()
    done = call("read", tmp_path / "seven.png")
    assert done.exit_code == 1
    assert three_models[0].fingerprint in done.stderr


@pytest.mark.parametrize("verb", ["list", "use", "rollback"])
def test_help_shows_an_example(call, verb):
    """Each verb's help ends with something to copy."""
    assert f"Example: inkdigits model {verb}" in call("model", verb, "--help").stdout

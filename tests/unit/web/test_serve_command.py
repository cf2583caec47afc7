"""``inkdigits serve`` turns what was typed into settings, and hands them on."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from inkdigits.cli.serve import command
from inkdigits.model.artifact import load
from inkdigits.model.location import bundled_model
from inkdigits.recognition import recognizer
from inkdigits.versions import ModelFolder
from inkdigits.web import server
from inkdigits.web.settings import Settings


@pytest.fixture
def served(monkeypatch, tmp_path, seven):
    """A function that types options and returns what would have been served, with which model."""
    calls = {}
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # not the developer's own, with models in it
    monkeypatch.setattr(recognizer, "load", lambda path: calls.update(model=path) or seven)
    monkeypatch.setattr(server, "serve", lambda settings, **more: calls.update(settings=settings, **more))

    def type_in(*options: str, **environment: str):
        done = CliRunner(env={"INKDIGITS_MODELS": "", **environment}).invoke(
            command, options, catch_exceptions=False
        )
        assert done.exit_code == 0, done.output
        return calls

    return type_in


def test_without_options_the_model_in_use_is_served_to_this_machine(served):
    """Nothing has to be typed; where none was put in use it is the bundled one."""
    calls = served()
    assert calls["settings"] == Settings()
    assert "model" not in calls
    assert calls["recognizer"].now.fingerprint == load(bundled_model()).fingerprint
    assert calls["open_browser"] is False


def test_every_option_is_handed_on(served):
    """Host, port, workers, threads, model and browser."""
    typed = "--host 0.0.0.0 --port 81 --workers 3 --threads 9 --model my.joblib --open"
    calls = served(*typed.split())
    assert calls["settings"] == Settings(host="0.0.0.0", port=81, workers=3, threads=9, model="my.joblib")  # noqa: S104
    assert calls["model"] == "my.joblib"
    assert calls["open_browser"] is True


def test_the_folder_that_is_named_is_followed(served, tmp_path, three_models):
    """By the option or by the variable."""
    folder = ModelFolder(tmp_path)
    chosen = folder.add(three_models[0]).fingerprint
    folder.use(chosen)
    assert served("--models", str(tmp_path))["recognizer"].now.fingerprint == chosen
    assert served(INKDIGITS_MODELS=str(tmp_path))["recognizer"].now.fingerprint == chosen


def test_the_environment_fills_what_was_not_typed(served):
    """An option has precedence over its variable."""
    calls = served(
        "--port", "82", INKDIGITS_PORT="83", INKDIGITS_MAX_BODY="5000", INKDIGITS_MODEL="their.joblib"
    )
    assert calls["settings"] == Settings(port=82, max_body=5000, model="their.joblib")


def test_help_names_every_option_and_an_example():
    """Whoever asks is shown how."""
    said = CliRunner().invoke(command, ["--help"]).output
    for option in (
        "--host",
        "--port",
        "--workers",
        "--threads",
        "--model",
        "--models",
        "--open",
        "Example: inkdigits serve",
    ):
        assert option in said


@pytest.mark.parametrize(
    "typed",
    [
        ["--port", "eighty"],
        ["--port", "65536"],
        ["--workers", "0"],
        ["--threads", "-1"],
        ["--nonsense"],
        ["a", "b"],
    ],
)
def test_wrong_usage_is_status_2(typed):
    """As everywhere on the command line."""
    assert CliRunner().invoke(command, typed).exit_code == 2

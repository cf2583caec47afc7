"""Settings come from the environment and the command line, and from nowhere else."""

from __future__ import annotations

import dataclasses

import pytest

from inkdigits.errors import BadSettings
from inkdigits.web.settings import Settings


def test_without_settings_only_this_machine_is_served():
    """Who starts the server without thinking exposes it to nobody."""
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.max_body == 16 * 1024 * 1024
    assert 1 <= settings.workers <= 4


def test_an_option_has_precedence_over_the_environment():
    """What is typed now counts more than what was set once; what is not typed counts nothing."""
    environment = {"INKDIGITS_PORT": "9000", "INKDIGITS_HOST": "0.0.0.0", "INKDIGITS_THREADS": "2"}  # noqa: S104
    settings = Settings.from_environment(environment, port=7000, host=None)
    assert (settings.port, settings.host, settings.threads) == (7000, "0.0.0.0", 2)  # noqa: S104


def test_every_setting_has_its_variable():
    """INKDIGITS_ and the name: nothing has to be looked up."""
    given = {
        "host": "::1",
        "port": "1",
        "workers": "2",
        "threads": "3",
        "model": "m.joblib",
        "models": "versions",
        "database": "sqlite://",
        "max_body": "4096",
    }
    settings = Settings.from_environment(
        {f"INKDIGITS_{name.upper()}": value for name, value in given.items()}
    )
    assert {name: str(value) for name, value in dataclasses.asdict(settings).items()} == given


def test_an_empty_variable_is_as_good_as_none():
    """Container files often set variables to nothing."""
    assert Settings.from_environment({"INKDIGITS_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("INKDIGITS_PORT", "eighty"),
        ("INKDIGITS_PORT", "65536"),
        ("INKDIGITS_PORT", "-1"),
        ("INKDIGITS_WORKERS", "0"),
        ("INKDIGITS_THREADS", "1e3"),
        ("INKDIGITS_MAX_BODY", "3"),
        ("INKDIGITS_HOST", "  "),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(variable, value):
    """The message says which variable is wrong."""
    with pytest.raises(BadSettings, match=variable):
        Settings.from_environment({variable: value})


def test_settings_do_not_change_later():
    """What the server was started with is what it runs with."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]

"""Where corrections are kept is said by an address, and nothing is opened before it is needed."""

from __future__ import annotations

import sys

import platformdirs
import pytest
import sqlalchemy as sa

from inkdigits.errors import BadSettings, MissingExtra
from inkdigits.store.database import database_url, explain, open_engine


def test_without_an_address_they_are_in_the_users_data_folder(monkeypatch):
    """Nothing has to be set up."""
    monkeypatch.delenv("INKDIGITS_DATABASE", raising=False)
    url = database_url()
    assert url.drivername == "sqlite"
    assert url.database.startswith(platformdirs.user_data_dir("inkdigits"))


def test_an_address_that_is_given_counts_more_than_the_variable(monkeypatch):
    """And the variable more than nothing."""
    monkeypatch.setenv("INKDIGITS_DATABASE", "sqlite:////a/variable")
    assert database_url().database == "/a/variable"
    assert database_url("sqlite:////an/option").database == "/an/option"


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_has_one_driver(kind):
    """Whichever of its names is used."""
    assert database_url(f"{kind}://me@here/digits").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "address", ["me:secret@here", "oracle://me:secret@here/x", "postgresql://me:secret@here:x/y"]
)
def test_a_password_is_not_repeated(address):
    """What is wrong with an address is said without it."""
    with pytest.raises(BadSettings) as refused:
        database_url(address)
    assert "secret" not in str(refused.value)


def test_a_driver_that_is_missing_is_named(monkeypatch):
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"inkdigits\[postgres\]"):
        open_engine(database_url("postgresql://me@here/digits"))


def test_an_engine_opens_nothing(tmp_path):
    """It is made before workers are forked off."""
    open_engine(database_url(f"sqlite:///{tmp_path}/none/x.sqlite3")).dispose()
    assert list(tmp_path.iterdir()) == []


def test_what_a_database_said_is_told_in_a_line_without_values():
    """The statement, what was to be put in, and the details are nobody's business."""
    said = Exception("duplicate key\nDETAIL: Key (ink)=(secret)")
    failed = sa.exc.DBAPIError("INSERT INTO corrections", {"ink": "secret"}, said)
    assert explain(failed) == "duplicate key"
    assert explain(OSError()) == "OSError"

"""Style sheets and scripts are cached for good, under an address that changes with them."""

from __future__ import annotations

import pytest
from flask import Flask, url_for

from inkdigits.web.assets import fingerprint, serve_assets


@pytest.fixture
def folder(tmp_path):
    """A folder with a script."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "pen.js").write_text("export const pen = 1;", encoding="ascii")
    return tmp_path


@pytest.fixture
def app(folder):
    """An application that serves it."""
    app = Flask("inkdigits", static_folder=None)
    serve_assets(app, folder)
    return app


def address_of(app) -> str:
    """Return the address of the script."""
    with app.test_request_context():
        return url_for("static", filename="js/pen.js")


def test_a_file_under_its_address_is_cached_for_good(app):
    """The address names the release, so the file behind it never changes."""
    answered = app.test_client().get(address_of(app), buffered=True)
    assert answered.data == b"export const pen = 1;"
    assert answered.content_type.startswith("text/javascript")
    assert "immutable" in answered.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/static/js/pen.js", "/static/00000000/js/pen.js"])
def test_a_file_under_another_address_is_checked_each_time(app, address):
    """Without the fingerprint, or with an old one, the browser asks whether it changed."""
    client = app.test_client()
    answered = client.get(address, buffered=True)
    assert answered.headers["Cache-Control"] == "no-cache"
    again = client.get(address, buffered=True, headers={"If-None-Match": answered.headers["ETag"]})
    assert again.status_code == 304


def test_a_change_of_any_file_changes_the_address(app, folder):
    """A module that imports another gets the one of the same release."""
    before = fingerprint(folder)
    (folder / "js" / "other.js").write_text("", encoding="ascii")
    assert fingerprint(folder) != before
    assert before in address_of(app)


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/", "/static//etc/passwd"],
)
def test_nothing_outside_the_folder_is_served(app, path):
    """An address cannot climb out."""
    assert app.test_client().get(path, buffered=True).status_code in {301, 308, 404}

"""Every answer carries the headers that keep a browser from running anything but our own files."""

from __future__ import annotations

import pytest

EVERYWHERE = ["/", "/docs", "/openapi.json", "/health/live", "/health/ready", "/robots.txt", "/favicon.ico",
              "/static/css/docs.css", "/nowhere", "/api/v1/readings"]  # fmt: skip


def policy(answered) -> dict[str, str]:
    """Return the Content-Security-Policy, directive by directive."""
    directives = answered.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_locked_down(client, path):
    """Pages, files, API and errors alike."""
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers.getlist("Content-Security-Policy") == [headers["Content-Security-Policy"]]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_no_answer_sets_a_cookie(client, path):
    """There is nothing to remember about a visitor."""
    client.set_cookie("session", "forged")
    answered = client.get(path)
    assert "Set-Cookie" not in answered.headers
    assert "Cookie" not in answered.headers.get("Vary", "")


def test_the_policy_allows_our_own_files_and_nothing_else(client):
    """It starts from nothing; no wildcard, no foreign host, nothing inline, nothing evaluated."""
    found = policy(client.get("/"))
    assert found["default-src"] == "'none'"
    assert {found[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert found["frame-ancestors"] == found["base-uri"] == found["form-action"] == "'none'"
    allowed = {source for sources in found.values() for source in sources.split()}
    assert allowed == {"'none'", "'self'", "data:", "blob:"}


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_no_page_holds_what_the_policy_forbids(client, path):
    """Inline script, inline style and event attributes would be dead text."""
    html = client.get(path).get_data(as_text=True)
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html
    assert "https://" not in html


@pytest.mark.parametrize(
    ("path", "caching"),
    [("/", "no-cache"), ("/docs", "no-cache"), ("/health/ready", "no-store"), ("/x", "no-store")],
)
def test_what_may_change_is_asked_for_anew(client, path, caching):
    """Pages are checked again each time, answers are never stored."""
    assert client.get(path).headers["Cache-Control"] == caching


def test_a_reading_is_never_stored(client):
    """What was drawn stays out of every cache."""
    answered = client.post("/api/v1/readings", json={"strokes": [[[0, 0]]]})
    assert answered.headers["Cache-Control"] == "no-store"

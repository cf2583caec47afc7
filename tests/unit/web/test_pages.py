"""The pages, and what browsers and robots ask for unasked."""

from __future__ import annotations


def test_the_page_to_draw_on_names_the_files_of_this_release(client):
    """Script and style come by their lasting addresses, and are there."""
    html = client.get("/").get_data(as_text=True)
    for file in ("js/page.js", "css/page.css"):
        start = html.index("/static/", html.index(file) - 30)
        address = html[start : html.index(file) + len(file)]
        answered = client.get(address)
        assert answered.status_code == 200
        assert "immutable" in answered.headers["Cache-Control"]


def test_the_icon_is_found_where_old_browsers_look(client):
    """/favicon.ico leads to the icon."""
    answered = client.get("/favicon.ico", follow_redirects=True)
    assert answered.status_code == 200
    assert answered.content_type.startswith("image/svg+xml")


def test_robots_leave_the_api_alone(client):
    """There is nothing to find there."""
    assert "Disallow: /api/" in client.get("/robots.txt").get_data(as_text=True)

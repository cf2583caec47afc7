"""The pages that people look at, and the small files that browsers and robots ask for unasked."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

pages = Blueprint("pages", __name__)


@pages.get("/")
def page() -> Response:
    """Show the page that one draws on."""
    return fresh(render_template("page.html"))


@pages.get("/robots.txt")
def robots() -> Response:
    """Ask robots to leave the API alone."""
    return Response("User-agent: *\nDisallow: /api/\n", mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> Response:
    """Answer browsers that look here before they have seen the icon that the page names."""
    return Response(status=204, headers={"Cache-Control": "public, max-age=86400"})


def fresh(html: str) -> Response:
    """Return a page that a browser asks for anew each time, since it names the files of one release."""
    return Response(html, mimetype="text/html", headers={"Cache-Control": "no-cache"})

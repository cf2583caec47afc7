"""The pages that people look at, and the small files that browsers and robots ask for unasked."""

from __future__ import annotations

from typing import cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from inkdigits.web.documentation import Json, document, with_code

pages = Blueprint("pages", __name__)
pages.add_app_template_filter(with_code)


@pages.get("/")
def page() -> Response:
    """Show the page that one draws on."""
    return fresh(render_template("page.html"))


@pages.get("/docs")
def docs() -> Response:
    """Show what the API does, made from its OpenAPI description."""
    spec = cast("Json", cast("APIFlask", current_app).spec)
    shown = document(spec, host=request.host_url.rstrip("/"))
    return fresh(render_template("docs.html", shown=shown))


@pages.get("/robots.txt")
def robots() -> Response:
    """Ask robots to leave the API alone."""
    return Response("User-agent: *\nDisallow: /api/\n", mimetype="text/plain")


@pages.get("/favicon.ico")
def favicon() -> BaseResponse:
    """Lead browsers that look here, before they have seen which icon the page names, to that one."""
    return redirect(url_for("static", filename="icon.svg"))


def fresh(html: str) -> Response:
    """Return a page that a browser asks for anew each time, since it names the files of one release."""
    return Response(html, mimetype="text/html", headers={"Cache-Control": "no-cache"})

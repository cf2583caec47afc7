"""What the pages for this machine alone have in common: who may ask, and that nobody else is answered.

Whoever reaches such a page decides what a model learns.  So it answers only to the name it was opened
under, since a foreign site may call itself by our number [1]; and what is sent comes from the page itself or
not at all.

[1] Jackson, Barth, Bortz, Shao, Boneh: Protecting Browsers from DNS Rebinding Attacks.  CCS 2007.
"""

from __future__ import annotations

from typing import cast

from apiflask import APIFlask
from flask import Blueprint, Flask, current_app, request
from werkzeug.exceptions import Forbidden, UnsupportedMediaType

from inkdigits.version import __version__
from inkdigits.web.assets import serve_assets
from inkdigits.web.problems import answer_errors
from inkdigits.web.security import secure

KEY = "inkdigits.local"
NAMES = ("127.0.0.1", "localhost", "[::1]")  # under which a browser may know this machine


def create_local_app(title: str, views: Blueprint, *, port: int, max_body: int, secret: str = "") -> APIFlask:
    """Return an application that answers pages opened on ``port`` of this machine, and nobody else.

    ``views`` stand under ``/secret/``.
    """
    app = APIFlask(
        __name__,
        title=title,
        version=__version__,
        docs_path=None,
        spec_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask allows None; serve_assets takes its place
    )
    app.config.update(MAX_CONTENT_LENGTH=max_body)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.extensions[KEY] = frozenset(f"{name}:{port}" for name in NAMES)
    app.before_request(refuse_strangers)
    answer_errors(app)
    secure(app)
    serve_assets(app)
    app.register_blueprint(views, url_prefix=f"/{secret}" if secret else None)
    return app


def refuse_strangers() -> None:
    """Refuse what does not come from our own page, opened under our own name.

    Raises:
        Forbidden: 403, it does not.
        UnsupportedMediaType: 415, what is sent is no JSON, which other sites cannot send without asking.
    """
    if request.host not in hosts(current_app):
        message = "this page is for this machine alone; open it under the address that the command printed"
        raise Forbidden(message)
    if request.method in {"GET", "HEAD"}:
        return
    if not comes_from_here():
        raise Forbidden("this is taken from our own page alone")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send this as application/json")


def hosts(app: Flask) -> frozenset[str]:
    """Return the names, with the port, under which ``app`` answers."""
    return cast("frozenset[str]", app.extensions[KEY])


def comes_from_here() -> bool:
    """Tell whether the browser says that our own page sends this; who says nothing is no page of ours."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (site in {None, "same-origin"}, origin in {None, request.host_url.rstrip("/")})
    return all(ours) and (site, origin) != (None, None)

"""The web application: the only place where its parts are joined.

Importing this does nothing.  ``create_app`` makes an application from the settings and the recognizer it
is handed, so a test hands in its own and patches nothing.
"""

from __future__ import annotations

from apiflask import APIFlask

from inkdigits.version import __version__
from inkdigits.web.api import api
from inkdigits.web.assets import serve_assets
from inkdigits.web.bodies import RequestInMemory
from inkdigits.web.current import Changing, Reader, hand_in
from inkdigits.web.health import health
from inkdigits.web.keeping import Store, hand_in_store
from inkdigits.web.openapi import describe
from inkdigits.web.pages import pages
from inkdigits.web.problems import answer_errors
from inkdigits.web.security import secure
from inkdigits.web.settings import Settings

MAX_PARTS = 16  # parts of a form; ours has six at most


def create_app(settings: Settings, *, recognizer: Reader | Changing, store: Store | None = None) -> APIFlask:
    """Return the application that reads with ``recognizer`` and keeps corrections in ``store``, if any."""
    app = APIFlask(
        __name__,
        title="inkdigits",
        version=__version__,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask allows None; serve_assets takes its place
    )
    app.request_class = RequestInMemory
    app.config.update(MAX_CONTENT_LENGTH=settings.max_body, MAX_FORM_MEMORY_SIZE=settings.max_body)
    app.config.update(MAX_FORM_PARTS=MAX_PARTS)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    hand_in(app, recognizer)
    hand_in_store(app, store, threads=settings.threads)
    describe(app)
    answer_errors(app)
    secure(app)
    serve_assets(app)
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.register_blueprint(health)
    return app

"""Serve a page to the browser of whoever sits at this machine, and to nobody else, until Ctrl-C."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from apiflask import APIFlask

from inkdigits.web.server import Server, address_of, listen, open_in_browser, options
from inkdigits.web.settings import Settings

LOOPBACK = "127.0.0.1"  # nothing sets another: whoever reaches the page decides what is learned
SECRET = 16  # bytes in the address, since everybody on this machine can reach its loopback


def serve_locally(
    make_app: Callable[[int, str], APIFlask],
    *,
    port: int = 0,
    announce: Callable[[str], None],
    open_browser: bool = False,
    **told: Any,  # noqa: ANN401  gunicorn's settings
) -> NoReturn:
    """Serve an application until SIGTERM or Ctrl-C; then end the process with status 0.

    Args:
        make_app: makes it, of the port and the secret that its addresses begin with.
        port: 0 finds a free one.
        announce: told the address once it answers.
        open_browser: whether to show it, too.
        told: what gunicorn is told otherwise than by ``inkdigits serve``.

    Raises:
        BadSettings: the port is taken.
    """
    settings = Settings(host=LOOPBACK, port=port, workers=1)
    listener = listen(settings.host, settings.port)
    secret = secrets.token_urlsafe(SECRET)
    app = make_app(listener.getsockname()[1], secret)
    address = f"{address_of(listener)}/{secret}/"

    def warm_up(worker: Any) -> None:  # noqa: ANN401  gunicorn has no types
        if worker.age > 1:  # one that takes the place of another
            return
        announce(address)
        if open_browser:
            open_in_browser(address)

    Server(app, options(settings, listener=listener, warm_up=warm_up) | told).run()
    sys.exit(0)

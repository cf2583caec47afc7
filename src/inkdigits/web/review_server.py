"""Serve the review of corrections to the operator's own browser, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from inkdigits.reviewing import Suspect
from inkdigits.store.corrections import Corrections
from inkdigits.web.local_server import serve_locally
from inkdigits.web.review import create_review_app


def serve_review(
    store: Corrections, suspects: Sequence[Suspect], *, port: int = 0, open_browser: bool = False
) -> NoReturn:
    """Let ``suspects`` be reviewed on a page until SIGTERM or Ctrl-C; then end the process with status 0.

    Raises:
        BadSettings: the port is taken.
    """
    store.engine.dispose()  # a connection must not cross a fork

    def announce(address: str) -> None:
        waiting = (
            f"{len(suspects):,} corrections to review at" if suspects else "Nothing to review; the page is"
        )
        print(f"{waiting} {address} (Ctrl-C ends it)", flush=True)  # noqa: T201  this is its answer

    serve_locally(
        lambda port, secret: create_review_app(store, suspects, port=port, secret=secret),
        port=port,
        announce=announce,
        open_browser=open_browser,
    )

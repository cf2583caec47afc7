"""``inkdigits serve``: the page and the API, on a production server."""

from __future__ import annotations

import click

from inkdigits.web.settings import LIMITS


@click.command(epilog="Example: inkdigits serve --port 8080 --open")
@click.option("--host", help="Address to listen on; 0.0.0.0 is every network.  [default: 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(*LIMITS["port"]),
    help="Port to listen on; 0 finds a free one.  [default: 8000]",
)
@click.option(
    "--workers",
    type=click.IntRange(*LIMITS["workers"]),
    help="Processes that read.  [default: one a core, at most 4]",
)
@click.option(
    "--threads",
    type=click.IntRange(*LIMITS["threads"]),
    help="Requests that a worker handles at a time.  [default: 4]",
)
@click.option(
    "--model", type=click.Path(), help="Model file to read with, and no other.  [default: the one in use]"
)
@click.option(
    "--models", type=click.Path(), help="Folder of model versions.  [default: one in your data folder]"
)
@click.option(
    "--database", help="Where corrections are kept.  [default: a file of SQLite's in your data folder]"
)
@click.option("--open", "open_browser", is_flag=True, help="Show the page in the browser.")
def command(*, open_browser: bool, **options: str | int | None) -> None:
    """Serve the page to draw on, and the HTTP API.

    Every option is also an environment variable, such as INKDIGITS_PORT; INKDIGITS_MAX_BODY limits the
    bytes of a request.  SIGTERM and Ctrl-C stop the server.  Unless a model file is named, the model is the
    one that is in use of those in the folder, and a running server takes up another one by itself when
    'inkdigits model use' names it.
    """
    from inkdigits.recognition.recognizer import load
    from inkdigits.versions import ModelFolder
    from inkdigits.web.following import Following
    from inkdigits.web.server import serve
    from inkdigits.web.settings import Settings

    settings = Settings.from_environment(None, **options)
    recognizer = load(settings.model) if settings.model else Following(ModelFolder(settings.models))
    serve(settings, recognizer=recognizer, open_browser=open_browser)

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
@click.option("--model", type=click.Path(), help="Model file to read with.  [default: the bundled one]")
@click.option("--open", "open_browser", is_flag=True, help="Show the page in the browser.")
def command(
    host: str | None,
    port: int | None,
    workers: int | None,
    threads: int | None,
    model: str | None,
    open_browser: bool,
) -> None:
    """Serve the page to draw on, and the HTTP API.

    Every option is also an environment variable, such as INKDIGITS_PORT; INKDIGITS_MAX_BODY limits the
    bytes of a request.  SIGTERM and Ctrl-C stop the server.
    """
    from inkdigits.recognition.recognizer import load
    from inkdigits.web.server import serve
    from inkdigits.web.settings import Settings

    settings = Settings.from_environment(host=host, port=port, workers=workers, threads=threads, model=model)
    serve(settings, recognizer=load(settings.model or None), open_browser=open_browser)

"""``inkdigits corrections``: what people said was meant, for the operator to look at, judge and hand on."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import one_line
from inkdigits.cli.correction_facts import counted, facts_of, line_of, told_of
from inkdigits.errors import UnknownCorrection
from inkdigits.store.records import STATUSES, Correction, Status

if TYPE_CHECKING:
    from inkdigits.reviewing import Suspect
    from inkdigits.store.corrections import Corrections

SHORTEST = 4  # signs of a name; fewer would name one by accident
MOST_PORTS = 65_535
database = click.option(
    "--database",
    metavar="URL",
    help="Where they are kept.  [default: a file of SQLite's in your data folder]",
)
only = click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only these; may be repeated."
)
as_json = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


@click.group(epilog="Example: inkdigits corrections review")
def command() -> None:
    """List, show, review, export and forget what people corrected.

    Corrections are kept in the database INKDIGITS_DATABASE, by default a file of SQLite's in the user's
    data folder.  Strangers send them: only those that were accepted in a review teach.
    """


@command.command("list", epilog="Example: inkdigits corrections list --status pending --limit 20")
@only
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, at most.")
@database
@as_json
def list_(statuses: tuple[Status, ...], limit: int, database: str | None, as_json: bool) -> None:
    """Print a line for each of the newest corrections, the newest last.

    When it came, what was read and what was meant instead, how sure the reading was, what the review said,
    where it came from and which model read.
    """
    tell = _json_line if as_json else line_of
    kept = _open(database).since(statuses=statuses or STATUSES)
    for line in deque(map(tell, kept), maxlen=limit):
        click.echo(line)


@command.command(epilog="Example: inkdigits corrections show 9f0c1d7a --picture ink.png")
@click.argument("name", metavar="ID")
@click.option("--picture", type=click.Path(path_type=Path), help="Also write the ink into this file, as PNG.")
@database
@as_json
def show(name: str, picture: Path | None, database: str | None, as_json: bool) -> None:
    """Print all that is kept of the correction ID, and its ink; the first signs of ID are enough."""
    from inkdigits.cli.correction_ink import blocks_of, png_of

    correction = _find(_open(database), name)
    if as_json:
        click.echo(_json_line(correction))
    else:
        click.echo(told_of(correction))
        click.echo(f"\n{blocks_of(correction.ink)}")
    if picture is not None:
        picture.write_bytes(png_of(correction.ink))


@command.command(epilog="Example: inkdigits corrections stats --json")
@database
@as_json
def stats(database: str | None, as_json: bool) -> None:
    """Print how many corrections there are, by what the review said, what was meant, and which model read."""
    counts = _open(database).counts()
    if as_json:
        by = {"status": counts.by_status, "truth": counts.by_truth, "model": counts.by_model}
        click.echo(json.dumps({"total": counts.total, **by}))
        return
    click.echo(f"{counts.total:,} corrections")
    for title, some in (
        ("status", counts.by_status),
        ("meant", counts.by_truth),
        ("model", {model[:12]: number for model, number in counts.by_model.items()}),
    ):
        for line in counted(title, some):
            click.echo(line)


@command.command(epilog="Example: inkdigits corrections forget 9f0c1d7a")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@database
def forget(names: tuple[str, ...], yes: bool, database: str | None) -> None:
    """Delete corrections for good; where one is unknown, none is deleted.

    Models that have learned from them are not changed.
    """
    store = _open(database)
    found = {correction.id: line_of(correction) for correction in (_find(store, name) for name in names)}
    if not yes:
        click.echo("\n".join(found.values()), err=True)
        if not click.confirm(f"Forget {len(found):,} for good?", err=True):
            raise click.ClickException("nothing was forgotten")
    for name in found:
        store.remove(name)
        click.echo(f"{name}: forgotten")


@command.command(epilog="Example: inkdigits corrections migrate")
@database
def migrate(database: str | None) -> None:
    """Bring the database to the tables of this inkdigits; other commands and the server do so by themselves.

    A database that was made by a newer inkdigits is left untouched, and the exit status is 1.
    """
    from inkdigits.store.migration import migrate

    engine = _open(database).engine
    before, after = migrate(engine)
    place = one_line(engine.url.render_as_string(hide_password=True))
    step = f"is at step {after} already" if before == after else f"taken from step {before or 0} to {after}"
    click.echo(f"{place}: {step}")


@command.command(epilog="Example: inkdigits corrections export corrections.zip --status accepted")
@click.argument("file", metavar="FILE.zip", type=click.Path(path_type=Path))
@only
@click.option(
    "--format",
    "kind",
    type=click.Choice(("csv", "jsonl")),
    default="csv",
    show_default=True,
    help="Of the table: comma-separated values, or a JSON object a line.",
)
@click.option("--force", is_flag=True, help="Replace FILE.zip.")
@database
def export(file: Path, statuses: tuple[Status, ...], kind: str, force: bool, database: str | None) -> None:
    """Write corrections into a ZIP that others can use: a picture of each, and a table.

    The file is there whole or not at all.  README.txt in it tells what each column is.
    """
    from inkdigits.cli.correction_archive import write_archive

    if file.exists() and not force:
        raise click.ClickException(f"{one_line(str(file))}: is there already; --force replaces it")
    kept = _open(database).since(statuses=statuses or STATUSES)
    written = write_archive(file, kept, kind=kind)
    damaged = f", {written.damaged:,} of them damaged and without ink" if written.damaged else ""
    click.echo(f"{one_line(str(file))}: {written.corrections:,} corrections{damaged}")


@command.command(epilog="Example: inkdigits corrections review --port 8001")
@only
@click.option("--port", type=click.IntRange(0, MOST_PORTS), default=0, help="Port.  [default: a free one]")
@click.option("--open/--no-open", "open_browser", default=True, help="Show the page in the browser, or not.")
@click.option(
    "--model", type=click.Path(), help="Model file to look at them with.  [default: the one in use]"
)
@database
def review(
    statuses: tuple[Status, ...], port: int, open_browser: bool, model: str | None, database: str | None
) -> None:
    """Open a page on this machine to accept, relabel or reject corrections by single keys.

    Those that wait for a review, unless --status says others; the most suspicious first: the model is sure
    of something else, sees no digit, or the same ink was sent before.  Nobody else can reach the page.
    Ctrl-C ends it.
    """
    from inkdigits.web.review_server import serve_review

    store = _open(database)
    suspects = _suspects(store, statuses or ("pending",), model)
    serve_review(store, suspects, port=port, open_browser=open_browser)


def _open(database: str | None) -> Corrections:
    from inkdigits.store.corrections import open_corrections

    return open_corrections(database)


def _find(store: Corrections, name: str) -> Correction:
    """Return the correction whose name begins with ``name``, which is long enough to be meant."""
    if len(name) < SHORTEST:
        raise UnknownCorrection(f"{name or '(nothing)'}: write at least {SHORTEST} signs of the name")
    return store.get(name)


def _json_line(correction: Correction) -> str:
    return json.dumps(facts_of(correction))


def _suspects(store: Corrections, statuses: tuple[Status, ...], model: str | None) -> list[Suspect]:
    """Return what is to be reviewed, while a bar on a terminal tells how far it is."""
    from rich.console import Console
    from rich.progress import track

    from inkdigits.recognition.recognizer import load
    from inkdigits.reviewing import suspect
    from inkdigits.versions import model_in_use

    by_status = store.counts().by_status
    total = sum(by_status[status] for status in set(statuses))
    console = Console(stderr=True)
    shown: dict[str, Any] = {"console": console, "transient": True, "disable": not console.is_terminal}
    waiting = track(store.since(statuses=statuses), "Looking at them", total=total, **shown)
    others = tuple(status for status in STATUSES if status not in {"pending", *statuses})
    known = store.since(statuses=others) if others else ()
    return suspect(waiting, load(model_in_use(model)), known=known)

"""``inkdigits model list``, ``use`` and ``rollback``: the versions of the model, and which one is in use."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import one_line

if TYPE_CHECKING:
    from inkdigits.versions import Version

SHORT = 12  # digits of a fingerprint that people are shown; enough to name it
MEASURED = {"validation_accuracy": "paper", "drawn_accuracy": "drawn"}  # what is shown, and its column
COLUMNS = "{:<12}  {:<16}  {:<12}  {:>7}  {:>7}  {}"

folder_option = click.option(
    "--models",
    "folder",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="The folder of model versions; default: INKDIGITS_MODELS, else one in your data folder.",
)


@click.command(
    "list",
    short_help="List the versions of the model.",
    epilog="Example: inkdigits model list --json",
)
@folder_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with all metrics.")
def list_versions(folder: str | None, as_json: bool) -> None:
    """List the versions of the model, the newest first and the bundled one last, and which one is in use.

    Files in the folder that are no model are named on standard error.
    """
    from inkdigits.versions import ModelFolder

    models = ModelFolder(folder)
    listing, bundled = models.listing(), models.bundled()
    if as_json:
        versions = [_facts(one) for one in (*listing.versions, bundled)]
        click.echo(json.dumps({"folder": str(models.path), "versions": versions, "broken": listing.broken}))
    else:
        for line in _lines([*listing.versions, bundled]):
            click.echo(line)
        for complaint in listing.broken:
            click.echo(one_line(complaint), err=True)
        _warn_of_the_setting()


@click.command(short_help="Put a model in use.", epilog="Example: inkdigits model use 2fc7701c")
@click.argument("which")
@folder_option
def use(which: str, folder: str | None) -> None:
    """Put a model in use, once it is proven to read; servers that run take it up within seconds.

    WHICH is a fingerprint, or its first digits; or a model file, which is copied into the folder; or
    "bundled".
    """
    from inkdigits.versions import ModelFolder

    _tell(ModelFolder(folder).use(which))


@click.command(short_help="Put the model in use that was before.", epilog="Example: inkdigits model rollback")
@folder_option
def rollback(folder: str | None) -> None:
    """Put the model in use that was before this one; again, the one before that.

    Servers that run take it up within seconds.
    """
    from inkdigits.versions import ModelFolder

    _tell(ModelFolder(folder).rollback())


def _tell(version: Version) -> None:
    click.echo(f"In use: {version.fingerprint}")
    _warn_of_the_setting()


def _warn_of_the_setting() -> None:
    """Say so where the environment names a model, since that one is read with all the same."""
    from inkdigits.versions import MODEL_SETTING

    if named := os.environ.get(MODEL_SETTING):
        click.echo(f"{MODEL_SETTING} names {one_line(named)}, which goes before the one in use.", err=True)


def _facts(version: Version) -> dict[str, Any]:
    return {**asdict(version), "path": str(version.path)}


def _lines(versions: list[Version]) -> list[str]:
    """Return the names of the columns and a line for each of ``versions``, the last of which is bundled."""
    told = [COLUMNS.format("model", "created", "parent", *MEASURED.values(), "").rstrip()]
    for place, one in enumerate(versions, start=1):
        notes = ["in use"] * one.in_use + ["bundled"] * (place == len(versions))
        measured = [_percent(one.metrics.get(name)) for name in MEASURED]
        created, parent = one_line(one.created[:16]).replace("T", " "), (one.parent or "-")[:SHORT]
        line = COLUMNS.format(one.fingerprint[:SHORT], created, parent, *measured, ", ".join(notes))
        told.append(line.rstrip())
    return told


def _percent(share: object) -> str:
    """Return an accuracy as people read it; a dash where there is none."""
    return f"{100 * share:.2f} %" if isinstance(share, float) else "-"

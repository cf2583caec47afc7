"""``inkdigits data``: bring the data sets here, and tell whether they are whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from inkdigits.data.catalog import DATASETS

if TYPE_CHECKING:
    from inkdigits.data.catalog import Dataset
    from inkdigits.data.content import Checked
    from inkdigits.data.fetch import Fetched, Report

NAMES = click.Choice(list(DATASETS))


@click.group(
    epilog="\b\nExamples: inkdigits data fetch\n          inkdigits data fetch mnist\n"
    "          inkdigits data check --json"
)
def command() -> None:
    """Fetch and check the data sets.

    They live in the folder INKDIGITS_DATA, by default in the user's cache folder.
    """


@command.command(epilog="\b\nExamples: inkdigits data fetch\n          inkdigits data fetch mnist")
@click.argument("name", type=NAMES, required=False)
@click.pass_context
def fetch(ctx: click.Context, name: str | None) -> None:
    """Fetch the data set NAME, or all of them.

    A broken download goes on where it broke. Files that are here and right are left alone.
    """
    from inkdigits.errors import DownloadFailed

    failures = []
    for dataset in _chosen(ctx, name):
        try:
            for fetched in _fetch_visibly(dataset):
                click.echo(_describe_fetched(fetched))
        except DownloadFailed as failed:
            failures.append(failed)
    if failures:
        # One data set that cannot be had does not keep the others from coming.
        raise DownloadFailed("; and ".join(str(failed) for failed in failures))


@command.command(
    short_help="Tell whether the files are here and right.",
    epilog="\b\nExamples: inkdigits data check\n          inkdigits data check pen --json",
)
@click.argument("name", type=NAMES, required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
@click.pass_context
def check(ctx: click.Context, name: str | None, *, as_json: bool) -> None:
    """Tell whether the files of NAME, or of all data sets, are here and right.

    The exit status is 1 if any is missing or wrong. What counts is the SHA-256 of the unpacked content.
    """
    from inkdigits.data.content import check as check_files
    from inkdigits.data.folder import data_folder

    folder = data_folder()
    checked = [
        (dataset, found) for dataset in _chosen(ctx, name) for found in check_files(dataset, folder=folder)
    ]
    right = all(found.state == "right" for _, found in checked)
    if as_json:
        rows = [_as_plain(dataset, found) for dataset, found in checked]
        click.echo(json.dumps({"folder": str(folder), "right": right, "files": rows}, indent=2))
    else:
        click.echo(f"{folder}:")
        for dataset, found in checked:
            click.echo(_describe_checked(dataset, found))
    ctx.exit(0 if right else 1)


def _chosen(ctx: click.Context, name: str | None) -> list[Dataset]:
    # ``ctx.obj`` is where a test hands in data sets of its own.
    datasets: dict[str, Dataset] = ctx.obj or DATASETS
    return [dataset for dataset in datasets.values() if name in (None, dataset.name)]


def _fetch_visibly(dataset: Dataset) -> list[Fetched]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    from inkdigits.data.fetch import fetch as fetch_files

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        return fetch_files(dataset, report=_drawn_on(bars))


def _drawn_on(bars: Any) -> Report:  # noqa: ANN401  rich is imported only where bars are drawn
    # A bar for each file and mirror, made when its first bytes come.
    from inkdigits.data.fetch import Progress

    tasks: dict[tuple[str, str], Any] = {}

    def draw(progress: Progress) -> None:
        key = progress.file.name, progress.mirror.address
        if key not in tasks:
            host = urlsplit(progress.mirror.address).hostname
            tasks[key] = bars.add_task(f"{progress.file.name} from {host}")
        bars.update(tasks[key], completed=progress.received, total=progress.expected)

    return draw


def _describe_fetched(fetched: Fetched) -> str:
    if fetched.mirror is None:
        return f"{fetched.path}: was here already"
    return f"{fetched.path}: fetched from {urlsplit(fetched.mirror.address).hostname}"


def _describe_checked(dataset: Dataset, found: Checked) -> str:
    where = f"  {dataset.name}/{found.file.name}"
    if found.state == "missing":
        return f"{where:<34} missing  get it with 'inkdigits data fetch {dataset.name}'"
    if found.state == "wrong":
        return f"{where:<34} wrong    {found.fault}; 'inkdigits data fetch {dataset.name}' replaces it"
    holds = f", {found.file.items:,} digits" if found.file.items else ""
    return f"{where:<34} right    {found.size:,} bytes, SHA-256 as it should be{holds}"


def _as_plain(dataset: Dataset, found: Checked) -> dict[str, Any]:
    return {
        "dataset": dataset.name,
        "file": found.file.name,
        "path": str(found.path),
        "state": found.state,
        "bytes": found.size,
        "digits": found.file.items if found.state == "right" else None,
        "sha256": found.file.sha256,
        "fault": found.fault or None,
    }

"""``inkdigits model``: what is in a model file, whether it reads, and which one is in use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli import one_line
from inkdigits.cli.versions import list_versions, rollback, use

if TYPE_CHECKING:
    from rich.table import Table

BELOW = ("metrics", "plan", "versions")  # have a table each
WIDEST = 100  # characters of a value in a table; the JSON has all of it


@click.group(epilog="Example: inkdigits model show digits.joblib")
def command() -> None:
    """Show and verify model files; list the versions of the model, and put one in use.

    Without FILE it is the model that INKDIGITS_MODEL names, else the one in use, at first the bundled one.
    """


for verb in (list_versions, use, rollback):
    command.add_command(verb)


@command.command(
    short_help="Print what a model file holds.", epilog="Example: inkdigits model show --json digits.joblib"
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the whole history.")
def show(file: Path | None, as_json: bool) -> None:
    """Print what FILE holds: fingerprint, sizes, plan, metrics, history, versions."""
    from rich.console import Console

    from inkdigits.model.artifact import load
    from inkdigits.model.description import describe
    from inkdigits.versions import model_in_use

    path = model_in_use(file)
    facts = {"file": str(path), **describe(load(path)), "bytes": path.stat().st_size}
    if as_json:
        click.echo(json.dumps(facts))
        return
    console = Console(highlight=False)
    for table in _tables(facts):
        console.print(table)


@command.command(
    short_help="Tell whether a model file reads.", epilog="Example: inkdigits model verify digits.joblib"
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
def verify(file: Path | None) -> None:
    """Audit FILE, build its network and have it read: blank paper, full ink, noise.

    Prints one line and exits with 0 where all is well, with 1 where not.  Nothing in FILE is run.
    """
    from inkdigits.model.artifact import load
    from inkdigits.model.verification import verify
    from inkdigits.versions import model_in_use

    path = model_in_use(file)
    artifact = load(path)
    count = verify(artifact, name=str(path))
    click.echo(f"{one_line(str(path))}: good; read {count} test patterns, SHA-256 {artifact.fingerprint}")


def _tables(facts: dict[str, Any]) -> list[Table]:
    """Return the tables that a person sees, the most wanted first."""
    line = facts["line"] or {}
    tables = [_table("Model", _rows(_head(facts))), *_below(facts)]
    if line:
        tables += [_table("Line network", _rows(_head(line))), *_below(line, "line ")]
    tables += _history_tables(facts["history"], "epochs")
    return tables + _history_tables(line.get("history", []), "rounds")


def _head(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what has no table of its own."""
    return {key: value for key, value in facts.items() if key not in {*BELOW, "history", "labels", "line"}}


def _below(facts: dict[str, Any], whose: str = "") -> list[Table]:
    return [_table(f"{whose}{key}".capitalize(), _rows(facts[key])) for key in BELOW if facts.get(key)]


def _table(title: str, rows: list[tuple[str, str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in rows:
        table.add_row(Text(key), Text(value))  # Text: what looks like markup in a file is none
    return table


def _rows(values: dict[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Return names and values as text; what lies deeper gets a dotted name.

    Control codes are shown, not sent: a model file must not steer a terminal.
    """
    rows: list[tuple[str, str]] = []
    for key, value in values.items():
        name = f"{above}{one_line(key).replace('_', ' ')}"
        rows += _rows(value, f"{name}.") if isinstance(value, dict) else [(name, _shown(value))]
    return rows


def _history_tables(history: list[dict[str, Any]], unit: str) -> list[Table]:
    """Return, for each figure of a history, where it began, ended, and its extremes; none without one."""
    if not history:
        return []
    from rich.table import Table
    from rich.text import Text

    columns = ("", "first", "last", "lowest", "highest")
    title = f"History of {len(history):,} {unit}"
    table = Table(*columns, title=title, title_justify="left", title_style="bold")
    for key in dict.fromkeys(key for row in history for key in row):
        numbers = [row[key] for row in history if type(row.get(key)) in {int, float}]
        if numbers:
            ends = (numbers[0], numbers[-1], min(numbers), max(numbers))
            table.add_row(Text(one_line(key).replace("_", " ")), *(Text(_shown(end)) for end in ends))
    return [table]


def _shown(value: object) -> str:
    """Return ``value`` as a person wants to see it, in one line of bounded length."""
    if type(value) is int:
        return f"{value:,}"
    if type(value) is float:
        return f"{value:.6g}"
    text = one_line(value if isinstance(value, str) else json.dumps(value))
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."

"""``inkdigits read``: one line a picture, and one bad picture does not stop the others."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from inkdigits.cli import one_line
from inkdigits.cli.grid import HEAD, Grid, csv_of, parse_grid, rows_of
from inkdigits.errors import InkdigitsError
from inkdigits.recognition.reading import EXPECTATIONS, Expectation, Reading
from inkdigits.recognition.wording import on_one_line, percent

if TYPE_CHECKING:
    from inkdigits.cli.crops import Crops
    from inkdigits.recognition.recognizer import Recognizer
    from inkdigits.recognition.table import Table

STANDARD_INPUT = "-"


@click.command(epilog="Example: inkdigits read --json seven.png four.jpg")
@click.argument("pictures", nargs=-1, required=True, type=click.Path())
@click.option(
    "--expect",
    type=click.Choice(EXPECTATIONS),
    default="auto",
    show_default=True,
    help="One digit that is never split, a number, or either.",
)
@click.option(
    "--grid",
    metavar="ROWSxCOLS|auto",
    callback=parse_grid,
    help="Read a table, or a column, of numbers into CSV, a line a cell; auto finds the rows and columns.",
)
@click.option(
    "--crops",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write each picture into DIR, with what was read drawn over it; the doubtful is dashed.",
)
@click.option("--model", type=click.Path(), help="Model file; default: INKDIGITS_MODEL, else the one in use.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(
    pictures: tuple[str, ...],
    expect: Expectation,
    grid: Grid | None,
    crops: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """Read the digits in PICTURES (PNG, JPEG, WebP, GIF, BMP, TIFF; "-" reads standard input).

    Prints a line for each: its name, what it says, and how sure that is.  A picture that cannot be read is
    named on standard error; the others are read all the same, and the exit status is 1.
    """
    from inkdigits.recognition.recognizer import load
    from inkdigits.versions import model_in_use

    recognizer, folder = load(model_in_use(model)), _open_crops(crops)
    if grid is not None and not as_json:
        click.echo(csv_of([HEAD]), nl=False)
    good = True
    for name in pictures:
        try:
            picture = _bytes_or_path(name)
            answer = _ask(recognizer, picture, expect, grid)
        except InkdigitsError as error:
            good = False
            click.echo(_refusal(name, error, as_json=as_json), err=not as_json)
        else:
            click.echo(_told(name, answer, as_json=as_json), nl=grid is None or as_json)
            good = _write_crop(folder, name, picture, answer) and good
    if not good:
        raise click.exceptions.Exit(1)


def _open_crops(folder: Path | None) -> Crops | None:
    if folder is None:
        return None
    from inkdigits.cli.crops import Crops

    return Crops(folder)


def _bytes_or_path(name: str) -> bytes | Path:
    if name != STANDARD_INPUT:
        return Path(name)
    from inkdigits.ink.decode import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""  # None where it was closed


def _ask(
    recognizer: Recognizer, picture: bytes | Path, expect: Expectation, grid: Grid | None
) -> Reading | Table:
    if grid is None:
        return recognizer.read(picture, expect=expect)
    from inkdigits.recognition.table import read_table

    return read_table(
        recognizer,
        picture,
        rows=grid.rows,
        columns=grid.columns,
        expect="number" if expect == "auto" else expect,
    )


def _told(name: str, answer: Reading | Table, *, as_json: bool) -> str:
    """Return what is printed of one picture."""
    from inkdigits.recognition.record import record_of
    from inkdigits.recognition.table import record_of_table

    if isinstance(answer, Reading):
        return json.dumps({"path": name, **record_of(answer)}) if as_json else _line(name, answer)
    return json.dumps({"path": name, **record_of_table(answer)}) if as_json else csv_of(rows_of(name, answer))


def _line(name: str, reading: Reading) -> str:
    """Return what people read: name, text, confidence; several lines of writing stand on one."""
    shown = one_line(name)
    if not reading.digits:
        return f"{shown}: (blank)"
    return f"{shown}: {on_one_line(reading.text)}  {percent(reading.confidence)}"


def _write_crop(folder: Crops | None, name: str, picture: bytes | Path, answer: Reading | Table) -> bool:
    """Write the crop, if any is wanted; return whether all went well, else say on stderr what did not."""
    if folder is None:
        return True
    from inkdigits.cli.crops import explain

    try:
        noticed = folder.write(name, picture, answer)
    except (OSError, InkdigitsError) as error:
        click.echo(one_line(explain(folder.folder, error)), err=True)
        return False
    if noticed is not None:
        click.echo(one_line(noticed), err=True)
    return True


def _refusal(name: str, error: InkdigitsError, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"path": name, "error": {"code": error.code, "message": str(error)}})
    message = one_line(str(error))
    return message if message.startswith(one_line(name)) else f"{one_line(name)}: {message}"

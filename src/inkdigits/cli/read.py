"""``inkdigits read``: one line a picture, and one bad picture does not stop the others."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

import click

from inkdigits.cli import one_line
from inkdigits.errors import InkdigitsError
from inkdigits.recognition.reading import EXPECTATIONS, Expectation, Reading

STANDARD_INPUT = "-"


@click.command(epilog="Example: inkdigits read --json seven.png four.jpg")
@click.argument("pictures", nargs=-1, required=True, type=click.Path())
@click.option(
    "--expect",
    type=click.Choice(EXPECTATIONS),
    default="auto",
    show_default=True,
    help="What is in a picture; for now each of them reads one digit.",
)
@click.option(
    "--model", type=click.Path(), help="Model file; default: INKDIGITS_MODEL, else the bundled one."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def command(pictures: tuple[str, ...], expect: Expectation, model: str | None, as_json: bool) -> None:
    """Read the digits in PICTURES (PNG, JPEG, WebP, GIF, BMP, TIFF; "-" reads standard input).

    Prints a line for each: its name, what it says, and how sure that is.  A picture that cannot be read is
    named on standard error; the others are read all the same, and the exit status is 1.
    """
    from inkdigits.recognition.recognizer import load
    from inkdigits.recognition.record import record_of

    recognizer = load(model)
    refused = 0
    for name in pictures:
        try:
            reading = recognizer.read(_bytes_or_path(name), expect=expect)
        except InkdigitsError as error:
            refused += 1
            click.echo(_refusal(name, error, as_json=as_json), err=not as_json)
        else:
            click.echo(json.dumps({"path": name, **record_of(reading)}) if as_json else _line(name, reading))
    if refused:
        raise click.exceptions.Exit(1)


def _bytes_or_path(name: str) -> bytes | Path:
    if name != STANDARD_INPUT:
        return Path(name)
    from inkdigits.ink.decode import MAX_BYTES

    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""  # None where it was closed


def _line(name: str, reading: Reading) -> str:
    """Return what people read: name, text, confidence."""
    shown = one_line(name)
    if not reading.digits:
        return f"{shown}: (blank)"
    return f"{shown}: {reading.text}  {_percent(reading.confidence)}"


def _percent(confidence: float) -> str:
    """Return ``confidence`` rounded down: nothing that was read is certain."""
    return f"{math.floor(confidence * 1000) / 10:.1f}%"


def _refusal(name: str, error: InkdigitsError, *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"path": name, "error": {"code": error.code, "message": str(error)}})
    message = one_line(str(error))
    return message if message.startswith(one_line(name)) else f"{one_line(name)}: {message}"

"""Corrections as a ZIP that any program can read: a PNG of each, a table, and a page that explains it.

It goes through the corrections once and holds one of them at a time; the table waits in a temporary file,
since a ZIP takes one file after another.  Tokens are not in it, nor anything else that lets somebody act in
an author's name.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from inkdigits.cli.correction_facts import facts_of
from inkdigits.cli.correction_ink import png_of
from inkdigits.errors import InkdigitsError
from inkdigits.store.packing import unpack_strokes
from inkdigits.store.records import Correction

COLUMNS = {
    "id": "the name of the correction",
    "created": "when it came, ISO 8601, UTC",
    "kind": "strokes (drawn on a screen) or picture",
    "read": 'what was read; "?" stands for what looked like no digit, empty for blank paper',
    "confidence": "how sure the reading was, 0 to 1; empty where nobody said",
    "meant": "what its author says was meant",
    "label": "what the operator says was meant, where that is something else",
    "truth": "label if there is one, else meant",
    "status": "what the review said: accepted, rejected, or pending (nobody has looked yet)",
    "model": "the SHA-256 of the model file that read",
    "source": "page or api",
    "picture": "the PNG of the ink in this archive; empty where what was kept is damaged",
    "strokes": "lists of points [x, y], y grows downward, any unit; empty for pictures (in the CSV as JSON)",
}
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # what a spreadsheet takes for a formula where a text begins with it
IN_MEMORY = 8 * 1024 * 1024  # bytes of the table, before it goes to the disk
EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a ZIP can tell
READABLE = 0o644 << 16  # what a ZIP notes of who may read a file


@dataclass(frozen=True, slots=True)
class Written:
    """How many corrections an archive holds, and of how many the ink is damaged."""

    corrections: int
    damaged: int


def write_archive(file: Path, corrections: Iterable[Correction], *, kind: str) -> Written:
    """Write ``corrections`` and their table, of ``kind`` csv or jsonl, into ``file``, whole or not at all.

    Raises:
        OSError: it cannot be written.
        StoreUnavailable: the corrections cannot be read to their end.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            written = _fill(archive, corrections, kind=kind)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return written


def _fill(archive: zipfile.ZipFile, corrections: Iterable[Correction], *, kind: str) -> Written:
    name, count, damaged = f"corrections.{kind}", 0, 0
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="") as table:
        add_row = _csv_rows(table) if kind == "csv" else _json_rows(table)
        for count, correction in enumerate(corrections, start=1):  # noqa: B007  the last one is the count
            row = _row(archive, correction)
            damaged += row["picture"] is None
            add_row(row)
        table.seek(0)
        with archive.open(_entry(name, time.gmtime()[:6]), "w", force_zip64=True) as target:
            for block in iter(lambda: table.read(IN_MEMORY), ""):
                target.write(block.encode())
    archive.writestr("README.txt", _explain(name))
    return Written(count, damaged)


def _row(archive: zipfile.ZipFile, correction: Correction) -> dict[str, Any]:
    """Put the picture of ``correction`` into ``archive`` and return its row of the table."""
    facts, picture, strokes = facts_of(correction), None, None
    try:
        png = png_of(correction.ink)
        if correction.ink.kind == "strokes":
            strokes = [stroke.tolist() for stroke in unpack_strokes(correction.ink)]
    except InkdigitsError:  # damaged: its row says so by having none
        pass
    else:
        picture = f"pictures/{correction.id}.png"
        archive.writestr(_entry(picture, correction.created.timetuple()[:6]), png)
    return {name: {**facts, "picture": picture, "strokes": strokes}[name] for name in COLUMNS}


def _entry(name: str, when: tuple[int, ...]) -> zipfile.ZipInfo:
    year, month, day, hour, minute, second = max(when, EARLIEST)
    entry = zipfile.ZipInfo(name, date_time=(year, month, day, hour, minute, second))
    entry.external_attr = READABLE
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
    return entry


def _csv_rows(table: IO[str]) -> Any:  # noqa: ANN401  a function that takes a row
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    return lambda row: writer.writerow([_cell(value) for value in row.values()])


def _json_rows(table: IO[str]) -> Any:  # noqa: ANN401  likewise
    return lambda row: table.write(json.dumps(row) + "\n")


def _cell(value: object) -> object:
    """Return a value as it stands in the CSV; no text there is ever a formula."""
    if isinstance(value, list):
        return json.dumps(value, separators=(",", ":"))
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _explain(name: str) -> str:
    """Return the page that tells what is in the archive."""
    text = io.StringIO()
    text.write(
        "Handwritten digits that were misread, with what people say was meant.\n\n"
        f"{name}: a {'line' if name.endswith('jsonl') else 'row'} for each; UTF-8.\n"
        "pictures/: the ink of each; strokes are drawn dark on white.\n\nColumns:\n"
    )
    text.writelines(f"  {column:<11}{meaning}\n" for column, meaning in COLUMNS.items())
    text.write("\nA number written in several lines has a line break in it.\n")
    return text.getvalue()

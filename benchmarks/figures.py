"""Write measured figures where people read them, between markers, so that nobody ever types one.

Each block stands between ``<!-- figures: NAME -->`` and ``<!-- end of figures -->``: in docs/results.md,
README.md and MODEL_CARD.md, wherever one of that name is.  Beneath a block stand the
machine, the versions, the model's fingerprint and the command that made it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import re
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import joblib

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "docs" / "results.md"
README = ROOT / "README.md"
MODEL_CARD = ROOT / "MODEL_CARD.md"
PAGES = (RESULTS, README, MODEL_CARD)
CPU_NAME = re.compile(r"^model name\s*: (.*)$", re.MULTILINE)


def publish(name: str, text: str) -> None:
    """Put ``text`` (Markdown) into every block ``name`` of the pages that hold figures.

    Raises:
        ValueError: no page has such a block.
    """
    block = re.compile(rf"(<!-- figures: {name} -->\n).*?(<!-- end of figures -->)", re.DOTALL)
    holders = [page for page in PAGES if block.search(page.read_text(encoding="utf-8"))]
    if not holders:
        raise ValueError(f"no page has a block <!-- figures: {name} --> to put the figures in")
    for page in holders:
        before = page.read_text(encoding="utf-8")
        after = block.sub(lambda found: f"{found[1]}{text.strip()}\n{found[2]}", before)
        page.write_text(after, encoding="utf-8")


def parser_for(documentation: str | None) -> argparse.ArgumentParser:
    """Return the parser of a program that publishes, named by the first line of its ``documentation``."""
    parser = argparse.ArgumentParser(description=(documentation or "").partition("\n")[0])
    parser.add_argument(
        "--print-only", action="store_true", help="print only; leave the documents as they are"
    )
    return parser


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; every column but the first is aligned to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def provenance(*, fingerprint: str | None = None, packages: Sequence[str]) -> str:
    """Return what one needs to know to measure the same again: command, day, machine, versions, any model."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    day = datetime.now(tz=UTC).date().isoformat()
    model = f"; model `{fingerprint[:16]}`" if fingerprint else ""
    return (
        f"Made by `{command()}` on {day}, on {machine()}; "
        f"Python {platform.python_version()}, {versions}{model}."
    )


def command() -> str:
    """Return the line that started this program, as one types it in the checkout."""
    program = Path(sys.argv[0]).resolve()
    shown = program.relative_to(ROOT) if program.is_relative_to(ROOT) else Path(program.name)
    return shlex.join(["python", shown.as_posix(), *sys.argv[1:]])


def machine() -> str:
    """Return the processor, how many of its cores we may use, and the system."""
    cpu_info = Path("/proc/cpuinfo")
    found = CPU_NAME.search(cpu_info.read_text(encoding="utf-8")) if cpu_info.exists() else None
    processor = found[1] if found else platform.processor() or platform.machine()
    return f"{processor}, {joblib.cpu_count()} cores, {platform.system()}"

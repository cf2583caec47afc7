"""Tell of corrections: a line each, all facts of one, or plain values for programs.

What strangers sent is shown so that it can neither steer a terminal nor forge a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inkdigits.cli import one_line
from inkdigits.recognition.wording import on_one_line, percent
from inkdigits.store.records import Correction

SHORT = 8  # signs of a correction's name
SHORT_MODEL = 12  # signs of a model's fingerprint
LONGEST = 24  # signs of a text in a line
MOST = 20  # lines of a count


def facts_of(correction: Correction) -> dict[str, Any]:
    """Return what is kept of ``correction``, except its ink and its token, as plain values."""
    reviewed = correction.reviewed
    return {
        "id": correction.id,
        "created": correction.created.isoformat(timespec="seconds"),
        "kind": correction.ink.kind,
        "read": correction.read,
        "confidence": correction.confidence,
        "meant": correction.meant,
        "label": correction.label,
        "truth": correction.truth,
        "status": correction.status,
        "reviewed": None if reviewed is None else reviewed.isoformat(timespec="seconds"),
        "model": correction.model,
        "source": correction.source,
    }


def line_of(correction: Correction) -> str:
    """Return one line of ``correction`` for people."""
    confidence = "" if correction.confidence is None else percent(correction.confidence)
    columns = (
        f"{correction.id[:SHORT]:<{SHORT}}",
        f"{correction.created:%Y-%m-%d %H:%M}",
        f"{_change(correction):<16}",
        f"{confidence:>6}",
        f"{correction.status:<8}",
        f"{correction.source:<4}",
        correction.model[:SHORT_MODEL],
    )
    return one_line("  ".join(columns))


def told_of(correction: Correction) -> str:
    """Return all facts of ``correction``, a line each, for people."""
    facts = {name: value for name, value in facts_of(correction).items() if value is not None}
    facts["read"] = facts["read"] or "(blank)"
    if "confidence" in facts:
        facts["confidence"] = percent(facts["confidence"])
    facts["ink"] = f"{len(correction.ink.data):,} bytes, SHA-256 {correction.ink.digest}"
    return "\n".join(f"{name:<11}{one_line(on_one_line(str(value)))}" for name, value in facts.items())


def counted(title: str, counts: Mapping[Any, int]) -> list[str]:
    """Return a line for each of ``counts``, the largest first, and one for those that are too many."""
    most = sorted(counts.items(), key=lambda one: -one[1])
    lines = [f"  {title} {_short(str(name)):<{LONGEST}} {number:>9,}" for name, number in most[:MOST]]
    rest = sum(number for _, number in most[MOST:])
    return lines + ([f"  {title} {'(others)':<{LONGEST}} {rest:>9,}"] if rest else [])


def _change(correction: Correction) -> str:
    """Return what was read and what it should be, and what its author said if the operator says another."""
    told = f"{_short(correction.read) or '(blank)'} -> {_short(correction.truth)}"
    return told if correction.truth == correction.meant else f"{told} (not {_short(correction.meant)})"


def _short(text: str) -> str:
    line = one_line(on_one_line(text))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."

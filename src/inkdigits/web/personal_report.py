"""What is told of a model for one hand, in the same words on the page and on the terminal."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # would bring PyTorch, which whoever has such a model has, and nobody else needs
    from inkdigits.personal import Personal
    from inkdigits.training.comparing import Paired

NAMES = {
    "own": "Your drawings it did not learn from",
    "paper": "Other people's digits on paper",
    "drawn": "Other people's drawings",
}
MANY = 100  # digits; of fewer, a share would look surer than it is


def facts_of(personal: Personal, file: Path) -> dict[str, Any]:
    """Return what was measured, where the model lies and how it is used, as plain values."""
    plan = personal.artifact.plan
    return {
        "model": personal.artifact.fingerprint,
        "parent": plan["parent"],
        "file": str(file),
        "drawings": plan["drawings"],
        "own": personal.own.as_json(),
        "others": {name: paired.as_json() for name, paired in personal.others.items()},
        "headline": headline(personal.own),
        "rows": [row(name, paired) for name, paired in {"own": personal.own, **personal.others}.items()],
        "uses": uses(file),
    }


def headline(own: Paired) -> str:
    """Say in one sentence whether it was worth it; a handful of drawings cannot tell more."""
    if own.after > own.before:
        return f"It reads your hand better: {own.after} of {own.count}, {own.before} before"
    if own.after < own.before:
        return (
            f"It reads your hand worse: {own.after} of {own.count}, {own.before} before; keep the old model"
        )
    if own.after == own.count:
        return f"It reads all {own.count}, as it did before: your hand was no riddle to it"
    return f"It reads your hand as before: {own.after} of {own.count}"


def row(name: str, paired: Paired) -> dict[str, Any]:
    """Return a line of the table: of a few drawings their number, of many the share."""
    many = paired.count >= MANY
    before, after = (
        f"{right / paired.count:.2%}" if many else str(right) for right in (paired.before, paired.after)
    )
    return {"name": NAMES[name], "count": paired.count, "before": before, "after": after}


def uses(file: Path) -> list[dict[str, str]]:
    """Return how the file is used, each with what one types."""
    typed = shlex.quote(str(file))
    return [
        {"what": "Draw with it", "typed": f"inkdigits serve --model {typed}"},
        {"what": "In Python", "typed": f"inkdigits.load({json.dumps(str(file))})"},
        {"what": "For everything on this machine", "typed": f"inkdigits model use {typed}"},
    ]


def as_text(facts: dict[str, Any]) -> str:
    """Return the facts as people read them on a terminal."""
    line = "{:<36}  {:>6}  {:>8}  {:>8}"
    lines = [facts["headline"], "", line.format("read right", "of", "before", "after")]
    lines += [line.format(*one.values()) for one in facts["rows"]]
    lines += ["", f"{facts['file']}: model {facts['model'][:12]}, of {facts['drawings']} drawings"]
    return "\n".join([*lines, *(f"{use['what']}: {use['typed']}" for use in facts["uses"])])

"""Drawings of one hand in a file: read whole or refused, written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from inkdigits.errors import BadInput
from inkdigits.training.extra import needs_train_extra

if TYPE_CHECKING:  # would bring PyTorch before it is needed
    from inkdigits.personal import Sample

MAX_BYTES = 64 * 1024 * 1024  # fifty drawings have some hundred thousand


def read_samples(file: Path) -> list[Sample]:
    """Return the drawings in ``file``.

    Raises:
        BadInput: it holds none, or too few of a digit; the message names the file.
        MissingExtra: what learns is not installed.
    """
    from inkdigits.web.drawings import samples_among

    if file.stat().st_size > MAX_BYTES:
        raise BadInput(f"{file}: has more than {MAX_BYTES:,} bytes; name a file of drawings")
    try:
        fields = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as broken:
        raise BadInput(f"{file}: is no valid JSON: {broken}") from broken
    with needs_train_extra("learning a hand"):
        try:
            return samples_among(fields)
        except BadInput as refused:
            raise type(refused)(f"{file}: {refused}") from refused


def write_samples(samples: list[Sample], file: Path) -> None:
    """Write ``samples`` to ``file``."""
    from inkdigits.web.drawings import as_text

    target = Path(os.path.realpath(file))  # a link stays a link
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_text(as_text(samples), encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)

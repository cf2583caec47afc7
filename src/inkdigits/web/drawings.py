"""Drawings of one hand as they are sent and kept: ``{"drawings": [{"digit": 7, "strokes": [...]}, ...]}``.

The same text comes from the page, is saved by it, and is read by ``inkdigits personal --drawings``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from inkdigits.errors import BadInput

if TYPE_CHECKING:  # would bring PyTorch, for which a page need not wait
    from inkdigits.personal import Sample

FORM = '{"drawings": [{"digit": 7, "strokes": [[[x, y], ...], ...]}, ...]}'


def samples_among(fields: object) -> list[Sample]:
    """Return the drawings in what JSON said.

    Raises:
        BadInput: it is of another form.
        BadCorrection, BadStrokes: as ``check_samples``.
    """
    from inkdigits.personal import check_samples

    found = fields.get("drawings") if isinstance(fields, dict) else None
    if not isinstance(found, list):
        raise BadInput(f"there are no drawings in it; they come as {FORM}")
    pairs = []
    for place, one in enumerate(found):
        if not isinstance(one, dict) or not {"digit", "strokes"} <= one.keys():
            raise BadInput(f"drawing {place}: has no digit or no strokes; drawings come as {FORM}")
        pairs.append((one["digit"], one["strokes"]))
    return check_samples(pairs)


def as_text(samples: Sequence[Sample]) -> str:
    """Return ``samples`` as JSON, a drawing a line."""
    plain = [{"digit": one.digit, "strokes": [stroke.tolist() for stroke in one.strokes]} for one in samples]
    lines = [json.dumps(one) for one in plain]
    return '{"drawings": [\n' + ",\n".join(lines) + "\n]}\n"

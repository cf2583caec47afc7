"""Turn a reading into plain values for JSON: the one place where our records become dictionaries."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inkdigits.recognition.reading import Glyph, Reading


def record_of(reading: Reading) -> dict[str, Any]:
    """Return ``reading`` as the command line and the HTTP API both tell it."""
    return {
        "text": reading.text,
        "confidence": float(reading.confidence),
        "digits": [_glyph_record(glyph) for glyph in reading.digits],
        "alternatives": [asdict(other) for other in reading.alternatives],
    }


def _glyph_record(glyph: Glyph) -> dict[str, Any]:
    return {
        "digit": glyph.digit,
        "confidence": glyph.confidence,
        "probabilities": glyph.probabilities.tolist(),
        "box": asdict(glyph.box),
    }

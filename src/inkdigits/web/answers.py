"""Turn a reading into the JSON of the API: the one place where our records become dictionaries."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from inkdigits.recognition.reading import Glyph, Reading
from inkdigits.web.current import Reader

if TYPE_CHECKING:
    from inkdigits.recognition.recognizer import Recognizer


def answer(reading: Reading, *, recognizer: Reader, include: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return ``reading`` as the API tells it; ``include`` adds pictures to each digit."""
    return {
        "text": reading.text,
        "confidence": float(reading.confidence),
        "digits": [tell_glyph(glyph, recognizer=recognizer, include=include) for glyph in reading.digits],
        "alternatives": [
            {"text": other.text, "confidence": float(other.confidence)} for other in reading.alternatives
        ],
        "model": recognizer.fingerprint,
    }


def tell_glyph(glyph: Glyph, *, recognizer: Reader, include: frozenset[str]) -> dict[str, Any]:
    """Return one glyph; the numbers of numpy become plain ones."""
    told: dict[str, Any] = {
        "digit": None if glyph.digit is None else int(glyph.digit),
        "confidence": float(glyph.confidence),
        "probabilities": [float(probability) for probability in glyph.probabilities],
        "box": {side: float(length) for side, length in asdict(glyph.box).items()},
    }
    if "normalized" in include:
        told["normalized"] = b64encode(glyph.normalized.tobytes()).decode()
    if "explanation" in include:
        # Only who asks for it waits for it: it reads the digit dozens of times.
        from inkdigits.recognition.explanation import explain

        told["explanation"] = b64encode(explain(glyph, cast("Recognizer", recognizer)).tobytes()).decode()
    return told

"""Turn a reading into the JSON of the API: the record that every face tells, the model, and any pictures."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from inkdigits.recognition.reading import Glyph, Reading
from inkdigits.recognition.record import record_of
from inkdigits.web.current import Reader

if TYPE_CHECKING:
    from inkdigits.recognition.recognizer import Recognizer


def answer(reading: Reading, *, recognizer: Reader, include: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return ``reading`` as the API tells it; ``include`` adds pictures, and their place, to each digit."""
    record = record_of(reading)
    for told, glyph in zip(record["digits"], reading.digits, strict=True):
        told.update(pictures_of(glyph, recognizer=recognizer, include=include))
        if include:
            told["field"] = asdict(glyph.field)
    return {**record, "model": recognizer.fingerprint}


def pictures_of(glyph: Glyph, *, recognizer: Reader, include: frozenset[str]) -> dict[str, str]:
    """Return what was asked for: each the 784 bytes of a 28x28 picture in base64."""
    pictures = {}
    if "normalized" in include:
        pictures["normalized"] = glyph.normalized
    if "explanation" in include:
        # Only who asks for it waits for it: it reads the digit dozens of times.
        from inkdigits.recognition.explanation import explain

        pictures["explanation"] = explain(glyph, cast("Recognizer", recognizer))
    return {name: b64encode(picture.tobytes()).decode() for name, picture in pictures.items()}

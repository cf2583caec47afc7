"""The API, version 1: send a drawing or a picture, get what is written there."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import request

from inkdigits.web.answers import answer
from inkdigits.web.current import recognizer
from inkdigits.web.questions import decode
from inkdigits.web.schemas import ReadingSchema

api = APIBlueprint("api", __name__, url_prefix="/api/v1")

EXAMPLE = {
    "text": "7",
    "confidence": 0.9931,
    "digits": [
        {
            "digit": 7,
            "confidence": 0.9931,
            "probabilities": [0.0001, 0.0012, 0.0009, 0.0008, 0.0003, 0.0001, 0, 0.9948, 0.0002, 0.0016],
            "box": {"x": 60, "y": 58, "width": 140, "height": 182},
        }
    ],
    "alternatives": [{"text": "9", "confidence": 0.0016}],
    "model": "5f2b0c4d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c",
}


@api.post("/readings")
@api.output(ReadingSchema, description="What is written there.", example=EXAMPLE)
@api.doc(operation_id="read", tags=["Reading"], responses=[400, 413, 415, 422, 500])
def read() -> dict[str, Any]:
    """Read the digits in a drawing or a picture.

    Send the strokes of a pen as JSON, a picture in a form, or the bare picture as the body. Ink may be
    dark on light or light on dark, of any size, anywhere in the picture. Blank paper is no error: its text
    is empty.
    """
    question = decode(request)
    reading = question.ask(recognizer())
    return answer(reading, recognizer=recognizer(), include=question.include)

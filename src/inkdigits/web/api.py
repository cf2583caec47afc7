"""The API, version 1: send a drawing or a picture, get what is written there."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import request

from inkdigits.web.answers import answer
from inkdigits.web.current import recognizer
from inkdigits.web.questions import decode

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="Reading")


@api.post("/readings")
def read() -> dict[str, Any]:
    """Read the digits in a drawing or a picture."""
    question = decode(request)
    reading = question.ask(recognizer())
    return answer(reading, recognizer=recognizer(), include=question.include)

"""The API, version 1: send a drawing or a picture, get what is written there, and say what was meant."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import request

from inkdigits.web.answers import answer
from inkdigits.web.current import recognizer
from inkdigits.web.drafts import bearer_token, decode_draft, idempotency_key
from inkdigits.web.keeping import store
from inkdigits.web.questions import decode
from inkdigits.web.schemas import ReadingSchema, ReceiptSchema

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
RECEIPT = {
    "id": "9f0c1d7a5b3e4c2f8a6d0e1b2c3d4e5f",
    "forget_token": "eZPRIafNOI7NGMK7zcAPhsHxOqFxqiTMGK9vfktrGVE",
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


@api.post("/corrections")
@api.output(ReceiptSchema, status_code=201, description="It is kept.", example=RECEIPT)
@api.doc(operation_id="correct", tags=["Corrections"], responses=[400, 409, 413, 415, 422, 503])
def correct() -> tuple[dict[str, str], int]:
    """Say what was meant, so that it can be learned.

    The ink is kept with what was read and what was meant, and nothing of you. An answer of 201 means that it
    is in the database, whatever happens next. Keep the token: with it, and only with it, you can have the
    ink forgotten. With the header `Idempotency-Key`, a request can be sent again without being kept twice,
    and is answered as before.
    """
    draft = decode_draft(request, model=recognizer().fingerprint)
    receipt = store().add(draft, key=idempotency_key(request))
    return {"id": receipt.id, "forget_token": receipt.forget_token}, 201


@api.delete("/corrections/<name>")
@api.output({}, status_code=204, description="It is forgotten.")
@api.doc(operation_id="forget", tags=["Corrections"], responses=[401, 403, 404, 503])
def forget(name: str) -> tuple[str, int]:
    """Have a correction forgotten.

    The ink, and all that was kept with it, is deleted. Models that have learned from it are not changed.
    """
    store().forget(name, token=bearer_token(request))
    return "", 204

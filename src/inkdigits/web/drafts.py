"""Turn a request into a correction: what was drawn or pictured, what was read, what was meant.

As with a question, the content type decides which form it has; here the ink itself is looked at as well,
since what is kept must be ink that can be read again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized, UnsupportedMediaType

from inkdigits.errors import BadCorrection, BadInput
from inkdigits.store.meaning import digits_meant, text_read
from inkdigits.store.packing import Packed, pack_picture, pack_strokes
from inkdigits.store.records import SOURCES, Draft
from inkdigits.web.bodies import whole_body
from inkdigits.web.questions import only_picture, parse_json, shortened, strokes_among

FINGERPRINT = re.compile(r"[0-9a-f]{64}")
KEY = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?")
KEY_HEADER = "Idempotency-Key"


def decode_draft(request: Request, *, model: str) -> Draft:
    """Return the correction in ``request``; ``model`` is who reads here, where the request names nobody.

    Raises:
        RequestEntityTooLarge, UnsupportedMediaType, InvalidJson: as for a question.
        BadInput: 422, a field is missing, or has a value that makes no sense.
    """
    body = whole_body(request)
    if request.is_json:
        fields = parse_json(body)
        strokes = strokes_among(fields)
        return _draft(fields, pack_strokes(strokes), model=model, kind="field")
    if request.mimetype == "multipart/form-data":
        picture = only_picture(request)
        return _draft(request.form, pack_picture(picture), model=model, kind="form field")
    raise UnsupportedMediaType(
        f"content type {request.mimetype or '(none)'!r} holds no correction; send application/json with "
        "strokes, read and meant, or multipart/form-data with a picture, read and meant"
    )


def idempotency_key(request: Request) -> str | None:
    """Return the key that makes sending ``request`` again harmless, if it has one.

    Raises:
        BadInput: it is empty, longer than 255 signs, or has others than ASCII's.
    """
    key = request.headers.get(KEY_HEADER)
    if key is not None and not KEY.fullmatch(key):
        raise BadInput(
            f"header {KEY_HEADER} is {shortened(key)}; it can be 1 to 255 signs, such as a random UUID"
        )
    return key


def bearer_token(request: Request) -> str:
    """Return the token in the header ``Authorization``.

    Raises:
        Unauthorized: 401, there is none.
    """
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        message = "header Authorization is missing; send Authorization: Bearer and the forget_token"
        raise Unauthorized(message, www_authenticate=WWWAuthenticate("bearer"))
    return sent.token


def _draft(fields: Mapping[str, object], ink: Packed, *, model: str, kind: str) -> Draft:
    for name in ("read", "meant"):
        if name not in fields:
            raise BadCorrection(f'body: there is no {kind} "{name}"; send what was read and what was meant')
    named = fields.get("model", model)
    if not isinstance(named, str) or not FINGERPRINT.fullmatch(named):
        raise BadCorrection(
            f'{kind} "model" is {shortened(named)}; send it as the reading told it, or leave it out'
        )
    source = fields.get("source", "api")
    if source not in SOURCES:
        raise BadCorrection(f'{kind} "source" is {shortened(source)}; it can be {", ".join(SOURCES)}')
    return Draft(
        ink=ink,
        read=text_read(fields["read"]),
        meant=digits_meant(fields["meant"]),
        confidence=_confidence(fields.get("confidence"), kind),
        model=named,
        source=str(source),
    )


def _confidence(value: object, kind: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            number = float(value)
            if 0.0 <= number <= 1.0:
                return number
    except (ValueError, OverflowError):
        pass
    raise BadCorrection(
        f'{kind} "confidence" is {shortened(value)}; it can be a number 0 to 1, or be left out'
    )

"""Every error as ``{"error": {"code", "message"}}``: the one place where refusals become statuses.

The class of an error decides its status, its ``code`` names it, its message is passed on as it is, since it
was written for people.  What nobody foresaw is a 500 that says nothing of the inside; the traceback goes
to the server's log.
"""

from __future__ import annotations

from apiflask import APIFlask, HTTPError
from flask import Response, current_app, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, ServiceUnavailable

from inkdigits.errors import (
    BadInput,
    InkdigitsError,
    InkTooLarge,
    KeyReused,
    NewerStore,
    PictureTooLarge,
    StoreUnavailable,
    UnknownCorrection,
    UnsupportedPicture,
    WrongToken,
)

STATUSES: tuple[tuple[type[InkdigitsError], int], ...] = (  # the first class that fits decides
    (UnsupportedPicture, 415),
    (PictureTooLarge, 413),
    (InkTooLarge, 413),
    (KeyReused, 409),
    (UnknownCorrection, 404),
    (WrongToken, 403),
    (StoreUnavailable, 503),
    (NewerStore, 503),
    (BadInput, 422),
    (InkdigitsError, 500),
)
CODES = {
    400: "bad_request",
    401: "unauthorized",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "body_too_large",
    414: "uri_too_long",
    415: "unsupported_type",
    422: "bad_input",
    431: "headers_too_large",
    500: "internal_error",
    501: "not_implemented",
    503: "not_ready",
}
NOT_KEPT = "corrections cannot be kept or forgotten now, and this one was not; try again later"
INTERNAL = "something broke in here; it is not the fault of what was sent"


class InvalidJson(BadRequest):
    """The body says that it is JSON, and is not."""

    label = "invalid_json"


class NotReady(ServiceUnavailable):
    """The server runs but cannot read digits."""

    label = "not_ready"


def answer_errors(app: APIFlask) -> None:
    """Make ``app`` answer every error in the one form."""
    app.error_processor(refuse_as_apiflask)
    app.register_error_handler(HTTPException, refuse_as_http)
    app.register_error_handler(InkdigitsError, refuse)


def refuse(error: InkdigitsError) -> tuple[Response, int]:
    """Answer one of our own errors."""
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    if status < 500:  # noqa: PLR2004  the statuses from 500 on are ours
        return problem(status, error.code, str(error))
    if status == 503:  # noqa: PLR2004  not a fault in here; what the database said is for the operator alone
        current_app.logger.error("%s %s: %s", request.method, request.path, error)
        return problem(status, error.code, NOT_KEPT)
    current_app.logger.error("%s %s: %s", request.method, request.path, error, exc_info=error)
    return problem(status, CODES[500], INTERNAL)


def refuse_as_http(error: HTTPException) -> tuple[Response, int]:
    """Answer an error of HTTP itself, keeping headers such as ``Allow``."""
    status = error.code or 500
    code = getattr(error, "label", None) or CODES.get(status) or error.name.lower().replace(" ", "_")
    response, status = problem(status, code, say(error))
    kept = [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]
    response.headers.extend(kept)
    return response, status


def refuse_as_apiflask(error: HTTPError) -> tuple[Response, int]:
    """Answer an error that APIFlask itself raises."""
    status = error.status_code
    return problem(status, CODES.get(status, "error"), error.message or "the request was refused")


def problem(status: int, code: str, message: str) -> tuple[Response, int]:
    """Return the one form of an error."""
    return jsonify({"error": {"code": code, "message": message}}), status


def say(error: HTTPException) -> str:
    """Return what a person can do with ``error``."""
    match error.code:
        case 404:
            return f"{request.path}: there is nothing here; /docs says what there is"
        case 405:
            allowed = ", ".join(sorted(set(getattr(error, "valid_methods", None) or ()) - {"OPTIONS"}))
            return f"{request.path}: {request.method} is not possible here, only {allowed}"
        case 413:
            size = f"{current_app.config['MAX_CONTENT_LENGTH']:,} bytes"
            parts = f"{current_app.config['MAX_FORM_PARTS']} parts"
            return f"it has more than {size} or, if a form, more than {parts}; send a smaller one"
        case 500:
            return INTERNAL
        case _:
            return error.description or error.name

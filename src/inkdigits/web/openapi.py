"""The OpenAPI 3.1 description of the API: what APIFlask derives from the views, and what it cannot know.

A question comes in three forms, and APIFlask knows one a view; an example for each error helps more than
its schema.  Both are added here, once, when the description is asked for.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask, Schema

from inkdigits.web.openapi_forms import (
    BODY,
    CORRECTION_BODY,
    FORGET_PARAMETERS,
    FORMS,
    KEY_PARAMETER,
    PARAMETERS,
    SEVEN,
)
from inkdigits.web.schemas import ErrorSchema

READINGS = "/api/v1/readings"
CORRECTIONS = "/api/v1/corrections"
EXAMPLE_HOST = "http://127.0.0.1:8000"  # what samples name; /docs puts its own address in its place

SAMPLES = {
    "read": {
        "Strokes": f"""curl {EXAMPLE_HOST}{READINGS} \\
  -H 'Content-Type: application/json' \\
  -d '{{"strokes": {SEVEN}}}'""",
        "A picture in a form": f"curl {EXAMPLE_HOST}{READINGS} \\\n  -F picture=@seven.png",
        "The bare picture, and what the network saw": f"""curl {EXAMPLE_HOST}{READINGS}?include=normalized \\
  -H 'Content-Type: image/png' \\
  --data-binary @seven.png""",
    },
    "correct": {
        "Strokes": f"""curl {EXAMPLE_HOST}{CORRECTIONS} \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: 0b8f5c1e-7d1c-4c55-9a55-2f6f3c7e9a10' \\
  -d '{{"strokes": {SEVEN}, "read": "1", "meant": "7"}}'""",
        "A picture in a form": f"""curl {EXAMPLE_HOST}{CORRECTIONS} \\
  -F picture=@seven.png -F read=1 -F meant=7""",
    },
    "forget": {
        "Ask": f"""curl -X DELETE {EXAMPLE_HOST}{CORRECTIONS}/$ID \\
  -H "Authorization: Bearer $FORGET_TOKEN\"""",
    },
    "live": {"Ask": f"curl {EXAMPLE_HOST}/health/live"},
    "ready": {"Ask": f"curl {EXAMPLE_HOST}/health/ready"},
}

ABOUT = (
    "Reads handwritten digits, drawn on a screen or photographed from paper, and says how sure it is. "
    "There are no accounts and no cookies. What is sent to be read is not stored; what is sent as a "
    "correction is, until its author has it forgotten."
)

ERRORS: dict[str, tuple[str, str, str]] = {  # status: when, the code and message of an example
    "400": (
        "The body says that it is JSON, and is not.",
        "invalid_json",
        "body: this is no valid JSON: Expecting value: line 1 column 13 (char 12)",
    ),
    "401": (
        "The header `Authorization` with the token is missing.",
        "unauthorized",
        "header Authorization is missing; send Authorization: Bearer and the forget_token",
    ),
    "403": (
        "The token is not that of this correction.",
        "wrong_token",
        "correction 9f0c...: this is not its token; send the one that it came with",
    ),
    "404": (
        "There is no such correction, or no more.",
        "unknown_correction",
        "correction 9f0c...: there is none of that name, or no more",
    ),
    "409": (
        "The `Idempotency-Key` came with another correction before, or with one that was forgotten.",
        "key_reused",
        "Idempotency-Key: another correction came with it before; use a new key for each",
    ),
    "413": (
        "The body has more bytes than the limit (16 MB by default), the picture too many pixels, or the ink.",
        "body_too_large",
        "it has more than 16,777,216 bytes or, if a form, more than 16 parts; send a smaller one",
    ),
    "415": (
        "The content type is neither JSON, a form nor a picture, or this kind of picture is not opened here.",
        "unsupported_type",
        "content type 'text/plain' cannot be read; send application/json with strokes, ...",
    ),
    "422": (
        "A field is missing or has no valid value: strokes that are no strokes, a broken picture.",
        "bad_input",
        "query parameter \"expect\" is 'letter'; it can be digit, number, auto",
    ),
    "500": (
        "Something broke in the server; its log says what.",
        "internal_error",
        "something broke in here; it is not the fault of what was sent",
    ),
    "503": (
        "The server runs, but cannot read; or corrections cannot be kept now: try again later.",
        "not_ready",
        "the server runs, but cannot read: its log says why",
    ),
    "default": (
        "Every other error has the same form: 404, an unknown address; 405, a wrong method, with `Allow`.",
        "not_found",
        "/api/v1/reading: there is nothing here; /docs says what there is",
    ),
}


def describe(app: APIFlask) -> None:
    """Make ``app`` describe itself at ``/openapi.json``."""
    app.config.update(
        DESCRIPTION=ABOUT,
        LICENSE={"name": "MIT", "identifier": "MIT"},
        SERVERS=[{"url": "/", "description": "This server"}],
        TAGS=[
            {"name": "Reading", "description": "Send ink, get digits."},
            {"name": "Corrections", "description": "Say what was meant, and have it forgotten."},
            {"name": "Health", "description": "For whoever watches over the server."},
        ],
        HTTP_ERROR_SCHEMA=ErrorSchema,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
    )
    app.schema_name_resolver = plain_name  # type: ignore[assignment]  # instances come, not classes
    app.spec_callback = complete


def plain_name(schema: Schema) -> str:
    """Return the name of ``schema`` in the description: that of its class without "Schema"."""
    return type(schema).__name__.removesuffix("Schema")


def complete(spec: Any) -> Any:  # noqa: ANN401  what APIFlask hands over may also be YAML
    """Return ``spec`` with what APIFlask cannot know: the forms of a question, and examples."""
    schemas = spec["components"]["schemas"]
    schemas.update(FORMS)
    for picture in ("normalized", "explanation"):
        schemas["Glyph"]["properties"][picture]["contentEncoding"] = "base64"
    operation = spec["paths"][READINGS]["post"]
    operation.update(parameters=PARAMETERS, requestBody=BODY)
    spec["paths"][CORRECTIONS]["post"].update(parameters=[KEY_PARAMETER], requestBody=CORRECTION_BODY)
    spec["paths"][f"{CORRECTIONS}/{{name}}"]["delete"].update(parameters=FORGET_PARAMETERS)
    for path in spec["paths"].values():
        for operation in path.values():
            samples = SAMPLES[operation["operationId"]].items()
            operation["x-codeSamples"] = [
                {"lang": "Shell", "label": label, "source": source} for label, source in samples
            ]
            operation["responses"]["default"] = {}
            show_errors(operation["responses"])
    return spec


def show_errors(responses: dict[str, Any]) -> None:
    """Give each error among ``responses`` its description and an example."""
    for status in sorted(set(responses).intersection(ERRORS)):
        when, code, message = ERRORS[status]
        example = {"error": {"code": code, "message": message}}
        schema = {"$ref": "#/components/schemas/Error"}
        responses[status] = {
            "description": when,
            "content": {"application/json": {"schema": schema, "example": example}},
        }

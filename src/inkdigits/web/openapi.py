"""The OpenAPI 3.1 description of the API: what APIFlask derives from the views, and what it cannot know.

A question comes in three forms, and APIFlask knows one a view; an example for each error helps more than
its schema.  Both are added here, once, when the description is asked for.
"""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask, Schema

from inkdigits.recognition.reading import EXPECTATIONS
from inkdigits.web.questions import INCLUDES, YES_OR_NO
from inkdigits.web.schemas import ErrorSchema

READINGS = "/api/v1/readings"
SEVEN = [[[60, 60], [200, 60], [110, 240]]]  # a bar, then a slanted stem

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
    "live": {"Ask": f"curl {EXAMPLE_HOST}/health/live"},
    "ready": {"Ask": f"curl {EXAMPLE_HOST}/health/ready"},
}

ABOUT = (
    "Reads handwritten digits, drawn on a screen or photographed from paper, and says how sure it is. "
    "There are no accounts and no cookies, and nothing that is sent to be read is stored."
)

ERRORS: dict[str, tuple[str, str, str]] = {  # status: when, the code and message of an example
    "400": (
        "The body says that it is JSON, and is not.",
        "invalid_json",
        "body: this is no valid JSON: Expecting value: line 1 column 13 (char 12)",
    ),
    "413": (
        "The body has more bytes than the limit (16 MB by default), or the picture has more pixels.",
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
        "The server runs, but cannot read.",
        "not_ready",
        "the server runs, but cannot read: its log says why",
    ),
    "default": (
        "Every other error has the same form: 404, an unknown address; 405, a wrong method, with `Allow`.",
        "not_found",
        "/api/v1/reading: there is nothing here; /docs says what there is",
    ),
}

EXPECT_SCHEMA = {
    "type": "string",
    "enum": list(EXPECTATIONS),
    "default": "auto",
    "description": "What to look for: one `digit`, never split; a `number`; or `auto`, either.",
}
EXPLAIN_SCHEMA = {
    "type": "boolean",
    "default": False,
    "description": "Whether to add a map of what mattered to each digit, as `include=explanation` does.",
}
STROKES_SCHEMA = {
    "type": "array",
    "description": "What the pen drew, stroke by stroke: each a list of points `[x, y]`, y downward.",
    "items": {
        "type": "array",
        "description": "One stroke: from the pen touching down to lifting.",
        "items": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
    },
}
DRAWING_SCHEMA = {
    "type": "object",
    "description": "A drawing.",
    "required": ["strokes"],
    "properties": {"strokes": STROKES_SCHEMA, "expect": EXPECT_SCHEMA, "explain": EXPLAIN_SCHEMA},
}
FORM_SCHEMA = {
    "type": "object",
    "description": "A form with a picture.",
    "required": ["picture"],
    "properties": {
        "picture": {
            "type": "string",
            "contentMediaType": "application/octet-stream",
            "description": "The file of the picture. Its content says what it is, not its name.",
        },
        "expect": EXPECT_SCHEMA,
        "explain": EXPLAIN_SCHEMA,
    },
}
BODY = {
    "description": "A drawing as strokes, or a picture in a form, or the bare picture.",
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/Drawing"},
            "example": {"strokes": SEVEN, "expect": "digit"},
        },
        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/PictureForm"}},
        "image/*": {"schema": {"description": "The bare bytes of the file: PNG, JPEG and others."}},
    },
}
PARAMETERS = [
    {
        "name": "expect",
        "in": "query",
        "description": EXPECT_SCHEMA["description"] + " A field `expect` in the body has precedence.",  # type: ignore[operator]
        "schema": {key: value for key, value in EXPECT_SCHEMA.items() if key != "description"},
    },
    {
        "name": "explain",
        "in": "query",
        "description": f"{EXPLAIN_SCHEMA['description']} A field `explain` in the body has precedence.",
        "schema": {"type": "string", "enum": list(YES_OR_NO), "default": "0"},
    },
    {
        "name": "include",
        "in": "query",
        "description": "What to add to each digit, separated by commas: the picture that the network saw "
        "(`normalized`), a map of what mattered in it (`explanation`).",
        "schema": {"type": "array", "items": {"type": "string", "enum": list(INCLUDES)}},
        "style": "form",
        "explode": False,
        "example": ["normalized"],
    },
]


def describe(app: APIFlask) -> None:
    """Make ``app`` describe itself at ``/openapi.json``."""
    app.config.update(
        DESCRIPTION=ABOUT,
        LICENSE={"name": "MIT", "identifier": "MIT"},
        SERVERS=[{"url": "/", "description": "This server"}],
        TAGS=[
            {"name": "Reading", "description": "Send ink, get digits."},
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
    schemas.update({"Drawing": DRAWING_SCHEMA, "PictureForm": FORM_SCHEMA})
    for picture in ("normalized", "explanation"):
        schemas["Glyph"]["properties"][picture]["contentEncoding"] = "base64"
    operation = spec["paths"][READINGS]["post"]
    operation.update(parameters=PARAMETERS, requestBody=BODY)
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

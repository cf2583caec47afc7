"""What may be sent, in the words of OpenAPI: the forms of a question and of a correction.

APIFlask derives one form a view, and these have several.
"""

from __future__ import annotations

from inkdigits.recognition.reading import EXPECTATIONS
from inkdigits.store.records import SOURCES
from inkdigits.web.questions import INCLUDES, YES_OR_NO

SEVEN = [[[60, 60], [200, 60], [110, 240]]]  # a bar, then a slanted stem
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
READ_SCHEMA = {"type": "string", "description": "The text that was read, as the reading told it."}
MEANT_SCHEMA = {
    "type": "string",
    "description": "The number that was meant: decimal digits of any script; lines where there are several.",
}
CONFIDENCE_SCHEMA = {
    "type": "number",
    "minimum": 0,
    "maximum": 1,
    "description": "How sure the reading was, as it told.",
}
MODEL_SCHEMA = {
    "type": "string",
    "pattern": "^[0-9a-f]{64}$",
    "description": "The model that read, as the reading told it; without it, the one that reads now.",
}
SOURCE_SCHEMA = {
    "type": "string",
    "enum": list(SOURCES),
    "default": "api",
    "description": "Whether a person in front of the page says so, or a program.",
}
SAID = {
    "read": READ_SCHEMA,
    "meant": MEANT_SCHEMA,
    "confidence": CONFIDENCE_SCHEMA,
    "model": MODEL_SCHEMA,
    "source": SOURCE_SCHEMA,
}
CORRECTION_SCHEMA = {
    "type": "object",
    "description": "A drawing, what was read and what was meant.",
    "required": ["strokes", "read", "meant"],
    "properties": {"strokes": STROKES_SCHEMA, **SAID},
}
CORRECTION_FORM_SCHEMA = {
    "type": "object",
    "description": "A form with a picture, what was read and what was meant.",
    "required": ["picture", "read", "meant"],
    "properties": {"picture": FORM_SCHEMA["properties"]["picture"], **SAID},  # type: ignore[index]
}
CORRECTION_BODY = {
    "description": "The same ink that was read, with what was read and what was meant.",
    "required": True,
    "content": {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/CorrectedDrawing"},
            "example": {"strokes": SEVEN, "read": "1", "meant": "7"},
        },
        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/CorrectedPictureForm"}},
    },
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A random name of this request, 1 to 255 signs; sent again with it, it is kept once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
FORGET_PARAMETERS = [
    {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "The `id` of the correction.",
        "schema": {"type": "string"},
    },
    {
        "name": "Authorization",
        "in": "header",
        "required": True,
        "description": "`Bearer` and the `forget_token` of the correction.",
        "schema": {"type": "string"},
    },
]
FORMS = {
    "Drawing": DRAWING_SCHEMA,
    "PictureForm": FORM_SCHEMA,
    "CorrectedDrawing": CORRECTION_SCHEMA,
    "CorrectedPictureForm": CORRECTION_FORM_SCHEMA,
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

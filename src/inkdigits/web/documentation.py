"""Turn the OpenAPI description into what /docs shows: operations with rows of fields, examples and errors.

The page is made from the same description that programs read, so the two cannot disagree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from markupsafe import Markup

from inkdigits.web.openapi import EXAMPLE_HOST

Json: TypeAlias = dict[str, Any]

FLAT = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")  # a list of plain values, spread over lines


@dataclass(frozen=True, slots=True)
class Row:
    """A field or a parameter."""

    name: str  # "digits[].box.x"
    kind: str  # "number 0 to 1"
    meaning: str
    required: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One way to send a question."""

    media_type: str
    meaning: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One status of an error."""

    status: str
    name: str
    when: str
    example: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to type."""

    label: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Row, ...]
    forms: tuple[Form, ...]
    status: str  # of the answer where all is well
    answer: tuple[Row, ...]
    example: str
    refusals: tuple[Refusal, ...]
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Documentation:
    """All that /docs shows."""

    title: str
    version: str
    description: str
    standard: str
    operations: tuple[Operation, ...]
    refusals: tuple[Refusal, ...]


def document(spec: Json, *, host: str) -> Documentation:
    """Return what the OpenAPI description ``spec`` says, for a reader who reached it at ``host``."""
    described = [
        (path, method, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    ]
    tags = [tag["name"] for tag in spec["tags"]]  # the most wanted first
    described.sort(key=lambda found: tags.index(found[2]["tags"][0]))
    operations = tuple(read_operation(spec, *found, host=host) for found in described)
    refusals = {refusal.status: refusal for operation in operations for refusal in operation.refusals}
    return Documentation(
        title=spec["info"]["title"],
        version=spec["info"]["version"],
        description=spec["info"]["description"],
        standard=spec["openapi"],
        operations=operations,
        refusals=tuple(refusals[status] for status in sorted(refusals)),
    )


def read_operation(spec: Json, path: str, method: str, described: Json, *, host: str) -> Operation:
    """Return one operation as it is shown."""
    status, good = good_answer(described["responses"])
    return Operation(
        anchor=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        parameters=tuple(
            Row(one["name"], kind_of(spec, one["schema"]), one["description"], one.get("required", False))
            for one in described["parameters"]
        ),
        forms=tuple(read_forms(spec, described.get("requestBody", {"content": {}}))),
        status=status,
        answer=tuple(rows_of(spec, good["schema"])) if good else (),
        example=pretty(good["example"]) if good else "",
        refusals=tuple(read_refusals(described["responses"])),
        samples=tuple(
            Sample(sample["label"], sample["source"].replace(EXAMPLE_HOST, host))
            for sample in described["x-codeSamples"]
        ),
    )


def good_answer(responses: Json) -> tuple[str, Json | None]:
    """Return the status where all is well, and what is answered then; None where that has no body."""
    status = next(status for status in responses if status.startswith("2"))
    content: Json | None = responses[status].get("content", {}).get("application/json")
    return status, content if content and content.get("example") else None


def read_forms(spec: Json, body: Json) -> Iterator[Form]:
    """Give the forms in which a body may come."""
    for media_type, content in body["content"].items():
        schema = resolve(spec, content["schema"])
        yield Form(media_type, schema["description"], tuple(rows_of(spec, schema)))


def read_refusals(responses: Json) -> Iterator[Refusal]:
    """Give the errors among ``responses``."""
    for status, response in responses.items():
        if not status.startswith("2"):
            example = response["content"]["application/json"]["example"]
            name = HTTPStatus(int(status)).phrase if status.isdecimal() else "any other error"
            yield Refusal(status, name, response["description"], pretty(example))


def rows_of(spec: Json, schema: Json, prefix: str = "") -> Iterator[Row]:
    """Give the fields of an object and of the objects in it, each with the way to it."""
    schema = resolve(spec, schema)
    for name, field in schema.get("properties", {}).items():
        place = f"{prefix}{name}"
        yield Row(
            place, kind_of(spec, field), field.get("description", ""), name in schema.get("required", ())
        )
        inner, mark = (field["items"], "[].") if field.get("type") == "array" else (field, ".")
        yield from rows_of(spec, inner, prefix=place + mark)


def kind_of(spec: Json, schema: Json) -> str:
    """Return what a value is, in few words."""
    schema = resolve(spec, schema)
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if "contentMediaType" in schema:
        return "file"
    if "contentEncoding" in schema:
        return f"{schema['contentEncoding']} string"
    kind = schema.get("type", "object")
    if kind == "array":
        return f"list of {kind_of(spec, schema['items'])}"
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words}, {schema['minimum']:g} to {schema['maximum']:g}" if "minimum" in schema else words


def resolve(spec: Json, schema: Json) -> Json:
    """Follow the reference in ``schema``, if it is one."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return spec["components"]["schemas"][name] if name else schema


def pretty(example: Json) -> str:
    """Return ``example`` as JSON to be read by people: lists of numbers stay on one line."""
    return FLAT.sub(lambda found: f"[{' '.join(found[1].split())}]", json.dumps(example, indent=2))


def with_code(text: str) -> Markup:
    """Return ``text`` as HTML, what stands between back ticks as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )

"""Turn a request into a question: what is to be read, what is expected, what the answer includes.

A question comes in three forms: JSON with strokes, a form with a picture, or the bare picture.  The content
type decides which, never a file name.  Whether strokes are strokes and a picture is a picture is for
the recognizer to find out; here only the wrapping is taken off.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from inkdigits.errors import BadInput, BadPicture, BadStrokes
from inkdigits.recognition.reading import EXPECTATIONS, Expectation, Reading
from inkdigits.web.bodies import whole_body
from inkdigits.web.current import Reader
from inkdigits.web.problems import InvalidJson

INCLUDES = ("normalized", "explanation")
YES_OR_NO = {"1": True, "true": True, "0": False, "false": False}
MAX_VALUES = 1_000_000  # numbers and lists in one JSON text; 16 MB of "[],[]," would grow to 400 MB of lists
DEEP = 64  # lists in lists; ours have three
NOTHING: Mapping[str, object] = {}  # the fields of a body that has none
TOO_DEEP = "body: this JSON is nested far too deep; strokes are lists of points, points are [x, y]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to know: about ``strokes`` or, where that is None, about ``picture``."""

    strokes: list[object] | None = None  # as they came: not yet checked
    picture: bytes = b""
    expect: Expectation = "auto"
    include: frozenset[str] = frozenset()

    def ask(self, recognizer: Reader) -> Reading:
        """Have ``recognizer`` read it."""
        if self.strokes is None:
            return recognizer.read(self.picture, expect=self.expect)
        return recognizer.read_strokes(self.strokes, expect=self.expect)


def decode(request: Request) -> Question:
    """Return the question that ``request`` asks.

    Raises:
        RequestEntityTooLarge: 413, the body is over the limit.
        UnsupportedMediaType: 415, the body is neither JSON nor a form nor a picture.
        InvalidJson: 400, the body is not the JSON that it says it is.
        BadInput: 422, a field is missing, or ``expect``, ``explain`` or ``include`` has a value that is not
            known.
    """
    body = whole_body(request)
    if request.is_json:
        return strokes_in_json(request, body)
    if request.mimetype == "multipart/form-data":
        return picture_in_form(request)
    if request.mimetype.startswith("image/"):
        return Question(picture=body, expect=expectation(request), include=inclusions(request))
    raise UnsupportedMediaType(
        f"content type {request.mimetype or '(none)'!r} cannot be read; send application/json with strokes, "
        "multipart/form-data with a picture, or the bare picture as image/png, image/jpeg, ..."
    )


def strokes_in_json(request: Request, raw: bytes) -> Question:
    """Return the question in ``{"strokes": ..., ...}``; fields that are not known are ignored."""
    body = parse_json(raw)
    strokes = strokes_among(body)
    expect, include = expectation(request, body, "field"), inclusions(request, body, "field")
    return Question(strokes=strokes, expect=expect, include=include)


def strokes_among(body: object) -> list[object]:
    """Return the strokes in the JSON object ``body``, as they came."""
    if not isinstance(body, dict) or "strokes" not in body:
        raise BadStrokes('body: there is no field "strokes"; send {"strokes": [[[x, y], ...], ...]}')
    strokes = body["strokes"]
    if not isinstance(strokes, list):
        raise BadStrokes(f'field "strokes" is {shortened(strokes)}, not a list; send [[[x, y], ...], ...]')
    return strokes


def picture_in_form(request: Request) -> Question:
    """Return the question in a form with a file ``picture`` and perhaps more fields."""
    picture = only_picture(request)
    expect = expectation(request, request.form, "form field")
    include = inclusions(request, request.form, "form field")
    return Question(picture=picture, expect=expect, include=include)


def only_picture(request: Request) -> bytes:
    """Return the bytes of the one file ``picture`` in a form."""
    pictures = request.files.getlist("picture")
    if len(pictures) != 1:
        found = "a text field, not a file" if "picture" in request.form else f"there {len(pictures)} times"
        message = f'form field "picture" is {found}; send one file, as curl -F picture=@seven.png does'
        raise BadPicture(message)
    picture: bytes = pictures[0].read()
    return picture


def expectation(request: Request, fields: Mapping[str, object] = NOTHING, kind: str = "") -> Expectation:
    """Return what ``expect`` says, among the body's ``fields`` or else in the address; without it "auto"."""
    value, place = asked("expect", request, fields, kind, default="auto")
    for known in EXPECTATIONS:
        if value == known:
            return known
    message = f"{place} is {shortened(value)}; it can be {', '.join(EXPECTATIONS)}"
    raise BadInput(message)


def inclusions(request: Request, fields: Mapping[str, object] = NOTHING, kind: str = "") -> frozenset[str]:
    """Return what ``?include=`` asks for, and the explanation if ``explain`` does."""
    explain, place = asked("explain", request, fields, kind, default="0")
    wanted = YES_OR_NO.get(str(explain).lower()) if isinstance(explain, str | int) else None
    if wanted is None:
        message = f"{place} is {shortened(explain)}; it can be {', '.join(YES_OR_NO)}"
        raise BadInput(message)
    return included(request) | ({"explanation"} if wanted else set())


def asked(
    name: str, request: Request, fields: Mapping[str, object], kind: str, *, default: str
) -> tuple[object, str]:
    """Return the value of ``name`` and the place where it stands: the body is nearer than the address."""
    if name in fields:
        return fields[name], f'{kind} "{name}"'
    return request.args.get(name, default), f'query parameter "{name}"'


def included(request: Request) -> frozenset[str]:
    """Return what ``?include=`` asks for: names with commas between them, or the parameter several times."""
    names = {name for value in request.args.getlist("include") for name in value.split(",") if name}
    unknown = sorted(names.difference(INCLUDES))
    if unknown:
        message = f'query parameter "include" is {shortened(unknown[0])}; it can be {", ".join(INCLUDES)}'
        raise BadInput(message)
    return frozenset(names)


def parse_json(raw: bytes) -> Any:  # noqa: ANN401  anything may come
    """Return what the JSON text ``raw`` says, however it was made to hurt."""
    if b"[" * DEEP in raw:
        raise InvalidJson(TOO_DEEP)
    if sum(map(raw.count, (b",", b"[", b"{"))) > MAX_VALUES:
        message = f'body: more than {MAX_VALUES:,} values in it; send fewer points in "strokes"'
        raise BadStrokes(message)
    try:
        return json.loads(raw, parse_constant=refuse_constant)
    except RecursionError:
        message = TOO_DEEP
    except json.JSONDecodeError as error:
        message = f"body: this is no valid JSON: {error}" if raw.strip() else "body: it is empty, not JSON"
    except UnicodeDecodeError:
        message = "body: this is no valid JSON: it is not UTF-8 text"
    except ValueError:
        message = "body: it has a number of thousands of digits"
    raise InvalidJson(message)


def refuse_constant(name: str) -> NoReturn:
    """Refuse ``NaN`` and ``Infinity``, which Python reads and JSON does not know."""
    message = f"body: this is no valid JSON: {name} is not a number there"
    raise InvalidJson(message)


def shortened(value: object, length: int = 40) -> str:
    """Return ``value`` as it may be shown in a message."""
    shown = repr(value)
    return shown if len(shown) <= length else f"{shown[:length]}..."

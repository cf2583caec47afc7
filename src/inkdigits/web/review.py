"""The review of corrections: a page for the operator, on this machine alone, and what it asks.

Whoever can reach it decides what the model learns, so it has the guards of ``local.py``.  The queue holds
names and what speaks against each; ink and facts are asked for one by one, so that what an author has had
forgotten meanwhile is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast, runtime_checkable

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from inkdigits.errors import BadInput, InkdigitsError, UnknownCorrection
from inkdigits.reviewing import Suspect
from inkdigits.store.meaning import digits_meant
from inkdigits.store.packing import unpack_strokes
from inkdigits.store.records import STATUSES, Correction, Status
from inkdigits.web.bodies import whole_body
from inkdigits.web.local import create_local_app
from inkdigits.web.pages import fresh
from inkdigits.web.questions import parse_json

KEY = "inkdigits.review"
MAX_BODY = 16 * 1024  # bytes; a verdict has a few dozen
PNG = b"\x89PNG"


@runtime_checkable
class Reviewed(Protocol):
    """Whatever holds corrections to review: ``store.Corrections``, or what a test hands in instead."""

    def get(self, name: str) -> Correction:
        """Return the correction ``name``, or raise ``UnknownCorrection``."""

    def review(self, name: str, status: Status, *, label: str | None = None) -> None:
        """Write down what the operator says of it."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the views work on: where corrections are, and in which order they are shown."""

    store: Reviewed
    suspects: tuple[Suspect, ...]


views = Blueprint("review", __name__)


def create_review_app(
    store: Reviewed, suspects: Sequence[Suspect], *, port: int, secret: str = ""
) -> APIFlask:
    """Return the application that reviews ``suspects``, on ``port`` of this machine, under ``/secret/``."""
    app = create_local_app("inkdigits review", views, port=port, max_body=MAX_BODY, secret=secret)
    app.extensions[KEY] = Review(store, tuple(suspects))
    return app


@views.get("/")
def page() -> Response:
    """Show the page."""
    return fresh(render_template("review.html"))


@views.get("/corrections")
def queue() -> dict[str, Any]:
    """Tell which corrections there are to review, in which order, and what speaks against each."""
    return {
        "corrections": [
            {"id": one.name, "now": one.text, "confidence": one.confidence, "reasons": one.reasons}
            for one in review().suspects
        ]
    }


@views.get("/corrections/<name>")
def show(name: str) -> dict[str, Any]:
    """Tell all that the page shows of one correction."""
    return shown(find(name))


@views.get("/corrections/<name>/picture")
def picture(name: str) -> BaseResponse:
    """Give the picture of one correction."""
    found = find(name)
    if found.ink.kind != "picture":
        raise UnknownCorrection(f"correction {name}: was drawn, so there is no picture of it")
    return Response(found.ink.data, mimetype="image/png" if found.ink.data.startswith(PNG) else "image/webp")


@views.post("/corrections/<name>")
def judge(name: str) -> dict[str, Any]:
    """Write down what the operator says of one correction, and tell how it stands now."""
    found = find(name)
    status, label = verdict(parse_json(whole_body(request)))
    review().store.review(found.id, status, label=None if label == found.meant else label)
    return shown(find(name))


def review() -> Review:
    """Return what this application reviews."""
    return cast("Review", current_app.extensions[KEY])


def find(name: str) -> Correction:
    """Return the correction of exactly that name.

    Raises:
        UnknownCorrection: there is none, or its author has had it forgotten.
    """
    found = review().store.get(name)
    if found.id != name:
        raise UnknownCorrection(f"correction {name}: there is none of that name")
    return found


def shown(correction: Correction) -> dict[str, Any]:
    """Return what the page shows of ``correction``."""
    return {
        "id": correction.id,
        "created": correction.created.isoformat(timespec="seconds"),
        "source": correction.source,
        "model": correction.model,
        "read": correction.read,
        "confidence": correction.confidence,
        "meant": correction.meant,
        "label": correction.label,
        "truth": correction.truth,
        "status": correction.status,
        "kind": correction.ink.kind,
        "strokes": strokes_of(correction),
    }


def strokes_of(correction: Correction) -> list[Any] | None:
    """Return the strokes as lists; None for a picture, and where what was kept is damaged."""
    if correction.ink.kind == "picture":
        return None
    try:
        return [stroke.tolist() for stroke in unpack_strokes(correction.ink)]
    except InkdigitsError:
        return None


def verdict(fields: object) -> tuple[Status, str | None]:
    """Return what a verdict says: a status, and what was meant instead, if anything.

    Raises:
        BadInput: 422, it says neither, or something else.
    """
    if not isinstance(fields, dict):
        raise BadInput("body: send an object with status, and label if something else was meant")
    known = next((one for one in STATUSES if one == fields.get("status")), None)
    if known is None:
        raise BadInput(f'field "status" can be {", ".join(STATUSES)}')
    label = fields.get("label")
    return known, None if label is None else digits_meant(label, field="label", no_digit=True)

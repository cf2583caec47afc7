"""The sheet on which one person writes each digit five times, and what becomes of the drawings.

The page is for this machine alone (``local.py``).  It keeps the drawings itself until they were learned, so
nothing here can lose them; the learning goes on in a thread of its own, and the page asks how far it is.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, render_template, request

from inkdigits.web.bodies import whole_body
from inkdigits.web.drawings import samples_among
from inkdigits.web.lesson import Learn, Lesson
from inkdigits.web.local import create_local_app
from inkdigits.web.pages import fresh
from inkdigits.web.questions import parse_json

if TYPE_CHECKING:  # would bring PyTorch, for which the page need not wait
    from inkdigits.personal import Sample

KEY = "inkdigits.personal"
MAX_BODY = 8 * 1024 * 1024  # bytes; fifty drawings of as many points as the page takes


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the views work on: what becomes of the drawings, and what ends the command."""

    lesson: Lesson
    end: Callable[[], None]


views = Blueprint("personal", __name__)


def end_server() -> None:
    """Tell the server that this process works for to stop."""
    os.kill(os.getppid(), signal.SIGTERM)


def create_personal_app(
    learn: Learn, *, port: int, secret: str = "", end: Callable[[], None] = end_server
) -> APIFlask:
    """Return the application of the guided sheet, on ``port`` of this machine, under ``/secret/``.

    Args:
        learn: learns from drawings, and returns what is told of it (see ``personal_report``).
        port: where the page is opened; no other name or port is answered.
        secret: what the addresses begin with; empty: nothing.
        end: ends the command, when the person is done.
    """
    app = create_local_app("inkdigits personal", views, port=port, max_body=MAX_BODY, secret=secret)
    app.extensions[KEY] = Sheet(Lesson(learn), end)
    return app


@views.get("/")
def page() -> Response:
    """Show the sheet."""
    return fresh(render_template("personal.html"))


@views.get("/progress")
def progress() -> dict[str, Any]:
    """Tell how far the learning is, and what came of it."""
    return sheet().lesson.told()


@views.post("/drawings")
def learn() -> tuple[dict[str, Any], int]:
    """Begin to learn from the drawings, unless that is going on."""
    lesson = sheet().lesson
    lesson.begin(samples_sent())
    return lesson.told(), 202


@views.post("/done")
def done() -> tuple[str, int]:
    """End the command."""
    sheet().end()
    return "", 204


def sheet() -> Sheet:
    """Return what this application works on."""
    return cast("Sheet", current_app.extensions[KEY])


def samples_sent() -> list[Sample]:
    """Return the drawings that the request holds."""
    return samples_among(parse_json(whole_body(request)))

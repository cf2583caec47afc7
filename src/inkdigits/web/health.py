"""Two questions of whoever watches over the server: does the process live, and can it read?"""

from __future__ import annotations

import numpy as np
from apiflask import APIBlueprint
from flask import current_app

from inkdigits.web.current import Reader, recognizer
from inkdigits.web.problems import NotReady
from inkdigits.web.schemas import LiveSchema, ReadySchema

health = APIBlueprint("health", __name__, url_prefix="/health")

PROBE = np.array([[0.0, 0.0], [60.0, 0.0], [20.0, 100.0]])  # a seven: a bar, then a slanted stem


@health.get("/live")
@health.output(LiveSchema, description="It does.", example={"status": "live"})
@health.doc(operation_id="live", tags=["Health"])
def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "live"}


@health.get("/ready")
@health.output(ReadySchema, description="They can.", example={"status": "ready", "model": "5f2b0c4d9e8a..."})
@health.doc(operation_id="ready", tags=["Health"], responses=[503])
def ready() -> dict[str, str]:
    """Tell whether digits can be read, by reading one."""
    read_one_digit(recognizer())
    return {"status": "ready", "model": recognizer().fingerprint}


def read_one_digit(recognizer: Reader) -> None:
    """Read a digit that is always the same.

    Raises:
        NotReady: it could not be read; the reason is in the server's log, not in the answer.
    """
    try:
        glyphs = recognizer.read_strokes([PROBE], expect="digit").digits
    except Exception as error:
        current_app.logger.exception("not ready")
        raise NotReady("the server runs, but cannot read: its log says why") from error
    if not glyphs:
        raise NotReady("the server runs, but sees no ink where there is some; check the model file")

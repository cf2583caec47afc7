"""Read the body of a request whole, or refuse it for its size, whichever way it comes.

A body either announces its length or comes in chunks until it ends.  Of the second kind Werkzeug reads up to
the limit and stops as if the body ended there [1], so one that goes on is found out here.

Who sends a large body often listens only when all of it is sent; were the connection closed at once, the
refusal would be lost to a "connection reset".  So a refused body is read on for a while, and thrown away.

[1] werkzeug.wsgi.LimitedStream.readall
"""

from __future__ import annotations

from io import BytesIO
from time import monotonic
from typing import Protocol, runtime_checkable

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

BLOCK = 64 * 1024  # bytes
PATIENCE = 64 * 1024 * 1024  # bytes of a refused body that are read all the same
HURRY = 5.0  # seconds after which no more of them is


@runtime_checkable
class Stream(Protocol):
    """What the server hands over as a body."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""


class RequestInMemory(Request):
    """A request whose pictures never touch the disk: its body is in memory anyway, and nothing is kept."""

    def _get_file_stream(self, *_: object, **__: object) -> BytesIO:
        return BytesIO()


def whole_body(request: Request) -> bytes:
    """Return the body of ``request``, which keeps it too.

    Raises:
        RequestEntityTooLarge: 413, it has more bytes than the application accepts.
    """
    raw: Stream = request.environ["wsgi.input"]
    try:
        body = request.get_data(parse_form_data=False)
    except RequestEntityTooLarge:
        throw_away(raw)
        raise
    in_chunks = request.content_length is None
    if in_chunks and len(body) == request.max_content_length and raw.read(1):
        throw_away(raw)
        raise RequestEntityTooLarge
    return body


def throw_away(raw: Stream) -> None:
    """Read what remains of a refused body, within limits."""
    deadline = monotonic() + HURRY
    remaining = PATIENCE
    while remaining > 0 and monotonic() < deadline and (block := raw.read(BLOCK)):
        remaining -= len(block)

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
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, ClientDisconnected, RequestEntityTooLarge

BLOCK = 64 * 1024  # bytes
PATIENCE = 64 * 1024 * 1024  # bytes of a refused body that are read all the same
HURRY = 5.0  # seconds after which no more of them is
CUT_SHORT = "the body ended before it was complete, or its chunks make no sense; send it again"


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
        BadRequest: 400, it ended before its end, or its chunks are none.
    """
    raw: Stream = request.environ["wsgi.input"]
    try:
        body = request.get_data(parse_form_data=False)
        if goes_on(raw, body, request):
            raise RequestEntityTooLarge  # noqa: TRY301  both kinds are thrown away below
    except RequestEntityTooLarge:
        throw_away(raw)
        raise
    except (ClientDisconnected, ParseException, OSError) as error:
        raise BadRequest(CUT_SHORT) from error
    if request.content_length is not None and len(body) < request.content_length:
        raise BadRequest(CUT_SHORT)
    return body


def goes_on(raw: Stream, body: bytes, request: Request) -> bool:
    """Tell whether ``body``, which came in chunks, was cut off at the limit."""
    in_chunks = request.content_length is None
    return in_chunks and len(body) == request.max_content_length and bool(raw.read(1))


def throw_away(raw: Stream) -> None:
    """Read what remains of a refused body, within limits."""
    deadline = monotonic() + HURRY
    remaining = PATIENCE
    while remaining > 0 and monotonic() < deadline and (block := raw.read(BLOCK)):
        remaining -= len(block)

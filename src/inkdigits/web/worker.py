"""gunicorn's worker with threads, except that what is no HTTP is refused in the API's own form.

Such requests never reach the application: the line or a header makes no sense, or is too long.  gunicorn
would answer with a page of HTML without any of our headers.
"""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from gunicorn.http.errors import (
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from inkdigits.web.problems import CODES, INTERNAL
from inkdigits.web.security import HEADERS

STATUSES: tuple[tuple[type[BaseException], HTTPStatus], ...] = (  # the first class that fits decides
    (LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (UnsupportedTransferCoding, HTTPStatus.NOT_IMPLEMENTED),
    (ParseException, HTTPStatus.BAD_REQUEST),
    (BlockingIOError, HTTPStatus.REQUEST_TIMEOUT),
    (BaseException, HTTPStatus.INTERNAL_SERVER_ERROR),
)

LATE = "the rest of it did not come in time"


class Worker(ThreadWorker):
    """Answers requests with threads."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ANN401
        """Refuse the request that ``exc`` broke off, on the socket ``client``; gunicorn's signature."""
        del req, addr
        status = next(status for kind, status in STATUSES if isinstance(exc, kind))
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("a request broke off")  # noqa: LOG004  gunicorn calls this where it is handled
        with suppress(OSError):  # whoever sent it has left
            write_nonblock(client, refusal(status, LATE if isinstance(exc, BlockingIOError) else str(exc)))


def refusal(status: HTTPStatus, found: str) -> bytes:
    """Return a whole HTTP answer that says what was ``found`` wrong with a request."""
    internal = status == HTTPStatus.INTERNAL_SERVER_ERROR
    message = INTERNAL if internal else f"the request is no HTTP that is understood here: {found}"
    body = json.dumps({"error": {"code": CODES[status], "message": message}}).encode()
    headers = {
        **HEADERS,
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body

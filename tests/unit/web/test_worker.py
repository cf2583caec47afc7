"""What is no HTTP is refused as everything else is: one form, the strict headers, a clear sentence."""

from __future__ import annotations

import json

import pytest
from gunicorn.http.errors import InvalidHeader, LimitRequestHeaders, LimitRequestLine

from inkdigits.web.security import HEADERS
from inkdigits.web.worker import Worker, refusal


class Line:
    """A socket that keeps what is written to it."""

    def __init__(self):
        self.written = b""

    def gettimeout(self):
        """Never wait."""
        return 0.0

    def setblocking(self, _):
        """Take no notice."""

    def sendall(self, content):
        """Keep it."""
        self.written += content

    write = send = sendall


class Complaints:
    """A log that counts."""

    count = 0

    def exception(self, *_):
        """Count one."""
        self.count += 1


def refused(error):
    """Let a worker refuse what made ``error``; return status line, headers, body, and what was logged."""
    worker, line = object.__new__(Worker), Line()
    worker.log = Complaints()
    worker.handle_error(None, line, ("192.0.2.1", 1), error)
    head, body = line.written.decode().split("\r\n\r\n")
    status, *headers = head.split("\r\n")
    return status, dict(header.split(": ", 1) for header in headers), json.loads(body), worker.log.count


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidHeader("X Y"), 400, "bad_request"),
        (LimitRequestLine(5000, 4094), 414, "uri_too_long"),
        (LimitRequestHeaders("limit request headers fields"), 431, "headers_too_large"),
        (BlockingIOError(11, "Resource temporarily unavailable"), 408, "request_timeout"),
    ],
)
def test_what_is_no_http_is_refused_in_the_one_form(error, status, code):
    """The status that fits, our headers, no HTML, and nothing in the log: it is the sender's fault."""
    line, headers, body, logged = refused(error)
    assert line.startswith(f"HTTP/1.1 {status} ")
    assert body["error"]["code"] == code
    assert "no HTTP that is understood" in body["error"]["message"]
    assert headers.items() >= HEADERS.items()
    assert headers["Content-Type"] == "application/json"
    assert headers["Connection"] == "close"
    assert logged == 0


def test_our_own_fault_is_logged_and_says_nothing_of_the_inside():
    """A 500 without the exception's text."""
    line, _, body, logged = refused(RuntimeError("secret"))
    assert line.startswith("HTTP/1.1 500 ")
    assert "secret" not in json.dumps(body)
    assert logged == 1


def test_the_length_told_is_that_of_the_body():
    """A client that trusts Content-Length reads all of it."""
    from http import HTTPStatus

    head, body = refusal(HTTPStatus.BAD_REQUEST, "größer").split(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head

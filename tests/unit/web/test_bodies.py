"""A body is read whole or refused for its size, whichever way it comes."""

from __future__ import annotations

import io

import pytest
from flask import Flask, Request
from gunicorn.http.errors import InvalidChunkSize
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from inkdigits.web import bodies
from inkdigits.web.bodies import whole_body

LIMIT = 1000


class Endless(io.RawIOBase):
    """A body that never ends; counts what was read of it."""

    taken = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer) -> int:
        """Give as much as is wanted."""
        self.taken += len(buffer)
        return len(buffer)


def asked(stream, *, length=None) -> Request:
    """Return a request with ``stream`` as its body, which comes in chunks unless its length is told."""
    app = Flask("inkdigits")
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    environment = {
        "REQUEST_METHOD": "POST",
        "wsgi.input": stream,
        "wsgi.input_terminated": True,
        "wsgi.url_scheme": "http",
        "SERVER_NAME": "here",
        "SERVER_PORT": "80",
    }
    if length is not None:
        environment["CONTENT_LENGTH"] = str(length)
    with app.request_context(environment) as context:
        context.request.max_content_length = LIMIT
        return context.request


@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT])
@pytest.mark.parametrize("told", [True, False])
def test_a_body_up_to_the_limit_is_read_whole(size, told):
    """Every byte of it, with its length told or in chunks."""
    body = bytes(number % 251 for number in range(size))
    assert whole_body(asked(io.BytesIO(body), length=size if told else None)) == body


@pytest.mark.parametrize("told", [True, False])
def test_one_byte_more_is_too_much(told):
    """It is refused, not cut off."""
    stream = io.BytesIO(bytes(LIMIT + 1))
    with pytest.raises(RequestEntityTooLarge):
        whole_body(asked(stream, length=LIMIT + 1 if told else None))


@pytest.mark.parametrize("length", [None, 10**12])
def test_a_body_without_end_is_given_up(monkeypatch, length):
    """A refused body is read on for a while, so that its sender hears why, but not for ever."""
    monkeypatch.setattr(bodies, "PATIENCE", 10 * LIMIT)
    monkeypatch.setattr(bodies, "BLOCK", LIMIT)
    stream = Endless()
    with pytest.raises(RequestEntityTooLarge):
        whole_body(asked(stream, length=length))
    assert 10 * LIMIT <= stream.taken < 200 * LIMIT


def test_a_body_that_only_trickles_is_given_up(monkeypatch):
    """Time is a limit as well as size."""
    monkeypatch.setattr(bodies, "HURRY", 0.0)
    stream = Endless()
    with pytest.raises(RequestEntityTooLarge):
        whole_body(asked(stream, length=10**12))
    assert stream.taken <= bodies.BLOCK


@pytest.mark.parametrize("found", [b"", b"half"])
def test_a_body_that_ends_early_is_no_body(found):
    """Half a picture is not read as a broken one: it is the request that is broken."""
    with pytest.raises(BadRequest, match="complete"):
        whole_body(asked(io.BytesIO(found), length=10))


@pytest.mark.parametrize("error", [InvalidChunkSize(b"ZZ"), ConnectionResetError(), TimeoutError()])
def test_chunks_that_are_none_are_the_senders_fault(error):
    """What breaks on the line is 400, not 500."""

    class Broken:
        def read(self, size):
            del size
            raise error

    with pytest.raises(BadRequest, match="chunks"):
        whole_body(asked(Broken()))

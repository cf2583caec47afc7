"""Whatever is sent to the server: a clear refusal, the right status, no traceback, and it still reads.

Everything here goes over a socket to a real ``inkdigits serve``.
"""

from __future__ import annotations

import io
import json
import socket
import struct
import zlib
from urllib.parse import urlsplit

import numpy as np
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

GOOD = {"strokes": [[[60, 60], [130, 58], [200, 60], [160, 150], [110, 240]]], "expect": "digit"}
LEAKS = ("Traceback", "site-packages", 'File "', "/src/", "numpy", "cv2", "PIL.", "object at 0x")
PATIENCE = 30  # seconds


@pytest.fixture(autouse=True)
def still_reads(server):
    """After every test the same server reads the same digit, and has complained of nothing."""
    yield
    answered = requests.post(f"{server.address}/api/v1/readings", json=GOOD, timeout=PATIENCE)
    assert answered.status_code == 200
    assert answered.json()["text"] == "7"
    assert "Traceback" not in server.complaints.read_text()


def send(server, body, kind="application/json", **more) -> requests.Response:
    """Post ``body`` to the readings."""
    address = f"{server.address}/api/v1/readings"
    return requests.post(address, data=body, headers={"Content-Type": kind}, timeout=PATIENCE, **more)


def refused(answered, *statuses) -> str:
    """Return the message of a refusal, after its status and its form were checked."""
    assert answered.status_code in statuses, answered.text
    error = answered.json()["error"]
    assert set(error) == {"code", "message"}
    assert 0 < len(error["message"]) < 400
    sent = str(answered.request.body)  # what a client says itself and hears again is no leak
    assert not [leak for leak in LEAKS if leak in error["message"] and leak not in sent]
    return error["message"]


def picture(kind, size=(28, 28), mode="L", **options) -> bytes:
    """Return a picture of nothing as a file of that kind."""
    file = io.BytesIO()
    Image.new(mode, size, 255 if mode == "L" else None).save(file, kind, **options)
    return file.getvalue()


def png_that_promises(width, height) -> bytes:
    """Return a PNG whose header promises more pixels than follow."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk
        + struct.pack(">I", len(data) - 4)
        + data
        + struct.pack(">I", zlib.crc32(data))
    )


STROKES_THAT_ARE_NONE = {
    "text": "7",
    "number": 7,
    "null": None,
    "object": {"x": 1},
    "true": True,
    "numbers": [1, 2, 3],
    "points without a stroke": [[1, 2], [3, 4]],
    "texts": ["abc"],
    "points of one number": [[[1], [2]]],
    "points of three numbers": [[[1, 2, 3]]],
    "points of unequal length": [[[1, 2], [3]]],
    "points of texts": [[["1", "2"]]],
    "a text among numbers": [[[1, "2"]]],
    "points of nulls": [[[None, None]]],
    "points of truths": [[[True, False], [False, True]]],
    "points of objects": [[{"x": 1, "y": 2}]],
    "nested once too deep": [[[[1, 2]]]],
    "a stroke and a number": [[[1, 2]], 3],
    "1e300": [[[1e300, 0], [0, 1e300]]],
    "-1e300": [[[-1e300, 0], [1, 1]]],
    "larger than any float": [[[10**400, 0]]],
    "too many strokes": [[[0, 0], [1, 1]]] * 20_000,
    "one stroke of very many points": [[[number, number] for number in range(100_000)]],
}


@pytest.mark.parametrize("strokes", STROKES_THAT_ARE_NONE.values(), ids=STROKES_THAT_ARE_NONE)
def test_strokes_that_are_none_are_refused_by_name(server, strokes):
    """422, and the message names the field; 100,000 points are more than anybody draws."""
    assert "strokes" in refused(send(server, json.dumps({"strokes": strokes})), 422)


def test_a_number_too_large_for_a_float_is_refused(server):
    """JSON can write 1e999, which is read as infinity."""
    assert "strokes" in refused(send(server, b'{"strokes": [[[1e999, 0], [1, 1]]]}'), 422)


@pytest.mark.parametrize("strokes", [[], [[]], [[], []]])
def test_nothing_drawn_is_blank_paper(server, strokes):
    """No ink is an answer, not an error."""
    answered = send(server, json.dumps({"strokes": strokes}))
    assert answered.status_code == 200
    assert (answered.json()["text"], answered.json()["digits"]) == ("", [])


@pytest.mark.parametrize(
    "strokes", [[[[5, 5]]], [[[0, 0]] * 1000], [[[1e-300, 0], [0, 1e-300]]], [[[1e8, 1e8], [1e8, 1e8 + 1]]]]
)
def test_unusual_strokes_are_read_as_something(server, strokes):
    """A dot, a pen that rests, a tiny drawing, one far from the origin: numbers in, numbers out."""
    answered = send(server, json.dumps({"strokes": strokes}))
    assert answered.status_code == 200
    assert len(answered.json()["text"]) <= 1


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_refused(server, number):
    """JSON knows no NaN."""
    assert number.lstrip("-") in refused(send(server, f'{{"strokes": [[[{number}, 1]]]}}'), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nonsense", b'{"strokes": [[[1,2]]]', b"\x00" * 100, b"\xff\xfe\xfd", b"[" * 1_000_000,
        b'{"a":' * 200_000, b"[[" * 400 + b"]]" * 400, b"{'strokes': []}", b"9" * 100_000,
    ],
    ids=[
        "empty", "brace", "nonsense", "cut", "zeros", "no text", "deep lists", "deep objects",
        "deep but closed", "Python", "a number of 100,000 digits",
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(server, body):
    """400, however deep and however broken."""
    assert "body" in refused(send(server, body), 400)


@pytest.mark.parametrize("body", [b"[]", b"null", b'"strokes"', b"7", b"{}", b'{"stroke": []}'])
def test_json_that_is_something_else_is_told_what_is_missing(server, body):
    """422 names the field that is missing."""
    assert "strokes" in refused(send(server, body), 422)


PICTURES_THAT_ARE_BROKEN = {
    "empty": b"",
    "a PNG cut short": picture("PNG", (280, 280))[:60],
    "a JPEG cut short": picture("JPEG", (280, 280))[:200],
    "a GIF cut short": picture("GIF", (280, 280))[:12],
    "the head of a PNG": b"\x89PNG\r\n\x1a\n",
    "a PNG that promises more than follows": png_that_promises(5000, 5000),
}


@pytest.mark.parametrize("body", PICTURES_THAT_ARE_BROKEN.values(), ids=PICTURES_THAT_ARE_BROKEN)
def test_a_broken_picture_is_422_bare_and_in_a_form(server, body):
    """It is a picture, but cannot be read."""
    bare = send(server, body, "image/png")
    form = requests.post(
        f"{server.address}/api/v1/readings", files={"picture": ("seven.png", body)}, timeout=PATIENCE
    )
    assert refused(bare, 422) == refused(form, 422)


FILES_OF_ANOTHER_KIND = {
    "text": b"This is no picture.",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing in SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "a program": b"\x7fELF\x02\x01\x01" + bytes(100),
    "a ZIP file": b"PK\x03\x04" + bytes(100),
    "a pickle": b"\x80\x04\x95cos\nsystem\n(S'id'\ntR.",
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "zeros": bytes(1000),
}


@pytest.mark.parametrize("body", FILES_OF_ANOTHER_KIND.values(), ids=FILES_OF_ANOTHER_KIND)
def test_a_file_of_another_kind_is_415_whatever_it_is_called(server, body):
    """Renaming a file, or lying about its type, does not make it a picture."""
    address = f"{server.address}/api/v1/readings"
    form = requests.post(address, files={"picture": ("seven.png", body, "image/png")}, timeout=PATIENCE)
    assert refused(form, 415) == refused(send(server, body, "image/png"), 415)


def test_a_picture_with_a_wrong_name_is_read_all_the_same(server, picture_of_a_seven_named_text):
    """The content decides, not the name."""
    address = f"{server.address}/api/v1/readings"
    answered = requests.post(address, files={"picture": picture_of_a_seven_named_text}, timeout=PATIENCE)
    assert answered.json()["text"] == "7"


@pytest.fixture
def picture_of_a_seven_named_text() -> tuple[str, bytes, str]:
    """A seven whose name and type say that it is text."""
    paper = np.full((200, 200), 255, np.uint8)
    paper[40:52, 50:150] = 0
    for row in range(40, 170):
        middle = 145 - (row - 40) * 60 // 130
        paper[row, middle - 6 : middle + 6] = 0
    file = io.BytesIO()
    Image.fromarray(paper).save(file, "PNG")
    return "seven.txt", file.getvalue(), "text/plain"


@pytest.mark.parametrize("size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_header(server, size):
    """413 before a pixel is decoded."""
    assert "pixel" in refused(send(server, png_that_promises(*size), "image/png"), 413)


@pytest.mark.parametrize(
    ("kind", "size", "mode"),
    [("PNG", (1, 1), "L"), ("PNG", (1, 20_000), "L"), ("PNG", (20_000, 1), "1"), ("PNG", (64, 64), "RGBA")],
)
def test_a_picture_without_ink_is_blank(server, kind, size, mode):
    """However small, long or transparent."""
    answered = send(server, picture(kind, size, mode), "image/png")
    assert answered.status_code == 200
    assert answered.json()["text"] == ""


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/octet-stream", "application/xml", "multipart/mixed", "x"]
)
def test_another_content_type_is_415(server, kind):
    """The answer says which there are."""
    assert "image/png" in refused(send(server, b"hello", kind), 415)


def test_no_content_type_at_all_is_415(server):
    """Nothing is guessed."""
    answered = requests.post(f"{server.address}/api/v1/readings", data=b"hello", timeout=PATIENCE)
    assert "image/png" in refused(answered, 415)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "SEVEN"])
def test_a_wrong_method_is_405_with_the_right_one(server, method):
    """``Allow`` says what is possible."""
    answered = requests.request(method, f"{server.address}/api/v1/readings", timeout=PATIENCE)
    assert "POST" in answered.headers["Allow"]
    assert "POST" in refused(answered, 405)


@pytest.mark.parametrize(
    "path", ["/api", "/api/v1/readings/", "/static/..%2f..%2fapp.py", "/%00", "/..", "/docs/x"]
)
def test_an_unknown_address_is_404(server, path):
    """Nothing leaks, nothing redirects elsewhere."""
    answered = requests.get(server.address + path, timeout=PATIENCE, allow_redirects=False)
    assert answered.status_code in {404, 405} or answered.url == f"{server.address}/"


def test_a_body_over_the_limit_is_413_in_every_form(server):
    """16 MB with the length told, in chunks, as JSON, in a form."""
    body = bytes(17 * 1024 * 1024)
    in_chunks = iter([body[: 8 * 1024 * 1024]] * 3)
    for answered in (
        send(server, body, "image/png"),
        send(server, in_chunks, "image/png"),
        send(server, body, "application/json"),
        requests.post(f"{server.address}/api/v1/readings", files={"picture": body}, timeout=PATIENCE),
    ):
        assert "16,777,216 bytes" in refused(answered, 413)


def test_millions_of_empty_lists_are_refused_without_making_them(server):
    """What is small on the wire must not be huge in memory."""
    body = b'{"strokes": [' + b"[]," * 5_000_000 + b"[]]}"
    assert "strokes" in refused(send(server, body), 422)


POST = b"POST /api/v1/readings HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
GARBAGE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 10,
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "half a request": POST + b"Content-Le",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
    "a very long address": b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "very many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 1000 + b"\r\n",
    "a forged host": b"GET /docs HTTP/1.1\r\nHost: a b<c>\r\nConnection: close\r\n\r\n",
    "HTTP of the future": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
}
HALF_BODIES = {
    "half a body": POST + b"Content-Length: 99\r\n\r\nx",
    "a chunk without size": POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "a chunk cut short": POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\nx",
}


def say(server, raw) -> bytes:
    """Send ``raw`` over a line of its own, hang up, and return what the server said."""
    where = urlsplit(server.address)
    said = b""
    with socket.create_connection((where.hostname, where.port), timeout=PATIENCE) as line:
        line.sendall(raw)
        line.shutdown(socket.SHUT_WR)
        while block := line.recv(65536):
            said += block
    return said


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
def test_garbage_on_the_line_harms_nobody(server, garbage):
    """Whoever speaks no HTTP is told so or cut off; the next visitor is served."""
    said = say(server, garbage)
    assert not said or said.startswith(b"HTTP/1.")
    assert said.startswith(b"HTTP/1.1 200 ") or b"<html" not in said  # the forged host is answered
    assert b"Traceback" not in said


@pytest.mark.parametrize("half", HALF_BODIES.values(), ids=HALF_BODIES)
def test_a_body_that_is_not_all_there_is_400(server, half):
    """It is the request that is broken, not the picture in it."""
    said = say(server, half)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"complete" in said.rpartition(b"\r\n\r\n")[2]


def test_a_sender_who_leaves_in_the_middle_harms_nobody(server):
    """The connection is reset while the body is awaited."""
    where = urlsplit(server.address)
    for _ in range(10):
        line = socket.create_connection((where.hostname, where.port), timeout=PATIENCE)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.sendall(POST + b"Content-Length: 999\r\n\r\nx")
        line.close()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)
IN_PEACE = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@IN_PEACE
@given(strokes=VALUES, expect=VALUES)
def test_no_json_whatsoever_breaks_the_server(server, strokes, expect):
    """It is read, or refused as the sender's fault."""
    answered = send(server, json.dumps({"strokes": strokes, "expect": expect}))
    assert answered.status_code == 200 or refused(answered, 400, 422)


@IN_PEACE
@given(
    body=st.binary(max_size=300),
    head=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"BM", b"\xff\xd8\xff", b"II*\0"]),
)
def test_no_bytes_whatsoever_break_the_server(server, body, head):
    """Also those that begin like a picture."""
    answered = send(server, head + body, "image/png")
    assert answered.status_code == 200 or refused(answered, 413, 415, 422)

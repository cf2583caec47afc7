"""A question comes in three forms and means the same in each."""

from __future__ import annotations

import io
import json

import pytest

READINGS = "/api/v1/readings"
STROKES = [[[0, 0], [1, 1.5]]]


def error_of(answered, status):
    """Return the error, after the status was checked."""
    assert answered.status_code == status, answered.get_data(as_text=True)
    error = answered.get_json()["error"]
    assert set(error) == {"code", "message"}
    return error


def test_strokes_reach_the_recognizer_as_they_were_sent(client, seven):
    """Nothing is rounded, reordered or dropped on the way."""
    assert client.post(READINGS, json={"strokes": STROKES, "expect": "digit"}).status_code == 200
    assert seven.asked == [(STROKES, "digit")]


def test_a_picture_in_a_form_reaches_it_whatever_its_name(client, seven):
    """The content says what a file is, not its name."""
    form = {"picture": (io.BytesIO(b"\x89PNG bytes"), "../../letter.exe"), "expect": "number"}
    assert client.post(READINGS, data=form).status_code == 200
    assert seven.asked == [(b"\x89PNG bytes", "number")]


def test_a_bare_picture_reaches_it(client, seven):
    """A body that is a picture needs no wrapping."""
    assert (
        client.post(f"{READINGS}?expect=digit", data=b"bytes", content_type="image/webp").status_code == 200
    )
    assert seven.asked == [(b"bytes", "digit")]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/vnd.ink+json", "APPLICATION/JSON"]
)
def test_json_is_known_by_its_type_however_it_is_spelled(client, kind):
    """Parameters, suffixes and capitals of a content type change nothing."""
    assert client.post(READINGS, data=json.dumps({"strokes": STROKES}), content_type=kind).status_code == 200


def test_without_a_word_anything_may_come(client, seven):
    """The default expectation is "auto", in each form."""
    client.post(READINGS, json={"strokes": STROKES})
    client.post(READINGS, data={"picture": (io.BytesIO(b"p"), "p")})
    client.post(READINGS, data=b"p", content_type="image/png")
    assert [expect for _, expect in seven.asked] == ["auto"] * 3


def test_what_the_body_expects_has_precedence_over_the_address(client, seven):
    """The body is the nearer of the two."""
    client.post(f"{READINGS}?expect=number", json={"strokes": STROKES, "expect": "digit"})
    client.post(f"{READINGS}?expect=number", json={"strokes": STROKES})
    assert [expect for _, expect in seven.asked] == ["digit", "number"]


def test_fields_that_are_not_known_are_ignored(client):
    """A client of a later release can talk to this one."""
    assert client.post(READINGS, json={"strokes": STROKES, "pressure": [1]}).status_code == 200


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b"   ", "empty"),
        (b"{", "line 1 column 2"),
        (b'{"strokes": [[[NaN, 1]]]}', "NaN"),
        (b'{"strokes": [[[-Infinity, 1]]]}', "Infinity"),
        (b"\xff\xfe\xfa", "UTF-8"),
        (b"[" * 100_000, "deep"),
        (b'{"a":' * 100_000, "deep"),
        (b"[ " * 100_000, "deep"),
        (b'{"strokes": [[[' + b"9" * 5000 + b", 1]]]}", "thousands of digits"),
    ],
)
def test_what_is_no_json_is_refused_as_such(client, raw, word):
    """400, with what is wrong and where; never a traceback."""
    error = error_of(client.post(READINGS, data=raw, content_type="application/json"), 400)
    assert error["code"] == "invalid_json"
    assert word in error["message"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "strokes",
        7,
        {},
        {"Strokes": STROKES},
        {"strokes": None},
        {"strokes": "[[0, 0]]"},
        {"strokes": {}},
    ],
)
def test_json_without_strokes_is_told_what_to_send(client, seven, body):
    """422 names the field; the recognizer is not bothered."""
    error = error_of(client.post(READINGS, data=json.dumps(body), content_type="application/json"), 422)
    assert error["code"] == "bad_strokes"
    assert '"strokes"' in error["message"]
    assert seven.asked == []


def test_json_of_too_many_values_is_refused_before_it_is_read(client):
    """A few megabytes of brackets must not become hundreds of megabytes of lists."""
    raw = b'{"strokes": [' + b"[],[]," * 600_000 + b"[]]}"
    error = error_of(client.post(READINGS, data=raw, content_type="application/json"), 422)
    assert "1,000,000" in error["message"]


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/octet-stream",
        "video/mp4",
        "",
        "nonsense",
    ],
)
def test_other_content_types_are_refused_and_told_which_there_are(client, kind):
    """415 lists what can be sent."""
    error = error_of(client.post(READINGS, data=b"body", content_type=kind), 415)
    assert error["code"] == "unsupported_type"
    for readable in ("application/json", "multipart/form-data", "image/png"):
        assert readable in error["message"]


@pytest.mark.parametrize(
    "form",
    [
        {"image": (io.BytesIO(b"p"), "p.png")},
        {"expect": "digit"},
        {"picture": [(io.BytesIO(b"p"), "p.png"), (io.BytesIO(b"q"), "q.png")]},
        {"picture": "the text of a picture"},
    ],
)
def test_a_form_without_its_one_picture_is_told_so(client, form):
    """422 names the field and shows how to send it."""
    error = error_of(client.post(READINGS, data=form, content_type="multipart/form-data"), 422)
    assert '"picture"' in error["message"]


def test_a_form_cut_short_is_no_crash(client):
    """A broken form holds no picture."""
    broken = b'--x\r\nContent-Disposition: form-data; name="picture"; filename="p"\r\n\r\nhalf'
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data"):
        error_of(client.post(READINGS, data=broken, content_type=kind), 422)


@pytest.mark.parametrize("expect", ["digits", "", "DIGIT", 7, None, ["digit"], "x" * 10_000])
def test_an_unknown_expectation_is_named_wherever_it_stands(client, expect):
    """422 says where it was found and what it can be, without repeating it at length."""
    asked = [client.post(READINGS, json={"strokes": STROKES, "expect": expect})]
    if isinstance(expect, str):
        asked.append(client.post(READINGS, data={"picture": (io.BytesIO(b"p"), "p"), "expect": expect}))
        asked.append(
            client.post(READINGS, query_string={"expect": expect}, data=b"p", content_type="image/png")
        )
    for answered in asked:
        message = error_of(answered, 422)["message"]
        assert '"expect"' in message
        assert "digit, number, auto" in message
        assert len(message) < 200


@pytest.mark.parametrize("explain", ["yes", "", "2", 2, 0.5, None, ["1"], {}, "x" * 10_000])
def test_an_unclear_wish_for_an_explanation_is_named_wherever_it_stands(client, explain):
    """422 says where it was found and what it can be."""
    asked = [client.post(READINGS, json={"strokes": STROKES, "explain": explain})]
    if isinstance(explain, str):
        asked.append(client.post(READINGS, data={"picture": (io.BytesIO(b"p"), "p"), "explain": explain}))
        asked.append(client.post(READINGS, query_string={"explain": explain}, json={"strokes": STROKES}))
        asked.append(
            client.post(READINGS, query_string={"explain": explain}, data=b"p", content_type="image/png")
        )
    for answered in asked:
        message = error_of(answered, 422)["message"]
        assert '"explain"' in message
        assert "1, true, 0, false" in message
        assert len(message) < 200


@pytest.mark.parametrize("include", ["norm", "normalized,", "normalized,all", "../etc"])
def test_only_what_is_known_can_be_included(client, include):
    """A misspelled wish is refused, not forgotten; a stray comma is nothing."""
    answered = client.post(READINGS, query_string={"include": include}, json={"strokes": STROKES})
    if include == "normalized,":
        assert answered.status_code == 200
    else:
        assert '"include"' in error_of(answered, 422)["message"]

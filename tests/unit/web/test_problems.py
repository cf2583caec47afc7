"""Every error has one form, and its status says whose fault it is."""

from __future__ import annotations

import logging

import pytest

from inkdigits.errors import (
    BadDigits,
    BadInput,
    BadModel,
    BadPicture,
    BadStrokes,
    InkdigitsError,
    PictureTooLarge,
    UnsafeModel,
    UnsupportedPicture,
)

READINGS = "/api/v1/readings"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnsupportedPicture, 415),
        (PictureTooLarge, 413),
        (BadPicture, 422),
        (BadStrokes, 422),
        (BadDigits, 422),
        (BadInput, 422),
    ],
)
def test_what_the_recognizer_refuses_is_the_senders_fault(client_of, raising, error, status):
    """The class decides the status; code and message are passed on as they are."""
    answered = client_of(raising(error("strokes[3]: has a hole"))).post(
        READINGS, data=b"p", content_type="image/png"
    )
    assert answered.status_code == status
    assert answered.get_json() == {"error": {"code": error.code, "message": "strokes[3]: has a hole"}}


@pytest.mark.parametrize(
    "error", [RuntimeError, MemoryError, RecursionError, BadModel, UnsafeModel, InkdigitsError]
)
def test_what_breaks_inside_is_ours_and_stays_inside(client_of, raising, caplog, error):
    """500 says nothing of the inside; the log has the traceback."""
    client = client_of(raising(error("/home/secret/path is gone")))
    with caplog.at_level(logging.ERROR):
        answered = client.post(READINGS, data=b"p", content_type="image/png")
    assert answered.status_code == 500
    assert answered.get_json()["error"]["code"] == "internal_error"
    assert "secret" not in answered.get_data(as_text=True)
    assert any(record.exc_info for record in caplog.records)


def test_an_unknown_address_is_404_in_the_same_form(client):
    """Browsers, programs and the lost get the same kind of answer."""
    answered = client.get("/api/v2/<script>")
    assert answered.status_code == 404
    assert answered.get_json()["error"]["code"] == "not_found"
    assert answered.content_type == "application/json"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", READINGS, {"POST", "OPTIONS"}),
        ("DELETE", READINGS, {"POST", "OPTIONS"}),
        ("POST", "/", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/health/live", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", READINGS, {"POST", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(client, method, path, allowed):
    """405 with ``Allow``, as HTTP demands."""
    answered = client.open(path, method=method)
    assert answered.status_code == 405
    assert set(answered.headers["Allow"].split(", ")) == allowed
    error = answered.get_json()["error"]
    assert error["code"] == "method_not_allowed"
    assert method in error["message"]


def test_a_body_over_the_limit_is_413_and_told_the_limit(client_of, seven):
    """The limit is that of the settings."""
    client = client_of(seven, max_body=2048)
    answered = client.post(READINGS, data=b"x" * 2049, content_type="image/png")
    assert answered.status_code == 413
    assert answered.get_json()["error"]["code"] == "body_too_large"
    assert "2,048" in answered.get_json()["error"]["message"]
    assert answered.get_json()["error"]["message"].endswith("send a smaller one")
    assert client.post(READINGS, data=b"x" * 2048, content_type="image/png").status_code == 200


def test_a_form_of_thousands_of_parts_is_413(client):
    """Fields nobody asked for are not collected."""
    form = {f"field{number}": "x" for number in range(100)}
    answered = client.post(READINGS, data=form, content_type="multipart/form-data")
    assert answered.status_code == 413
    assert "16 parts" in answered.get_json()["error"]["message"]

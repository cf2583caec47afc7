"""Living and reading are two things."""

from __future__ import annotations

import logging

from inkdigits.errors import BadModel
from inkdigits.recognition.reading import BLANK


def test_a_server_that_reads_says_with_which_model(client, seven):
    """Ready means that a digit was read just now."""
    answered = client.get("/health/ready")
    assert answered.get_json() == {"status": "ready", "model": seven.fingerprint}
    assert len(seven.asked) == 1


def test_a_server_that_cannot_read_lives_but_is_not_ready(client_of, raising, caplog):
    """503 in the common form, the reason in the log; the process itself is well."""
    client = client_of(raising(BadModel("the network in /srv/model is gone")))
    with caplog.at_level(logging.ERROR):
        answered = client.get("/health/ready")
    assert answered.status_code == 503
    assert answered.get_json()["error"]["code"] == "not_ready"
    assert "/srv" not in answered.get_data(as_text=True)
    assert "/srv/model is gone" in caplog.text
    assert client.get("/health/live").get_json() == {"status": "live"}


def test_a_model_that_sees_no_ink_is_not_ready(client_of, seven, monkeypatch):
    """A digit was drawn; who sees blank paper cannot read."""
    monkeypatch.setattr(seven, "read_strokes", lambda strokes, *, expect: BLANK)  # noqa: ARG005
    assert client_of(seven).get("/health/ready").status_code == 503

"""An answer holds what DESIGN promises, in plain JSON."""

from __future__ import annotations

import io
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from inkdigits.recognition.reading import BLANK
from inkdigits.web.answers import answer

READINGS = "/api/v1/readings"
STROKES = {"strokes": [[[0, 0], [1, 1.5]]]}


def test_a_reading_is_told_whole(client):
    """Text, confidence, digits, alternatives and the model: all of it, and nothing else."""
    assert client.post(READINGS, json=STROKES).get_json() == {
        "text": "7",
        "confidence": 0.75,
        "digits": [
            {
                "digit": 7,
                "confidence": 0.75,
                "probabilities": [0, 0, 0, 0, 0, 0, 0, 1, 0, 0],
                "box": {"x": 1.0, "y": 2.0, "width": 3.5, "height": 4.0},
            }
        ],
        "alternatives": [{"text": "1", "confidence": 0.125}],
        "model": "5e7e" * 16,
    }


def test_what_is_no_digit_is_null(client_of, always):
    """A question mark in the text, null among the digits, the probabilities still there."""
    told = client_of(always(None)).post(READINGS, json=STROKES).get_json()
    assert told["text"] == "?"
    assert told["digits"][0]["digit"] is None
    assert sum(told["digits"][0]["probabilities"]) == pytest.approx(1)


def test_blank_paper_is_an_answer_too(seven):
    """No ink is no error: empty text, no digits, confidence 0."""
    told = answer(BLANK, recognizer=seven)
    assert (told["text"], told["confidence"], told["digits"], told["alternatives"]) == ("", 0.0, [], [])


def test_what_the_network_saw_comes_when_asked_for(client):
    """784 bytes row by row, in base64; not without asking, since it triples the answer."""
    (digit,) = client.post(f"{READINGS}?include=normalized", json=STROKES).get_json()["digits"]
    seen = np.frombuffer(b64decode(digit["normalized"]), np.uint8)
    assert seen.shape == (784,)
    assert set(seen.tolist()) == {7}
    assert digit["field"] == {"x": 0.0, "y": 1.5, "width": 5.6, "height": 5.6}
    assert "explanation" not in digit


@pytest.mark.parametrize("yes", ["1", "true"])
def test_an_explanation_comes_with_the_place_that_it_covers(client_of, recognizer, a_drawn_seven, yes):
    """The field is laid around the box of the ink, in the sender's units."""
    strokes = [stroke.tolist() for stroke in a_drawn_seven]
    told = client_of(recognizer).post(f"{READINGS}?explain={yes}", json={"strokes": strokes}).get_json()
    (digit,) = told["digits"]
    assert "normalized" not in digit
    assert np.frombuffer(b64decode(digit["explanation"]), np.uint8).max() == 255
    box, field = digit["box"], digit["field"]
    assert field["x"] < box["x"] < box["x"] + box["width"] < field["x"] + field["width"]
    assert field["height"] == pytest.approx(box["height"] * 28 / 20)


@pytest.mark.parametrize("wish", [True, 1, "1", "true"])
def test_the_wish_for_an_explanation_may_stand_in_the_body(client_of, recognizer, wish):
    """In JSON or in a form, where it has precedence over the address."""
    client, picture = client_of(recognizer), io.BytesIO()
    Image.fromarray(np.eye(30, dtype=np.uint8) * 255).save(picture, "PNG")
    picture.seek(0)
    told = [client.post(f"{READINGS}?explain=0", json={**STROKES, "explain": wish}).get_json()]
    form = {"picture": (picture, "p.png"), "explain": str(wish)}
    told.append(client.post(f"{READINGS}?explain=0", data=form).get_json())
    assert all("explanation" in answered["digits"][0] for answered in told)


@pytest.mark.parametrize("wish", [False, 0, "0", "false"])
def test_who_wants_no_explanation_gets_none(client, wish):
    """What is said in the body has precedence; nothing said at all is a no."""
    told = [client.post(f"{READINGS}?explain=1", json={**STROKES, "explain": wish}).get_json()]
    form = {"picture": (io.BytesIO(b"p"), "p.png"), "explain": str(wish)}
    told.append(client.post(f"{READINGS}?explain=1", data=form).get_json())
    told.append(client.post(READINGS, json=STROKES).get_json())
    assert not any({"explanation", "field"} & answered["digits"][0].keys() for answered in told)


@pytest.mark.parametrize(
    "query", ["include=normalized,explanation", "include=explanation&include=normalized"]
)
def test_both_pictures_come_together_however_asked(client_of, recognizer, a_drawn_seven, query):
    """With commas or repeated; the explanation of a real reading has a place that mattered most."""
    strokes = [stroke.tolist() for stroke in a_drawn_seven]
    told = client_of(recognizer).post(f"{READINGS}?{query}", json={"strokes": strokes}).get_json()
    (digit,) = told["digits"]
    mattered = np.frombuffer(b64decode(digit["explanation"]), np.uint8)
    assert told["text"] == "7"
    assert mattered.shape == np.frombuffer(b64decode(digit["normalized"]), np.uint8).shape == (784,)
    assert mattered.max() == 255


def test_the_three_forms_are_answered_alike(client):
    """How ink was sent does not change the form of the answer."""
    form = client.post(READINGS, data={"picture": (io.BytesIO(b"p"), "p.png")})
    bare = client.post(READINGS, data=b"p", content_type="image/png")
    assert client.post(READINGS, json=STROKES).get_json() == form.get_json() == bare.get_json()

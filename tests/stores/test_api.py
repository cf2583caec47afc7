"""Corrections over HTTP, against real databases: what is taken, what is refused, and who may forget."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from inkdigits.store.packing import unpack_strokes

NOBODY = "0" * 32


def refused(answered, status: int, code: str) -> str:
    """Return the message of a refusal, after its status and its form were checked."""
    assert answered.status_code == status, answered.get_data(as_text=True)
    error = answered.get_json()["error"]
    assert set(error) == {"code", "message"}
    assert error["code"] == code
    return error["message"]


def picture(size=(64, 48), kind="PNG", **options) -> bytes:
    """Return a picture of a stroke as a file."""
    gray = np.full(size[::-1], 255, np.uint8)
    gray[size[1] // 3 : size[1] // 2, 4:-4] = 0
    file = io.BytesIO()
    Image.fromarray(gray).save(file, kind, **options)
    return file.getvalue()


def test_what_was_meant_is_kept_with_its_ink(api, store):
    """201 says that it is in the database: the strokes, both texts, how sure the reading was, who read."""
    answered = api.correct(meant="7", read="1", confidence=0.5)
    (kept,) = store.since()
    assert answered.status_code == 201
    assert set(answered.get_json()) == {"id", "forget_token"}
    assert answered.get_json()["id"] == kept.id
    assert (kept.read, kept.meant, kept.confidence, kept.source) == ("1", "7", 0.5, "api")
    assert kept.model == "5e7e" * 16
    np.testing.assert_array_equal(unpack_strokes(kept.ink)[0][0], (60, 60))
    assert kept.created.utcoffset().total_seconds() == 0


def test_a_picture_is_kept_as_well(api, store):
    """What was photographed teaches as what was drawn."""
    assert api.picture(picture(), confidence="0.25", source="page").status_code == 201
    (kept,) = store.since()
    assert (kept.ink.kind, kept.source, kept.confidence) == ("picture", "page", 0.25)
    assert Image.open(io.BytesIO(kept.ink.data)).size == (64, 48)


@pytest.mark.parametrize(
    ("written", "understood"),
    [("４０７３", "4073"), ("٤٠٧٣", "4073"), ("४०७३", "4073"), (" 40 73 ", "4073"), ("12\n34", "12\n34")],  # noqa: RUF001
)
def test_digits_of_every_script_are_understood(api, store, written, understood):
    """Who types on an Arabic or a Japanese keyboard means the same numbers."""
    assert api.correct(meant=written).status_code == 201
    (kept,) = store.since()
    assert kept.meant == understood


@pytest.mark.parametrize(
    "meant", ["seven", "", "  ", "7a", "-7", "1.5", "½", "Ⅶ", "?", "7\x00", "9" * 1001, 7, None, ["7"]]
)
def test_what_is_no_number_cannot_be_meant(api, store, meant):
    """The field is named and nothing is kept."""
    message = refused(api.correct(meant=meant), 422, "bad_correction")
    assert '"meant"' in message
    assert list(store.since()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"confidence": 1.5},
        {"confidence": True},
        {"confidence": "nan"},
        {"confidence": 10**400},
        {"model": "mine"},
        {"model": 5},
        {"source": "spy"},
        {"source": ["page"]},
        {"read": "a"},
        {"read": None},
        {"strokes": []},
    ],
)
def test_a_field_that_makes_no_sense_is_refused(api, store, fields):
    """It is named, and nothing is kept."""
    (name,) = fields
    assert name in refused(api.correct(**fields), 422, "bad_correction")
    assert list(store.since()) == []


def test_what_is_missing_is_named(api):
    """Both texts are needed, and ink."""
    client = api.client
    for sent, missing in (
        ({"read": "1", "meant": "7"}, "strokes"),
        ({"strokes": [[[1, 2]]], "meant": "7"}, "read"),
    ):
        assert missing in client.post("/api/v1/corrections", json=sent).get_json()["error"]["message"]
    assert client.post("/api/v1/corrections", data=b"x", content_type="text/plain").status_code == 415
    assert client.post("/api/v1/corrections", data=b"{", content_type="application/json").status_code == 400


def test_ten_megabytes_of_ink_are_too_much(api, store):
    """Whoever fills the disk is refused before the database hears of it."""
    chance = np.random.default_rng(0)
    huge = [chance.uniform(0, 1000, (2_000, 2)).tolist() for _ in range(140)]
    answered = api.correct(strokes=huge)
    assert answered.status_code in {413, 422}, answered.get_data(as_text=True)
    assert list(store.since()) == []


def test_ten_megabytes_of_picture_are_kept_small_or_refused(api, store):
    """What is kept has at most the megabyte that is promised."""
    noise = np.random.default_rng(0).integers(0, 255, (1900, 1900, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    assert file.tell() > 10_000_000
    answered = api.picture(file.getvalue())
    assert answered.status_code in {201, 413}
    assert all(len(kept.ink.data) <= 1024 * 1024 for kept in store.since())


def test_its_author_has_it_forgotten(api, store):
    """With the token that came with it; then there is nothing left, and it cannot be forgotten twice."""
    receipt = api.correct().get_json()
    other = api.correct(meant="8").get_json()
    assert api.forget(receipt["id"], receipt["forget_token"]).status_code == 204
    assert [kept.id for kept in store.since()] == [other["id"]]
    refused(api.forget(receipt["id"], receipt["forget_token"]), 404, "unknown_correction")


def test_nobody_else_has_it_forgotten(api, store):
    """No token, a wrong one, that of another correction, its hash, or a part of it: it stays."""
    receipt, other = api.correct().get_json(), api.correct(meant="8").get_json()
    message = refused(api.forget(receipt["id"], None), 401, "unauthorized")
    assert receipt["id"] not in message
    token = receipt["forget_token"]
    for wrong in (
        "x",
        token[:-1],
        token + "x",
        token.swapcase(),
        other["forget_token"],
        "é" * 20,
        "a" * 5000,
    ):
        refused(api.forget(receipt["id"], wrong), 403, "wrong_token")
    basic = {"Authorization": f"Basic {token}"}
    assert api.client.delete(f"/api/v1/corrections/{receipt['id']}", headers=basic).status_code == 401
    assert store.counts().total == 2


def test_a_token_is_good_for_its_own_correction_alone(api, store):
    """Who sends another's name with his own token gets nothing."""
    mine, theirs = api.correct().get_json(), api.correct(meant="8").get_json()
    refused(api.forget(theirs["id"], mine["forget_token"]), 403, "wrong_token")
    assert store.counts().total == 2


def test_a_token_opens_nothing_once_it_was_used(api):
    """A replayed token meets no other correction, whatever was sent since."""
    receipt = api.correct().get_json()
    api.forget(receipt["id"], receipt["forget_token"])
    later = api.correct().get_json()
    assert later["id"] != receipt["id"]
    refused(api.forget(later["id"], receipt["forget_token"]), 403, "wrong_token")
    refused(api.forget(receipt["id"], later["forget_token"]), 404, "unknown_correction")


@pytest.mark.parametrize(
    "name", [NOBODY, "x", "%00", "a%00b", "%ff", "' OR 1=1 --", "%25", "_" * 32, "A" * 32, "9" * 5000, "🖊"]
)
def test_what_is_no_name_is_not_found(api, name):
    """Both databases say the same of it, since neither is asked."""
    receipt = api.correct().get_json()
    message = refused(api.forget(name, receipt["forget_token"]), 404, "unknown_correction")
    assert len(message) < 200


def test_the_beginning_of_a_name_is_not_enough_to_forget(api):
    """The operator may shorten names; over HTTP they are whole."""
    receipt = api.correct().get_json()
    refused(api.forget(receipt["id"][:8], receipt["forget_token"]), 404, "unknown_correction")


def test_a_server_without_a_store_reads_all_the_same(api_of):
    """It says that it keeps nothing."""
    api = api_of(None)
    refused(api.correct(), 503, "store_unavailable")
    refused(api.forget(NOBODY, "x"), 503, "store_unavailable")
    assert api.reads()

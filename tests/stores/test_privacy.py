"""Nothing of a person is kept with a correction, and nothing of what was forgotten."""

from __future__ import annotations

import io
import logging
import re
import stat

import pytest
from PIL import Image

KEY = "a-key-that-nobody-else-has-4711"
VISITOR = {
    "X-Forwarded-For": "203.0.113.77",
    "X-Real-IP": "203.0.113.78",
    "Forwarded": "for=203.0.113.79",
    "User-Agent": "Telltale/9.9 (Pocket)",
    "Cookie": "session=telltale-cookie",
    "Referer": "https://telltale.example/",
    "Accept-Language": "tlh",
    "Authorization": "Bearer telltale-bearer",
}
STRANGE = [[[12345.5, 54321.25], [11111.5, 22222.25], [10987.5, 20123.75]]]  # like no other ink


def raw(path) -> bytes:
    """Return the bytes of a SQLite database, those of its log included."""
    parts = (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm"))
    return b"".join(part.read_bytes() for part in parts if part.exists())


def test_nothing_of_the_visitor_is_kept(api, store, everything_in, address, file_of):
    """Neither address nor cookie nor browser is in any table, nor a token or key that could be used."""
    api.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    receipt = api.correct(key=KEY, headers=VISITOR).get_json()
    kept = everything_in(store)
    assert receipt["id"] in kept
    telltales = ["203.0.113", "198.51.100", "elltale", "tlh", receipt["forget_token"], KEY]
    assert [telltale for telltale in telltales if telltale in kept] == []
    if address.startswith("sqlite"):
        found = raw(file_of(address))
        assert receipt["id"].encode() in found
        assert [telltale for telltale in telltales if telltale.encode() in found] == []


def test_tables_have_no_column_for_a_person(store):
    """What there is no place for cannot be kept by mistake."""
    import sqlalchemy as sa

    store.prepare()
    columns = {column["name"] for column in sa.inspect(store.engine).get_columns("corrections")}
    assert columns == {
        "id", "created", "source", "kind", "ink", "ink_hash", "read", "confidence", "meant", "model",
        "token_hash", "status", "label", "reviewed",
    }  # fmt: skip


def test_a_photograph_tells_neither_where_nor_with_what_it_was_taken(api, store, everything_in):
    """Of its file the gray is kept, nothing else."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9286] = "Telltale Phones", "Telltale comment"
    file = io.BytesIO()
    Image.new("L", (64, 48), 255).save(file, "JPEG", exif=exif, comment=b"Telltale note")
    assert b"elltale" in file.getvalue()
    answered = api.picture(file.getvalue(), name="telltale.jpg")
    assert answered.status_code == 201, answered.get_data(as_text=True)
    (kept,) = store.since()
    assert b"elltale" not in kept.ink.data
    assert not Image.open(io.BytesIO(kept.ink.data)).getexif()
    assert "elltale" not in everything_in(store)


@pytest.mark.parametrize("crowd", [0, 40])
def test_forgotten_ink_is_gone_from_the_file(lite, api_of, open_store, draft_of, file_of, crowd):
    """Neither the file nor its log holds the bytes afterwards, alone or among others."""
    store = open_store(lite)
    api = api_of(store)
    for number in range(crowd):
        store.add(draft_of(number))
    receipt = api.correct(strokes=STRANGE).get_json()
    ink, digest = store.get(receipt["id"]).ink.data, store.get(receipt["id"]).ink.digest.encode()
    for number in range(crowd):
        store.add(draft_of(number + crowd))
    assert ink in raw(file_of(lite))
    assert api.forget(receipt["id"], receipt["forget_token"]).status_code == 204
    found = raw(file_of(lite))
    assert ink not in found
    assert digest not in found
    assert ink[8:24] not in found


def test_large_forgotten_ink_is_gone_from_the_file(lite, open_store, draft_of, file_of):
    """Ink that fills many pages of the file leaves none of them."""
    import os

    from inkdigits.store.packing import Packed

    store = open_store(lite)
    ink = os.urandom(300_000)
    receipt = store.add(draft_of(ink=Packed("picture", ink)))
    store.forget(receipt.id, token=receipt.forget_token)
    found = raw(file_of(lite))
    assert [at for at in range(0, len(ink), 1000) if ink[at : at + 24] in found] == []


def test_what_is_forgotten_while_somebody_reads_is_gone_a_little_later(lite, open_store, draft_of, file_of):
    """Who reads may go on reading; what the log still holds is cut off by the next who has the chance."""
    from inkdigits.store.database import transaction

    store = open_store(lite)
    receipt, other = store.add(draft_of(1)), store.add(draft_of(2))
    ink = store.get(receipt.id).ink.data
    with transaction(store.engine, reading=True) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM corrections").scalar()
        store.forget(receipt.id, token=receipt.forget_token)
        assert store.counts().total == 1
    store.forget(other.id, token=other.forget_token)
    assert ink not in raw(file_of(lite))


def test_the_file_is_its_owners_alone(lite, open_store, file_of):
    """Other users of the machine read nobody's handwriting: not in the file, not in its log."""
    store = open_store(lite)
    store.prepare()
    file = file_of(lite)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(part.stat().st_mode) for part in file.parent.iterdir()} == {0o600}


def test_what_goes_wrong_is_logged_without_what_was_sent(
    lite, api_of, open_store, impatient, caplog, file_of
):
    """The operator learns what the database said; of ink, key and token the log says nothing."""
    store = impatient(open_store(lite))
    api = api_of(store)
    receipt = api.correct(key=KEY).get_json()
    store.engine.dispose()
    file_of(lite).write_bytes(b"no database " * 1000)
    with caplog.at_level(logging.DEBUG):
        assert api.correct(strokes=STRANGE, key=KEY).status_code == 503
        answered = api.forget(receipt["id"], receipt["forget_token"])
    assert answered.status_code == 503
    assert "not a database" not in answered.get_data(as_text=True)
    assert "POST /api/v1/corrections" in caplog.text
    assert "not a database" in caplog.text
    assert not re.search(rf"12345|INSERT|SELECT|{KEY}|{receipt['forget_token']}", caplog.text)

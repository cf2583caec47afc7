"""A request that is sent again is kept once, whoever answers it and whenever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from inkdigits.errors import KeyReused

KEY = "7f0c2f4e-7a54-4c2c-9d3b-0c7f1f0e6a11"
SAME_MOMENT = """
import multiprocessing, sys
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Draft

fork = multiprocessing.get_context("fork")
together = fork.Barrier(6)

def run(number):
    store = open_corrections(sys.argv[1])
    draft = Draft(ink=pack_strokes([[[1, 2], [3, 4]]]), read="1", meant="7", model="5e7e" * 16)
    together.wait(60)
    receipt = store.add(draft, key=sys.argv[2])
    store.engine.dispose()
    return receipt

with fork.Pool(6) as pool:
    for receipt in pool.map(run, range(6), chunksize=1):
        print(receipt.id, receipt.forget_token)
"""


def test_a_request_that_comes_again_is_answered_as_before(api, store):
    """The same name and the same token, which works; without a key it would be another."""
    first, again = api.correct(key=KEY), api.correct(key=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert store.counts().total == 1
    assert api.correct().get_json() != first.get_json()
    receipt = again.get_json()
    assert api.forget(receipt["id"], receipt["forget_token"]).status_code == 204


def test_a_picture_that_comes_again_is_kept_once(api, store, tmp_path):
    """The same file packs to the same bytes."""
    from PIL import Image

    path = tmp_path / "x.jpg"
    Image.radial_gradient("L").save(path)
    draft = [
        api.client.post(
            "/api/v1/corrections",
            data={"picture": path.open("rb"), "read": "1", "meant": "7"},
            headers={"Idempotency-Key": KEY},
        )
        for _ in range(2)
    ]
    assert draft[0].get_json() == draft[1].get_json()
    assert store.counts().total == 1


def test_a_key_that_comes_with_something_else_is_refused(api, store):
    """Whichever field is another: nothing is kept of the second."""
    api.correct(key=KEY)
    for other in ({"meant": "8"}, {"read": "2"}, {"confidence": 0.5}, {"strokes": [[[1, 2]]]}):
        answered = api.correct(key=KEY, **other)
        assert (answered.status_code, answered.get_json()["error"]["code"]) == (409, "key_reused")
    assert store.counts().total == 1


def test_what_was_forgotten_does_not_come_back_with_its_key(api, store):
    """A retry that was long under way finds the door shut."""
    receipt = api.correct(key=KEY).get_json()
    api.forget(receipt["id"], receipt["forget_token"])
    answered = api.correct(key=KEY)
    assert (answered.status_code, answered.get_json()["error"]["code"]) == (409, "key_reused")
    assert store.counts().total == 0


def test_a_request_that_was_refused_has_not_used_its_key(api, store):
    """Who corrects a mistake may send it under the same key."""
    assert api.correct(key=KEY, meant="x").status_code == 422
    assert api.correct(key=KEY).status_code == 201
    assert store.counts().total == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "é", "a\tb"])
def test_a_key_that_is_none_is_refused(api, store, key):
    """It would not protect what its sender believes it protects."""
    assert api.correct(key=key).status_code == 422
    assert store.counts().total == 0


def test_many_threads_with_one_key_get_one_receipt(store, draft_of):
    """Impatient clients send the same thing many times at once."""
    with ThreadPoolExecutor(16) as threads:
        receipts = set(threads.map(lambda _: store.add(draft_of(), key=KEY), range(64)))
    assert len(receipts) == 1
    assert store.counts().total == 1


def test_many_processes_with_one_key_get_one_receipt(address, open_store, python):
    """Each worker is a process; which of them is asked is chance.  None of them found tables, either."""
    said, complaints = python(SAME_MOMENT, address, KEY).communicate(timeout=120)
    assert complaints == ""
    assert len(said.splitlines()) == 6
    assert len(set(said.splitlines())) == 1
    assert open_store(address).counts().total == 1


def test_only_one_of_two_requests_with_one_key_is_kept(store, draft_of):
    """At the same moment as well: one is kept, the other refused."""

    def send(number):
        try:
            return store.add(draft_of(number % 2), key=KEY)
        except KeyReused:
            return None

    with ThreadPoolExecutor(8) as threads:
        receipts = set(threads.map(send, range(16)))
    assert len(receipts) == 2
    assert None in receipts
    assert store.counts().total == 1

"""The corrections themselves: gone through, found, reviewed, counted, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inkdigits.errors import UnknownCorrection
from inkdigits.store import corrections

NOBODY = "0" * 32


def test_all_are_gone_through_once_and_in_order(store, draft_of, monkeypatch):
    """However many pages they fill, and though some were kept in the same moment."""
    monkeypatch.setattr(corrections, "PAGE", 3)
    names = [store.add(draft_of(number)).id for number in range(10)]
    assert [kept.id for kept in store.since()] == names
    assert [kept.ink for kept in store.since()] == [draft_of(number).ink for number in range(10)]


def test_those_since_a_moment_begin_there(store, draft_of):
    """What was learned already need not be read again; a moment may be in any time zone."""
    store.add(draft_of(1))
    moment = datetime.now(UTC)
    later = store.add(draft_of(2)).id
    far_east = moment.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Tokyo"))
    assert [kept.id for kept in store.since(moment)] == [kept.id for kept in store.since(far_east)] == [later]
    assert list(store.since(moment + timedelta(days=1))) == []


def test_the_operator_says_what_was_meant(store, draft_of):
    """It counts more than the author's word, and can be taken back."""
    name = store.add(draft_of(5)).id
    store.review(name, "accepted", label="6")
    kept = store.get(name[:9])
    assert (kept.status, kept.label, kept.meant, kept.truth) == ("accepted", "6", "5", "6")
    assert abs(datetime.now(UTC) - kept.reviewed) < timedelta(minutes=1)
    assert list(store.since(statuses=("pending",))) == []
    assert store.counts().by_truth == {"6": 1}
    store.review(name, "pending")
    assert (store.get(name).status, store.get(name).reviewed, store.get(name).truth) == ("pending", None, "5")


def test_they_are_counted(store, draft_of):
    """By status, by what they teach, by who read."""
    for number in (1, 1, 2):
        store.add(draft_of(number))
    counts = store.counts()
    assert counts.total == 3
    assert counts.by_status == {"pending": 3, "accepted": 0, "rejected": 0}
    assert counts.by_truth == {"1": 2, "2": 1}
    assert counts.by_model == {"5e7e" * 16: 3}


@pytest.mark.parametrize("name", [NOBODY, "", "%", "_", "x", "\0", "é"])
def test_what_is_not_there_is_unknown(store, draft_of, name):
    """No sign means "any" to the database, and no sign breaks it."""
    store.add(draft_of())
    for refuse in (store.get, store.remove, lambda name: store.review(name, "accepted")):
        with pytest.raises(UnknownCorrection):
            refuse(name)
    with pytest.raises(UnknownCorrection):
        store.forget(name, token="x")


def test_a_beginning_that_several_share_names_none(store, draft_of):
    """Nothing is done to a correction that was not meant."""
    names = [store.add(draft_of(number)).id for number in range(17)]
    first = [name[0] for name in names]
    shared = next(sign for sign in first if first.count(sign) > 1)
    with pytest.raises(UnknownCorrection, match="several"):
        store.get(shared)


def test_the_operator_removes_one(store, draft_of):
    """Without a token, and for good."""
    kept, gone = (store.add(draft_of(number)).id for number in range(2))
    store.remove(gone)
    assert [correction.id for correction in store.since()] == [kept]
    with pytest.raises(UnknownCorrection):
        store.remove(gone)

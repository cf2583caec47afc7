"""A store that hangs holds up all threads but one, which goes on to read."""

from __future__ import annotations

import threading

import pytest

from inkdigits.errors import StoreUnavailable
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Draft, Receipt
from inkdigits.web.keeping import Turns

DRAFT = Draft(ink=pack_strokes([[[1, 2], [3, 4]]]), read="1", meant="7", model="5e7e" * 16)


class Hanging:
    """Keeps what it is given as soon as it is let go."""

    def __init__(self) -> None:
        """Hang."""
        self.go = threading.Event()
        self.asked = threading.Semaphore(0)

    def add(self, draft, *, key=None):
        """Wait, and answer."""
        del draft, key
        self.asked.release()
        assert self.go.wait(60)
        return Receipt("a" * 32, "token")

    def forget(self, name, *, token):
        """Refuse."""
        raise StoreUnavailable(name + token)


@pytest.mark.parametrize("at_once", [3, 1, 0])
def test_one_too_many_is_refused_and_those_before_are_served(at_once):
    """As many as there are turns may wait; with a single thread there is one turn all the same."""
    hanging = Hanging()
    turns = Turns(hanging, at_once=at_once)
    answers = []
    waiting = [
        threading.Thread(target=lambda: answers.append(turns.add(DRAFT))) for _ in range(max(1, at_once))
    ]
    for thread in waiting:
        thread.start()
        assert hanging.asked.acquire(timeout=60)
    with pytest.raises(StoreUnavailable, match="others"):
        turns.add(DRAFT)
    hanging.go.set()
    for thread in waiting:
        thread.join(60)
    assert len(answers) == len(waiting)
    assert turns.add(DRAFT).id == "a" * 32


def test_a_turn_that_fails_is_given_back():
    """However often the store refuses, the next is asked."""
    turns = Turns(Hanging(), at_once=1)
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="xy"):
            turns.forget("x", token="y")

"""A request is answered by one recognizer from its beginning to its end, whatever changes meanwhile."""

from __future__ import annotations

from inkdigits.web.app import create_app
from inkdigits.web.current import Changing, now, recognizer
from inkdigits.web.settings import Settings

STROKES = {"strokes": [[[60, 60], [200, 60], [110, 240]]], "expect": "digit"}


class Restless:
    """Holds another recognizer each time it is looked at."""

    def __init__(self, always) -> None:
        """Begin with none."""
        self.always, self.looks = always, 0

    @property
    def now(self):
        """Return a new one, with a fingerprint that tells which."""
        self.looks += 1
        reader = self.always(7)
        reader.fingerprint = f"{self.looks:064x}"
        return reader


def test_a_request_keeps_the_recognizer_that_it_began_with(always):
    """However often a view asks for it; the next request may get another."""
    app = create_app(Settings(), recognizer=Restless(always))
    seen = []

    @app.get("/seen")
    def see():
        seen.append({recognizer().fingerprint for _ in range(10)})
        return ""

    client = app.test_client()
    client.get("/seen")
    client.get("/seen")
    assert [len(one) for one in seen] == [1, 1]
    assert seen[0] != seen[1]


def test_what_answers_names_the_model_that_read(always, client_of):
    """A reading, and the question whether the server is ready."""
    holder = Restless(always)
    client = client_of(holder)
    told = [client.post("/api/v1/readings", json=STROKES).get_json()["model"] for _ in range(2)]
    told.append(client.get("/health/ready").get_json()["model"])
    assert len(set(told)) == 3


def test_a_recognizer_that_does_not_change_is_handed_in_as_it_is(always):
    """As tests do, and a server that was told which model to read with."""
    seven = always(7)
    assert not isinstance(seven, Changing)
    assert now(seven) is seven

"""The guided sheet's application: for this machine alone, one lesson at a time, failures in words."""

from __future__ import annotations

import json
from threading import Event

import pytest

from inkdigits.errors import BadPlan
from inkdigits.personal import Sample
from inkdigits.training.comparing import Paired
from inkdigits.web.drawings import as_text, samples_among
from inkdigits.web.lesson import BROKEN
from inkdigits.web.personal import create_personal_app
from inkdigits.web.personal_report import headline, row, uses

PORT = 8010
HERE = f"http://127.0.0.1:{PORT}"
OURS = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
DRAWINGS = {
    "drawings": [
        {"digit": digit, "strokes": [[[0, 0], [digit, 10.5]]]} for _ in range(2) for digit in range(10)
    ]
}


class Learner:
    """Learns when it is told to, and remembers from what."""

    def __init__(self) -> None:
        """Have learned nothing."""
        self.go, self.begun = Event(), Event()
        self.samples: list[Sample] = []
        self.error: Exception | None = None

    def __call__(self, samples, told):
        """Learn."""
        self.samples = samples
        told("learning", 3, 12)
        self.begun.set()
        self.go.wait(30)
        if self.error:
            raise self.error
        return {"headline": "better"}


@pytest.fixture
def learner():
    """A learner that lets no thread wait when the test is over."""
    learner = Learner()
    yield learner
    learner.go.set()


@pytest.fixture
def ended():
    """What tells whether the command was ended."""
    return Event()


@pytest.fixture
def client(learner, ended):
    """A browser on this machine."""
    app = create_personal_app(learner, port=PORT, end=ended.set)
    app.testing = False
    return app.test_client()


def send(client, drawings=DRAWINGS, **more):
    """Send drawings as the page does."""
    return client.post("/drawings", json=drawings, **({"base_url": HERE, "headers": OURS} | more))


def wait_for(client, state):
    """Ask until it is in that state."""
    for _ in range(500):
        told = client.get("/progress", base_url=HERE).json
        if told["state"] == state:
            return told
        Event().wait(0.01)
    raise AssertionError(told)


def test_drawings_are_learned_while_the_page_asks_how_far_it_is(client, learner):
    """Accepted at once, told on the way, and the result in the end."""
    assert client.get("/progress", base_url=HERE).json["state"] == "waiting"
    answer = send(client)
    assert answer.status_code == 202
    assert answer.json["state"] == "learning"
    assert learner.begun.wait(30)
    told = client.get("/progress", base_url=HERE).json
    assert (told["what"], told["done"], told["all"]) == ("learning", 3, 12)
    learner.go.set()
    assert wait_for(client, "learned")["result"] == {"headline": "better"}
    assert [one.digit for one in learner.samples] == [*range(10), *range(10)]


def test_there_is_one_lesson_at_a_time(client, learner):
    """A second one is refused until the first is over, be it learned or not."""
    send(client)
    again = send(client)
    assert again.status_code == 409
    assert "already" in again.json["error"]["message"]
    learner.go.set()
    wait_for(client, "learned")
    assert send(client).status_code == 202


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (BadPlan("its network is built otherwise"), "its network is built otherwise"),
        (OSError(28, "No space left on device"), "No space left"),
        (ZeroDivisionError("inside"), BROKEN),
    ],
)
def test_what_went_wrong_is_told_and_can_be_tried_again(client, learner, error, message):
    """Our own refusals in their words; of what nobody foresaw, where more is said."""
    learner.error = error
    learner.go.set()
    send(client)
    assert message in wait_for(client, "failed")["message"]
    learner.error = None
    send(client)
    wait_for(client, "learned")


@pytest.mark.parametrize(
    ("drawings", "told"),
    [
        ([], "no drawings"),
        ({"drawings": 3}, "no drawings"),
        ({"drawings": [{"digit": 3}]}, "drawing 0: has no digit or no strokes"),
        ({"drawings": [7]}, "drawing 0: has no digit or no strokes"),
        ({"drawings": DRAWINGS["drawings"][:19]}, "the 9 was drawn 1 times"),
        ({"drawings": [{"digit": True, "strokes": []}]}, "digit is True"),
        ({"drawings": [{"digit": 3, "strokes": [[["a", "b"]]]}]}, "two numbers"),
    ],
)
def test_what_is_no_sheet_of_drawings_is_refused(client, drawings, told):
    """422, and what was found."""
    answer = send(client, drawings)
    assert answer.status_code == 422
    assert told in answer.json["error"]["message"]
    assert client.get("/progress", base_url=HERE).json["state"] == "waiting"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"base_url": f"http://rebound.example:{PORT}"}, 403),
        ({"base_url": "http://127.0.0.1:9999"}, 403),
        ({"headers": {}}, 403),
        ({"headers": {"Origin": "http://other.example"}}, 403),
        ({"headers": {"Sec-Fetch-Site": "cross-site", "Origin": HERE}}, 403),
    ],
)
def test_nobody_but_our_own_page_teaches(client, learner, more, status):
    """Foreign names, foreign pages and programs that say nothing of themselves."""
    assert send(client, **more).status_code == status
    assert client.post("/done", json={}, **({"base_url": HERE} | more)).status_code == status
    assert learner.samples == []


def test_drawings_come_as_json_alone(client):
    """What a foreign form could send is refused."""
    answer = client.post("/drawings", data=json.dumps(DRAWINGS), base_url=HERE, headers=OURS)
    assert answer.status_code == 415


def test_done_ends_the_command(client, ended):
    """And nothing else does."""
    client.get("/", base_url=HERE)
    assert not ended.is_set()
    assert client.post("/done", json={}, base_url=HERE, headers=OURS).status_code == 204
    assert ended.is_set()


def test_the_page_lies_under_a_secret_and_has_the_headers_of_every_page(learner):
    """Others on this machine can reach the port, but not guess the address."""
    client = create_personal_app(learner, port=PORT, secret="hidden").test_client()
    assert client.get("/", base_url=HERE).status_code == 404
    page = client.get("/hidden/", base_url=HERE)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert b"js/personal.js" in page.data


def test_what_is_saved_is_what_is_read():
    """Whatever unit the strokes have."""
    samples = samples_among(DRAWINGS)
    again = samples_among(json.loads(as_text(samples)))
    assert [(one.digit, [stroke.tolist() for stroke in one.strokes]) for one in again] == [
        (one.digit, [stroke.tolist() for stroke in one.strokes]) for one in samples
    ]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (Paired(before=7, gained=3, lost=0, count=10), "better: 10 of 10, 7 before"),
        (Paired(before=9, gained=0, lost=1, count=10), "worse: 8 of 10, 9 before; keep the old model"),
        (Paired(before=10, gained=0, lost=0, count=10), "reads all 10, as it did before"),
        (Paired(before=8, gained=1, lost=1, count=10), "as before: 8 of 10"),
    ],
)
def test_what_was_gained_is_told_as_it_is(own, said):
    """Also where it was nothing, or less."""
    assert said in headline(own)


def test_of_few_drawings_the_number_is_told_and_of_many_the_share():
    """10 of 10 is not 100 %."""
    few = row("own", Paired(before=7, gained=3, lost=0, count=10))
    assert (few["before"], few["after"]) == ("7", "10")
    many = row("paper", Paired(before=990, gained=1, lost=2, count=1000))
    assert (many["before"], many["after"]) == ("99.00%", "98.90%")


def test_what_one_types_works_for_every_name(tmp_path):
    """A space in a folder's name is quoted."""
    typed = [use["typed"] for use in uses(tmp_path / "my hand.joblib")]
    assert typed[0] == f"inkdigits serve --model '{tmp_path}/my hand.joblib'"

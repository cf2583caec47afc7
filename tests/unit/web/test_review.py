"""The operator's review: what the page is told, what it may write down, and who is refused."""

from __future__ import annotations

import pytest

from inkdigits.errors import StoreUnavailable
from inkdigits.reviewing import Suspect
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import Packed, pack_picture, pack_strokes
from inkdigits.store.records import Draft
from inkdigits.web.review import create_review_app

STROKES = [[[60.0, 60.0], [200.0, 60.0], [110.0, 240.0]]]
PORT = 8123
HERE = f"http://127.0.0.1:{PORT}"
OURS = {"Sec-Fetch-Site": "same-origin", "Origin": HERE}


@pytest.fixture
def store(tmp_path):
    """An empty database."""
    return open_corrections(f"sqlite:///{tmp_path / 'corrections.sqlite3'}")


def draft(ink=None, **told):
    """Return a correction of a drawn seven."""
    facts = {
        "ink": ink or pack_strokes(STROKES),
        "read": "1",
        "meant": "7",
        "model": "5e7e" * 16,
        "confidence": 0.6,
    }
    return Draft(**facts | told)


@pytest.fixture
def name(store):
    """The name of the only correction there is."""
    return store.add(draft()).id


class Desk:
    """The operator's browser: asks under the page's own name unless told otherwise."""

    def __init__(self, app, prefix: str = "") -> None:
        """Sit down before ``app``."""
        self.client, self.prefix = app.test_client(), prefix

    def get(self, path, **options):
        """Ask for ``path``."""
        return self.client.get(self.prefix + path, base_url=options.pop("base_url", HERE), **options)

    def post(self, path, *, headers=OURS, base_url=HERE, **options):
        """Send a verdict."""
        return self.client.post(self.prefix + path, base_url=base_url, headers=headers, **options)


@pytest.fixture
def desk(store, name):
    """A review of that one correction, in which the model reads a one."""
    suspects = [Suspect(name=name, text="1", confidence=0.97, reasons=("the model is sure of 1",), score=0.9)]
    return Desk(create_review_app(store, suspects, port=PORT))


def test_the_page_names_its_script_and_its_style(desk):
    """And is locked down as every page is."""
    answered = desk.get("/")
    html = answered.get_data(as_text=True)
    assert "js/review.js" in html
    assert "css/review.css" in html
    assert "default-src 'none'" in answered.headers["Content-Security-Policy"]
    for inline in ("<style", " style=", "<script>", "https://"):
        assert inline not in html


def test_the_queue_tells_names_readings_and_reasons_but_no_ink(desk, name):
    """In the order of suspicion."""
    one = {"id": name, "now": "1", "confidence": 0.97, "reasons": ["the model is sure of 1"]}
    assert desk.get("/corrections").json == {"corrections": [one]}


def test_a_correction_is_told_with_its_strokes(desk, name):
    """And without its token."""
    told = desk.get(f"/corrections/{name}").json
    assert told["strokes"] == STROKES
    assert (told["read"], told["confidence"], told["meant"], told["truth"]) == ("1", 0.6, "7", "7")
    assert (told["status"], told["label"], told["kind"]) == ("pending", None, "strokes")
    assert not any("token" in field for field in told)


def test_a_picture_is_given_as_it_was_kept(store, desk, picture_bytes):
    """Only to the page itself, and only where there is one."""
    name = store.add(draft(pack_picture(picture_bytes))).id
    assert desk.get(f"/corrections/{name}").json["strokes"] is None
    answered = desk.get(f"/corrections/{name}/picture")
    assert answered.content_type == "image/png"
    assert answered.data == store.get(name).ink.data
    assert answered.headers["Cache-Control"] == "no-store"


@pytest.fixture
def picture_bytes():
    """A PNG of a seven."""
    import io

    from PIL import Image, ImageDraw

    image = Image.new("L", (100, 120), 255)
    ImageDraw.Draw(image).line([(20, 25), (75, 24), (48, 100)], fill=20, width=8)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_of_a_drawing_there_is_no_picture(desk, name):
    """404, as where nothing is."""
    assert desk.get(f"/corrections/{name}/picture").status_code == 404


def test_damaged_ink_can_be_judged_all_the_same(store, desk):
    """Its strokes are none, and the page says so."""
    name = store.add(draft(Packed("strokes", b"junk"))).id
    assert desk.get(f"/corrections/{name}").json["strokes"] is None
    assert desk.post(f"/corrections/{name}", json={"status": "rejected"}).json["status"] == "rejected"


@pytest.mark.parametrize(
    ("verdict", "status", "label", "truth"),
    [
        ({"status": "accepted"}, "accepted", None, "7"),
        ({"status": "accepted", "label": "7"}, "accepted", None, "7"),
        ({"status": "accepted", "label": " 1 2"}, "accepted", "12", "12"),
        ({"status": "accepted", "label": "\uff13"}, "accepted", "3", "3"),
        ({"status": "accepted", "label": "?"}, "accepted", "?", "?"),
        ({"status": "rejected", "label": None}, "rejected", None, "7"),
    ],
)
def test_a_verdict_is_in_the_database_when_it_is_answered(  # noqa: PLR0917  three fixtures, four examples
    store, desk, name, verdict, status, label, truth
):
    """Accepted as it is, relabeled, or rejected; every script's digits are understood."""
    told = desk.post(f"/corrections/{name}", json=verdict).json
    kept = store.get(name)
    assert (kept.status, kept.label, kept.truth) == (status, label, truth)
    assert (told["status"], told["label"], told["truth"]) == (status, label, truth)


def test_a_verdict_is_taken_back_by_the_one_before(store, desk, name):
    """Pending again, as if nobody had looked."""
    desk.post(f"/corrections/{name}", json={"status": "accepted", "label": "3"})
    desk.post(f"/corrections/{name}", json={"status": "pending", "label": None})
    kept = store.get(name)
    assert (kept.status, kept.label, kept.reviewed) == ("pending", None, None)


@pytest.mark.parametrize(
    "verdict",
    [{}, [], "accepted", {"status": "gone"}, {"status": ["accepted"]}, {"status": "accepted", "label": "x"},
     {"status": "accepted", "label": ""}, {"status": "accepted", "label": 7}],
    ids=str,
)  # fmt: skip
def test_a_verdict_that_makes_no_sense_changes_nothing(store, desk, name, verdict):
    """422, in the one form of errors."""
    answered = desk.post(f"/corrections/{name}", json=verdict)
    assert answered.status_code == 422
    assert answered.json["error"]["message"]
    assert store.get(name).status == "pending"


def test_what_its_author_has_had_forgotten_is_404(store, desk, name):
    """For the page to say so, and to move on."""
    store.remove(name)
    assert desk.get(f"/corrections/{name}").status_code == 404
    assert desk.post(f"/corrections/{name}", json={"status": "accepted"}).status_code == 404


def test_the_beginning_of_a_name_is_no_name(desk, name):
    """A verdict is never on another one than was shown."""
    assert desk.get(f"/corrections/{name[:8]}").status_code == 404
    assert desk.post(f"/corrections/{name[:8]}", json={"status": "accepted"}).status_code == 404


def test_a_database_that_does_not_answer_is_503(name, store, monkeypatch):
    """And not written down."""
    desk = Desk(create_review_app(store, [], port=PORT))

    def fail(*_, **__):
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(store, "review", fail)
    assert desk.post(f"/corrections/{name}", json={"status": "accepted"}).status_code == 503


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"0.0.0.0:{PORT}"]
)
def test_under_another_name_nothing_is_answered(desk, name, host):
    """A foreign site that calls itself by our number gets nothing, not even by its own visitors' browsers."""
    for path in ("/", "/corrections", f"/corrections/{name}"):
        assert desk.get(path, base_url=f"http://{host}").status_code == 403
    ours = {"Sec-Fetch-Site": "same-origin", "Origin": f"http://{host}"}
    answered = desk.post(
        f"/corrections/{name}", json={"status": "accepted"}, headers=ours, base_url=f"http://{host}"
    )
    assert answered.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": HERE},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_a_verdict_from_elsewhere_is_refused(store, desk, name, headers):
    """Whichever page the operator has open beside it."""
    assert desk.post(f"/corrections/{name}", json={"status": "accepted"}, headers=headers).status_code == 403
    assert store.get(name).status == "pending"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_verdict_is_json_or_none(store, desk, name, kind):
    """What a form of another site could send is not read."""
    answered = desk.post(f"/corrections/{name}", data=b'{"status": "accepted"}', content_type=kind)
    assert answered.status_code == 415
    assert store.get(name).status == "pending"


def test_without_the_secret_nothing_is_found(store, name):
    """Everybody on this machine can reach its loopback; whoever was not told the address finds nothing."""
    app = create_review_app(store, [], port=PORT, secret="s3cret")
    assert Desk(app, "/s3cret").get(f"/corrections/{name}").status_code == 200
    assert Desk(app).get(f"/corrections/{name}").status_code == 404
    assert Desk(app).get("/").status_code == 404


def test_an_empty_review_is_a_page_too(store):
    """With nothing in its queue."""
    desk = Desk(create_review_app(store, [], port=PORT))
    assert desk.get("/").status_code == 200
    assert desk.get("/corrections").json == {"corrections": []}

"""The report is one file that shows every mistake and asks nothing of any host."""

from __future__ import annotations

import base64
import dataclasses
import io
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from inkdigits.data.splits import Labeled
from inkdigits.training.evaluation import evaluate
from inkdigits.training.report import render_report, training_curve, write_report

HISTORY = [
    {
        "epoch": float(epoch),
        "loss": 1.0 / epoch,
        "learning_rate": 1e-3,
        "validation_accuracy": 1 - 0.1 / epoch,
        "validation_loss": 0.5 / epoch,
        "seconds": 2.0 * epoch,
    }
    for epoch in range(1, 9)
]


class Page(HTMLParser):
    """Gathers what a page refers to, and whether its tags are closed in order."""

    VOID = frozenset({"img", "meta", "source", "br", "link"})

    def __init__(self, text):
        super().__init__()
        self.open, self.addresses, self.pictures, self.alternatives = [], [], 0, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note what a tag refers to."""
        told = dict(attributes)
        self.addresses += [told[name] for name in ("src", "srcset", "href") if name in told]
        if tag == "img":
            self.alternatives.append(told.get("alt"))
        if tag == "figure":
            self.pictures += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Refuse a tag that closes another than the last one opened."""
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def evaluation(recognizer):
    """What was measured on forty pictures of noise, nearly all of it wrong."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (40, 28, 28), dtype=np.uint8)
    return evaluate(recognizer, Labeled(noise, rng.integers(0, 10, 40).astype(np.uint8)), disputed=(3, 4, 5))


@pytest.fixture(scope="module")
def artifact(recognizer):
    """The bundled model, with a history of our own."""
    return dataclasses.replace(recognizer.artifact, history=HISTORY)


@pytest.fixture(scope="module")
def text(evaluation, artifact):
    """The report."""
    return render_report(evaluation, artifact, data="forty <pictures> & noise")


def test_everything_is_inside_the_file(text):
    """No address but data: URIs, no script, and a policy that forbids both."""
    page = Page(text)
    assert page.open == []
    assert page.addresses
    assert all(re.match(r"data:image/(png|svg\+xml);base64,", address) for address in page.addresses)
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_the_plots_themselves_ask_for_nothing(text):
    """Inside of the SVGs there is no address either, but for names of namespaces."""
    plots = [base64.b64decode(raw) for raw in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", text)]
    assert len(plots) == 8  # four, for light and for dark
    for plot in plots:
        assert not re.search(rb"""(href|src)=["'](?!#|data:)|url\((?!#)|@import""", plot)


def test_every_misread_digit_is_shown(evaluation, text):
    """As a picture of dark ink on white, with what it is, what was read, how surely, and where it stands."""
    assert Page(text).pictures == len(evaluation.misread) > 20
    for one in evaluation.misread:
        read = "?" if one.digit is None else one.digit
        assert f'alt="digit {one.place}: a {one.label}, read as {read}"' in text
    first = re.search(r"<figure><img src=\"data:image/png;base64,([^\"]+)", text)
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(first[1]))))
    np.testing.assert_array_equal(shown, 255 - evaluation.misread[0].picture)
    assert text.count("label in doubt") == sum(one.disputed for one in evaluation.misread)


def test_every_picture_says_what_it_shows(text):
    """Also to those who cannot see it."""
    assert all(Page(text).alternatives)


def test_the_model_is_named_whole(text, artifact):
    """Fingerprint, plan, metrics, versions."""
    assert artifact.fingerprint in text
    for values in (artifact.plan, artifact.metrics, artifact.versions):
        assert all(name.replace("_", " ") in text for name in values)


def test_what_a_model_file_says_cannot_break_out_of_the_page(evaluation, artifact):
    """Names and values are text, whoever wrote the file."""
    evil = "<script>alert(1)</script>"
    bad = dataclasses.replace(artifact, plan={evil: evil}, versions={"torch": evil})
    assert "<script" not in render_report(evaluation, bad, data=evil)


@pytest.mark.parametrize("history", [[], HISTORY[:1], [{"epoch": 1.0, "loss": 2.0}], [{"note": "odd"}]])
def test_a_short_or_odd_history_is_no_obstacle(evaluation, artifact, history):
    """A model of one epoch, or of elsewhere, has a report all the same."""
    assert (
        Page(render_report(evaluation, dataclasses.replace(artifact, history=history), data="x")).open == []
    )


def test_without_a_mistake_the_report_says_so(recognizer, artifact, a_drawn_seven):
    """Nothing misread is no empty space."""
    digit = recognizer.read_strokes(a_drawn_seven).digits[0].normalized
    perfect = evaluate(recognizer, Labeled(digit[None], np.array([7], np.uint8)))
    assert "None at all." in render_report(perfect, artifact, data="one seven")


def test_the_report_takes_the_place_of_the_former_one(evaluation, artifact, tmp_path):
    """The folder is made where it is missing; nothing but the report is left in it."""
    folder = tmp_path / "a" / "b"
    for _ in range(2):
        path = write_report(evaluation, artifact, folder, data="noise")
    assert [one.name for one in folder.iterdir()] == ["report.html"]
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    "history", [HISTORY, HISTORY[:1], [], [{**HISTORY[0], "validation_accuracy": float("nan")}]]
)
def test_a_training_curve_is_a_png(history, tmp_path):
    """Of many epochs, of one, of none, and of a run that measured nothing."""
    path = tmp_path / "curve.png"
    training_curve(history, path)
    picture = np.asarray(Image.open(path).convert("L"))
    assert picture.shape[1] > 1000
    assert np.ptp(picture) > 100
    assert [one.name for one in tmp_path.iterdir()] == ["curve.png"]


def test_a_perfect_run_can_be_drawn(tmp_path):
    """No error at all has no logarithm; it is drawn at the bottom."""
    training_curve([{**row, "validation_accuracy": 1.0} for row in HISTORY], tmp_path / "curve.png")
    assert (tmp_path / "curve.png").stat().st_size > 5_000

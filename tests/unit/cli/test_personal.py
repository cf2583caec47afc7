"""``inkdigits personal``: drawings in, a model for that hand out, by a file or by the page."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from inkdigits.cli import main
from inkdigits.errors import BadPlan
from inkdigits.model.artifact import load
from inkdigits.personal import Personal
from inkdigits.training.comparing import Paired

DRAWINGS = {
    "drawings": [
        {"digit": digit, "strokes": [[[0, 0], [digit, 10.5]]]} for _ in range(2) for digit in range(10)
    ]
}
PROGRAM = """
import sys
from inkdigits.cli import main
main(["personal", "--no-open", "--port", "0", *sys.argv[1:]], obj=lambda *_, **__: None)
"""


@pytest.fixture
def learner(another_model):
    """What learns at once whatever it is given, and says so."""
    own, others = (
        Paired(before=7, gained=3, lost=0, count=10),
        Paired(before=990, gained=0, lost=1, count=1000),
    )

    def learn(samples, current, *, told):
        told("learning", 1, 1)
        plan = {"parent": current.fingerprint, "drawings": len(samples)}
        return Personal(artifact=replace(another_model, plan=plan), own=own, others={"paper": others})

    return learn


@pytest.fixture
def drawings(tmp_path):
    """A file of drawings."""
    file = tmp_path / "drawings.json"
    file.write_text(json.dumps(DRAWINGS))
    return file


def personal(learner, *arguments):
    """Run the verb in this process."""
    return CliRunner().invoke(main, ["personal", *map(str, arguments)], obj=learner)


def test_drawings_in_a_file_become_a_model_and_what_it_is_worth(learner, drawings, tmp_path):
    """Before and after, on one's own and on others' digits, and how the file is used."""
    output = tmp_path / "new" / "mine.joblib"
    result = personal(learner, "--drawings", drawings, "--output", output)
    assert result.exit_code == 0, result.output
    assert "It reads your hand better: 10 of 10, 7 before" in result.output
    assert re.search(r"on paper +1000 +99.00% +98.90%", result.output)
    assert f"inkdigits serve --model {output}" in result.output
    assert f"inkdigits model use {output}" in result.output
    assert load(output).plan["drawings"] == 20
    assert [one.name for one in output.parent.iterdir()] == ["mine.joblib"]


def test_programs_get_one_object(learner, drawings, tmp_path):
    """The same as JSON, and nothing else."""
    result = personal(learner, "--drawings", drawings, "--output", tmp_path / "mine.joblib", "--json")
    facts = json.loads(result.output)
    assert facts["own"] == {"count": 10, "before": 7, "after": 10, "gained": 3, "lost": 0}
    assert facts["others"]["paper"]["after"] == 989
    assert facts["model"] == load(tmp_path / "mine.joblib").fingerprint


def test_the_drawings_are_saved_before_they_are_learned(drawings, tmp_path):
    """Also where the learning fails; no half of a model is left."""

    def learn(*_, **__):
        message = "its network is built otherwise"
        raise BadPlan(message)

    copy, output = tmp_path / "copy.json", tmp_path / "mine.joblib"
    result = personal(learn, "--drawings", drawings, "--save-drawings", copy, "--output", output)
    assert result.exit_code == 1
    assert "built otherwise" in result.output
    assert json.loads(copy.read_text())["drawings"][3] == {"digit": 3, "strokes": [[[0.0, 0.0], [3.0, 10.5]]]}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["copy.json", "drawings.json"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ("{}", "no drawings in it"),
        (json.dumps({"drawings": DRAWINGS["drawings"][:12]}), "the 2 was drawn 1 times"),
    ],
)
def test_a_file_that_holds_no_hand_is_refused_in_one_line(learner, tmp_path, text, told):
    """It is named, and what was found."""
    file = tmp_path / "hand.json"
    file.write_text(text)
    result = personal(learner, "--drawings", file, "--output", tmp_path / "mine.joblib")
    assert result.exit_code == 1
    assert told in result.output
    assert "hand.json" in result.output
    assert result.output.count("\n") == 1
    assert not (tmp_path / "mine.joblib").exists()


def test_a_file_that_is_not_there_is_named(learner, tmp_path):
    """One line."""
    result = personal(learner, "--drawings", tmp_path / "none.json")
    assert result.exit_code == 1
    assert "none.json" in result.output


def test_a_stopped_command_says_so_and_leaves_nothing(drawings, tmp_path):
    """Ctrl-C while it learns: no traceback, no half of a file."""

    def learn(*_, **__):
        raise KeyboardInterrupt

    result = personal(learn, "--drawings", drawings, "--output", tmp_path / "mine.joblib")
    assert result.exit_code == 130
    assert [one.name for one in tmp_path.iterdir()] == ["drawings.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_where_nothing_can_be_written_nobody_writes_fifty_digits(learner, tmp_path):
    """It is told before the page is shown."""
    tmp_path.chmod(0o500)
    result = personal(learner, "--output", tmp_path / "mine.joblib")
    assert result.exit_code == 1
    assert "cannot be written there" in result.output


def test_without_the_data_sets_it_says_how_to_get_them(drawings, tmp_path, monkeypatch):
    """One line: which command."""
    monkeypatch.setenv("INKDIGITS_DATA", str(tmp_path / "nowhere"))
    result = personal(None, "--drawings", drawings, "--output", tmp_path / "mine.joblib")
    assert result.exit_code == 1
    assert "inkdigits data fetch" in result.output


@pytest.mark.slow
def test_the_page_is_served_until_ctrl_c(tmp_path):
    """Its address is told on stderr, so that stdout holds what was measured alone; the end is no failure."""
    command = [sys.executable, "-c", PROGRAM, "--output", str(tmp_path / "mine.joblib")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, complaints = process.communicate(timeout=300)
    assert re.search(r"http://127\.0\.0\.1:\d+/[\w-]{20,}/ \(Ctrl-C ends it\)", said)
    assert (process.returncode, out, complaints) == (0, "", "")

"""``inkdigits evaluate`` measures on the test set it is given, here one of our own making."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from inkdigits.cli import main
from inkdigits.data.idx import write_images, write_labels

SEVENS, ONES = 9_900, 60  # of 10,000; the rest are blocks that say they are a 3


@pytest.fixture(scope="module")
def data(tmp_path_factory, recognizer):
    """A data folder whose test set is nearly all sevens; some of them say that they are ones."""
    strokes = [np.array([[0.0, 0.0], [10.0, 0.0], [4.0, 15.0]])]
    seven = recognizer.read_strokes(strokes).digits[0].normalized
    blocks = np.zeros((10_000 - SEVENS - ONES, 28, 28), np.uint8)
    blocks[:, 4:24, 4:24] = 255
    folder = tmp_path_factory.mktemp("data")
    (folder / "mnist").mkdir()
    digits = np.concatenate([np.repeat(seven[None], SEVENS + ONES, axis=0), blocks])
    labels = np.repeat(np.array([7, 1, 3], np.uint8), [SEVENS, ONES, len(blocks)])
    write_images(folder / "mnist" / "t10k-images-idx3-ubyte.gz", digits)
    write_labels(folder / "mnist" / "t10k-labels-idx1-ubyte.gz", labels)
    return folder


def run(data, *arguments):
    """Run the command on a data folder."""
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)], env={"INKDIGITS_DATA": str(data)})


def test_a_person_gets_lines_and_a_report(data, tmp_path):
    """Accuracy on all and on the well-labeled, each with its interval; per digit; the report's place."""
    done = run(data, "--report", tmp_path / "report")
    assert done.exit_code == 0, done.output
    assert "all images            99.00 %  9,900 of 10,000, 95 % interval 98.79 to 99.18 %" in done.output
    assert "of 9,985, 95 % interval" in done.output
    assert "calibration error" in done.output
    assert "digit 7              100.00 %  9,900 of 9,900" in done.output
    assert "digit 1                0.00 %  0 of 60" in done.output
    report = tmp_path / "report" / "report.html"
    assert str(report) in done.output
    assert report.read_text(encoding="utf-8").count("<figure>") == 100


def test_a_program_gets_json(data, recognizer):
    """One object, with the model's fingerprint, and nothing else on standard output."""
    done = run(data, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert told["model"] == recognizer.fingerprint
    assert (told["every"]["right"], told["every"]["count"]) == (9_900, 10_000)
    assert told["well_labeled"]["count"] == 9_985
    assert told["confusion"][1][7] == ONES
    assert told["report"] is None


def test_without_the_data_it_says_how_to_get_it(tmp_path):
    """One line on standard error, exit status 1."""
    done = run(tmp_path)
    assert done.exit_code == 1
    assert "inkdigits data fetch mnist" in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_a_model_that_is_not_there_is_named(data, tmp_path):
    """Before the test set is opened."""
    done = run(data, "--model", tmp_path / "none.joblib")
    assert done.exit_code == 1
    assert "none.joblib" in done.output


def run_without_the_extra(data, *arguments):
    """Run the command where nothing of the extra can be imported."""
    script = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in {'torch', 'sklearn', 'matplotlib', 'onnx', 'scipy'}:\n"
        "            raise ModuleNotFoundError('blocked', name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from inkdigits.cli import main\n"
        "main(prog_name='inkdigits')\n"
    )
    command = [sys.executable, "-c", script, "evaluate", *map(str, arguments)]
    environment = {**os.environ, "INKDIGITS_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_measuring_needs_no_pytorch(data):
    """The base installation evaluates."""
    done = run_without_the_extra(data)
    assert done.returncode == 0, done.stderr
    assert "9,900 of 10,000" in done.stdout


def test_the_report_names_the_extra_that_it_needs(data, tmp_path):
    """At once, before anything is measured, and without a traceback."""
    done = run_without_the_extra(data, "--report", tmp_path)
    assert done.returncode == 1
    assert "pip install 'inkdigits[train]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []

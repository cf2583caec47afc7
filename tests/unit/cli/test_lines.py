"""``inkdigits lines``: a whole tiny run adds to a model file what reads lines."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

import inkdigits
from inkdigits.cli import main
from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled, MnistSplit, PenSplit


@pytest.fixture
def handed_in():
    """A few digits of everybody."""
    rng = np.random.default_rng(0)
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 10:18] = 255
    paper = Labeled(np.stack([image] * 10), np.arange(10, dtype=np.uint8))
    drawn = [
        PenDigit(digit=at % 10, writer=1, strokes=[rng.uniform(0, 100, (6, 2)) * [0.6, 1.0]])
        for at in range(20)
    ]
    return MnistSplit(training=paper, validation=paper), PenSplit(
        training=drawn, choosing=drawn, reporting=[]
    )


@pytest.mark.slow
def test_a_run_adds_a_line_network_and_leaves_the_digits_alone(handed_in, tmp_path):
    """The digit network, its calibration and its plan are those of the model it was added to."""
    output = tmp_path / "numbers.joblib"
    tiny = ["--lines", "40", "--steps", "3", "--batch", "4", "--fitted", "12"]
    result = CliRunner().invoke(main, ["lines", *tiny, "--output", str(output)], obj=handed_in)
    assert result.exit_code == 0, result.output
    assert "loss" in result.output
    before, after = inkdigits.load(), inkdigits.load(output)
    assert after.artifact.network == before.artifact.network
    assert after.artifact.line.plan["steps"] == 3
    assert len(after.artifact.line.drawn) == len(after.artifact.line.pictured) == 3
    assert after.artifact.line.history[-1]["step"] == 3
    assert not output.with_name("numbers.joblib.checkpoint").exists()
    strokes = [[(0.0, 0.0), (2.0, 40.0), (0.0, 90.0)], [(60.0, 0.0), (62.0, 40.0), (60.0, 90.0)]]
    assert len(after.read_strokes(strokes, expect="number").digits) >= 1

"""The benchmark of accuracy opens the test set for those who say so, and for nobody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[3] / "benchmarks" / "accuracy.py"


def run(folder, *arguments):
    """Run the benchmark on a data folder."""
    environment = {**os.environ, "INKDIGITS_DATA": str(folder)}
    command = [sys.executable, str(PROGRAM), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_unless_one_says_so_nothing_is_opened(tmp_path):
    """Called by chance, or by `for program in benchmarks/*`, it measures nothing and says why."""
    done = run(tmp_path)
    assert done.returncode == 2
    assert "--open-the-test-set" in done.stderr
    assert done.stdout == ""


def test_once_one_says_so_it_asks_for_the_data(tmp_path):
    """An empty folder has no test set: here it would have been opened."""
    done = run(tmp_path, "--open-the-test-set", "--print-only")
    assert done.returncode != 0
    assert "MissingDataset" in done.stderr


def test_choosing_asks_for_no_permission(tmp_path):
    """What choices are made by may be looked at; an empty folder has nothing of it."""
    done = run(tmp_path, "--worlds", "choosing")
    assert done.returncode != 0
    assert "MissingDataset" in done.stderr
    assert "train-images" in done.stderr or "pen" in done.stderr
    assert "t10k" not in done.stderr


def test_every_block_of_figures_has_its_place():
    """Whatever a program publishes, docs/results.md has markers for it, before the first run."""
    programs = [path.read_text(encoding="utf-8") for path in PROGRAM.parent.glob("*.py")]
    named = {name for text in programs for name in re.findall(r'(?:Block\(name=|publish\()"(\w+)"', text)}
    page = (PROGRAM.parents[1] / "docs" / "results.md").read_text(encoding="utf-8")
    card = (PROGRAM.parents[1] / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert len(named) > 8
    assert [name for name in named if f"<!-- figures: {name} -->" not in page + card] == []

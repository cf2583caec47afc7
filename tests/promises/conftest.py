"""The package as users get it: built as a wheel and installed where nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    # Without isolation: hatchling is in the extra "dev", so building needs no network.
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def empty_environment(tmp_path_factory, wheel) -> Path:
    """The folder of commands of a fresh virtual environment: the wheel, what it depends on, no extra."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    install = [str(commands / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    done = subprocess.run(install, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return commands


@pytest.fixture(scope="session")
def picture_of_a_seven(tmp_path_factory) -> Path:
    """A PNG file with a seven, dark ink on white paper."""
    path = tmp_path_factory.mktemp("pictures") / "seven.png"
    paper = Image.fromarray(np.full((280, 280), 255, dtype=np.uint8))
    ImageDraw.Draw(paper).line([(70, 60), (210, 60), (120, 230)], fill=0, width=16, joint="curve")
    paper.save(path)
    return path

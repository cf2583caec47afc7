"""What every test may ask for, and the type checks that run under all of them.

Every function of inkdigits is called through beartype while testing: an array of another shape or type
than its annotation promises (see ``inkdigits.shapes``) fails the test that made it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jaxtyping
import numpy as np
import pytest

if TYPE_CHECKING:
    from inkdigits import Recognizer
    from inkdigits.model.artifact import Artifact
    from inkdigits.shapes import Strokes

# Must happen before anything imports inkdigits: the hook rewrites modules as they are loaded.  It takes the
# checker as the text of an expression; the "tower" lets an int stand for a float, as Python's own rules do.
jaxtyping.install_import_hook(
    "inkdigits", "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
)

# Where several processes test at once, each has a core: threads of their own would only wait for each other.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# The programs that measure lie side by side without a package; tests try them, and share what they draw.
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

# A developer's own settings must not decide what the tests see; where the data lies is theirs to say.
for setting in [name for name in os.environ if name.startswith("INKDIGITS_") and name != "INKDIGITS_DATA"]:
    del os.environ[setting]
os.environ["INKDIGITS_MODELS"] = str(Path(os.devnull) / "models")  # where no model was ever put in use


@pytest.fixture(scope="session")
def mnist_data() -> Path:
    """The data folder, with MNIST in it; without it the test is skipped, since a checkout brings none."""
    return data_folder_with("mnist/train-images*", "mnist/train-labels*")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The data folder, with MNIST and the pen digits in it; without them the test is skipped."""
    return data_folder_with("mnist/train-images*", "mnist/train-labels*", "pen/*")


def data_folder_with(*patterns: str) -> Path:
    """Return the data folder, or skip the test where nothing in it fits one of ``patterns``."""
    from inkdigits.data.folder import data_folder

    folder = data_folder()
    missing = [pattern for pattern in patterns if not any(folder.glob(pattern))]
    if missing:
        pytest.skip(f"no {missing[0]} in {folder}: run `inkdigits data fetch` or set INKDIGITS_DATA")
    return folder


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    """The recognizer as users get it, on the bundled model."""
    import inkdigits

    return inkdigits.load()


@pytest.fixture(scope="session")
def another_model() -> Artifact:
    """The content of a model file that reads like the bundled one and has another fingerprint."""
    from inkdigits.model.artifact import load
    from inkdigits.model.location import bundled_model

    return replace(load(bundled_model()), created="2026-01-01T00:00:00+00:00")


@pytest.fixture
def a_drawn_seven() -> Strokes:
    """A seven as the pen draws one: a bar to the right, then a slanted stem, in one stroke."""
    bar = np.stack([np.linspace(60, 200, 15), np.full(15, 60.0)], axis=1)
    stem = np.stack([np.linspace(200, 110, 20), np.linspace(60, 240, 20)], axis=1)
    return [np.concatenate([bar, stem])]


class Server(NamedTuple):
    """A real ``inkdigits serve`` that answers, in a process of its own."""

    process: subprocess.Popen[bytes]
    address: str  # "http://127.0.0.1:46847"
    complaints: Path  # what it wrote to stderr


@pytest.fixture(scope="session")
def start_server(tmp_path_factory) -> Iterator[Callable[..., Server]]:
    """A function that starts a server on a free port with the options given; all are stopped in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str, **environment: str) -> Server:
        complaints = tmp_path_factory.mktemp("server") / "stderr"
        installed = str(Path(sys.executable).with_name("inkdigits"))
        command = [installed, "serve", "--port", "0", *options]
        own = {
            "INKDIGITS_DATABASE": f"sqlite:///{complaints.with_name('corrections.sqlite3')}"
        }  # not the user's
        with complaints.open("wb") as stderr:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=stderr, env={**own, **os.environ, **environment}
            )
        started.append(process)
        said = process.stdout.readline().decode()
        found = re.search(r"http://\S+", said)
        assert found, f"said {said!r} and {complaints.read_text()!r}"
        return Server(process, found[0], complaints)

    yield start
    for process in started:
        process.terminate()
        process.wait(timeout=60)  # s; a busy machine takes its time
        process.stdout.close()


@pytest.fixture(scope="session")
def server(start_server) -> Server:
    """A server that all tests share."""
    return start_server("--workers", "1")

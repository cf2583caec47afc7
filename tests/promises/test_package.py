"""What one gets by installing inkdigits: everything that reads and serves, and nothing that learns."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import PurePosixPath

import pytest

pytestmark = pytest.mark.slow

MODEL = "inkdigits/model/bundled/digits.joblib"
LARGEST_MODEL = 4_000_000  # bytes
ABSENT = ("torch", "sklearn", "matplotlib", "onnx", "dask", "pytest")


@pytest.fixture(scope="session")
def contents(wheel):
    """The files in the wheel and their sizes in bytes."""
    with zipfile.ZipFile(wheel) as archive:
        return {file.filename: file.file_size for file in archive.infolist()}


@pytest.fixture
def run(empty_environment, tmp_path):
    """Run a command of the empty environment, far from the checkout, with a bare environment of its own."""

    def run(command, *arguments):
        return subprocess.run(
            [empty_environment / command, *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        )

    return run


@pytest.mark.parametrize(
    "kind",
    [
        "inkdigits/py.typed",
        "inkdigits/model/bundled/digits.joblib",
        "inkdigits/web/templates/*.html",
        "inkdigits/web/static/css/*.css",
        "inkdigits/web/static/js/*.js",
    ],
)
def test_the_wheel_holds_what_a_reader_and_a_server_need(contents, kind):
    """Model, templates, static files and the mark of a typed package travel with the code."""
    assert [name for name in contents if PurePosixPath(name).match(kind)]


def test_the_wheel_holds_nothing_that_was_made_by_running(contents):
    """No byte code, no tests, no data and no second model are shipped."""
    assert not [name for name in contents if "__pycache__" in name or name.endswith((".pyc", ".gz", ".npy"))]
    assert {PurePosixPath(name).parts[0].split("-")[0] for name in contents} == {"inkdigits"}
    assert [name for name in contents if name.endswith(".joblib")] == [MODEL]


def test_the_bundled_model_is_small(contents):
    """The model that everybody downloads stays under 4 MB."""
    assert contents[MODEL] < LARGEST_MODEL


def test_installing_without_extras_brings_nothing_that_learns(run):
    """PyTorch, scikit-learn and matplotlib come only when asked for."""
    found = f"[name for name in {ABSENT} if importlib.util.find_spec(name)]"
    done = run("python", "-c", f"import importlib.util, json\nprint(json.dumps({found}))")
    assert json.loads(done.stdout) == []


def test_python_reads_a_digit_where_only_the_base_is_installed(run, picture_of_a_seven):
    """Three lines of Python read a digit in an environment that cannot train."""
    script = "import sys, inkdigits\nprint(inkdigits.load().read(sys.argv[1], expect='digit').text)"
    done = run("python", "-W", "error", "-c", script, picture_of_a_seven)
    assert (done.stdout, done.stderr) == ("7\n", "")


def test_the_command_reads_a_digit_where_only_the_base_is_installed(run, picture_of_a_seven):
    """`inkdigits read` needs no extra either."""
    done = run("inkdigits", "read", "--json", picture_of_a_seven)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "7"


def test_touching_the_estimator_without_its_extra_says_what_to_install(run):
    """The error names the extra, and it is an ImportError, so that `try: ... except ImportError` works."""
    touch = "inkdigits.DigitClassifier"
    script = f"import inkdigits\ntry:\n    {touch}\nexcept ImportError as error:\n    print(error)"
    done = run("python", "-c", script)
    assert "inkdigits[train]" in done.stdout, done.stderr


def test_training_without_its_extra_says_what_to_install(run):
    """The command line names the extra too, on one line, with exit status 1."""
    done = run("inkdigits", "train", "--quick")
    assert done.returncode == 1, done.stdout
    assert "inkdigits[train]" in done.stderr
    assert "Traceback" not in done.stderr

"""Importing does nothing: what is heavy loads when it is used, and what is not installed is not missed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

LEARNS = frozenset({"matplotlib", "onnx", "onnxscript", "scipy", "sklearn", "torch"})
READS = frozenset({"PIL", "cv2", "joblib", "numpy", "onnxruntime"})
SERVES = frozenset({"apiflask", "flask", "gunicorn"})
HEAVY = LEARNS | READS | SERVES | {"dask", "requests", "rich"}
BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Blocked())
"""


def run(script, *arguments):
    """Run ``script`` in a fresh Python and return what it printed as JSON."""
    command = [sys.executable, "-W", "error", "-c", script, *map(str, arguments)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def loaded_by(script, *arguments):
    """Return the top-level packages that ``script`` loads in a fresh Python."""
    tell = "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    return set(run(script + tell, *arguments))


def test_reading_leaves_nothing_behind(picture_of_a_seven, tmp_path):
    """What reads keeps no identifier of the machine and no record of its use, and so has nothing to send."""
    script = "import sys, inkdigits\nprint(inkdigits.load().read(sys.argv[1]).text)"
    # A bare environment: under CI, ONNX Runtime would keep quiet of its own accord.
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    command = [sys.executable, "-c", script, str(picture_of_a_seven)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path, env=home)
    assert done.stdout == "7\n"
    assert list(tmp_path.rglob("*")) == []


def test_importing_inkdigits_loads_nothing_heavy():
    """No model, no network runtime, no image library: a program that may never read pays nothing."""
    assert not loaded_by("import inkdigits") & HEAVY


def test_asking_for_help_loads_nothing_heavy():
    """`inkdigits --help` lists all commands without importing what they need."""
    script = "from inkdigits.cli import main\nmain(['--help'], standalone_mode=False)"
    silenced = f"import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    exec({script!r})"
    assert not loaded_by(silenced) & HEAVY


def test_reading_loads_neither_what_learns_nor_what_serves(picture_of_a_seven):
    """Reading a picture is done by the floors 0 to 3 alone."""
    script = "import sys, inkdigits\ninkdigits.load().read(sys.argv[1])"
    assert not loaded_by(script, picture_of_a_seven) & (
        LEARNS | {"flask", "apiflask", "gunicorn", "requests"}
    )


def test_reading_works_where_nothing_that_learns_can_be_imported(picture_of_a_seven):
    """PyTorch, scikit-learn and matplotlib are blocked, and a seven is a seven."""
    read = (
        "import json, inkdigits\nprint(json.dumps(inkdigits.load().read(sys.argv[1], expect='digit').text))"
    )
    assert run(BLOCK.format(blocked=set(LEARNS)) + read, picture_of_a_seven) == "7"


def test_serving_works_where_nothing_that_learns_can_be_imported(a_drawn_seven):
    """The web application reads strokes without anything of the extra `train`."""
    serve = (
        "import json, inkdigits\n"
        "from inkdigits.web.app import create_app\n"
        "from inkdigits.web.settings import Settings\n"
        "client = create_app(Settings(), recognizer=inkdigits.load()).test_client()\n"
        "question = {'strokes': json.loads(sys.argv[1]), 'expect': 'digit'}\n"
        "answer = client.post('/api/v1/readings', json=question)\n"
        "print(json.dumps(answer.get_json()))\n"
    )
    strokes = json.dumps([stroke.tolist() for stroke in a_drawn_seven])
    assert run(BLOCK.format(blocked=set(LEARNS)) + serve, strokes)["text"] == "7"


@pytest.mark.parametrize("name", ["DigitClassifier"])
def test_what_needs_an_extra_names_it(name):
    """Touching a public name whose extra is absent raises MissingExtra, which says what to install."""
    touch = (
        "import json, inkdigits\nfrom inkdigits.errors import MissingExtra\n"
        f"try:\n    inkdigits.{name}\n    print('null')\n"
        "except MissingExtra as error:\n    print(json.dumps(str(error)))\n"
    )
    message = run(BLOCK.format(blocked=set(LEARNS)) + touch)
    assert message is not None
    assert "inkdigits[train]" in message

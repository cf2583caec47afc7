"""The test set stays sealed: the source itself shows who could open it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "inkdigits"
DOOR = "open_test_set"
# The evaluation and the report under it open the set; benchmarks/ do too; splits.py is where the door is.
MAY_OPEN = {
    PACKAGE / "cli" / "evaluate.py",
    PACKAGE / "training" / "report.py",
    PACKAGE / "data" / "splits.py",
}
MAY_NAME_FILES = {PACKAGE / "data" / "catalog.py", PACKAGE / "data" / "splits.py"}
FILES = ("t10k", "TEST_IMAGES", "TEST_LABELS")


def sources():
    """Every Python file that is shipped or run, tests apart."""
    found = [path for folder in ("src", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py")]
    assert PACKAGE / "data" / "splits.py" in found
    return found


def words_in(source):
    """Return every name taken from elsewhere, every function made and every text that is no docstring.

    A file's own variables are its own affair: what it opens comes by import, by a dot or by a text.
    """
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    words = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=word) | ast.alias(name=word):
                words.add(word)
            case ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word):
                words.add(word)
            case ast.Constant(value=str(word)) if id(node) not in told:
                words.add(word)
    return words


def uses(path, *wanted):
    """Tell whether a file has one of these in a name or a text."""
    return any(part in word for word in words_in(path.read_text(encoding="utf-8")) for part in wanted)


def test_only_the_evaluation_opens_the_test_set():
    """No training, no choice and no other verb can look at the 10,000, not even by a name in a text."""
    openers = {path for path in sources() if uses(path, DOOR)}
    assert {path for path in openers if not path.is_relative_to(ROOT / "benchmarks")} <= MAY_OPEN


def test_only_the_catalog_and_the_splits_know_the_files():
    """Nobody passes the door by opening the files themselves."""
    assert {path for path in sources() if uses(path, *FILES)} <= MAY_NAME_FILES


@pytest.mark.parametrize(
    "source",
    [
        "from inkdigits.data.splits import open_test_set",
        "from inkdigits.data.splits import open_test_set as validation",
        "from inkdigits.data import splits\nsplits.open_test_set()",
        "getattr(splits, 'open_test_set')()",
    ],
)
def test_every_way_of_opening_is_seen(source, tmp_path):
    """The scan itself is no sieve."""
    (tmp_path / "sly.py").write_text(source)
    assert uses(tmp_path / "sly.py", DOOR)


def test_speaking_of_the_test_set_is_no_opening(tmp_path):
    """Docstrings and comments may say whose door it is."""
    (tmp_path / "frank.py").write_text('"""Never calls open_test_set."""\n# nor reads t10k\n')
    assert not uses(tmp_path / "frank.py", DOOR, *FILES)

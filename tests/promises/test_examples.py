"""Every example in the documents runs, and prints what the document says it prints.

The Python blocks of a page are one program.  In a block of ``console``, each line after ``$`` is run by
bash, in the order of the page, and what follows it, if anything does, is what it prints (``...`` stands
for anything).  ``http://127.0.0.1:8000`` is a server that really runs.  A block that cannot be run here
has a comment ``<!-- not run: REASON -->`` above it; its commands are still parsed.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "MODEL_CARD.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
IN_ORDER = ROOT / "docs" / "guide-corrections.md"  # Python and commands in turn, by a test of its own
RUN = [page for page in PAGES if page != IN_ORDER]
BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>.+?) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
ADDRESS = "http://127.0.0.1:8000"  # as the documents write it: the default of `inkdigits serve`
COMMANDS = Path(sys.executable).parent
PATIENCE = 900  # seconds that an example may take, on a machine that has other things to do


@dataclass(frozen=True, slots=True)
class Block:
    """One block of code in a page; ``line`` is where its text begins, ``reason`` why it is not run."""

    language: str
    text: str
    line: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Command:
    """A command as typed, and what it prints; empty where the page does not show it."""

    typed: str
    printed: str


def blocks(page: Path) -> list[Block]:
    """Return the blocks of code in ``page``."""
    text = page.read_text(encoding="utf-8")
    found = BLOCK.finditer(text)
    return [
        Block(b["language"], b["text"], text.count("\n", 0, b.start("text")) + 1, b["reason"]) for b in found
    ]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block of `console`; a line that ends in a backslash goes on in the next."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        typed = re.match(r"(?:[^\n]*\\\n)*[^\n]*\n", part)
        assert typed, part
        yield Command(typed.group(), part[typed.end() :])


@pytest.fixture
def desk(tmp_path) -> Path:
    """The folder where an example runs: pictures, a drawing and a model lie there, as in a user's."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "scans").mkdir()
    for name in ("seven.png", "scans/001.png", "scans/002.png"):
        shutil.copy(ROOT / "docs" / "seven.png", tmp_path / name)
    shutil.copy(ROOT / "src/inkdigits/model/bundled/digits.joblib", tmp_path / "mine.joblib")
    return tmp_path


def run(command, *, desk):
    """Run ``command`` at the ``desk``; what it prints and its errors come back together."""
    path = f"{COMMANDS}{os.pathsep}{os.environ['PATH']}"
    own = {"INKDIGITS_DATABASE": f"sqlite:///{desk / 'corrections.sqlite3'}"}
    return subprocess.run(
        command,
        check=False,
        cwd=desk,
        env=own
        | dict(os.environ)
        | {"PATH": path, "COLUMNS": "100", "INKDIGITS_MODELS": str(desk / "models")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )


def same(printed: str, promised: str) -> bool:
    """Tell whether ``printed`` is what was ``promised``, where ``...`` stands for anything."""
    pattern = ".*?".join(re.escape(part) for part in promised.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page, desk, request):
    """As it stands there, with warnings as errors; a comment after print(...) is what it prints."""
    chosen = [block for block in blocks(page) if block.language == "python" and block.reason is None]
    program = ""
    for block in chosen:  # blank lines before a block let a traceback name the line of the page
        program += "\n" * (block.line - 1 - program.count("\n")) + block.text
    if ADDRESS in program:
        program = program.replace(ADDRESS, request.getfixturevalue("server").address)
    script = desk / page.with_suffix(".py").name
    script.write_text(program, encoding="utf-8")
    done = run([sys.executable, "-W", "error", script.name], desk=desk)
    promised = "\n".join(re.findall(r"^ *print\(.*\)  # (.*)$", program, re.MULTILINE))
    assert done.returncode == 0, done.stdout
    assert same(done.stdout, promised), done.stdout


@pytest.mark.parametrize("page", RUN, ids=lambda page: page.name)
def test_the_commands_of_a_page_run(page, desk, request):
    """Each in turn, in one folder; those whose output the page shows print that."""
    for block in blocks(page):
        if block.language != "console" or block.reason is not None:
            continue
        for command in commands(block):
            typed = command.typed
            if ADDRESS in typed:
                typed = typed.replace(ADDRESS, request.getfixturevalue("server").address)
            done = run(["bash", "-euo", "pipefail", "-c", typed], desk=desk)
            assert not command.printed or same(done.stdout, command.printed), (
                page.name,
                command,
                done.stdout,
            )
            assert "Traceback" not in done.stdout, done.stdout
            assert done.returncode == 0 or command.printed, (page.name, command, done.stdout)


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    """Have corrections and model versions lie in a folder of the test's."""
    monkeypatch.setenv("INKDIGITS_DATABASE", f"sqlite:///{tmp_path}/corrections.sqlite3")
    monkeypatch.setenv("INKDIGITS_MODELS", str(tmp_path / "models"))
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("real_data")
def test_the_worked_example_runs_from_a_correction_to_a_new_model(own_folder, start_server):
    """Python and commands in the page's own order; each prints what the page says."""
    address = start_server("--workers", "2").address
    names: dict[str, object] = {}
    for block in blocks(IN_ORDER):
        text = block.text.replace(ADDRESS, address)
        if block.language == "python":
            promised = "\n".join(re.findall(r"^ *print\(.*\)  # (.*)$", text, re.MULTILINE))
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(text, f"{IN_ORDER.name}:{block.line}", "exec"), names)  # noqa: S102  our own page
            assert same(printed.getvalue(), promised), (block.line, printed.getvalue())
        elif block.language == "console" and block.reason is None:
            for command in commands(block):
                done = run(["bash", "-euo", "pipefail", "-c", command.typed], desk=own_folder)
                assert done.returncode == 0, done.stdout
                assert not command.printed or same(done.stdout, command.printed), (command, done.stdout)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_even_what_is_not_run_could_be_typed(page, desk, monkeypatch):
    """Commands of ours in a block that is not run exist, with those options; targets of make do too."""
    monkeypatch.chdir(desk)
    for block in blocks(page):
        for command in commands(block) if block.reason else ():
            for words in re.findall(
                r"^(?:\w+=\S+ )*(inkdigits|make)\b([^\n|#]*)", command.typed, re.MULTILINE
            ):
                parse(words[0], re.sub(r"\\$", "", words[1]).split())


def parse(program: str, words: list[str]) -> None:
    """Fail where ``program`` would not understand ``words``."""
    if program == "make":
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(words[:1]) <= set(targets)
        return
    from inkdigits.cli import main

    command: click.Command = main
    while isinstance(command, click.Group):
        context = click.Context(command)
        if not words or words[0].startswith("-"):
            break
        found = command.get_command(context, words[0])
        assert found is not None, words
        command, words = found, words[1:]
    command.make_context(program, words, resilient_parsing=False)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_example_is_of_a_language_that_nothing_runs(page):
    """Commands stand in `console`, so that they are run; what is only shown is `json` or `text`."""
    shown = {"python", "console", "json", "text", "ini", "toml"}
    assert {block.language for block in blocks(page)} <= shown

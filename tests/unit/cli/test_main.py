"""The command as a whole: it finds its verbs late, and refuses in one line."""

from __future__ import annotations

import errno
import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner

import inkdigits
from inkdigits.cli import VERBS, main
from inkdigits.errors import BadPicture, MissingExtra

HEAVY = {"numpy", "cv2", "PIL", "onnxruntime", "flask", "torch", "sklearn", "requests", "rich", "joblib"}


@pytest.fixture
def run_verb(monkeypatch):
    """Run a verb ``data`` that does what the test says, through the whole command."""

    def run(action):
        verb = types.ModuleType("inkdigits.cli.data")
        verb.command = click.command("data")(action)
        monkeypatch.setitem(sys.modules, "inkdigits.cli.data", verb)
        return CliRunner().invoke(main, ["data"])

    return run


def raising(error):
    """Make a verb that fails so."""

    def action():
        raise error

    return action


def run_in_a_new_process(code):
    """Run Python code where nothing is loaded yet."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


def test_help_names_every_verb_and_imports_none_of_them():
    """``inkdigits --help`` answers at once: no verb and no heavy library is loaded for it."""
    late = HEAVY | {f"inkdigits.cli.{verb}" for verb in VERBS}
    shown = run_in_a_new_process(
        "import sys\nfrom inkdigits.cli import main\nmain(['--help'], standalone_mode=False)\n"
        f"print('loaded:', sorted({late!r} & set(sys.modules)))"
    )
    assert shown.returncode == 0, shown.stderr
    for verb, line in VERBS.items():
        assert f"  {verb} " in shown.stdout
        assert line in shown.stdout
    assert "loaded: []" in shown.stdout
    assert "Example: inkdigits read" in shown.stdout


def test_the_version_is_the_package_version():
    """``--version`` prints name and version, nothing else."""
    answer = CliRunner().invoke(main, ["--version"])
    assert (answer.exit_code, answer.output) == (0, f"inkdigits {inkdigits.__version__}\n")


def test_a_verb_that_does_not_exist_is_wrong_usage():
    """Wrong usage has exit status 2 and says what was not understood."""
    answer = CliRunner().invoke(main, ["scribble"])
    assert answer.exit_code == 2
    assert "scribble" in answer.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_shows_an_example_in_its_help(verb):
    """Each ``--help`` shows how the verb is used, and the list above tells the same as the verb itself."""
    answer = CliRunner().invoke(main, [verb, "--help"])
    assert answer.exit_code == 0, answer.output
    assert f"inkdigits {verb}" in answer.output
    assert "xample" in answer.output


@pytest.mark.parametrize(
    "refused", [BadPicture("seven.png: 0 bytes"), MissingExtra("install inkdigits[train]")]
)
def test_what_is_refused_is_told_in_one_line(run_verb, refused):
    """Every error of ours becomes its message on stderr and exit status 1, never a traceback."""
    answer = run_verb(raising(refused))
    assert (answer.exit_code, answer.stdout, answer.stderr) == (1, "", f"Error: {refused}\n")


def test_a_full_disk_is_told_in_one_line(run_verb):
    """What the operating system refuses names the file and the reason."""
    answer = run_verb(raising(OSError(errno.ENOSPC, "No space left on device", "/data/x.part")))
    assert (answer.exit_code, answer.stderr) == (1, "Error: /data/x.part: No space left on device\n")


def test_a_rename_that_fails_names_both_files(run_verb):
    """An error about two files names both."""
    answer = run_verb(raising(OSError(errno.EXDEV, "Invalid cross-device link", "a", None, "b")))
    assert answer.stderr == "Error: a -> b: Invalid cross-device link\n"


def test_an_error_of_the_system_without_a_number_is_told_too(run_verb):
    """Some libraries raise OSError with a sentence alone."""
    assert run_verb(raising(OSError("the socket is gone"))).stderr == "Error: the socket is gone\n"


def test_a_name_cannot_steer_the_terminal(run_verb):
    """Line ends and control codes of a file's name are shown, not obeyed: the error stays one line."""
    answer = run_verb(raising(BadPicture("a\nb\x1b[31m.png: broken")))
    assert answer.stderr == "Error: a\\nb\\x1b[31m.png: broken\n"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupted_verb_leaves_quietly(run_verb, interruption):
    """Ctrl-C has exit status 130, as shells count, and no message."""
    answer = run_verb(raising(interruption))
    assert (answer.exit_code, answer.output) == (130, "")


def test_a_reader_who_leaves_is_no_error():
    """``inkdigits ... | head`` prints no complaint when ``head`` has seen enough."""
    code = (
        "import sys, types, click\nfrom inkdigits.cli import main\n"
        "verb = types.ModuleType('inkdigits.cli.data')\n"
        "verb.command = click.Command('data', callback=lambda: [print('x' * 80) for _ in range(100_000)])\n"
        "sys.modules['inkdigits.cli.data'] = verb\nmain(['data'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""


def test_a_bug_is_not_hidden(run_verb):
    """What is no refusal but a mistake of ours keeps its traceback."""
    assert isinstance(run_verb(raising(ZeroDivisionError("ours"))).exception, ZeroDivisionError)


def test_the_shell_completes_verbs_without_importing_them():
    """Completion answers as fast as the help does."""
    found = main.shell_complete(click.Context(main), "e")
    assert [(item.value, item.help) for item in found] == [("evaluate", VERBS["evaluate"])]

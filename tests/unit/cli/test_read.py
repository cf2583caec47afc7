"""``inkdigits read``: a line a picture, the bad ones named, the others read all the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from inkdigits.cli import main
from inkdigits.ink.decode import MAX_BYTES
from inkdigits.recognition.wording import percent


@pytest.fixture
def pictures(tmp_path, monkeypatch, a_drawn_seven):
    """A folder with a seven, a blank sheet and a text that pretends to be a picture; we stand in it."""
    from inkdigits.ink.strokes import draw

    monkeypatch.chdir(tmp_path)
    Image.fromarray((255 * (1 - draw(a_drawn_seven).ink)).astype(np.uint8)).save("seven.png")
    Image.new("L", (40, 30), 255).save("blank.png")
    (tmp_path / "letter.png").write_text("Dear reader, this is no picture.")
    return tmp_path


def read(*arguments, **options):
    """Run the verb through the whole command."""
    return CliRunner().invoke(main, ["read", *arguments], **options)


@pytest.mark.usefixtures("pictures")
def test_a_picture_is_a_line_with_its_name_text_and_confidence():
    """What people read; a blank sheet says so."""
    result = read("seven.png", "blank.png")
    first, second = result.output.splitlines()
    assert first.startswith("seven.png: 7  ")
    assert float(first.split()[-1].rstrip("%")) > 90
    assert second == "blank.png: (blank)"
    assert result.exit_code == 0


@pytest.mark.usefixtures("pictures")
def test_several_lines_of_writing_stand_on_one_line():
    """A line a picture, whatever is written on it: programs that read lines rely on it."""
    seven = np.asarray(Image.open("seven.png"))
    row = np.hstack([seven, seven])
    Image.fromarray(np.vstack([row, row])).save("four.png")
    result = read("--expect", "number", "four.png")
    assert result.output.startswith("four.png: 77 / 77  ")
    assert result.output.count("\n") == 1


@pytest.mark.usefixtures("pictures")
def test_one_bad_picture_does_not_stop_the_others():
    """It is named on standard error with what to do, and the exit status is 1."""
    result = read("letter.png", "missing.png", "seven.png")
    assert result.exit_code == 1
    assert result.stdout.startswith("seven.png: 7")
    bad, missing = result.stderr.splitlines()
    assert bad.startswith("letter.png: ")
    assert "PNG, JPEG" in bad
    assert missing.startswith("missing.png: ")
    assert "No such file" in missing
    assert missing.count("missing.png") == 1


@pytest.mark.usefixtures("pictures")
def test_json_is_one_object_a_line_errors_too():
    """Programs read every line the same way, whether a picture was read or refused."""
    result = read("--json", "seven.png", "letter.png", "blank.png")
    seven, letter, blank = map(json.loads, result.stdout.splitlines())
    assert (seven["path"], seven["text"]) == ("seven.png", "7")
    assert seven["digits"][0]["digit"] == 7
    assert sum(seven["digits"][0]["probabilities"]) == pytest.approx(1.0, abs=1e-5)
    assert set(seven["digits"][0]["box"]) == {"x", "y", "width", "height"}
    assert len(seven["alternatives"]) == 3
    assert letter == {
        "path": "letter.png",
        "error": {"code": "unsupported_picture", "message": letter["error"]["message"]},
    }
    assert (blank["text"], blank["confidence"], blank["digits"]) == ("", 0.0, [])
    assert result.exit_code == 1


def test_a_dash_reads_standard_input(pictures):
    """So that pictures can be piped in; too many bytes are refused, not swallowed."""
    assert read("-", input=(pictures / "seven.png").read_bytes()).output.startswith("-: 7")
    flood = read("-", input=bytes(MAX_BYTES + 1))
    assert flood.exit_code == 1
    assert "more than 32 MB" in flood.stderr


def test_a_standard_input_that_was_closed_is_empty(pictures, monkeypatch, capsys):
    """As a job without any has it: one line, no traceback."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SystemExit, match="1"):
        main(["read", "-", str(pictures / "seven.png")])
    told = capsys.readouterr()
    assert "seven.png: 7" in told.out
    assert told.err == "-: the picture is empty (0 bytes); was it saved or sent completely?\n"


@pytest.mark.usefixtures("pictures")
def test_nothing_is_told_as_certain():
    """The share is rounded down: 99.96 % are not 100 %."""
    assert percent(0.9996) == "99.9%"
    assert percent(0.29) == "29.0%"
    assert "100" not in read("seven.png").output


def test_what_pillow_finds_odd_is_no_news(pictures):
    """A picture with broken EXIF data is read, and nothing else is said."""
    picture = pictures / "odd.jpg"
    broken = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 50
    Image.open(pictures / "seven.png").save(picture, exif=broken)
    command = [sys.executable, "-c", "from inkdigits.cli import main; main()", "read", str(picture)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{picture}: 7" in done.stdout
    assert done.stderr == ""


@pytest.mark.usefixtures("pictures")
def test_a_name_cannot_forge_a_line():
    """Line ends and control codes in a file's name are shown, not obeyed."""
    shutil.copy("seven.png", "a\nb.png: 3  99.9%\x1b[2J.png")
    assert read("a\nb.png: 3  99.9%\x1b[2J.png").output.count("\n") == 1


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("arguments", [[], ["--expect", "letter", "seven.png"], ["--nonsense"]])
def test_wrong_usage_is_told_apart_from_bad_pictures(arguments):
    """Exit status 2, and what was wrong."""
    result = read(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


@pytest.mark.usefixtures("pictures")
def test_a_model_that_is_none_is_refused_before_any_picture_is_read():
    """One line, exit status 1."""
    result = read("--model", "letter.png", "seven.png")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "letter.png" in result.stderr
    assert result.stderr.count("\n") == 1

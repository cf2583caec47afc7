"""``inkdigits read --crops``: pictures to look at, under safe names, over nobody's files."""

from __future__ import annotations

import shutil

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from inkdigits.cli import main
from inkdigits.cli.crops import is_ours, safe_name


@pytest.fixture
def desk(tmp_path, monkeypatch, draw_page):
    """A folder with a digit, a blank sheet, a page with a table and no picture; we stand in it."""
    monkeypatch.chdir(tmp_path)
    digit = np.full((200, 160), 255, np.uint8)
    cv2.polylines(digit, [np.array([[40, 40], [120, 40], [70, 160]])], False, 0, 12, cv2.LINE_AA)
    Image.fromarray(digit).save("seven.png")
    Image.new("L", (60, 60), 255).save("blank.png")
    Image.fromarray(draw_page([["1", "7"], ["4", ""]])[0]).save("page.png")
    (tmp_path / "letter.png").write_text("Dear reader, this is no picture.")
    return tmp_path


def read(*arguments, **options):
    """Run the verb through the whole command."""
    return CliRunner().invoke(main, ["read", *arguments], **options)


def names(folder):
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def size(path):
    """Width and height of a picture, whose file is closed again."""
    with Image.open(path) as image:
        return image.size


def test_each_picture_that_was_read_has_a_crop(desk):
    """In a folder that is made; what could not be read has none, and the others have theirs all the same."""
    result = read("--crops", "to/crops", "letter.png", "seven.png", "blank.png")
    assert result.exit_code == 1
    assert names(desk / "to" / "crops") == ["blank.png", "seven.png"]
    assert size(desk / "to" / "crops" / "seven.png")[0] == 320
    assert "seven.png: 7" in result.stdout


def test_a_table_has_one_too(desk):
    """The page, its cells framed."""
    result = read("--grid", "2x2", "--crops", "crops", "page.png")
    assert result.exit_code == 0, result.stderr
    assert size(desk / "crops" / "page.png")[0] == size(desk / "page.png")[0]


def test_standard_input_has_a_name_and_equal_names_are_numbered(desk):
    """Nothing is written twice in one run."""
    (desk / "other").mkdir()
    shutil.copy("seven.png", "other/seven.png")
    read("--crops", "crops", "seven.png", "-", "other/seven.png", input=(desk / "seven.png").read_bytes())
    assert names(desk / "crops") == ["seven-2.png", "seven.png", "stdin.png"]


def test_a_crop_of_an_earlier_run_is_replaced(desk):
    """So that the folder does not fill."""
    for _ in range(2):
        result = read("--crops", "crops", "seven.png")
        assert (result.exit_code, result.stderr) == (0, "")
    assert names(desk / "crops") == ["seven.png"]


def test_a_file_that_is_not_ours_stays_and_that_is_said(desk):
    """Whoever says `--crops .` keeps his pictures; a link is not followed either."""
    before = (desk / "seven.png").read_bytes()
    (desk / "seven-2.png").symlink_to("nowhere.png")
    result = read("--crops", ".", "seven.png")
    assert result.exit_code == 0
    assert (desk / "seven.png").read_bytes() == before
    assert result.stderr == "seven.png is there and not ours, so seven-3.png was written\n"
    assert is_ours(desk / "seven-3.png")
    assert not (desk / "nowhere.png").exists()


def test_what_is_no_png_is_not_ours(desk):
    """Nor a broken one, nor a folder."""
    assert not is_ours(desk / "letter.png")
    assert not is_ours(desk / "seven.png")
    assert not is_ours(desk)
    (desk / "broken.png").write_bytes((desk / "seven.png").read_bytes()[:30])
    assert not is_ours(desk / "broken.png")


def test_a_folder_that_cannot_be_written_is_told_and_reading_goes_on(desk):
    """One line a picture, exit status 1."""
    (desk / "file").write_text("in the way")
    result = read("--crops", "file", "seven.png", "blank.png")
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["seven.png", "blank.png"]
    first, second = result.stderr.splitlines()
    assert first == second == "file: the crop cannot be written: File exists"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("scans/page 1.jpeg", "page_1"),
        ("../../etc/passwd", "passwd"),
        ("a\nb\x1b[2J.png", "a_b_2J"),
        (".hidden.png", "hidden"),
        ("Zähler 7.png", "Z_hler_7"),
        ("数.png", "picture"),
        ("-", "stdin"),
        ("--.png", "picture"),
        ("x" * 300 + ".png", "x" * 80),
    ],
)
def test_names_are_made_safe(name, safe):
    """Letters, digits, dots and dashes; never a folder, never hidden, never empty."""
    assert safe_name(name) == safe

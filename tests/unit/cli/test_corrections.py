"""``inkdigits corrections``: the operator sees, judges, hands on and deletes what people corrected."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from inkdigits.cli import main
from inkdigits.cli.correction_archive import COLUMNS
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import Packed, pack_picture, pack_strokes
from inkdigits.store.records import Draft

ROOT = Path(__file__).parents[3]
SEVEN = [[[60.0, 60.0], [130.0, 58.0], [200.0, 60.0], [110.0, 240.0]]]
MODEL = "5e7e" * 16


@pytest.fixture
def url(tmp_path):
    """The address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'corrections.sqlite3'}"


@pytest.fixture
def store(url):
    """The corrections in it."""
    return open_corrections(url)


def draft(ink=None, *, read="1", meant="7", confidence=0.629):
    """Return a correction as somebody sends it."""
    return Draft(ink=ink or pack_strokes(SEVEN), read=read, meant=meant, model=MODEL, confidence=confidence)


@pytest.fixture
def call(url):
    """A function that runs ``inkdigits corrections`` on that database, as the shell would."""

    def run(*arguments, answer=None):
        environment = {"INKDIGITS_DATABASE": url, "COLUMNS": "200"}
        return CliRunner(env=environment).invoke(main, ["corrections", *map(str, arguments)], input=answer)

    return run


def said(done) -> str:
    """Return what a command that went well has printed."""
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def refused(done) -> str:
    """Return the one line that a command which was refused has complained in."""
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_each_correction_is_a_line_with_what_was_read_and_meant(call, store):
    """The newest stands last, nearest to the prompt."""
    first, second = store.add(draft()).id, store.add(draft(read="", meant="12\n3", confidence=None)).id
    store.review(second, "accepted", label="13")
    lines = said(call("list")).splitlines()
    assert [line.split()[0] for line in lines] == [first[:8], second[:8]]
    assert "1 -> 7 " in lines[0]
    assert " 62.9%  pending   api " in lines[0]
    assert lines[0].endswith(MODEL[:12])
    assert "(blank) -> 13 (not 12 / 3)" in lines[1]
    assert "accepted" in lines[1]


def test_a_list_is_of_one_status_and_of_the_newest(call, store):
    """``--status`` may be repeated, ``--limit`` leaves out the oldest."""
    names = [store.add(draft()).id for _ in range(4)]
    store.review(names[0], "accepted")
    store.review(names[1], "rejected")

    def listed(*options):
        return [json.loads(line)["id"] for line in said(call("list", "--json", *options)).splitlines()]

    assert listed() == names
    assert listed("--limit", 2) == names[2:]
    assert listed("--status", "pending") == names[2:]
    assert listed("--status", "accepted", "--status", "rejected") == names[:2]


def test_programs_get_all_facts_and_neither_ink_nor_token(call, store):
    """One object a line."""
    receipt = store.add(draft())
    (line,) = said(call("list", "--json")).splitlines()
    facts = json.loads(line)
    assert facts == json.loads(said(call("show", receipt.id[:6], "--json")))
    assert (facts["read"], facts["meant"], facts["truth"], facts["confidence"]) == ("1", "7", "7", 0.629)
    assert (facts["status"], facts["label"], facts["reviewed"]) == ("pending", None, None)
    assert not any("token" in name or "hash" in name for name in facts)
    assert receipt.forget_token not in line


def test_what_stands_in_the_database_forges_no_line(call, store, url):
    """Not even what somebody wrote there by hand."""
    name = store.add(draft()).id
    store.engine.dispose()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as by_hand:
        by_hand.execute("UPDATE corrections SET read = ?, source = ?", ("\x1b[31m1\r", "a\nb"))
    by_hand.close()
    for done in (call("list"), call("show", name)):
        assert "\x1b" not in said(done)
        assert "\r" not in done.stdout
        assert r"\x1b[31m1" in done.stdout
    assert said(call("list")).count("\n") == 1


def test_show_draws_the_ink_in_the_terminal(call, store):
    """By half blocks: a seven has its bar on top and its stem below."""
    shown = said(call("show", store.add(draft()).id[:8]))
    facts, ink = shown.split("\n\n", 1)
    assert "confidence 62.9%" in facts
    rows = ink.splitlines()
    assert 10 < len(rows) <= 18
    assert rows[1].count("█") > 15
    assert 2 < len(rows[-2].strip()) < 8


@pytest.mark.parametrize(
    "ink", [pack_strokes(SEVEN), pack_picture(ROOT / "docs" / "seven.png")], ids=["drawn", "picture"]
)
def test_show_writes_a_picture(call, store, tmp_path, ink):
    """Dark on white, which a recognizer reads again."""
    said(call("show", store.add(draft(ink)).id, "--picture", tmp_path / "ink.png"))
    with Image.open(tmp_path / "ink.png") as image:
        pixels = np.asarray(image)
    assert min(pixels.shape) > 100
    assert np.median(pixels) > 200
    assert pixels.min() < 60


def test_a_number_is_drawn_so_that_its_digits_can_be_read(call, store, tmp_path):
    """A long line is not squeezed into a square."""
    strokes = [[[x, 0], [x + 10, 60], [x, 100]] for x in range(0, 1000, 100)]
    said(call("show", store.add(draft(pack_strokes(strokes))).id, "--picture", tmp_path / "ink.png"))
    with Image.open(tmp_path / "ink.png") as image:
        width, height = image.size
    assert height > 60
    assert width > 400


@pytest.mark.parametrize("kind", ["strokes", "picture"])
def test_damaged_ink_is_said_where_it_would_be_drawn(call, store, tmp_path, kind):
    """Its facts are shown; a picture of it is refused in one line."""
    name = store.add(draft(Packed(kind, b"junk"))).id
    assert said(call("show", name)).splitlines()[-1].startswith("(")
    done = call("show", name, "--json", "--picture", tmp_path / "ink.png")
    assert done.exit_code == 1
    assert not (tmp_path / "ink.png").exists()


def test_a_name_may_be_short_but_not_by_accident(call, store):
    """What names none, or several, or hardly anything, names nothing."""
    store.add(draft())
    assert "at least 4 signs" in refused(call("show", ""))
    assert "none of that name" in refused(call("show", "zzzz"))


def test_stats_count_by_status_by_meaning_and_by_model(call, store):
    """The largest first; programs get all of them."""
    names = [store.add(draft(meant=meant)).id for meant in ("7", "7", "3")]
    store.review(names[2], "accepted", label="5")
    told = said(call("stats"))
    assert told.startswith("3 corrections\n")
    assert [line.split() for line in told.splitlines()[1:3]] == [
        ["status", "pending", "2"],
        ["status", "accepted", "1"],
    ]
    counts = json.loads(said(call("stats", "--json")))
    assert counts == {
        "total": 3,
        "status": {"pending": 2, "accepted": 1, "rejected": 0},
        "truth": {"7": 2, "5": 1},
        "model": {MODEL: 3},
    }


def test_many_meanings_are_summed_up(call, store):
    """A terminal shows twenty lines of them, and how many others there are."""
    for meant in range(25):
        store.add(draft(meant=str(meant)))
    lines = [line.split() for line in said(call("stats")).splitlines() if line.split()[0] == "meant"]
    assert len(lines) == 21
    assert lines[-1] == ["meant", "(others)", "5"]


def test_forgetting_asks_and_no_means_no(call, store):
    """Nothing is deleted, and the exit status says so."""
    name = store.add(draft()).id
    done = call("forget", name, answer="n\n")
    assert done.exit_code == 1
    assert "nothing was forgotten" in done.stderr
    assert store.get(name).id == name


def test_forgetting_is_for_good(call, store):
    """By a yes, or by ``--yes``."""
    first, second, third = (store.add(draft()).id for _ in range(3))
    done = call("forget", first[:8], answer="y\n")
    assert (done.exit_code, done.stdout) == (0, f"{first}: forgotten\n")
    assert said(call("forget", "--yes", second)) == f"{second}: forgotten\n"
    assert [kept.id for kept in store.since()] == [third]


def test_one_unknown_name_forgets_none_of_them(call, store):
    """A typing error must not delete half of what was meant."""
    name = store.add(draft()).id
    refused(call("forget", "--yes", name, "zzzz"))
    assert store.get(name).id == name


def test_migrating_says_from_where_to_where(call, url):
    """And a second time that there is nothing to do."""
    assert said(call("migrate")) == f"{url}: taken from step 0 to 0002\n"
    assert said(call("migrate")) == f"{url}: is at step 0002 already\n"


def test_a_newer_database_is_left_untouched(call, store, url):
    """One line, exit status 1, not a byte changed."""
    store.add(draft())
    store.engine.dispose()
    path = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as by_hand:
        by_hand.execute("UPDATE alembic_version SET version_num = '9999'")
    by_hand.close()
    before = path.read_bytes()
    for arguments in (("migrate",), ("list",), ("stats",), ("forget", "--yes", "abcd")):
        assert "'9999'" in refused(call(*arguments))
    assert path.read_bytes() == before


def test_an_address_that_is_none_is_one_line(call):
    """Whatever is typed."""
    assert "sqlite or postgresql" in refused(call("list", "--database", "mysql://x/y"))


@pytest.fixture
def kept(store):
    """A drawn digit, a number that was relabeled, a picture, and damaged ink."""
    names = [
        store.add(draft()).id,
        store.add(draft(read="7?", meant="71\n2", confidence=None)).id,
        store.add(draft(pack_picture(ROOT / "docs" / "number.png"), read="629901", meant="629907")).id,
        store.add(draft(Packed("strokes", b"junk"), meant="2")).id,
    ]
    store.review(names[1], "accepted", label="72")
    store.review(names[3], "rejected")
    return names


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_another_program_reads_the_archive_with_nothing_but_its_standard_library(call, kept, tmp_path, kind):
    """Table, pictures and strokes come back as they were kept."""
    file = tmp_path / "corrections.zip"
    done = call("export", file, "--format", kind)
    assert said(done) == f"{file}: 4 corrections, 1 of them damaged and without ink\n"
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        rows = list(read_rows(archive, kind))
        for row in rows[:3]:
            assert archive.read(row["picture"]).startswith(b"\x89PNG")
        explained = archive.read("README.txt").decode()
    assert [row["id"] for row in rows] == kept
    assert [row["truth"] for row in rows] == ["7", "72", "629907", "2"]
    assert [row["meant"] for row in rows] == ["7", "71\n2", "629907", "2"]
    assert [row["status"] for row in rows] == ["pending", "accepted", "pending", "rejected"]
    assert [row["strokes"] for row in rows] == [SEVEN, SEVEN, None, None]
    assert [row["confidence"] for row in rows] == [0.629, None, 0.629, 0.629]
    assert rows[3]["picture"] is None
    assert all(f"  {column} " in explained for column in COLUMNS)


def read_rows(archive, kind):
    """Yield the rows of the table as any program would."""
    text = archive.read(f"corrections.{kind}").decode()
    if kind == "jsonl":
        yield from map(json.loads, text.splitlines())
        return
    for row in csv.DictReader(io.StringIO(text, newline="")):
        told = {name: value or None for name, value in row.items()}
        told["strokes"] = json.loads(row["strokes"]) if row["strokes"] else None
        told["confidence"] = float(row["confidence"]) if row["confidence"] else None
        yield told


def test_an_archive_holds_nothing_that_lets_anybody_act_for_an_author(call, store, url, tmp_path):
    """No token and no hash of one, in no file of it."""
    receipt = store.add(draft(), key="a key of its author")
    file = tmp_path / "corrections.zip"
    said(call("export", file))
    with sqlite3.connect(url.removeprefix("sqlite:///")) as by_hand:
        (hashed,) = by_hand.execute("SELECT token_hash FROM corrections").fetchone()
    by_hand.close()
    with zipfile.ZipFile(file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert hashed.encode() not in everything
    assert receipt.forget_token.encode() not in everything


def test_an_archive_is_of_one_status_if_asked(call, kept, tmp_path):
    """Others may want what was accepted alone."""
    file = tmp_path / "corrections.zip"
    assert said(call("export", file, "--status", "accepted")) == f"{file}: 1 corrections\n"
    with zipfile.ZipFile(file) as archive:
        assert f"pictures/{kept[1]}.png" in archive.namelist()


def test_a_spreadsheet_takes_no_cell_for_a_formula(call, store, url, tmp_path):
    """Texts are digits; were one written into the database by hand, it would be told as text."""
    store.add(draft())
    store.engine.dispose()
    with sqlite3.connect(url.removeprefix("sqlite:///")) as by_hand:
        by_hand.execute("UPDATE corrections SET read = '=1+1', meant = '@x', source = '-1'")
    by_hand.close()
    said(call("export", tmp_path / "corrections.zip"))
    with zipfile.ZipFile(tmp_path / "corrections.zip") as archive:
        (row,) = csv.DictReader(io.StringIO(archive.read("corrections.csv").decode()))
    assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())
    assert row["read"] == "'=1+1"


def test_a_file_that_is_there_is_replaced_only_by_force(call, kept, tmp_path):
    """What somebody has reviewed for hours is not lost to a name."""
    del kept
    file = tmp_path / "corrections.zip"
    file.write_bytes(b"precious")
    assert "--force" in refused(call("export", file))
    assert file.read_bytes() == b"precious"
    said(call("export", file, "--force"))
    assert zipfile.is_zipfile(file)


def test_an_archive_is_there_whole_or_not_at_all(call, kept, tmp_path, monkeypatch):
    """Where the disk is full half way, nothing remains."""
    del kept

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inkdigits.cli.correction_archive._explain", full)
    assert "No space left" in refused(call("export", tmp_path / "corrections.zip"))
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == []


def test_an_empty_database_is_no_error(call, tmp_path):
    """Nothing to list, nothing to count, an archive with a head alone."""
    assert said(call("list")) == ""
    assert said(call("stats")).startswith("0 corrections\n")
    assert said(call("export", tmp_path / "e.zip")) == f"{tmp_path / 'e.zip'}: 0 corrections\n"
    with zipfile.ZipFile(tmp_path / "e.zip") as archive:
        assert archive.read("corrections.csv").decode().strip() == ",".join(COLUMNS)


def test_review_hands_the_suspicious_ones_to_the_page(call, kept, monkeypatch):
    """Those that wait, unless others are asked for; compared with those that were reviewed."""
    shown = {}
    serve = lambda store, suspects, **options: shown.update(names=[one.name for one in suspects], **options)  # noqa: E731, ARG005
    monkeypatch.setattr("inkdigits.web.review_server.serve_review", serve)
    said(call("review", "--no-open", "--port", 0))
    assert set(shown["names"]) == {kept[0], kept[2]}
    assert (shown["port"], shown["open_browser"]) == (0, False)
    said(call("review", "--status", "accepted", "--status", "rejected"))
    assert shown["names"][0] == kept[3]
    assert shown["open_browser"] is True

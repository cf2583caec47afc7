"""Whatever becomes of SQLite's file: corrections are refused with 503, digits are read, and it mends.

Nothing is answered with 201 that is not in the file, and nothing is half there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess

import pytest
import sqlalchemy as sa

from inkdigits.errors import BadSettings, StoreUnavailable
from inkdigits.store.database import database_url
from inkdigits.web.server import open_store as open_at_start
from inkdigits.web.settings import Settings

LOCKING = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode = " + sys.argv[2])
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE IF NOT EXISTS mine (x)")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
connection.close()
print("open", flush=True)
"""


@pytest.fixture
def store(lite, open_store, impatient):
    """Corrections in a file, which wait for a moment only."""
    return impatient(open_store(lite))


@pytest.fixture
def file(lite, file_of):
    """The file."""
    return file_of(lite)


def refused(answered) -> str:
    """Return the message of a refusal that may be tried again."""
    assert answered.status_code == 503, answered.get_data(as_text=True)
    error = answered.get_json()["error"]
    assert error["code"] == "store_unavailable"
    return error["message"]


def test_where_the_disk_is_full_nothing_is_half_kept(api, store, draft_of):
    """The ink of a large correction fills it; afterwards it is as before, and small ones are taken again."""
    from inkdigits.store.packing import Packed

    before = store.add(draft_of()).id
    store.engine.dispose()

    @sa.event.listens_for(store.engine, "connect")
    def fill(connection, _record):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}").close()

    with pytest.raises(StoreUnavailable, match="full"):
        store.add(draft_of(ink=Packed("picture", os.urandom(100_000))), key="again")
    chance = [[[x * 1.37 % 100, x * 7.31 % 100] for x in range(9000)]]
    refused(api.correct(strokes=chance, key="again"))
    assert api.reads()
    assert [kept.id for kept in store.since()] == [before]
    sa.event.remove(store.engine, "connect", fill)
    store.engine.dispose()
    assert api.correct(strokes=chance, key="again").status_code == 201
    assert store.counts().total == 2


def test_a_disk_that_is_full_is_survived(tmp_path, open_store, api_of):
    """A real one, of a megabyte: until it is full everything is kept, then nothing, and then again."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        store = open_store(f"sqlite:///{disk}/corrections.sqlite3")
        api = api_of(store)
        assert api.correct().status_code == 201
        (disk / "filling").write_bytes(b"x" * (shutil.disk_usage(disk).free - 8192))
        chance = [[[x * 1.37 % 100, x * 7.31 % 100] for x in range(9000)]]
        refused(api.correct(strokes=chance, key="again"))
        refused(api.correct(strokes=chance, key="again"))
        assert api.reads()
        (disk / "filling").unlink()
        assert store.counts().total == 1
        assert api.correct(strokes=chance, key="again").status_code == 201
        assert store.counts().total == 2
        store.engine.dispose()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("mode", ["NORMAL", "EXCLUSIVE"])
def test_while_another_program_locks_it_corrections_are_refused(api, store, file, python, mode):
    """They wait no longer than they have patience; when it is free again, they are kept."""
    assert api.correct().status_code == 201
    store.engine.dispose()
    locking = python(LOCKING, str(file), mode)
    assert locking.stdout.readline() == "locked\n"
    refused(api.correct(key="again"))
    refused(api.correct(key="again"))
    assert api.reads()
    locking.stdin.write("go\n")
    locking.stdin.flush()
    assert locking.stdout.readline() == "open\n"
    assert api.correct(key="again").status_code == 201
    assert store.counts().total == 2


@pytest.mark.parametrize("what", ["file", "folder"])
def test_where_nothing_may_be_written_nothing_is_acknowledged(api, store, file, as_nobody, what):
    """A file or folder that is read-only: what was kept can be read, and new ones are refused."""
    assert api.correct().status_code == 201
    store.engine.dispose()
    parts = [file] if what == "file" else [file, file.parent]
    for part in [file.parent.parent, *file.parents[2:-2]]:
        part.chmod(part.stat().st_mode | stat.S_IXOTH)
    file.parent.chmod(0o777)
    for part in parts:
        part.chmod(part.stat().st_mode & ~0o222 | 0o444)
    with as_nobody():
        refused(api.correct(key="again"))
        assert api.reads()
        store.engine.dispose()
    for part in parts:
        part.chmod(0o777)
    assert api.correct(key="again").status_code == 201
    assert store.counts().total == 2


def test_a_file_that_is_no_database_is_left_as_it_is(api, file, lite):
    """Whoever typed the wrong name loses nothing by it; the server starts and reads."""
    file.parent.mkdir()
    file.write_bytes(b"Dear diary, today was a day. " * 500)
    before = file.read_bytes()
    started = open_at_start(Settings(database=lite))
    refused(api.correct())
    assert api.reads()
    assert file.read_bytes() == before
    started.engine.dispose()


@pytest.mark.parametrize("where", ["header", "pages"])
def test_a_damaged_database_is_refused(api, store, file, draft_of, where):
    """Garbage over the header, or over every page behind it: 503, never 201 and never 500."""
    for number in range(50):
        store.add(draft_of(number))
    store.engine.dispose()
    content = bytearray(file.read_bytes())
    begin, end = (0, 100) if where == "header" else (4096, len(content))
    content[begin:end] = os.urandom(end - begin)
    file.write_bytes(content)
    refused(api.correct())
    refused(api.forget("0" * 32, "x"))
    for look in (store.counts, lambda: list(store.since())):
        with pytest.raises(StoreUnavailable):
            look()
    assert api.reads()
    file.unlink()
    refused_or_kept = [api.correct(key="again").status_code for _ in range(2)]
    assert refused_or_kept[-1] == 201


def test_a_row_that_is_damaged_is_no_crash(store, draft_of):
    """A moment that is none, in a database that somebody edited."""
    store.add(draft_of())
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE corrections SET created = 'yesterday'")
    with pytest.raises(StoreUnavailable):
        list(store.since())


def test_a_file_that_was_removed_takes_nothing_with_it(api, file):
    """What is written into a file without a name would be lost: what is answered 201 is in the new file."""
    assert api.correct().status_code == 201
    for part in list(file.parent.iterdir()):
        part.unlink()
    answered = [api.correct(meant=str(number)) for number in range(4)]
    names = [one.get_json()["id"] for one in answered if one.status_code == 201]
    assert len(names) >= 3
    connection = sqlite3.connect(file)
    assert sorted(names) == sorted(name for (name,) in connection.execute("SELECT id FROM corrections"))
    connection.close()


def test_a_folder_that_was_removed_is_made_again(api, store, file):
    """As at the first start."""
    assert api.correct().status_code == 201
    shutil.rmtree(file.parent)
    assert [api.correct(key="again").status_code for _ in range(3)][-1] == 201
    assert store.counts().total == 1


def test_a_file_that_was_put_in_its_place_is_used(api, store, file, open_store, draft_of):
    """A restored copy takes what comes from then on; nothing goes on into the old one."""
    other = open_store(f"sqlite:///{file.parent}/other.sqlite3")
    restored = other.add(draft_of(5)).id
    other.engine.dispose()
    assert api.correct().status_code == 201
    for part in file.parent.glob(f"{file.name}*"):
        part.rename(part.with_name(f"old-{part.name}"))
    file.with_name("other.sqlite3").rename(file)
    name = api.correct().get_json()["id"]
    assert {kept.id for kept in store.since()} == {restored, name}


def test_a_server_starts_where_no_folder_can_be_made(api_of, tmp_path, capsys):
    """It says so in a line, reads, and refuses corrections."""
    (tmp_path / "file").write_text("no folder")
    address = f"sqlite:///{tmp_path}/file/corrections.sqlite3"
    store = open_at_start(Settings(database=address))
    complaint = capsys.readouterr().err
    assert len(complaint.splitlines()) == 1
    assert "INKDIGITS_DATABASE" in complaint
    api = api_of(store)
    refused(api.correct())
    assert api.reads()


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://a@b/c",
        "sqlite:///a?mode=ro",
        "postgresql://a@b:port/c",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address):
    """Before anything is served; a password in it is not repeated."""
    with pytest.raises(BadSettings, match="INKDIGITS_DATABASE"):
        database_url(address)


def test_sqlite_waits_for_the_disk(store):
    """What was answered survives the loss of power: the pragmas are those of each connection."""
    store.prepare()
    with store.engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert said == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_process_that_is_killed_after_its_answer_has_kept_it(lite, python, store, draft_of):
    """SIGKILL in the moment that ``add`` returns: the row is there, and the file is whole."""
    program = """
import os, signal, sys
from inkdigits.store.corrections import open_corrections
from inkdigits.store.packing import pack_strokes
from inkdigits.store.records import Draft
store = open_corrections(sys.argv[1])
draft = Draft(ink=pack_strokes([[[1, 2], [3, 4]]]), read="1", meant="7", model="5e7e" * 16)
os.write(1, store.add(draft).id.encode())
os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = python(program, lite)
    name, _ = killed.communicate(timeout=60)
    assert killed.returncode == -9
    assert store.get(name).meant == "7"
    assert store.add(draft_of()).id
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"

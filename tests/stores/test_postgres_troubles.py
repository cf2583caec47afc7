"""PostgreSQL goes away, hangs and comes back: corrections are refused meanwhile, and digits are read."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from inkdigits.errors import StoreUnavailable
from inkdigits.store.database import CONNECTIONS
from inkdigits.web.server import open_store as open_at_start
from inkdigits.web.settings import Settings


@pytest.fixture
def address(postgres) -> str:
    """The address of an empty database in a PostgreSQL that may be stopped."""
    return postgres.new_database()


def test_it_is_found_again_without_a_restart(postgres, address, open_store, api_of):
    """503 while it is gone, 201 once it is back, by the same application; nothing is lost, nothing twice."""
    store = open_store(address)
    api = api_of(store)
    assert api.correct(key="before").status_code == 201
    postgres.stop()
    for _ in range(3):
        answered = api.correct(key="meanwhile")
        assert (answered.status_code, answered.get_json()["error"]["code"]) == (503, "store_unavailable")
        assert api.reads()
    postgres.start()
    assert api.correct(key="meanwhile").status_code == 201
    assert api.correct(key="before").status_code == 201
    assert store.counts().total == 2


def test_a_server_that_starts_before_it_reads_and_keeps_later(postgres, address, api_of, capsys):
    """One line says that corrections are not kept; when it is there, they are, in new tables."""
    postgres.stop()
    store = open_at_start(Settings(database=address))
    assert len(capsys.readouterr().err.splitlines()) == 1
    api = api_of(store)
    assert api.correct(key="x").status_code == 503
    assert api.reads()
    postgres.start()
    assert api.correct(key="x").status_code == 201
    assert store.counts().total == 1
    store.engine.dispose()


def test_one_that_is_restarted_between_two_corrections_is_not_noticed(
    postgres, address, open_store, draft_of
):
    """Connections that broke while nobody used them are replaced unasked."""
    store = open_store(address)
    store.add(draft_of(1))
    postgres.stop()
    postgres.start()
    store.add(draft_of(2))
    assert store.counts().total == 2


def test_one_that_hangs_holds_up_no_reading(postgres, address, open_store, api_of, draft_of):
    """All of it stands still, and answers nobody: of four threads one goes on to read and refuse."""
    store = open_store(address)
    api = api_of(store, threads=4)
    store.add(draft_of(1))
    all_of_it = [psutil.Process(postgres.pid), *psutil.Process(postgres.pid).children()]
    for process in all_of_it:
        process.send_signal(signal.SIGSTOP)
    waiting = [threading.Thread(target=api.correct, kwargs={"key": str(number)}) for number in range(3)]
    try:
        for thread in waiting:
            thread.start()
        time.sleep(0.3)
        begun = time.monotonic()
        assert api.correct(key="one too many").status_code == 503
        assert api.reads()
        assert time.monotonic() - begun < 5
    finally:
        for process in all_of_it:
            process.send_signal(signal.SIGCONT)
        for thread in waiting:
            thread.join(60)
    assert api.correct(key="one too many").status_code == 201


def test_no_process_opens_more_than_its_share_of_connections(address, open_store, draft_of):
    """However many threads it has; all are served all the same."""
    store, observer = open_store(address), open_store(address)
    store.add(draft_of())
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> "
    together = threading.Barrier(30)

    def add(number):
        together.wait(60)
        store.add(draft_of(number))

    most = 0
    with ThreadPoolExecutor(30) as threads, observer.engine.connect() as looking:
        added = [threads.submit(add, number) for number in range(30)]
        while not all(one.done() for one in added):
            most = max(most, looking.exec_driver_sql(f"{others} pg_backend_pid()").scalar())
            time.sleep(0.02)
    assert [one.result() for one in added] == [None] * 30
    assert store.counts().total == 31
    assert 1 <= most <= 2 * CONNECTIONS


def test_who_waits_for_a_lock_gives_up(postgres, address, open_store, draft_of, monkeypatch):
    """Somebody else has the table for himself: the statement is ended by PostgreSQL, nothing is kept."""
    from inkdigits.store import database
    from inkdigits.store.database import transaction

    monkeypatch.setattr(database, "PATIENCE", 1)
    store, other = open_store(address), open_store(address)
    store.add(draft_of(1))
    with transaction(other.engine) as connection:
        connection.exec_driver_sql("LOCK TABLE corrections")
        with pytest.raises(StoreUnavailable, match="timeout"):
            store.add(draft_of(2))
    assert store.counts().total == 1
    del postgres


def test_the_address_may_have_options_of_its_own(address, open_store):
    """They are kept beside ours: the schema is theirs, waiting for the disk is ours."""
    store = open_store(address)
    store.prepare()
    with store.engine.connect() as connection:
        said = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("search_path", "synchronous_commit", "statement_timeout", "fsync")
        }
    schema = address.partition("search_path%3D")[2]
    assert said == {
        "search_path": schema,
        "synchronous_commit": "on",
        "statement_timeout": "10s",
        "fsync": "on",
    }


def test_who_is_killed_after_the_answer_has_kept_it(address, python, open_store):
    """SIGKILL in the moment that ``add`` returns: the row is there."""
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
    killed = python(program, address)
    name, _ = killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert open_store(address).get(name).meant == "7"

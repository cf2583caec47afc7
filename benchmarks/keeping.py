"""Measure whether every correction that was acknowledged is kept, once, and how long that takes.

    python benchmarks/keeping.py [--corrections N] [--clients N] [--rounds N]

A real ``inkdigits serve`` with several workers takes corrections from many clients at once, while somebody
kills workers (SIGKILL) again and again.  A client sends each correction under a key of its own until it is
answered 201.  Afterwards the database must hold what was acknowledged: each once, with its own ink and label,
and nothing else; and tokens must work.  That is done on SQLite and on a PostgreSQL of our own.  Then one
client alone is timed, next to a reading of the same strokes.  The exit status is 1 where a promise is broken.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import psutil
from figures import table
from private_postgres import private_postgres

from inkdigits.errors import UnknownCorrection
from inkdigits.store.corrections import Corrections, open_corrections
from inkdigits.store.packing import unpack_strokes
from inkdigits.store.records import Correction

CORRECTIONS = 10_000
CLIENTS = 16
WORKERS = 4
PAUSE = 2.0  # s, mean time from one kill to the next; a worker needs about one to begin
MOST_MEDIAN = 10.0  # ms, of a correction by one client on SQLite
TIMEOUT = 60.0  # s, longest wait for an answer
GIVE_UP = 300.0  # s, after which a client no longer tries
SAMPLE = 50  # corrections that are forgotten in the end
CALLS = 100  # a round
INKDIGITS = str(Path(sys.executable).with_name("inkdigits"))
HEAD = ("", "acknowledged", "missing", "twice", "other ink or label", "not acknowledged", "kills", "retries")
TIME_HEAD = ("", "median", "spread of the rounds", "95 of 100 within", "rounds")


@dataclass(frozen=True, slots=True)
class Sent:
    """A correction as a client sent it, and what acknowledged it."""

    number: int
    id: str
    forget_token: str
    retries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of the corrections that were sent while workers were killed."""

    database: str
    acknowledged: int
    missing: int  # acknowledged, and not there
    twice: int  # kept more than once
    changed: int  # with other ink or another label than was sent
    unacknowledged: int  # kept, though no client was ever told so
    forgotten: int  # of ``sample`` that their tokens were tried on
    sample: int
    kills: int
    retries: int
    seconds: float

    @property
    def whole(self) -> bool:
        """Tell whether every promise was kept."""
        broken = self.missing + self.twice + self.changed + self.unacknowledged
        return not broken and self.forgotten == self.sample

    def row(self) -> tuple[str, ...]:
        """Return it as a row of the table."""
        numbers = (self.acknowledged, self.missing, self.twice, self.changed, self.unacknowledged)
        return self.database, *(f"{number:,}" for number in (*numbers, self.kills, self.retries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long one client waited for an answer: ms of each call, by round."""

    what: str
    rounds: tuple[tuple[float, ...], ...]

    @property
    def median(self) -> float:
        """The median of the rounds' medians."""
        return statistics.median(map(statistics.median, self.rounds))

    @property
    def late(self) -> float:
        """Within which 95 of 100 calls were answered."""
        return float(np.percentile(np.concatenate(self.rounds), 95))

    def row(self) -> tuple[str, ...]:
        """Return it as a row of the table."""
        medians = [statistics.median(one) for one in self.rounds]
        spread = f"{min(medians):.3g} to {max(medians):.3g} ms"
        return self.what, f"{self.median:.3g} ms", spread, f"{self.late:.3g} ms", str(len(medians))


class Client:
    """One connection that is kept, and made anew whenever it broke."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=TIMEOUT)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """Return the status and body of the answer; raise an OSError or HTTPException where there is none."""
        raw = None if body is None else json.dumps(body).encode()
        try:
            sent = {"Content-Type": "application/json", **headers}
            self._connection.request(method, path, raw, sent)
            answered = self._connection.getresponse()
            return answered.status, answered.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def main() -> int:
    """Measure and print; return the exit status."""
    options = parse_options()
    kept = [
        keep_while_killed(database, corrections=options.corrections, clients=options.clients)
        for database in ("SQLite", "PostgreSQL")
    ]
    paces = pace_alone(rounds=options.rounds)
    print(kept_table(kept), end="\n\n")
    print(pace_table(paces))
    good = all(one.whole for one in kept) and paces[0].median <= MOST_MEDIAN
    return 0 if good else 1


def parse_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--corrections", type=int, default=CORRECTIONS, help="[default: 10000]")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="[default: 16]")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of the time [default: 7]")
    return parser.parse_args()


def kept_table(kept: list[Kept]) -> str:
    """Return as Markdown what became of the corrections."""
    return table(HEAD, [one.row() for one in kept])


def pace_table(paces: list[Pace]) -> str:
    """Return as Markdown how long they took."""
    return table(TIME_HEAD, [pace.row() for pace in paces])


def keep_while_killed(
    database: str, *, corrections: int = CORRECTIONS, clients: int = CLIENTS, pause: float = PAUSE
) -> Kept:
    """Send many corrections at once while workers are killed, then look what is there."""
    with new_database(database) as url, served(url, workers=WORKERS) as (process, address):
        begun = time.perf_counter()
        done, kills = threading.Event(), count()
        killer = threading.Thread(target=kill_workers, args=(process.pid, done, kills, pause))
        killer.start()
        try:
            sent = send_all(address, corrections=corrections, clients=clients)
        finally:
            done.set()
            killer.join()
        seconds = time.perf_counter() - begun
        return compare(database, url, address, sent=sent, kills=next(kills), seconds=seconds)


def send_all(address: str, *, corrections: int, clients: int) -> list[Sent]:
    """Send as many corrections from as many threads; return what acknowledged them."""
    with ThreadPoolExecutor(clients) as threads:
        shares = [range(first, corrections, clients) for first in range(clients)]
        return [sent for share in threads.map(partial(send_share, address), shares) for sent in share]


def send_share(address: str, numbers: range) -> list[Sent]:
    """Send the corrections of those numbers, one after the other."""
    client = Client(address)
    try:
        return [send_until_kept(client, number) for number in numbers]
    finally:
        client.close()


def send_until_kept(client: Client, number: int) -> Sent:
    """Send one correction, and again while nobody answers or the answer is 503, under the same key."""
    key, deadline = str(uuid.uuid4()), time.monotonic() + GIVE_UP
    for retries in count():
        try:
            status, body = client.ask(
                "POST", "/api/v1/corrections", body_of(number), **{"Idempotency-Key": key}
            )
        except (OSError, http.client.HTTPException):
            status, body = 503, b""
        if status == http.client.CREATED:
            receipt = json.loads(body)
            return Sent(number, receipt["id"], receipt["forget_token"], retries)
        if status != http.client.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
            raise RuntimeError(f"correction {number}: answered {status} {body!r}")
        time.sleep(random.uniform(0.01, 0.1))  # noqa: S311  nobody guesses it
    raise AssertionError("it goes on for ever")


def strokes_of(number: int) -> list[list[list[float]]]:
    """Return ink that no other number has."""
    bar = [[60.0, 60.0], [130.0, 58.0], [200.0 + number / 100_000, 60.0]]
    return [bar, [[200.0, 60.0], [160.0, 150.0], [110.0, 240.0 + number]]]


def body_of(number: int) -> dict[str, object]:
    """Return the correction of that number."""
    return {"strokes": strokes_of(number), "read": "1", "meant": str(number), "confidence": 0.5}


def kill_workers(server: int, done: threading.Event, kills: Iterator[int], pause: float) -> None:
    """Kill one worker of ``server`` after the other, counting them in ``kills``."""
    chance = random.Random(1)  # noqa: S311  it only has to be the same again
    while not done.wait(pause * chance.uniform(0.5, 1.5)):
        workers = psutil.Process(server).children()
        if workers:
            try:
                chance.choice(workers).kill()
            except psutil.NoSuchProcess:
                continue
            next(kills)


def compare(database: str, url: str, address: str, *, sent: list[Sent], kills: int, seconds: float) -> Kept:
    """Return what is in the database of that which was acknowledged."""
    store = open_corrections(url)
    rows = list(store.since())
    by_name = {row.id: row for row in rows}
    labels = [row.meant for row in rows]
    sample = sent[:: max(1, len(sent) // SAMPLE)]
    forgotten = sum(is_forgotten(address, store, one) for one in sample)
    store.engine.dispose()
    return Kept(
        database=database,
        acknowledged=len(sent),
        missing=sum(one.id not in by_name for one in sent),
        twice=len(labels) - len(set(labels)) + len(sent) - len({one.id for one in sent}),
        changed=sum(one.id in by_name and not is_own(by_name[one.id], one) for one in sent),
        unacknowledged=len(by_name.keys() - {one.id for one in sent}),
        forgotten=forgotten,
        sample=len(sample),
        kills=kills,
        retries=sum(one.retries for one in sent),
        seconds=seconds,
    )


def is_own(row: Correction, sent: Sent) -> bool:
    """Tell whether a row holds what was sent."""
    ink = [stroke.tolist() for stroke in unpack_strokes(row.ink)]
    return row.meant == str(sent.number) and ink == strokes_of(sent.number)


def is_forgotten(address: str, store: Corrections, sent: Sent) -> bool:
    """Have a correction forgotten, and tell whether it is."""
    client = Client(address)
    try:
        headers = {"Authorization": f"Bearer {sent.forget_token}"}
        status, _ = client.ask("DELETE", f"/api/v1/corrections/{sent.id}", **headers)
    finally:
        client.close()
    try:
        store.get(sent.id)
    except UnknownCorrection:
        return status == http.client.NO_CONTENT
    return False


def pace_alone(*, rounds: int, calls: int = CALLS) -> list[Pace]:
    """Return how long a correction takes on SQLite, and a reading of the same strokes, round by round."""
    numbers = count()
    with new_database("SQLite") as url, served(url, workers=1) as (_, address):
        client = Client(address)
        corrections, readings = [], []
        for _ in range(rounds + 1):
            corrections.append(tuple(timed(client, "corrections", next(numbers)) for _ in range(calls)))
            readings.append(tuple(timed(client, "readings", next(numbers)) for _ in range(calls)))
        client.close()
    return [  # the first round warms up
        Pace(what="a correction", rounds=tuple(corrections[1:])),
        Pace(what="a reading of the same strokes", rounds=tuple(readings[1:])),
    ]


def timed(client: Client, what: str, number: int) -> float:
    """Return the milliseconds that one answer takes."""
    begun = time.perf_counter()
    status, body = client.ask("POST", f"/api/v1/{what}", body_of(number))
    passed = (time.perf_counter() - begun) * 1000
    if status not in {http.client.OK, http.client.CREATED}:
        raise RuntimeError(f"{what}: answered {status} {body!r}")
    return passed


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """Give the address of an empty database, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        lite = nullcontext() if kind == "SQLite" else private_postgres()
        with lite as server:
            yield f"sqlite:///{folder}/corrections.sqlite3" if server is None else server.new_database()


@contextmanager
def served(url: str, *, workers: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a running server on that database, and its address."""
    environment = {**os.environ, "INKDIGITS_DATABASE": url, "INKDIGITS_WORKERS": str(workers)}
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [INKDIGITS, "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=complaints,  # every kill is one
            text=True,
            env=environment,
        )
        with process:
            said = process.stdout.readline() if process.stdout else ""
            found = re.search(r"http://\S+", said)
            try:
                if found is None:
                    complaints.seek(0)
                    raise RuntimeError(f"the server does not start: {complaints.read().decode()}")
                yield process, found[0]
            finally:
                process.terminate()
                process.wait(TIMEOUT)


if __name__ == "__main__":
    sys.exit(main())

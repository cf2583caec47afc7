"""Measure how fast and how small inkdigits is, and write it into docs/results.md and README.md.

    python benchmarks/speed.py [--rounds N] [--print-only]

What is measured in process runs on one core.  All measurements take turns, round by round, so that
whatever else the machine does meets each of them alike; a figure is the median of its rounds, and its
spread goes from the fastest round to the slowest.  The limits are those that the project promises; the
exit status is 1 where one is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import psutil
from figures import ROOT, parser_for, provenance, publish, table
from numpy.typing import NDArray

import inkdigits
from inkdigits.model import artifact, location, runtime
from inkdigits.recognition import explanation
from inkdigits.shapes import Strokes

CALLS = 50  # in process, a round
READINGS = 200  # by the server, before its memory is measured
WORKERS = 2
MEGABYTE = 1e6  # bytes
COMMANDS = Path(sys.executable).parent
PACKAGES = ("inkdigits", "numpy", "onnxruntime", "opencv-python-headless", "pillow", "flask", "gunicorn")


@dataclass(frozen=True, slots=True)
class Measure:
    """Something to measure: ``once`` returns one figure in ``unit``, which may be ``most`` at most."""

    what: str
    once: Callable[[], float]
    _: KW_ONLY
    unit: str
    most: float
    rounds: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was found: one value a round."""

    measure: Measure
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Return the median of the rounds."""
        return statistics.median(self.values)

    @property
    def kept(self) -> bool:
        """Tell whether the promise is kept."""
        return self.median <= self.measure.most

    def row(self, network: Figure) -> tuple[str, ...]:
        """Return this figure as a row of the table, in calls of the ``network`` as well.

        That tells of the program, where seconds tell of the machine; both are compared round by round.
        """
        unit, ratio = self.measure.unit, "-"
        if unit == network.measure.unit:
            pairs = zip(self.values, network.values, strict=True)
            ratio = f"{statistics.median(own / its for own, its in pairs):.3g}"
        spread = f"{min(self.values):.3g} to {max(self.values):.3g} {unit}" if len(self.values) > 1 else "-"
        budget = f"{self.measure.most:g} {unit}"
        return self.measure.what, f"{self.median:.3g} {unit}", spread, ratio, str(len(self.values)), budget


def main() -> int:
    """Measure, print and publish; return the exit status."""
    options = parse_options()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure_in_turn(measures(Path(folder), rounds=options.rounds))
    head = ("", "median", "spread", "by the network's", "rounds", "at most")
    text = table(head, [figure.row(figures[0]) for figure in figures])
    fingerprint = inkdigits.load().fingerprint
    print(text)
    if not options.print_only:
        publish("speed", f"{text}\n\n{provenance(fingerprint=fingerprint, packages=PACKAGES)}")
        publish("speed_in_short", in_short(figures))
    broken = [figure.measure.what for figure in figures if not figure.kept]
    for what in broken:
        print(f"more than promised: {what}", file=sys.stderr)
    return 1 if broken else 0


def parse_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = parser_for(__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds in process [default: 15]")
    return parser.parse_args()


def measures(folder: Path, *, rounds: int) -> list[Measure]:
    """Return all there is to measure; ``folder`` is for what that needs."""
    strokes, picture = a_seven(), png_of(a_seven())
    path = folder / "one.png"
    path.write_bytes(picture)
    recognizer = inkdigits.load()
    network = runtime.Network(artifact.load(location.chosen_model()).network, threads=1)
    glyph = recognizer.read_strokes(strokes, expect="digit").digits[0]
    digits = glyph.normalized[np.newaxis]

    def network_only() -> object:
        return network.logits(digits)

    def strokes_read() -> object:
        return recognizer.read_strokes(strokes, expect="digit")

    def picture_read() -> object:
        return recognizer.read(picture, expect="digit")

    def explained() -> object:
        return explanation.explain(glyph, recognizer)

    def command_run() -> float:
        return seconds_to_run("read", str(path))

    number, page = a_number(), picture_of_a_number()

    def number_drawn() -> object:
        return recognizer.read_strokes(number)

    def number_pictured() -> object:
        return recognizer.read(page, expect="number")

    few = max(1, rounds // 2)
    return [
        Measure("one digit, network only", timed(network_only), unit="ms", most=0.5, rounds=rounds),
        Measure("one digit, `read_strokes`", timed(strokes_read), unit="ms", most=1.5, rounds=rounds),
        Measure(
            "one digit, `read` of a 280x280 PNG", timed(picture_read), unit="ms", most=3.0, rounds=rounds
        ),
        Measure("six digits, `read_strokes`", timed(number_drawn), unit="ms", most=8.0, rounds=rounds),
        Measure(
            "six digits, `read` of a 1000x300 PNG",
            timed(number_pictured),
            unit="ms",
            most=40.0,
            rounds=rounds,
        ),
        Measure("why, one digit", timed(explained), unit="ms", most=30.0, rounds=rounds),
        Measure("`import inkdigits`", seconds_to_import, unit="s", most=0.25, rounds=few),
        Measure("`inkdigits read one.png`, in all", command_run, unit="s", most=1.0, rounds=few),
        Measure(
            "the server's largest worker", partial(megabytes_of_a_worker, strokes), unit="MB", most=200.0
        ),
        Measure("installed without extras", partial(megabytes_installed, folder), unit="MB", most=400.0),
    ]


def measure_in_turn(wanted: list[Measure]) -> list[Figure]:
    """Measure each in every round that it takes part in, one after the other."""
    values: list[list[float]] = [[] for _ in wanted]
    for turn in range(max(measure.rounds for measure in wanted)):
        for measure, found in zip(wanted, values, strict=True):
            if turn < measure.rounds:
                found.append(measure.once())
    return [Figure(measure=m, values=tuple(v)) for m, v in zip(wanted, values, strict=True)]


def in_short(figures: list[Figure]) -> str:
    """Return the figures as lines of a list, for those who want no table."""
    return "\n".join(
        f"- {figure.measure.what}: {figure.median:.3g} {figure.measure.unit}" for figure in figures
    )


def a_seven() -> Strokes:
    """Return a seven as a pen draws one: 60 points in one stroke."""
    bar = np.stack([np.linspace(70, 210, 25), np.full(25, 60.0)], axis=1)
    stem = np.stack([np.linspace(210, 120, 35), np.linspace(60, 230, 35)], axis=1)
    return [np.concatenate([bar, stem])]


def png_of(strokes: Strokes) -> bytes:
    """Return a PNG of 280x280 px with ``strokes`` on it, black on white."""
    paper: NDArray[np.uint8] = np.full((280, 280), 255, dtype=np.uint8)
    lines = [np.round(stroke).astype(np.int32) for stroke in strokes]
    cv2.polylines(paper, lines, isClosed=False, color=(0,), thickness=16, lineType=cv2.LINE_AA)
    return bytes(cv2.imencode(".png", paper)[1])


def a_number() -> Strokes:
    """Return six digits as a pen draws them, 120 apart."""
    one = [np.stack([np.linspace(90, 80, 30), np.linspace(20, 200, 30)], axis=1)]
    turns = np.linspace(0.0, 2 * np.pi, 50)
    zero = [np.stack([80 - 50 * np.sin(turns), 110 - 90 * np.cos(turns)], axis=1)]
    seven = [(a_seven()[0] - [140, 50]) * 0.8 + [80, 35]]
    digits = (seven, zero, one, zero, seven, one)
    return [stroke + np.array([120.0 * at, 0.0]) for at, digit in enumerate(digits) for stroke in digit]


def picture_of_a_number() -> bytes:
    """Return a PNG of 1000x300 px with that number on gray, grainy paper."""
    chance = np.random.default_rng(0)
    paper = chance.normal(200, 6, (300, 1000)).clip(0, 255).astype(np.uint8)
    lines = [np.round(stroke + np.array([100, 40])).astype(np.int32) for stroke in a_number()]
    cv2.polylines(paper, lines, isClosed=False, color=(60,), thickness=9, lineType=cv2.LINE_AA)
    return bytes(cv2.imencode(".png", paper)[1])


def timed(call: Callable[[], object]) -> Callable[[], float]:
    """Return what measures the milliseconds of one ``call`` on one core, as the median of many."""

    def milliseconds() -> float:
        took = []
        with one_core():
            call()
            for _ in range(CALLS):
                start = time.perf_counter()
                call()
                took.append(time.perf_counter() - start)
        return 1000 * statistics.median(took)

    return milliseconds


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process on one of its cores, where the system can; other threads would have to share it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def seconds_to_import() -> float:
    """Return how long a fresh Python takes to import inkdigits."""
    script = "import time; start = time.perf_counter(); import inkdigits; print(time.perf_counter() - start)"
    return float(subprocess.check_output([sys.executable, "-c", script]))


def seconds_to_run(*arguments: str) -> float:
    """Return how long ``inkdigits`` takes from being typed to being done."""
    start = time.perf_counter()
    subprocess.run([COMMANDS / "inkdigits", *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def megabytes_of_a_worker(strokes: Strokes) -> float:
    """Return the resident memory of the largest worker of a real server that has read for a while."""
    command: list[Path | str] = [COMMANDS / "inkdigits", "serve", "--port", "0", "--workers", str(WORKERS)]
    question = json.dumps({"strokes": [stroke.tolist() for stroke in strokes], "expect": "digit"}).encode()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101  asked for above; this tells the type checker
        address = next(word for word in server.stdout.readline().split() if word.startswith("http://"))
        for _ in range(READINGS):
            request = urllib.request.Request(  # noqa: S310  our own server
                f"{address}/api/v1/readings", question, {"Content-Type": "application/json"}
            )
            urllib.request.urlopen(request).read()  # noqa: S310  likewise
        workers = psutil.Process(server.pid).children(recursive=True)
        largest = max(worker.memory_info().rss for worker in workers)
        server.terminate()
    return float(largest / MEGABYTE)


def megabytes_installed(folder: Path) -> float:
    """Return what `pip install .` adds to a fresh virtual environment, byte code included."""
    place = folder / "fresh"
    venv.create(place, with_pip=True)
    before = megabytes_in(place)
    install: list[Path | str] = [place / "bin" / "python", "-m", "pip", "install", "--quiet", str(ROOT)]
    subprocess.run(install, check=True)
    return megabytes_in(place) - before


def megabytes_in(folder: Path) -> float:
    """Return the size of all files below ``folder``."""
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(sizes) / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())

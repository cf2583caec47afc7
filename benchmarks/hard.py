"""Measure what the worst input costs where numbers are read: text, noise, scribble, two hundred digits.

    python benchmarks/hard.py [--rounds N] [--print-only]

Each case is read by a fresh process, in one thread, several times in turn; its time is the median of these
readings, and its memory is by how much the process grew above one that has read a number.  The limits are
those that the project promises; the exit status is 1 where one is not kept.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from figures import parser_for, provenance, publish, table
from handwriting import picture_of, write

import inkdigits
from inkdigits.shapes import Strokes
from inkdigits.training.line_marks import letter_stroked

Case: TypeAlias = "Strokes | np.ndarray"

MOST_SECONDS, MOST_MEGABYTES = 2.0, 300.0
A4 = (1754, 1240)  # px, height and width of a page at 150 dots an inch
PHOTO = (3000, 4000)  # px: 12 million of them
PACKAGES = ("inkdigits", "numpy", "onnxruntime", "opencv-python-headless")


class Trial(NamedTuple):
    """What reading a case took, and what was read; a box is x, y, width and height."""

    seconds: float
    megabytes: float
    text: str
    confidence: float
    boxes: list[tuple[float, float, float, float]]


def letters(rows: int, columns: int) -> Strokes:
    """Return a page of letters that are no digits."""
    chance, strokes = np.random.default_rng(3), []
    for row in range(rows):
        for column in range(columns):
            letter = letter_stroked(chance)
            every = np.concatenate(letter)
            low, size = every.min(axis=0), np.ptp(every, axis=0).max()
            place = np.array([130.0 * column, 200.0 * row])
            strokes += [(stroke - low) / size * 100 + place for stroke in letter]
    return strokes


def ruled(shape: tuple[int, int], *, apart: int, squared: bool = False) -> np.ndarray:
    """Return an empty page with rules, or with squares."""
    page = np.full(shape, 235, np.uint8)
    page[apart::apart] = page[apart + 1 :: apart] = 150
    if squared:
        page[:, apart::apart] = page[:, apart + 1 :: apart] = 150
    return page


def grainy(page: np.ndarray) -> np.ndarray:
    """Return ``page`` as a camera sees it in poor light."""
    grain = np.random.default_rng(1).normal(0.0, 12.0, page.shape)
    noisy: np.ndarray = np.clip(page + grain, 0, 255).astype(np.uint8)
    return noisy


def photo(strokes: Strokes, *, scale: float, pen: int) -> np.ndarray:
    """Return ``strokes`` in the middle of a photograph of 12 megapixels, darker to the left."""
    picture = picture_of([stroke * scale for stroke in strokes], pen=pen, margin=0)
    page = np.full(PHOTO, 230, np.uint8)
    top, left = ((PHOTO[axis] - picture.shape[axis]) // 2 for axis in (0, 1))
    page[top : top + picture.shape[0], left : left + picture.shape[1]] = np.maximum(picture, 40)
    return grainy(page * np.linspace(0.6, 1.0, PHOTO[1])[None])


def scribble(strokes: int, points: int, *, width: float = 400.0) -> Strokes:
    """Return ``strokes`` that lie all over each other."""
    chance = np.random.default_rng(5)
    return [chance.uniform(0.0, 1.0, (points, 2)) * [width, 400.0] for _ in range(strokes)]


CASES: dict[str, Callable[[], Case]] = {
    "20 letters, strokes": lambda: letters(1, 20),
    "6 lines of 30 letters, strokes": lambda: letters(6, 30),
    "12 lines of 40 letters, picture": lambda: picture_of(letters(12, 40)),
    "empty ruled page": lambda: ruled(A4, apart=60),
    "empty squared page": lambda: ruled(A4, apart=30, squared=True),
    "empty ruled page, 12 megapixels, grainy": lambda: grainy(ruled(PHOTO, apart=180)),
    "200 digits in a line, strokes": lambda: write("42" * 100),
    "200 digits in a line, picture": lambda: picture_of(write("42" * 100)),
    "200 digits that touch, picture": lambda: picture_of(write("42" * 100, gap=-4.0)),
    "100 strokes of scribble": lambda: scribble(100, 50),
    "1,000 strokes of scribble": lambda: scribble(1000, 20),
    "1,000 wide strokes of scribble": lambda: scribble(1000, 20, width=8000.0),
    "1,000 dots": lambda: scribble(1000, 1),
    "scribble, picture": lambda: picture_of(scribble(100, 50, width=1500.0)),
    "5 digits, 12 megapixels": lambda: photo(write("40275"), scale=7.0, pen=60),
    "10 lines of 40 digits, 12 megapixels": lambda: photo(
        write("\n".join(["42074251" * 5] * 10)), scale=1.0, pen=9
    ),
    "noise, 12 megapixels": lambda: np.random.default_rng(2).integers(0, 256, PHOTO, dtype=np.uint8),
    "a column of digits, strokes": lambda: write("4\n0\n7\n5\n2"),
    "a column of digits, picture": lambda: picture_of(write("4\n0\n7\n5\n2")),
    "mirror writing, strokes": lambda: [stroke * [-1.0, 1.0] for stroke in write("4275")],
    "mirror writing, picture": lambda: picture_of(write("4275"))[:, ::-1],
}


def main() -> int:
    """Measure, print and publish; return the exit status."""
    options = parse_options()
    if options.here:
        case = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  our own, see try_out
        print(json.dumps(try_here(case)))
        return 0
    trials: dict[str, list[Trial]] = {name: [] for name in CASES}
    for _ in range(options.rounds):
        for name, so_far in trials.items():
            so_far.append(try_out(CASES[name]()))
    rows, broken = [], []
    for name, so_far in trials.items():
        times = sorted(trial.seconds for trial in so_far)
        seconds, megabytes = statistics.median(times), max(trial.megabytes for trial in so_far)
        rows.append((name, f"{seconds:.2f} s", f"{times[0]:.2f} to {times[-1]:.2f} s", f"{megabytes:.0f} MB"))
        broken += [name] if seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES else []
    text = table(("", "median", "spread", "memory"), rows)
    text += f"\n\nAt most {MOST_SECONDS:g} s and {MOST_MEGABYTES:g} MB are promised for each."
    print(text)
    if not options.print_only:
        fingerprint = inkdigits.load().fingerprint
        publish("hard", f"{text}\n\n{provenance(fingerprint=fingerprint, packages=PACKAGES)}")
    for name in broken:
        print(f"more than promised: {name}", file=sys.stderr)
    return 1 if broken else 0


def parse_options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = parser_for(__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="readings of each [default: 3]")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)  # in the process of try_out
    return parser.parse_args()


def try_out(case: Case) -> Trial:
    """Have a fresh process, which did not make it, read ``case``."""
    said = subprocess.check_output([sys.executable, __file__, "--here"], input=pickle.dumps(case))
    return Trial(*json.loads(said))


def try_here(case: Case) -> Trial:
    """Read ``case``; the memory is that by which this process grows."""
    cv2.setNumThreads(1)
    recognizer = inkdigits.load()
    read(recognizer, write("42"))
    before, start = peak(), time.process_time()
    reading = read(recognizer, case)
    seconds, megabytes = time.process_time() - start, peak() - before
    boxes = [(one.box.x, one.box.y, one.box.width, one.box.height) for one in reading.digits]
    return Trial(seconds, megabytes, reading.text, reading.confidence, boxes)


def read(recognizer: inkdigits.Recognizer, case: Case) -> inkdigits.Reading:
    """Return what ``case`` says."""
    if isinstance(case, np.ndarray):
        return recognizer.read(case, expect="number")
    return recognizer.read_strokes(case, expect="number")


def peak() -> float:
    """Return the most memory that this process has had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # elsewhere is told what the parent had when it began this process
        kilobytes = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kilobytes.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # in bytes, on macOS


if __name__ == "__main__":
    sys.exit(main())

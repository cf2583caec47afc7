"""Make the pictures of the documents: seven.png, number.png and table.png, which examples read, and others.

    python docs/picture.py

The number and the table are composed of what two writers of the pen digits drew, which must have been
fetched; beside each stands what ``inkdigits read --crops`` makes of it.  The page is a real one: a server is
started, Chromium draws the seven of ``seven.png`` and a number on it with the mouse, and what it then shows
is what one sees in the README and in the guide.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, sync_playwright

from inkdigits.data.splits import split_pen
from inkdigits.shapes import Strokes
from inkdigits.training.line_pictures import picture_of_line
from inkdigits.training.lines import write_line
from inkdigits.training.tables import photograph_table

FOLDER = Path(__file__).resolve().parent
COMMANDS = Path(sys.executable).parent
SEVEN = (  # two curves, each by its ends and the point that it bends towards; shares of the side
    ((0.25, 0.25), (0.38, 0.17), (0.74, 0.21)),
    ((0.74, 0.21), (0.54, 0.46), (0.45, 0.83)),
)
SIDE = 280  # px, of seven.png
WRITER, CHANCE, LONGEST = 22, 34, 900  # who wrote table.png, by which chance; px, its longer side
CLERK, SUM, HEIGHTS = 20, 12, (80.0, 100.0)  # who wrote number.png, by which chance; px, its digits
YEAR = 4  # the chance of the number on the page
WIDTH, HEIGHT = 1200, 800  # CSS px, of page.png
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Draw one picture, compose two, have them read, and photograph the page twice."""
    draw_seven(FOLDER / "seven.png")
    compose_number(FOLDER / "number.png")
    show_read(FOLDER / "number.png", FOLDER / "number-read.png", "--expect", "number")
    compose_table(FOLDER / "table.png")
    show_read(FOLDER / "table.png", FOLDER / "table-read.png", "--grid", "5x3")
    with server() as address:
        photograph(address, FOLDER / "page.png", [points_of_seven()])
        photograph(address, FOLDER / "page-number.png", number_on_page())


def draw_seven(path: Path) -> None:
    """Write a seven, dark on white, as a scan of one would be."""
    paper: NDArray[np.uint8] = np.full((SIDE, SIDE), 250, dtype=np.uint8)
    line = np.round(points_of_seven() * SIDE).astype(np.int32)
    cv2.polylines(paper, [line], isClosed=False, color=(25,), thickness=16, lineType=cv2.LINE_AA)
    cv2.imwrite(str(path), paper)


def points_of_seven() -> NDArray[np.float64]:
    """Return the points (x, y) of the seven, in shares of the side."""
    t = np.linspace(0.0, 1.0, 20)[:, np.newaxis]
    begin, bend, end = (np.array([curve[place] for curve in SEVEN])[:, np.newaxis] for place in range(3))
    curves: NDArray[np.float64] = (1 - t) ** 2 * begin + 2 * t * (1 - t) * bend + t**2 * end
    return curves.reshape(-1, 2)


def compose_table(path: Path) -> None:
    """Write a photograph of a table: turned, in the shade, its frame missing and its rules broken."""
    drawn = [one for one in split_pen().training if one.writer == WRITER]
    page = photograph_table(drawn, np.random.default_rng(CHANCE), rows=5, columns=3, longest=LONGEST)
    cv2.imwrite(str(path), cv2.cvtColor(page.picture, cv2.COLOR_RGB2GRAY))


def compose_number(path: Path) -> None:
    """Write a photograph of a sum of money in an account book: on squared paper, in a shadow."""
    drawn = [one for one in split_pen().training if one.writer == CLERK]
    chance = np.random.default_rng(SUM)
    line = write_line(drawn, chance, count=6, touching=1.0, marked=1.0, skew=4.0)
    cv2.imwrite(str(path), picture_of_line(line, chance, sizes=HEIGHTS).picture)


def show_read(picture: Path, path: Path, *options: str) -> None:
    """Write what the command draws over ``picture``."""
    with TemporaryDirectory() as folder:
        command: list[Path | str] = [COMMANDS / "inkdigits", "read", *options, "--crops", folder, picture]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        path.write_bytes((Path(folder) / picture.name).read_bytes())


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a real server."""
    command: list[Path | str] = [COMMANDS / "inkdigits", "serve", "--port", "0", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101  asked for above; this tells the type checker
        yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        process.terminate()


def photograph(address: str, path: Path, strokes: Strokes) -> None:
    """Write a picture of the page with ``strokes``, in shares of a square, drawn on it and read."""
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), None)  # else the one that Playwright brings
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page.goto(address)
        draw(page, strokes)
        page.wait_for_timeout(1500)  # ms: the answer has come and every transition is over
        page.screenshot(path=path)
        browser.close()


def draw(page: Page, strokes: Strokes) -> None:
    """Draw ``strokes`` with the mouse on the largest canvas of ``page``."""
    boxes = [canvas.bounding_box() for canvas in page.locator("canvas").all() if canvas.is_visible()]
    area = max((box for box in boxes if box), key=lambda box: box["width"] * box["height"])
    side = min(area["width"], area["height"])
    left, top = area["x"] + (area["width"] - side) / 2, area["y"] + (area["height"] - side) / 2
    for stroke in strokes:
        points = (stroke * side + np.array([left, top])).tolist()
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y)
        page.mouse.up()


def number_on_page() -> Strokes:
    """Return four digits of one hand across the middle of a square, two of them touching."""
    drawn = [one for one in split_pen().training if one.writer == CLERK]
    line = write_line(drawn, np.random.default_rng(YEAR), count=4, touching=1.0)
    every = np.concatenate(line.strokes)
    low, extent = every.min(axis=0), np.ptp(every, axis=0)
    share = 0.8 / extent.max()
    middle = (1.0 - extent * share) / 2
    return [(stroke - low) * share + middle for stroke in line.strokes]


if __name__ == "__main__":
    main()

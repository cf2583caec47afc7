"""A visitor in a real Chromium, in front of a real server that reads with the bundled model.

Whatever a test does, when it ends the page must have loaded nothing from foreign hosts, set no cookie,
broken no rule of the Content-Security-Policy and written no error to the console.
"""

from __future__ import annotations

import os
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright import sync_api as playwright

FLAGS = (
    "--no-sandbox",  # containers have no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = (1280, 800)
READBACK = "willReadFrequently"  # the browser's advice to tests that look at the canvas's pixels
PATIENCE = 30_000  # ms; a machine that does much else at the time is slow, not wrong
playwright.expect.set_options(timeout=PATIENCE)

Way = list[tuple[float, float]]  # places in the drawing area, each 0..1 from its upper left corner

SEVEN: list[Way] = [[(0.28, 0.25), (0.5, 0.24), (0.72, 0.25), (0.62, 0.45), (0.52, 0.65), (0.46, 0.82)]]


def pytest_collection_modifyitems(items):
    """Mark everything here, so that `pytest -m "not browser"` leaves it out."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@dataclass
class Visitor:
    """Somebody in front of the page: what they do, what they see, and what must not happen meanwhile."""

    page: Any
    address: str
    tolerated: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    cookies: list[Any] = field(default_factory=list)

    def arrive(self) -> None:
        """Open the page; from now on note what it complains of and which addresses it asks for."""
        self.page.on("console", self.hear)
        self.page.on("pageerror", self.hear_error)
        self.page.on("request", self.see_request)
        self.page.goto("/")

    def hear(self, said: Any) -> None:
        """Note an error or warning on the console."""
        if said.type in {"error", "warning"} and READBACK not in said.text:
            self.complaints.append(said.text)

    def hear_error(self, error: Any) -> None:
        """Note an error that no script caught."""
        self.complaints.append(str(error))

    def see_request(self, request: Any) -> None:
        """Note an address that the page asks for."""
        self.sent.append(request.url)

    def leave(self) -> None:
        """Close the page and forget that one was here, so that the next visit is a first one."""
        self.page.remove_listener("console", self.hear)
        self.page.remove_listener("pageerror", self.hear_error)
        self.page.remove_listener("request", self.see_request)
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.context.set_offline(False)
        self.cookies = self.page.context.cookies()
        self.page.goto("/robots.txt")  # of the same origin: the browser keeps its process
        session = self.page.context.new_cdp_session(self.page)
        origin = {"origin": self.address, "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", origin)
        session.detach()
        self.page.emulate_media(color_scheme="null", reduced_motion="null", forced_colors="null")

    def violations(self) -> list[str]:
        """Return what axe-core finds fault with, a line each."""
        self.page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
        found = Axe().run(self.page)
        return [
            f"{rule['id']}: {node['html']} {node['failureSummary']}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]

    def check(self) -> None:
        """Hold the promises that every test of the page ends with."""
        unexpected = [text for text in self.complaints if not any(known in text for known in self.tolerated)]
        assert unexpected == []
        ours = (self.address, "data:", "blob:")
        assert [url for url in self.sent if not url.startswith(ours)] == []
        assert self.cookies == []

    def draw(self, ways: list[Way], *, steps: int = 5) -> None:
        """Draw with the mouse."""
        for way in ways:
            self.press_at(way[0])
            for place in way[1:]:
                self.page.mouse.move(*self.at(place), steps=steps)
            self.page.mouse.up()

    def press_at(self, place: tuple[float, float]) -> None:
        """Put the mouse's button down at a place of the drawing area, and leave it down."""
        self.page.mouse.move(*self.at(place))
        self.page.mouse.down()

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return where on the screen a place of the drawing area is."""
        box = self.page.locator("#drawing").bounding_box()
        return box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"]

    def see(self, digit: str) -> None:
        """Wait until ``digit`` is the answer and nothing newer is being read."""
        playwright.expect(self.page.locator("#digit")).to_have_text(digit)
        playwright.expect(self.page.locator("#answer")).to_have_attribute("data-stale", "false")

    def see_words(self, words: str) -> None:
        """Wait until the card says ``words``."""
        playwright.expect(self.page.locator("#words")).to_have_text(words)

    def strokes(self) -> int:
        """Return how many strokes the drawing has, as the page tells screen readers."""
        name = self.page.locator("#drawing").get_attribute("aria-label")
        return 0 if name.endswith("blank") else int(name.split()[2])

    def drop_or_paste(self, kind: str, content: bytes, *, name: str, mime: str) -> None:
        """Let a file arrive by the clipboard (``kind`` "paste") or by the mouse ("drop")."""
        self.page.evaluate(
            """([kind, base64, name, type]) => {
                const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
                const carrier = new DataTransfer();
                carrier.items.add(new File([bytes], name, { type }));
                const brought = { clipboardData: carrier, dataTransfer: carrier };
                const more = { bubbles: true, cancelable: true, ...brought };
                const happen = (event) => document.body.dispatchEvent(event);
                if (kind === "drop") happen(new DragEvent("dragover", more));
                happen(kind === "paste" ? new ClipboardEvent("paste", more) : new DragEvent("drop", more));
            }""",
            [kind, b64encode(content).decode(), name, mime],
        )


@pytest.fixture(scope="session")
def database(tmp_path_factory) -> str:
    """The address of a database of SQLite's that the page's server keeps corrections in."""
    return f"sqlite:///{tmp_path_factory.mktemp('corrections') / 'corrections.sqlite3'}"


@pytest.fixture(scope="session")
def server(start_server, database) -> Any:
    """A server that all tests of the page share, with a store of its own."""
    return start_server("--workers", "1", "--database", database)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser for the whole session: the system's Chromium, else Playwright's own."""
    with playwright.sync_playwright() as runner:
        found = next(filter(None, map(shutil.which, NAMES)), None) or runner.chromium.executable_path
        if not Path(found).exists():
            reason = "no Chromium to drive: install it, or run `playwright install chromium`"
            pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
        browser = runner.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium, server) -> Iterator[Callable[..., Any]]:
    """A function that returns a window for these options; to open one is slow, so each is used again."""
    opened: dict[str, Any] = {}

    def window(**options: Any) -> Any:
        key = repr(sorted(options.items()))
        if key not in opened:
            context = chromium.new_context(base_url=server.address, **options)
            context.set_default_timeout(PATIENCE)
            opened[key] = context.new_page()
        return opened[key]

    yield window
    for page in opened.values():
        page.context.close()


@pytest.fixture
def visit(windows, server) -> Iterator[Callable[..., Visitor]]:
    """A function that opens the page as on the first visit; ``options`` are Playwright's for a context."""
    visitors: list[Visitor] = []

    def open_page(
        *, size: tuple[int, int] = DESKTOP, media: dict[str, str] | None = None, **options: Any
    ) -> Visitor:
        page = windows(**options)
        page.bring_to_front()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(**({"color_scheme": "light"} | (media or {})))
        visitors.append(Visitor(page, server.address))
        visitors[-1].arrive()
        return visitors[-1]

    yield open_page
    for visitor in visitors:
        visitor.leave()
    for visitor in visitors:
        visitor.check()


@pytest.fixture
def visitor(visit) -> Visitor:
    """Somebody who opened the page on a desktop screen."""
    return visit()


@pytest.fixture
def seven_picture() -> bytes:
    """A PNG of a seven, dark on white, as somebody would scan it."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    image = Image.new("L", (200, 240), 255)
    pen = ImageDraw.Draw(image)
    pen.line([(40, 50), (150, 48), (95, 200)], fill=20, width=16, joint="curve")
    file = BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


@pytest.fixture(scope="session")
def seven() -> list[Way]:
    """A seven in one stroke."""
    return SEVEN


@pytest.fixture(scope="session")
def one() -> list[Way]:
    """A one in one stroke."""
    return [[(0.5, 0.2), (0.5, 0.4), (0.5, 0.6), (0.5, 0.8)]]


@pytest.fixture(scope="session")
def zero() -> list[Way]:
    """A zero in one stroke."""
    left = [(0.5, 0.2), (0.38, 0.26), (0.31, 0.4), (0.3, 0.55), (0.36, 0.72), (0.48, 0.8)]
    return [[*left, (0.6, 0.76), (0.69, 0.62), (0.71, 0.47), (0.67, 0.32), (0.58, 0.22), (0.5, 0.2)]]


@pytest.fixture(scope="session")
def crossed_seven() -> list[Way]:
    """A seven in two strokes, as many people in Europe write it."""
    return [*SEVEN, [(0.4, 0.52), (0.7, 0.5)]]

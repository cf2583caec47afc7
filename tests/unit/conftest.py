"""A mirror on this machine: a real HTTP server that behaves as well, or as badly, as a test asks."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import cv2
import hypothesis
import numpy as np
import pytest

from inkdigits.data.catalog import DataFile, Dataset, Mirror
from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled, MnistSplit, PenSplit
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw

if TYPE_CHECKING:
    from inkdigits.model.artifact import Artifact

# How long an example takes depends on what else the machine does; a rule about digits does not.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


@dataclass
class MirrorServer:
    """What stands at which path, how it is served, and what was asked for.

    Attributes:
        address: where the server listens, http://host:port.
        files: the bytes at each path.
        statuses: paths answered with another status than the usual.
        redirects: paths that send elsewhere.
        cuts: for a path, after how many bytes each of the next answers breaks off.
        headers: further headers for a path.
        knows_ranges: whether parts are sent when asked for.
        says_lengths: whether an answer tells its length beforehand.
        shifted: how far beside the part that was asked for the one sent begins.
        asked: (path, Range header or "") of every request, in order.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    cuts: dict[str, list[int]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    knows_ranges: bool = True
    says_lengths: bool = True
    shifted: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    def serve(self, path, content):
        """Put ``content`` at ``path`` and return it as a mirror."""
        self.files[path] = content
        return Mirror(address=self.address + path)


class _Answer(BaseHTTPRequestHandler):
    mirror: MirrorServer

    def do_GET(self):
        """Answer as the mirror's settings say."""
        wanted = self.headers.get("Range", "")
        self.mirror.asked.append((self.path, wanted))
        if self.path in self.mirror.redirects:
            self.begin(302, {"Location": self.mirror.redirects[self.path], "Content-Length": "0"})
        elif self.path not in self.mirror.files or self.path in self.mirror.statuses:
            self.begin(self.mirror.statuses.get(self.path, 404), {"Content-Length": "0"})
        else:
            self.send_content(self.mirror.files[self.path], wanted)

    def send_content(self, content, wanted):
        """Send all of it, or the part that is wanted."""
        start, total, status, headers = 0, len(content), 200, dict(self.mirror.headers.get(self.path, {}))
        if wanted and self.mirror.knows_ranges:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1]) + self.mirror.shifted
            if start >= total:
                self.begin(416, {"Content-Range": f"bytes */{total}", "Content-Length": "0"})
                return
            status, headers["Content-Range"] = 206, f"bytes {start}-{total - 1}/{total}"
        if self.mirror.says_lengths:
            headers["Content-Length"] = str(total - start)
        self.begin(status, headers)
        cuts = self.mirror.cuts.get(self.path, [])
        end = start + cuts.pop(0) if cuts else total
        self.wfile.write(content[start:end])
        self.close_connection = end < total or not self.mirror.says_lengths

    def begin(self, status, headers):
        """Send status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Say nothing: a client that leaves in the middle is what some tests are about."""


@pytest.fixture
def mirror():
    """A mirror on this machine, empty at first."""
    settings = MirrorServer()
    handler = type("Handler", (_Answer,), {"mirror": settings, "protocol_version": "HTTP/1.1", "timeout": 5})
    with _QuietServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        settings.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield settings
        server.shutdown()
        thread.join()


@pytest.fixture
def content():
    """What a small data file holds: 300,000 bytes that gzip cannot make smaller."""
    return np.random.default_rng(7).bytes(300_000)


@pytest.fixture
def packed(content):
    """The same, gzipped."""
    return gzip.compress(content, mtime=0)


@pytest.fixture
def dataset_of(content):
    """Make a data set of one file with that content, to be had from the given mirrors."""

    def make(*mirrors, size=None):
        file = DataFile(
            name="digits.gz",
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content) if size is None else size,
            items=3,
            mirrors=mirrors,
        )
        return Dataset(name="small", title="a small set", home="http://home", license="CC0", files=(file,))

    return make


# A small world to learn, in place of MNIST: ten shapes drawn by a pen, each a little different every time.
CORNERS = {  # of a 10 x 16 grid, in the order in which a seven-segment pen would visit them
    0: [(0, 0), (10, 0), (10, 16), (0, 16), (0, 0)],
    1: [(5, 0), (5, 16)],
    2: [(0, 0), (10, 0), (10, 8), (0, 8), (0, 16), (10, 16)],
    3: [(0, 0), (10, 0), (4, 8), (10, 8), (10, 16), (0, 16)],
    4: [(0, 0), (0, 8), (10, 8), (10, 0), (10, 16)],
    5: [(10, 0), (0, 0), (0, 8), (10, 8), (10, 16), (0, 16)],
    6: [(10, 0), (0, 0), (0, 16), (10, 16), (10, 8), (0, 8)],
    7: [(0, 0), (10, 0), (3, 16)],
    8: [(0, 0), (10, 0), (0, 16), (10, 16), (0, 0)],
    9: [(10, 8), (0, 8), (0, 0), (10, 0), (10, 16)],
}


def pen_digits(count: int, *, seed: int) -> list[PenDigit]:
    """Return ``count`` digits of each kind as a pen drew them, their corners moved at random."""
    rng = np.random.default_rng(seed)
    corners = [(digit, np.array(CORNERS[digit], float)) for digit in range(10) for _ in range(count)]
    return [PenDigit(digit, 1, [points + rng.normal(0, 0.5, points.shape)]) for digit, points in corners]


def draw_digits(count: int, *, seed: int) -> Labeled:
    """Return ``count`` digits of each kind, their corners moved at random."""
    drawn = pen_digits(count, seed=seed)
    digits = [normalize(draw(one.strokes).ink) for one in drawn]
    return Labeled(digits=np.stack(digits), labels=np.array([one.digit for one in drawn], np.uint8))


@pytest.fixture(scope="session")
def small_world() -> tuple[Labeled, Labeled]:
    """160 digits to learn from and 80 to measure with."""
    return draw_digits(16, seed=0), draw_digits(8, seed=1)


@pytest.fixture(scope="session")
def small_pen() -> PenSplit:
    """The same world as strokes: 20 drawings to learn from and 10 to choose by."""
    return PenSplit(training=pen_digits(2, seed=2), choosing=pen_digits(1, seed=3), reporting=[])


@pytest.fixture(scope="session")
def small_worlds(small_world, small_pen):
    """Both, as a training run takes them."""
    from inkdigits.training.fonts import font_set
    from inkdigits.training.worlds import Worlds

    return Worlds(paper=MnistSplit(*small_world), drawn=small_pen, fonts=font_set("taught"))


TINY = """
<ir_version: 9, opset_import: ["": 18]>
reader (uint8[n,28,28] digits) => (float[n,10] logits)
{
    ink = Cast<to = 1>(digits)
    flat = Flatten(ink)
    logits = Gemm(flat, weights)
}
"""


@pytest.fixture(scope="session")
def three_models() -> list[Artifact]:
    """Three models that load at once and read badly, the oldest first; each has the one before as parent."""
    import onnx
    from onnx import numpy_helper

    from inkdigits.model.artifact import Artifact

    network = onnx.parser.parse_model(TINY)
    network.graph.initializer.append(numpy_helper.from_array(np.full((784, 10), 1e-5, np.float32), "weights"))
    models: list[Artifact] = []
    for year in (2024, 2025, 2026):
        model = Artifact(
            network=network.SerializeToString(),
            labels=tuple(range(10)),
            temperature=1.25,
            threshold=0.05,
            plan={"epochs": 2} | ({"parent": models[-1].fingerprint} if models else {}),
            metrics={"validation_accuracy": year / 2050, "drawn_accuracy": 0.875},
            history=[],
            versions={},
            created=f"{year}-01-31T12:00:00+00:00",
        )
        models.append(model)
    return models


PAPER, RULES, PEN = 235, 120, 30  # of 255: how light each is


@pytest.fixture(scope="session")
def draw_page():
    """A function that draws a page with a table, as a scanner would see it, and tells where rules cross."""
    return _draw_page


def _draw_page(texts, *, cell=(170, 90), rules=2, frame=True, tilt=0.0, margin=130, tall=50):
    """Return a gray page with ``texts`` in rows, and (rows + 1, columns + 1, 2) where its rules cross.

    ``rules`` is their width in px, 0 for none; ``frame`` tells whether the outer ones are there.
    """
    counts = (len(texts[0]), len(texts))
    across, down = (margin + np.arange(count + 1) * side for count, side in zip(counts, cell, strict=True))
    page = np.full((int(down[-1]) + margin, int(across[-1]) + margin), PAPER, np.uint8)
    inner = slice(None) if frame else slice(1, -1)
    for x in across[inner] if rules else ():
        cv2.line(page, (int(x), int(down[0])), (int(x), int(down[-1])), RULES, rules)
    for y in down[inner] if rules else ():
        cv2.line(page, (int(across[0]), int(y)), (int(across[-1]), int(y)), RULES, rules)
    for y, row in zip(down, texts, strict=False):
        for x, text in zip(across, row, strict=False):
            for place, digit in enumerate(text):
                points = np.array(CORNERS[int(digit)]) * tall / 16 + (x + 25 + place * 0.8 * tall, y + 20)
                cv2.polylines(page, [np.rint(points).astype(np.int32)], False, PEN, 5, cv2.LINE_AA)
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), tilt, 1.0)
    corners = np.stack(np.meshgrid(across, down), axis=-1) @ turn[:, :2].T + turn[:, 2]
    return cv2.warpAffine(page, turn, (width, height), borderValue=PAPER), corners

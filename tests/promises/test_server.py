"""What ``inkdigits serve`` promises, of a real process on a real port."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

STROKES = {"strokes": [[[60, 60], [130, 58], [200, 60], [160, 150], [110, 240]]], "expect": "digit"}
INKDIGITS = str(Path(sys.executable).with_name("inkdigits"))
SECONDS = 20  # within which a server has to stop, on a machine that has other things to do


def png(seven) -> bytes:
    """Return the file's bytes."""
    return Path(seven).read_bytes()


def memory_of(pid: int) -> int:
    """Return the megabytes that a process keeps in memory, those included that others share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    (line,) = [line for line in rollup.splitlines() if line.startswith("Rss:")]
    return int(line.split()[1]) // 1024


def children_of(pid: int) -> list[int]:
    """Return the processes that ``pid`` started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def test_strokes_are_read_over_http(server):
    """The main job: strokes in, digits out, in the form that is promised."""
    answered = requests.post(f"{server.address}/api/v1/readings", json=STROKES, timeout=20)
    reading = answered.json()
    assert answered.status_code == 200
    assert reading["text"] == "7"
    assert set(reading) == {"text", "confidence", "digits", "alternatives", "model"}
    assert set(reading["digits"][0]) == {"digit", "confidence", "probabilities", "box"}
    assert 140 <= reading["digits"][0]["box"]["width"] <= 180  # the line has a width of its own


def test_a_picture_says_the_same_in_a_form_and_bare(server, picture_of_a_seven):
    """How a picture travels does not change what it says."""
    address, seven = f"{server.address}/api/v1/readings", png(picture_of_a_seven)
    bare = requests.post(address, data=seven, headers={"Content-Type": "image/png"}, timeout=20)
    form = requests.post(address, files={"picture": ("x.png", seven)}, data={"expect": "digit"}, timeout=20)
    assert bare.status_code == form.status_code == 200
    assert bare.json() == form.json()
    assert bare.json()["text"] == "7"


def test_the_server_says_that_it_lives_and_reads(server):
    """Whoever watches over it can ask; what it reads with is told by the fingerprint."""
    live = requests.get(f"{server.address}/health/live", timeout=20)
    ready = requests.get(f"{server.address}/health/ready", timeout=20)
    reading = requests.post(f"{server.address}/api/v1/readings", json=STROKES, timeout=20)
    assert live.json() == {"status": "live"}
    assert ready.json() == {"status": "ready", "model": reading.json()["model"]}


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/static/css/docs.css", "/favicon.ico"])
def test_every_page_comes_with_its_strict_policy(server, path):
    """Nothing but our own files may run or load, whatever is shown."""
    page = requests.get(server.address + path, timeout=20)
    assert page.status_code == 200
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in page.headers


def test_the_refusal_of_a_large_body_reaches_its_sender(start_server):
    """413 comes as an answer, not as a broken connection, also where the length was not announced."""
    small = start_server("--workers", "1", INKDIGITS_MAX_BODY="100000")
    address, headers = f"{small.address}/api/v1/readings", {"Content-Type": "image/png"}
    body = b"x" * 5_000_000
    announced = requests.post(address, data=body, headers=headers, timeout=20)
    chunked = requests.post(address, data=iter([body[:100_000], body]), headers=headers, timeout=20)
    form = requests.post(address, files={"picture": body}, timeout=20)
    text = requests.post(
        address, data=b" " * 100_001, headers={"Content-Type": "application/json"}, timeout=20
    )
    for refused in (announced, chunked, form, text):
        assert refused.status_code == 413
        assert refused.json()["error"]["code"] == "body_too_large"
        assert "100,000 bytes" in refused.json()["error"]["message"]


def test_a_body_of_exactly_the_limit_is_read(start_server):
    """The limit belongs to what is allowed, with a length and without."""
    small = start_server("--workers", "1", INKDIGITS_MAX_BODY="2000")
    body = json.dumps(STROKES).encode().ljust(2000)
    headers = {"Content-Type": "application/json"}
    for sent in (body, iter([body])):
        answered = requests.post(f"{small.address}/api/v1/readings", data=sent, headers=headers, timeout=20)
        assert answered.status_code == 200


def test_readings_of_many_at_once_are_their_own(server):
    """Requests side by side do not mix: boxes come back where each one drew."""
    processes = [
        subprocess.Popen([sys.executable, "-c", ASK_TEN_TIMES, server.address, str(number)])
        for number in range(4)
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0, 0]


ASK_TEN_TIMES = """
import sys, requests
address, number = sys.argv[1], int(sys.argv[2])
for turn in range(10):
    left = number * 1000 + turn * 10
    strokes = [[[left + x, y] for x, y in ((0, 0), (70, 0), (20, 100))]]
    box = requests.post(address + "/api/v1/readings", json={"strokes": strokes}).json()["digits"][0]["box"]
    assert abs(box["x"] - left) < 20, (box, left)
"""


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_cleanly(start_server, stop):
    """SIGTERM and Ctrl-C end it within seconds, with status 0 and without a word, connections open or not."""
    running = start_server("--workers", "2")
    with requests.Session() as kept_open:
        kept_open.get(f"{running.address}/health/live", timeout=20)
        running.process.send_signal(stop)
        assert running.process.wait(timeout=SECONDS) == 0
    assert running.complaints.read_text() == ""
    assert running.process.stdout.read() == b""


@pytest.mark.slow
def test_a_sender_who_falls_silent_does_not_hold_a_thread_for_ever(start_server):
    """A phone that loses its network in the middle of an upload costs the others seconds, not the server."""
    running = start_server("--workers", "1", "--threads", "1")
    where = urlsplit(running.address)
    begun = b"POST /api/v1/readings HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    with socket.create_connection((where.hostname, where.port)) as line:
        line.sendall(begun + b"Content-Length: 999\r\n\r\nx")
        time.sleep(0.5)
        assert requests.post(f"{running.address}/api/v1/readings", json=STROKES, timeout=60).ok
        assert line.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_sender_who_falls_silent_leaves_no_traceback_in_the_log(start_server):
    """Neither at rest nor in the middle of a header; anybody could fill a disk with them."""
    running = start_server("--workers", "1")
    where = urlsplit(running.address)
    with socket.create_connection((where.hostname, where.port), timeout=60) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        assert line.recv(100) == b""
    assert running.complaints.read_bytes() == b""


def test_a_worker_that_dies_is_replaced(start_server):
    """Killing a worker costs its requests in progress, not the server."""
    running = start_server("--workers", "1")
    (worker,) = children_of(running.process.pid)
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + SECONDS
    while children_of(running.process.pid) in ([], [worker]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert requests.post(f"{running.address}/api/v1/readings", json=STROKES, timeout=20).ok


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="measures memory by /proc")
def test_a_worker_takes_at_most_200_mb(start_server, picture_of_a_seven):
    """The promise about memory, after strokes, a small picture and a large one were read."""
    running = start_server("--workers", "1")
    address, headers = f"{running.address}/api/v1/readings", {"Content-Type": "image/png"}
    large = io.BytesIO()
    Image.open(picture_of_a_seven).resize((1500, 1500)).save(large, "PNG")
    for picture in (png(picture_of_a_seven), large.getvalue()):
        assert requests.post(address, json=STROKES, timeout=20).ok
        assert requests.post(address, data=picture, headers=headers, timeout=20).ok
    (worker,) = children_of(running.process.pid)
    assert memory_of(worker) <= 200


def test_a_port_that_is_taken_is_said_in_one_line():
    """Exit status 1 and what to do about it; no traceback, no retries."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refuse_to_serve("--port", str(port))
    assert f"port {port}" in said
    assert "--port" in said.replace(f"port {port}", "")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--model", "/nowhere/digits.joblib"], "/nowhere/digits.joblib"),
        (["--host", "no.such.host.invalid"], "no.such.host.invalid"),
    ],
)
def test_what_cannot_work_is_said_before_anything_listens(options, word):
    """A wrong setting ends the start with one line that names it."""
    assert word in refuse_to_serve(*options)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("INKDIGITS_MAX_BODY", "1"), ("INKDIGITS_WORKERS", "0"), ("INKDIGITS_THREADS", "a")],
)
def test_a_variable_out_of_range_is_said_by_its_name(variable, value):
    """It was set somewhere else, perhaps long ago; an option out of range is wrong usage instead."""
    assert variable in refuse_to_serve(**{variable: value})


def refuse_to_serve(*options: str, **environment: str) -> str:
    """Return what a start that has to fail says."""
    command = [INKDIGITS, "serve", "--port", "0", *options]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=30, env={**os.environ, **environment}
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_open_shows_the_page_once_it_answers(start_server, tmp_path):
    """The browser is given the address that was printed."""
    seen = tmp_path / "seen"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {seen}\n', encoding="ascii")
    browser.chmod(0o755)
    running = start_server("--open", BROWSER=f"{browser} %s")
    deadline = time.monotonic() + SECONDS
    while not seen.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert seen.read_text(encoding="ascii").strip() == running.address


@pytest.mark.parametrize("number", range(3))
def test_the_samples_of_the_docs_run_as_they_are(server, picture_of_a_seven, number):
    """What /docs shows can be pasted into a shell, and reads a seven."""
    page = unescape(requests.get(f"{server.address}/docs", timeout=20).text)
    samples = [
        sample for sample in re.findall(r"<code>(curl .*?)</code>", page, re.DOTALL) if "readings" in sample
    ]
    assert len(samples) == 3
    command = samples[number].replace("curl ", "curl --silent --show-error ", 1)
    done = subprocess.run(
        ["bash", "-c", command], check=False, capture_output=True, cwd=picture_of_a_seven.parent, timeout=30
    )
    assert done.stderr == b""
    assert json.loads(done.stdout)["text"] == "7"

"""Bring what stands at one web address to this disk, and take up a broken line where it broke.

The bytes gather in a ``.part`` file.  Where some are there already, from this run or an earlier one, only the
rest is asked for (RFC 9110, Range); a server that does not know ranges sends all, and all is written anew.
Whether the bytes are the right ones is not judged here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import requests
import urllib3

from inkdigits.version import __version__

LARGEST = 2**26  # bytes that any address may send; the largest file of the catalog has a seventh of it
ATTEMPTS = 5  # times that one address is asked while its line keeps breaking
TIMEOUT = (10.0, 30.0)  # s, for the connection and for each next block
BLOCK = 2**16  # bytes between two reports
# Some servers would undo the packing on the way (Content-Encoding), and then lengths and ranges lie.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": f"inkdigits/{__version__}"}
CONTENT_RANGE = re.compile(r"bytes (?:(\d{1,12})-\d{1,12}|\*)/(?:(\d{1,12})|\*)")  # RFC 9110, 14.4

OK = 200
PART_FOLLOWS = 206
NOTHING_LEFT = 416

Received: TypeAlias = Callable[[int, int | None], None]


class NotDownloadedError(Exception):
    """The address did not give its file; the message is the reason, for people."""


def download(
    address: str, part: Path, *, session: requests.Session, received: Received, pause: float
) -> bool:
    """Bring all that stands at ``address`` to the file ``part``; return whether some of it was there before.

    Args:
        address: http or https.
        part: where the bytes gather; its folder exists.
        session: by which to ask.
        received: called after every block with the bytes there and the bytes expected (None: not said).
        pause: seconds to wait before a broken line is taken up again.

    Raises:
        NotDownloadedError: it was not to be had; what has come of it stays in ``part`` for the next time.
        OSError: ``part`` cannot be written.
    """
    resumed = False
    for attempt in range(1, ATTEMPTS + 1):
        before = _size(part)
        resumed = resumed or before > 0
        try:
            _receive_the_rest(address, part, session=session, received=received)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as lost:
            if attempt == ATTEMPTS or _size(part) <= before:
                raise NotDownloadedError(_reason(lost, have=_size(part))) from lost
            time.sleep(pause)
        else:
            break
    return resumed


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _receive_the_rest(address: str, part: Path, *, session: requests.Session, received: Received) -> None:
    have = _size(part)
    headers = HEADERS | ({"Range": f"bytes={have}-"} if have else {})
    with session.get(address, headers=headers, stream=True, timeout=TIMEOUT) as response:
        status = response.status_code
        start, total = _content_range(response)
        if status == OK:
            return _write(response, part, start=0, received=received)
        if status == PART_FOLLOWS and start == have:
            return _write(response, part, start=have, received=received)
        if status == NOTHING_LEFT and total == have:
            return None  # it was whole already
        if not have or status not in (PART_FOLLOWS, NOTHING_LEFT):
            raise NotDownloadedError(f"it answered {status} {response.reason}".rstrip())
    part.unlink()  # what stands there now is not what this was a part of
    return _receive_the_rest(address, part, session=session, received=received)


def _content_range(response: requests.Response) -> tuple[int | None, int | None]:
    # Where the bytes begin that follow, and how many there are in all: "bytes 100-999/1000", "bytes */1000".
    said = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    start, total = said.groups() if said else (None, None)
    return (int(start) if start else None), (int(total) if total else None)


def _write(response: requests.Response, part: Path, *, start: int, received: Received) -> None:
    length = response.headers.get("Content-Length", "")
    expected = start + int(length) if length.isdecimal() else None
    have = start
    try:
        with part.open("ab" if start else "wb") as file:
            for block in response.raw.stream(BLOCK, decode_content=False):
                have += len(block)
                if have > LARGEST:
                    break
                file.write(block)
                received(have, expected)
    except OSError as full:
        raise OSError(full.errno, full.strerror, str(part)) from full
    if have > LARGEST:
        part.unlink()
        raise NotDownloadedError(f"it sent more than {LARGEST:,} bytes")
    if expected is not None and have < expected:
        raise urllib3.exceptions.ProtocolError(f"{have} of {expected} bytes")  # older urllib3 do not tell


def _reason(lost: Exception, *, have: int) -> str:
    # The libraries' own words run over three lines and name classes.
    told = {
        requests.exceptions.SSLError: "its certificate is not trusted",
        requests.exceptions.ProxyError: "the proxy did not let us through",
        requests.Timeout: f"it did not answer within {TIMEOUT[0]:.0f} s",
        requests.ConnectionError: "no connection (is this machine offline?)",
        urllib3.exceptions.HTTPError: f"the line broke; {have:,} bytes are kept for the next time",
    }
    return next((words for kind, words in told.items() if isinstance(lost, kind)), type(lost).__name__)

"""The production server: gunicorn, with threads, started by one call and stopped by one signal.

The application is made once, before the workers are forked off, so they share the bytes of the model; what
must not cross a fork (the sessions of ONNX Runtime) each of them makes on its own, when it first reads.  That
the model reads at all is tried in a child process that is gone before the server listens.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from apiflask import APIFlask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from inkdigits.errors import BadModel, BadSettings, StoreUnavailable
from inkdigits.store.corrections import Corrections, open_corrections
from inkdigits.web.app import create_app
from inkdigits.web.current import Changing, Reader, now
from inkdigits.web.following import Following
from inkdigits.web.health import PROBE
from inkdigits.web.settings import Settings
from inkdigits.web.worker import Worker

GRACE = 10  # seconds that a request in progress gets when the server is told to stop
STALLED = 30  # seconds without a sign of life after which a worker is replaced
SILENCE = 15  # seconds without a byte in the middle of a request, after which its thread is free again
BACKLOG = 1024  # connections that wait to be accepted
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  compared with, not listened on


def serve(settings: Settings, *, recognizer: Reader | Changing, open_browser: bool = False) -> NoReturn:
    """Answer requests until SIGTERM or Ctrl-C; then end the process with status 0.

    Raises:
        BadModel: ``recognizer`` cannot read.
        BadSettings: the address cannot be listened on, or that of the database makes no sense.
        NewerStore: the database was made by a newer inkdigits.
    """
    prove_that_it_reads(now(recognizer))
    app = create_app(settings, recognizer=recognizer, store=open_store(settings))
    listener = listen(settings.host, settings.port)
    address = address_of(listener)

    def warm_up(worker: Any) -> None:  # noqa: ANN401  gunicorn has no types
        if isinstance(recognizer, Following):
            recognizer.start(worker.log.error)
        now(recognizer).read_strokes([PROBE], expect="digit")
        if worker.age == settings.workers:  # the last one that is started: now all of them answer
            announce(address, open_browser=open_browser)

    gc.freeze()  # no collection visits what was made so far, so the workers' pages of it stay shared
    Server(app, options(settings, listener=listener, warm_up=warm_up)).run()
    sys.exit(0)


def open_store(settings: Settings) -> Corrections:
    """Return where corrections are kept, its tables up to date.

    Where it does not answer, reading goes on without it.  Each worker opens connections of its own, and
    tries again with each correction.
    """
    store = open_corrections(settings.database or None)
    try:
        store.prepare()
    except StoreUnavailable as unavailable:
        print(f"{unavailable}. Digits are read all the same.", file=sys.stderr, flush=True)  # noqa: T201
    store.engine.dispose()  # a connection must not cross a fork
    return store


def prove_that_it_reads(recognizer: Reader) -> None:
    """Read a digit in a process of its own, so that nothing made for it is there when the workers fork."""
    fork = multiprocessing.get_context("fork")
    answer, question = fork.Pipe(duplex=False)
    child = fork.Process(target=try_reading, args=(recognizer, question))
    child.start()
    question.close()
    child.join()
    if child.exitcode != 0:
        raise BadModel(f"the model cannot read a digit: {complaint(answer, exit_status=child.exitcode)}")


def try_reading(recognizer: Reader, complaints: Any) -> None:  # noqa: ANN401  a pipe's end
    """Read a digit; tell ``complaints`` why that was not possible and end the process with 1."""
    try:
        recognizer.read_strokes([PROBE], expect="digit")
    except Exception as error:  # noqa: BLE001  whatever it is, the parent reports it
        complaints.send(str(error) or type(error).__name__)
        sys.exit(1)


def complaint(answer: Any, *, exit_status: int | None) -> str:  # noqa: ANN401  a pipe's end
    """Return why the child could not read; if it died too fast to say, how it died."""
    try:
        return str(answer.recv())
    except EOFError:
        return f"the process that tried ended with {exit_status}"


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on ``host`` and ``port``; port 0 is any free one."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        both = where[0] == "::" and socket.has_dualstack_ipv6()  # every network includes those of IPv4
        listener = socket.create_server(where[:2], family=family, backlog=BACKLOG, dualstack_ipv6=both)
    except socket.gaierror as error:
        raise BadSettings(f"host {host!r} cannot be found: {error.strerror}") from None
    except OSError as error:
        found = os.strerror(error.errno or 0)
        remedy = "choose another with --port, or let --port 0 find a free one"
        raise BadSettings(f"cannot listen on {host} port {port}: {found}; {remedy}") from None
    # Connections inherit these.  gunicorn itself would wait for ever for a phone that lost its network.
    for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listener.setsockopt(socket.SOL_SOCKET, direction, struct.pack("ll", SILENCE, 0))
    return listener


def address_of(listener: socket.socket) -> str:
    """Return the address that a browser on this machine finds ``listener`` under."""
    host, port = listener.getsockname()[:2]
    if host in EVERYWHERE:
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def announce(address: str, *, open_browser: bool) -> None:
    """Say that ``address`` answers, and show it if asked to."""
    print(f"inkdigits reads at {address} (Ctrl-C stops it)", flush=True)  # noqa: T201  this is its answer
    if open_browser:
        open_in_browser(address)


def open_in_browser(address: str) -> None:
    """Show ``address``, by a program of its own: a browser may block, and must not hear our Ctrl-C."""
    command = [sys.executable, "-m", "webbrowser", address]
    subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)  # noqa: S603


def options(settings: Settings, *, listener: socket.socket, warm_up: Callable[[Any], None]) -> dict[str, Any]:
    """Return what gunicorn is told; its limits on request lines and headers stay as they are."""
    return {
        "bind": f"fd://{listener.detach()}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": Worker,
        "preload_app": True,
        "timeout": STALLED,
        "graceful_timeout": GRACE,
        "loglevel": "error",
        "logger_class": Log,
        "control_socket_disable": True,
        "post_worker_init": warm_up,
    }


class Log(Logger):
    """gunicorn's log, in which whoever falls silent in the middle of a request leaves no traceback."""

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ANN401  gunicorn's signature
        """Write down the exception that is being handled, unless it is only our own ``SILENCE`` gone by."""
        if not isinstance(sys.exception(), BlockingIOError):
            super().exception(msg, *args, **kwargs)


class Server(BaseApplication):
    """gunicorn, told by us and by nobody else: no configuration file, no options of its own."""

    def __init__(self, app: APIFlask, told: dict[str, Any]) -> None:
        self.app = app
        self.told = told
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn what it is told."""
        for name, value in self.told.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401  gunicorn takes more than WSGI
        """Hand gunicorn the application."""
        return self.app

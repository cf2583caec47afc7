"""What is settled before gunicorn runs: the address, and that the model reads."""

from __future__ import annotations

import faulthandler
import os
import socket

import pytest

from inkdigits.errors import BadModel, BadSettings
from inkdigits.web.server import address_of, listen, options, prove_that_it_reads
from inkdigits.web.settings import Settings


def test_port_0_finds_a_free_one():
    """The address tells which."""
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert port > 0
        assert address_of(listener) == f"http://127.0.0.1:{port}"


def test_who_listens_everywhere_is_shown_an_address_that_opens():
    """0.0.0.0 is no address that a browser can go to."""
    with listen("0.0.0.0", 0) as listener:  # noqa: S104
        assert address_of(listener).startswith("http://127.0.0.1:")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_an_ipv6_address_stands_in_brackets():
    """As browsers want it."""
    try:
        listener = listen("::1", 0)
    except BadSettings:
        pytest.skip("IPv6 is switched off here")
    with listener:
        assert address_of(listener).startswith("http://[::1]:")


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here, or no IPv4 beside it")
def test_every_network_of_ipv6_includes_those_of_ipv4():
    """The address that is announced for :: answers."""
    try:
        listener = listen("::", 0)
    except BadSettings:
        pytest.skip("IPv6 is switched off here")
    with listener:
        address = address_of(listener)
        assert address.startswith("http://127.0.0.1:")
        socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), timeout=5).close()


def test_a_port_in_use_is_said_with_what_to_do():
    """The message names host, port and the way out."""
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=rf"127\.0\.0\.1 port {port}: .*; choose another with --port"):
            listen("127.0.0.1", port)


def test_a_model_that_reads_leaves_nothing_behind(seven):
    """It is tried in a process of its own: what it makes there is gone when the workers fork."""
    prove_that_it_reads(seven)
    assert seven.asked == []


def test_a_model_that_cannot_read_is_refused_with_its_reason(raising):
    """Before anything listens."""
    with pytest.raises(BadModel, match="cannot read a digit: no such layer"):
        prove_that_it_reads(raising(BadModel("no such layer")))


def test_a_model_that_takes_the_process_down_is_refused(seven, monkeypatch):
    """Even a crash in native code is a message."""

    def crash(*_, **__):
        faulthandler.disable()  # pytest's own; its report would stand between the dots
        os.abort()

    monkeypatch.setattr(seven, "read_strokes", crash)
    with pytest.raises(BadModel, match="ended with -6"):
        prove_that_it_reads(seven)


def test_gunicorn_is_told_what_the_settings_say():
    """Workers and threads are theirs; the application is loaded once for all."""
    with listen("127.0.0.1", 0) as listener:
        told = options(Settings(workers=3, threads=5), listener=listener, warm_up=lambda _: None)
    os.close(int(told["bind"].removeprefix("fd://")))
    assert (told["workers"], told["threads"], told["preload_app"]) == (3, 5, True)

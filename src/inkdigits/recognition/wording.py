"""How answers are told to people."""

from __future__ import annotations

import math

LOW = 0.9  # confidence: what was read with less is marked, for somebody to look at it


def percent(confidence: float) -> str:
    """Return ``confidence`` rounded down: nothing that was read is certain."""
    return f"{math.floor(confidence * 1000) / 10:.1f}%"


def on_one_line(text: str) -> str:
    """Return ``text`` with its lines of writing side by side."""
    return " / ".join(text.splitlines())

"""The colors of the plots, for light paper and for dark, and the axes that they are drawn on.

Figures are made without ``pyplot``, so that no window opens and none is kept.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SHARP = 144  # dots an inch of a PNG, for screens of double density


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """What a plot is drawn with; colors as ``#rrggbb``."""

    paper: str
    ink: str  # text
    muted: str  # text and lines of second rank
    rule: str  # grid
    accent: str
    second: str  # the other line, where there are two
    heat: tuple[str, str, str]  # from nothing to most, for maps


LIGHT = Theme(
    paper="#ffffff",
    ink="#1d2330",
    muted="#667085",
    rule="#e4e7ec",
    accent="#3b5bdb",
    second="#e8590c",
    heat=("#f5f7fd", "#91a7ff", "#2b3fa8"),
)
DARK = Theme(
    paper="#161a23",
    ink="#e9ecf2",
    muted="#98a2b3",
    rule="#2c3342",
    accent="#91a7ff",
    second="#ffa94d",
    heat=("#1b2130", "#4c63c9", "#c5d0ff"),
)


@contextmanager
def themed(theme: Theme) -> Iterator[None]:
    """Have matplotlib draw and save by ``theme`` within this context."""
    settings: Any = {  # matplotlib's list of the names differs between its versions
        "axes.edgecolor": theme.rule,
        "axes.facecolor": theme.paper,
        "axes.labelcolor": theme.muted,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": theme.ink,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "figure.facecolor": theme.paper,
        "font.size": 9.5,
        "grid.color": theme.rule,
        "grid.linewidth": 0.8,
        "legend.frameon": False,
        "legend.labelcolor": theme.ink,
        "svg.fonttype": "path",  # so that a plot looks alike wherever it is opened
        "svg.hashsalt": "inkdigits",  # the same plot, the same bytes
        "text.color": theme.ink,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
    }
    with rc_context(settings):
        yield


def calm(axes: Axes, *, grid: Literal["x", "y", "both"] = "y") -> None:
    """Leave of the axes only what helps to read them: a faint grid behind the data, no ticks."""
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.grid(visible=True, axis=grid)


def svg_of(figure: Figure, theme: Theme) -> str:
    """Return ``figure`` as the data URI of an SVG."""
    buffer = io.BytesIO()
    with themed(theme):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"

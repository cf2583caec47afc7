"""Draw how a training run went: the error on validation digits and the losses, epoch by epoch.

The error is drawn on a logarithmic scale: from 1 % to 0.5 % is as long a way as from 10 % to 5 %.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from inkdigits.training.palette import LIGHT, SHARP, Theme, calm, themed

SIZE = (9.0, 3.4)  # inches
ROOM = 0.04  # left and right of the curve, as a share of its epochs
LEAST_ROOM = 0.5  # epochs, for runs of one or two
MANY = 12  # epochs, up to which each gets its own mark
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0)  # of each power of ten, that the logarithmic scale names
LEAST_ERROR = 1e-3  # %, drawn for no error at all, which a logarithmic scale cannot show


def training_curve(history: list[dict[str, Any]], path: Path) -> None:
    """Write the training curve of ``history``, one row an epoch, to ``path`` as a PNG, whole or not at all.

    Args:
        history: rows with ``epoch``, ``loss``, ``learning_rate``, ``validation_accuracy`` and
            ``validation_loss``; what is missing or no number is left out of the plot.
        path: the PNG file.
    """
    part = path.with_name(f".{path.name}.part")
    with themed(LIGHT):
        draw_curve(history, LIGHT).savefig(part, format="png", dpi=SHARP)
    part.replace(path)


def draw_curve(history: list[dict[str, Any]], theme: Theme) -> Figure:
    """Return the training curve as a figure."""
    with themed(theme):
        figure = Figure(figsize=SIZE, layout="constrained")
        error, loss = figure.subplots(1, 2)
        _draw_error(error, history, theme)
        _draw_losses(loss, history, theme)
    return figure


def _draw_error(axes: Axes, history: list[dict[str, Any]], theme: Theme) -> None:
    epochs, accuracies = _column(history, "validation_accuracy")
    errors = [max(100.0 * (1.0 - accuracy), LEAST_ERROR) for accuracy in accuracies]
    axes.set_title("Error on validation digits")
    _set_up(axes, len(history))
    if not errors:
        axes.text(0.5, 0.5, "not measured", transform=axes.transAxes, ha="center", color=theme.muted)
        return
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=STEPS))
    axes.yaxis.set_major_formatter(FuncFormatter(_percent))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_ylim(0.7 * min(errors), 1.6 * max(errors))
    axes.plot(epochs, errors, color=theme.accent, linewidth=2, marker=_mark(epochs), markersize=4)
    axes.fill_between(epochs, errors, 0.7 * min(errors), color=theme.accent, alpha=0.10, linewidth=0)
    axes.annotate(
        f"{errors[-1]:.2f} %",
        (epochs[-1], errors[-1]),
        xytext=(0, 9),
        textcoords="offset points",
        ha="right",
        color=theme.accent,
        fontweight="bold",
    )


def _draw_losses(axes: Axes, history: list[dict[str, Any]], theme: Theme) -> None:
    axes.set_title("Loss, and the learning rate behind it")
    _set_up(axes, len(history))
    _draw_learning_rate(axes, history, theme)
    for name, label, color in (
        ("loss", "training, augmented", theme.second),
        ("validation_loss", "validation", theme.accent),
    ):
        epochs, losses = _column(history, name)
        if losses:
            axes.plot(
                epochs, losses, color=color, linewidth=2, marker=_mark(epochs), markersize=4, label=label
            )
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper right")
        axes.set_ylim(bottom=0.0)


def _draw_learning_rate(axes: Axes, history: list[dict[str, Any]], theme: Theme) -> None:
    """Lay the learning rate as a faint hill behind the losses; its height has no scale."""
    epochs, rates = _column(history, "learning_rate")
    if not rates or max(rates) <= 0.0:
        return
    behind = axes.twinx()
    behind.set_axis_off()
    behind.set_ylim(0.0, 1.25 * max(rates))
    behind.fill_between(epochs, rates, color=theme.muted, alpha=0.13, linewidth=0)
    axes.set_zorder(behind.get_zorder() + 1)
    axes.patch.set_visible(False)


def _set_up(axes: Axes, epochs: int) -> None:
    calm(axes)
    axes.set_xlabel("epoch")
    room = max(ROOM * epochs, LEAST_ROOM)
    axes.set_xlim(1 - room, max(1, epochs) + room)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def _column(history: list[dict[str, Any]], name: str) -> tuple[list[float], list[float]]:
    """Return the epochs in which ``name`` was measured, and what was found."""
    found = [
        (float(row.get("epoch", number)), float(row[name]))
        for number, row in enumerate(history, 1)
        if isinstance(row.get(name), int | float) and math.isfinite(row[name])
    ]
    return [epoch for epoch, _ in found], [value for _, value in found]


def _mark(epochs: list[float]) -> str:
    return "o" if len(epochs) <= MANY else ""


def _percent(value: float, _position: int | None = None) -> str:
    return f"{value:.3g} %"

"""The plots of the report: what is mistaken for what, how far confidence can be trusted, digit by digit."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from inkdigits.training.evaluation import Evaluation
from inkdigits.training.palette import Theme, calm, themed

BINS = 15  # of confidence, as in the calibration error
SQUARE = (5.6, 5.2)  # inches
WIDE = (5.6, 5.2)  # inches
ANSWERS = [*map(str, range(10)), "?"]


def draw_confusion(evaluation: Evaluation, theme: Theme) -> Figure:
    """Return the confusion matrix; only mistakes are colored, since what is right would outshine them."""
    mistakes = evaluation.confusion.astype(float)
    np.fill_diagonal(mistakes, 0.0)
    most = max(1.0, mistakes.max())
    with themed(theme):
        figure = Figure(figsize=SQUARE, layout="constrained")
        axes = figure.subplots()
        axes.imshow(mistakes, cmap=LinearSegmentedColormap.from_list("ours", theme.heat), vmin=0, vmax=most)
        for (row, column), count in np.ndenumerate(evaluation.confusion):
            _write_count(axes, (row, column), int(count), most, theme)
        axes.set_xticks(range(len(ANSWERS)), ANSWERS)
        axes.set_yticks(range(10))
        axes.set_xlabel("read as")
        axes.set_ylabel("is a")
        axes.tick_params(length=0, labelsize=11)
        axes.spines[:].set_visible(False)
        axes.set_xticks(np.arange(-0.5, len(ANSWERS)), minor=True)
        axes.set_yticks(np.arange(-0.5, 10), minor=True)
        axes.grid(which="minor", color=theme.paper, linewidth=2)
        axes.tick_params(which="minor", length=0)
    return figure


def draw_reliability(evaluation: Evaluation, theme: Theme) -> Figure:
    """Return how often each confidence was right, over how many digits there were of it."""
    places = np.clip(np.ceil(evaluation.confidences * BINS).astype(int) - 1, 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    filled = counts > 0
    sure = np.bincount(places, weights=evaluation.confidences, minlength=BINS)[filled] / counts[filled]
    right = np.bincount(places, weights=evaluation.right, minlength=BINS)[filled] / counts[filled]
    middles = (np.arange(BINS) + 0.5) / BINS
    with themed(theme):
        figure = Figure(figsize=WIDE, layout="constrained")
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        upper.plot([0, 1], [0, 1], color=theme.muted, linewidth=1, linestyle=(0, (4, 4)))
        upper.vlines(sure, sure, right, color=theme.second, linewidth=6, alpha=0.35)
        upper.plot(sure, right, color=theme.accent, linewidth=2, marker="o", markersize=6)
        upper.set_ylabel("share that was right")
        lower.bar(middles, counts, width=0.8 / BINS, color=theme.accent)
        lower.set_yscale("log")
        lower.set_ylim(bottom=0.5)
        lower.set_ylabel("digits")
        lower.set_xlabel("confidence")
        for axes in (upper, lower):
            calm(axes)
            axes.xaxis.set_major_formatter(FuncFormatter(_percent))
        upper.yaxis.set_major_formatter(FuncFormatter(_percent))
    return figure


def draw_per_digit(evaluation: Evaluation, theme: Theme) -> Figure:
    """Return the share of each digit that was misread, with its 95 % interval."""
    errors = [100 * (1 - score.accuracy) for score in evaluation.per_digit]
    intervals = [score.interval for score in evaluation.per_digit]
    low = [max(0.0, error - 100 * (1 - high)) for error, (_, high) in zip(errors, intervals, strict=True)]
    high = [max(0.0, 100 * (1 - low) - error) for error, (low, _) in zip(errors, intervals, strict=True)]
    overall = 100 * (1 - evaluation.every.accuracy)
    with themed(theme):
        figure = Figure(figsize=(9.0, 3.0), layout="constrained")
        axes = figure.subplots()
        axes.axhline(overall, color=theme.second, linewidth=1.2, linestyle=(0, (4, 4)))
        axes.text(-0.45, overall, f"all: {overall:.2f} %", color=theme.second, va="bottom")
        axes.errorbar(
            range(10),
            errors,
            yerr=[low, high],
            fmt="o",
            markersize=8,
            color=theme.accent,
            ecolor=theme.accent,
            elinewidth=5,
            alpha=0.9,
        )
        calm(axes)
        axes.set_xticks(range(10))
        axes.tick_params(axis="x", labelsize=11)
        axes.set_xlim(-0.5, 9.5)
        axes.set_ylim(bottom=0.0)
        axes.set_xlabel("digit")
        axes.set_ylabel("misread, %")
    return figure


def _write_count(axes: Axes, place: tuple[int, int], count: int, most: float, theme: Theme) -> None:
    if not count:
        return
    row, column = place
    on_diagonal = row == column
    strong = not on_diagonal and count > most / 2
    axes.text(
        column,
        row,
        f"{count:,}",
        ha="center",
        va="center",
        fontsize=8 if on_diagonal else 10,
        fontweight="normal" if on_diagonal else "bold",
        color=theme.muted if on_diagonal else theme.paper if strong else theme.ink,
    )


def _percent(value: float, _position: int | None = None) -> str:
    return f"{100 * value:.0f} %"

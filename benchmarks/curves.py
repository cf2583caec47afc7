"""The plots of docs/results.md: what is risked for answering how much, how far confidence can be trusted.

They are drawn for light paper, on white, so that they can be seen wherever the page is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from answers import Answers
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from inkdigits.training.evaluation import Score
from inkdigits.training.palette import LIGHT, SHARP, calm, themed

SIZE = (6.4, 3.6)  # inches
BINS = 15  # of confidence, as in the calibration error
LEAST = 0.01  # %, lower end of the logarithmic axis of risk
MOST_MULTIPLY_ADDS = 15_000_000  # a digit, that the bundled network may cost [docs/design.md]
COLORS = (LIGHT.accent, LIGHT.second)


def draw_risk(worlds: Mapping[str, Answers]) -> Figure:
    """Return the share of wrong answers over the share of digits answered, the surest first."""
    with themed(LIGHT):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.subplots()
        for (name, answers), color in zip(worlds.items(), COLORS, strict=False):
            coverage, risk = risk_by_coverage(answers)
            axes.plot(100 * coverage, 100 * risk, color=color, linewidth=2, label=name)
        axes.set_yscale("symlog", linthresh=LEAST)
        axes.set_ylim(bottom=0.0)
        axes.set_xlim(80, 100)
        axes.set_xlabel("digits answered, the surest first, %")
        axes.set_ylabel("of these wrong, %")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
        calm(axes)
    return figure


def risk_by_coverage(answers: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of digits answered, (n,), and which share of these is wrong, (n,), surest first."""
    order = np.argsort(-answers.confidences, kind="stable")
    counts = np.arange(1, len(order) + 1)
    return counts / max(1, len(order)), np.cumsum(~answers.likely_right[order]) / counts


def draw_trust(worlds: Mapping[str, Answers]) -> Figure:
    """Return how often each confidence was right."""
    with themed(LIGHT):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=LIGHT.muted, linewidth=1, linestyle=(0, (4, 4)))
        for (name, answers), color in zip(worlds.items(), COLORS, strict=False):
            _draw_bins(axes, answers, name=name, color=color)
        axes.set_xlabel("confidence")
        axes.set_ylabel("share that was right")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
        calm(axes)
    return figure


def draw_sizes(
    scores: Mapping[str, Sequence[Score]], *, multiply_adds: Sequence[int], parameters: Sequence[int]
) -> Figure:
    """Return the share of misread digits over the multiply-adds of each network, with its 95 % interval."""
    with themed(LIGHT):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.subplots()
        for (name, found), color in zip(scores.items(), COLORS, strict=False):
            errors = np.array([100 * (1 - one.accuracy) for one in found])
            bounds = np.array(
                [[100 * (1 - high), 100 * (1 - low)] for low, high in (one.interval for one in found)]
            )
            spread = np.abs(bounds.T - errors)
            axes.errorbar(
                multiply_adds, errors, yerr=spread, color=color, marker="o", linewidth=2, label=name
            )
        axes.axvline(MOST_MULTIPLY_ADDS, color=LIGHT.muted, linewidth=1, linestyle=(0, (4, 4)))
        axes.set_xscale("log")
        axes.set_yscale("log")
        labels = [
            f"{cost / 1e6:.1f} M\n{size:,}" for cost, size in zip(multiply_adds, parameters, strict=True)
        ]
        axes.set_xticks(multiply_adds, labels)
        axes.set_xticks([], minor=True)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_xlabel("multiply-adds a digit, and below them parameters; dashed: the most that is allowed")
        axes.set_ylabel("misread, %")
        axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2)
        calm(axes)
    return figure


def save_plot(figure: Figure, path: Path) -> None:
    """Write ``figure`` as a PNG; the same figure gives the same bytes."""
    with themed(LIGHT):
        figure.savefig(path, dpi=SHARP, metadata={"Software": None})


def _draw_bins(axes: Axes, answers: Answers, *, name: str, color: str) -> None:
    places = np.clip(np.ceil(answers.confidences * BINS).astype(int) - 1, 0, BINS - 1)
    counts = np.bincount(places, minlength=BINS)
    filled = counts > 0
    sure = np.bincount(places, weights=answers.confidences, minlength=BINS)[filled] / counts[filled]
    right = np.bincount(places, weights=answers.likely_right, minlength=BINS)[filled] / counts[filled]
    axes.plot(sure, right, color=color, linewidth=1.5, alpha=0.6, label=name)
    # The area of a dot tells how many digits it stands for; without the root the last would hide the rest.
    axes.scatter(sure, right, s=4 * np.sqrt(counts[filled]) + 8, color=color)

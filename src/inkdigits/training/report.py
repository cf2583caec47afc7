"""Reports for people: the training curve, and one page that shows how well a model reads, and where not.

The page is one file: styles, plots and pictures are inside of it, so that it can be mailed and opened
anywhere, and it asks nothing of any host.  Every plot is drawn twice, for light screens and for dark.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import cv2
from matplotlib.figure import Figure

from inkdigits.model.artifact import Artifact
from inkdigits.shapes import Digit
from inkdigits.training.curve import draw_curve, training_curve
from inkdigits.training.evaluation import Evaluation, Misread, Score
from inkdigits.training.palette import DARK, LIGHT, Theme, svg_of
from inkdigits.training.plots import draw_confusion, draw_per_digit, draw_reliability

__all__ = ["training_curve", "write_report"]

NAME = "report.html"
NO_DIGIT = "?"


def write_report(evaluation: Evaluation, artifact: Artifact, folder: Path, *, data: str) -> Path:
    """Write ``report.html`` into ``folder``, which is made where it is missing, and return its path.

    Args:
        evaluation: what was measured.
        artifact: the model that was measured.
        folder: where the report goes; a former one is replaced, whole or not at all.
        data: what it was measured on, such as ``"MNIST's test set"``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    part = folder / f".{NAME}.part"
    part.write_text(render_report(evaluation, artifact, data=data), encoding="utf-8")
    part.replace(path)
    return path


def render_report(evaluation: Evaluation, artifact: Artifact, *, data: str) -> str:
    """Return the report as HTML."""
    template = Template(files("inkdigits.training").joinpath("report.html").read_text(encoding="utf-8"))
    history = artifact.history
    return template.substitute(
        data=escape(data),
        accuracy=f"{100 * evaluation.every.accuracy:.2f}",
        sentence=_sentence(evaluation.every),
        well_labeled=_sentence(evaluation.well_labeled),
        well_labeled_accuracy=f"{100 * evaluation.well_labeled.accuracy:.2f}",
        calibration_error=f"{100 * evaluation.calibration_error:.2f}",
        refused=f"{evaluation.refused:,}",
        misread_count=f"{len(evaluation.misread):,}",
        per_digit=_plot(lambda theme: draw_per_digit(evaluation, theme), _per_digit_text(evaluation)),
        misread="\n".join(map(_figure, evaluation.misread)) or "<p>None at all.</p>",
        confusion=_plot(lambda theme: draw_confusion(evaluation, theme), "Confusion matrix of the digits."),
        reliability=_plot(lambda theme: draw_reliability(evaluation, theme), "Confidence and share right."),
        curve=_plot(lambda theme: draw_curve(history, theme), _curve_text(history)),
        fingerprint=escape(artifact.fingerprint),
        created=escape(artifact.created),
        metrics=_table(artifact.metrics),
        plan=_table(artifact.plan),
        versions=_table(artifact.versions),
    )


def _sentence(score: Score) -> str:
    low, high = (100 * bound for bound in score.interval)
    return f"{score.right:,} of {score.count:,} right, 95&nbsp;% interval {low:.2f} to {high:.2f}&nbsp;%"


def _plot(draw: Callable[[Theme], Figure], text: str) -> str:
    """Return a plot in both themes; the browser takes the one that its screen wants."""
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{svg_of(draw(DARK), DARK)}">'
        f'<img src="{svg_of(draw(LIGHT), LIGHT)}" alt="{escape(text)}"></picture>'
    )


def _per_digit_text(evaluation: Evaluation) -> str:
    shares = ", ".join(
        f"{digit}: {100 * (1 - score.accuracy):.2f} %" for digit, score in enumerate(evaluation.per_digit)
    )
    return f"Share misread of each digit. {shares}"


def _curve_text(history: list[dict[str, Any]]) -> str:
    last = history[-1].get("validation_accuracy") if history else None
    if not isinstance(last, float) or not math.isfinite(last):
        return "Training curve; nothing was measured."
    return f"Training curve; after epoch {len(history)}, {100 * (1 - last):.2f} % were misread."


def _figure(misread: Misread) -> str:
    """Return one misread digit: its picture, what it is, and what was read."""
    read = NO_DIGIT if misread.digit is None else str(misread.digit)
    sure = f"{100 * misread.confidence:.0f}&nbsp;%"
    doubt = '<span class="doubt">label in doubt</span>' if misread.disputed else ""
    name = f"digit {misread.place}: a {misread.label}, read as {read}"
    return (
        f'<figure><img src="{_png(misread.picture)}" alt="{name}" width="84" height="84">'
        f'<figcaption><span class="pair">{misread.label} <span class="arrow">→</span> <b>{read}</b></span>'
        f'<span class="sure">{sure} · #{misread.place}</span>{doubt}</figcaption></figure>'
    )


def _png(digit: Digit) -> str:
    """Return dark ink on white paper, as the data URI of a PNG."""
    raw = cv2.imencode(".png", 255 - digit)[1].tobytes()
    return f"data:image/png;base64,{base64.b64encode(raw).decode('ascii')}"


def _table(values: dict[str, Any]) -> str:
    rows = (
        f"<tr><th scope='row'>{escape(name.replace('_', ' '))}</th><td>{escape(_shown(value))}</td></tr>"
        for name, value in values.items()
    )
    return f"<table>{''.join(rows)}</table>"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"{value:,}" if type(value) is int else str(value)

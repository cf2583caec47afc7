"""How far confidence can be trusted: calibration, and what is risked for answering how much."""

from __future__ import annotations

import numpy as np
from answers import Answers
from blocks import Block
from curves import draw_risk, draw_trust, risk_by_coverage, save_plot
from figures import ROOT, table
from worlds import Worlds

COVERAGES = (1.0, 0.99, 0.95)  # shares of the digits that are answered, the surest first
DOCS = ROOT / "docs"
ROUNDS = 1_000  # samples drawn anew, for the interval of the calibration error


def measure_confidence(worlds: Worlds, paper: Answers, drawn: Answers, *, plots: bool) -> Block:
    """Return calibration error and risk of both worlds; with ``plots`` both curves are written to docs/."""
    named = {worlds.paper_name: paper, worlds.drawn_name: drawn}
    head = (
        "",
        "calibration error",
        "95 % interval",
        *(f"wrong of the surest {one:.0%}" for one in COVERAGES),
        "of",
    )
    text = table(head, [(name, *_columns(answers)) for name, answers in named.items()])
    text += "\n\nThe calibration error is the expected one of 15 bins; its interval comes from "
    text += f"{ROUNDS:,} samples drawn anew from these digits."
    text += "\n\n![What is risked for answering how much](risk.png)"
    text += "\n\n![How often each confidence was right](trust.png)"
    if plots:
        save_plot(draw_risk(named), DOCS / "risk.png")
        save_plot(draw_trust(named), DOCS / "trust.png")
    errors = " and ".join(f"{100 * one.calibration_error:.2f} %" for one in named.values())
    return Block(
        name="accuracy_confidence", text=text, short=(f"calibration error on both worlds: {errors}",)
    )


def _columns(answers: Answers) -> tuple[str, ...]:
    coverage, risk = risk_by_coverage(answers)
    risks = [float(risk[np.searchsorted(coverage, share - 1e-9)]) for share in COVERAGES]
    low, high = _interval(answers)
    return (
        f"{100 * answers.calibration_error:.2f} %",
        f"{100 * low:.2f} to {100 * high:.2f} %",
        *(f"{100 * one:.2f} %" for one in risks),
        f"{len(answers.labels):,}",
    )


def _interval(answers: Answers) -> tuple[float, float]:
    """Return the middle 95 % of the calibration errors of samples drawn anew."""
    rng = np.random.default_rng(0)
    count = len(answers.labels)
    errors = []
    for _ in range(ROUNDS):
        drawn = rng.integers(0, count, size=count)
        again = Answers(*(column[drawn] for column in _fields(answers)))
        errors.append(again.calibration_error)
    low, high = np.percentile(errors, (2.5, 97.5))
    return float(low), float(high)


def _fields(answers: Answers) -> tuple[np.ndarray, ...]:
    return answers.labels, answers.best, answers.confidences, answers.accepted

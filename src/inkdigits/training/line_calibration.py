"""Fit how two networks decide together on a line, and how sure they may be of it, on composed lines.

Of each line there are a few texts that it may be, each with a score by its glyphs and one by the line as a
whole.  One weight says how much the glyphs count; it is the one by which most lines are read right, and of
equals the one by which the right texts are likeliest.  How likely the best text is among the others becomes
the probability that it is right by a logistic function [1].

[1] J. Platt: Probabilistic outputs for support vector machines, 1999.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

WEIGHTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0)  # that are tried
LEAST = 1e-6  # share of a text that is as good as none
PRIOR = (
    0.5  # lines that are read right, and as many wrong: what is never wrong would be trusted without bound
)


class Judged(NamedTuple):
    """What was said of a line whose text is known."""

    of_glyphs: np.ndarray
    of_line: np.ndarray
    right: np.ndarray  # (n,) bool, of each text


def fit_lines(judged: Sequence[Judged]) -> tuple[float, float, float]:
    """Return the weight of the glyphs, and slope and offset of the trust."""
    weight = max(WEIGHTS, key=lambda one: _goodness(judged, one))
    shares, right = zip(*(_best(line, weight) for line in judged), strict=True)
    slope, offset = _fit_trust(np.array(shares), np.array(right))
    return weight, slope, offset


def _goodness(judged: Sequence[Judged], weight: float) -> tuple[int, float]:
    """Return how many lines are read right, and how likely their right texts are."""
    hits, likely = 0, 0.0
    for line in judged:
        shares = _shares(line, weight)
        hits += bool(line.right[shares.argmax()])
        likely += log(max(float(shares[line.right].sum()), LEAST))
    return hits, likely


def _best(line: Judged, weight: float) -> tuple[float, bool]:
    """Return how likely the best text is, and whether it is right."""
    shares = _shares(line, weight)
    best = int(shares.argmax())
    return float(shares[best]), bool(line.right[best])


def _shares(line: Judged, weight: float) -> np.ndarray:
    scores = weight * line.of_glyphs + line.of_line
    likely = np.exp(scores - scores.max())
    shares: np.ndarray = likely / likely.sum()
    return shares


def _fit_trust(shares: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return slope and offset from the odds of a text to the probability that it is right."""
    share = shares.clip(LEAST, 1.0 - LEAST)
    odds = np.log(share / (1.0 - share))
    hits, misses = int(right.sum()), int((~right).sum())
    # Platt's targets: nobody is certain after so few lines.
    target = np.where(right, (hits + PRIOR) / (hits + 2 * PRIOR), PRIOR / (misses + 2 * PRIOR))

    def loss(at: np.ndarray) -> float:
        score = at[0] * odds + at[1]
        return float(np.mean(np.logaddexp(0.0, score) - target * score))

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return float(max(slope, 0.0)), float(offset)

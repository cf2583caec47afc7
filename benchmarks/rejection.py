"""How well what is no digit is refused, by three ways to tell: the network's own, its softmax, its energy.

Each way gets the cut that accepts 99.5 % of the digits to choose by, of both worlds, so that all three refuse
equally few digits.  Non-digits are of kinds that training never sees, or letters and symbols in fonts that it
never sees.

[1] Hendrycks, Gimpel: A Baseline for Detecting Misclassified and Out-of-Distribution Examples, ICLR 2017.
[2] Liu, Wang, Owens, Li: Energy-based Out-of-distribution Detection, NeurIPS 2020.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
from blocks import Block, interval, percent
from figures import table
from trials import score
from worlds import Worlds, open_worlds

import inkdigits
from inkdigits.model.calibration import DIGITS
from inkdigits.recognition.found import Assessment
from inkdigits.shapes import Digits
from inkdigits.training.evaluation import Score
from inkdigits.training.fonts import font_set
from inkdigits.training.outliers import KEPT_OUT_KINDS, Sources, outlier_digits

A_KIND = 350  # non-digits
TYPED = ("Cyrillic letters", "letters of other scripts", "symbols")  # taught, here in fonts that are not
ACCEPTED = 0.995  # share of digits that each cut accepts
SURE = 0.9  # confidence from which a non-digit was taken for a digit without doubt


def own(assessed: Assessment) -> np.ndarray:
    """Return the confidence that is told: that it is a digit, and which."""
    return assessed.confidence


def softmax(assessed: Assessment) -> np.ndarray:
    """Return the probability of the likeliest digit, given that it is one [1]."""
    tops: np.ndarray = assessed.probabilities.max(axis=1)
    return tops


def energy(assessed: Assessment) -> np.ndarray:
    """Return the negative energy: the logarithm of the sum of the digits' exponentials [2]."""
    summed: np.ndarray = np.logaddexp.reduce(assessed.logits[:, :DIGITS].astype(np.float64), axis=1)
    return summed


WAYS: dict[str, Callable[[Assessment], np.ndarray]] = {
    "confidence": own,
    "softmax alone": softmax,
    "energy": energy,
}


def measure_rejection(recognizer: inkdigits.Recognizer, worlds: Worlds, *, every: int = 1) -> Block:
    """Return which share of non-digits is refused; of the digits in them, ``worlds`` lends the pieces."""
    choosing = open_worlds("choosing")
    digits = np.concatenate([choosing.paper.digits, choosing.drawn_digits])
    fonts = font_set("kept out")
    sources = Sources(fonts=fonts.paths, mnist=worlds.paper, pen=worlds.drawn)
    count = A_KIND * (len(KEPT_OUT_KINDS) + len(TYPED)) // every
    kinds, others = outlier_digits(
        count, kinds=[*KEPT_OUT_KINDS, *TYPED], sources=sources, rng=np.random.default_rng(0)
    )
    named = [f"{kind}, other fonts" if kind in TYPED else kind for kind in kinds]
    block = compare_ways(recognizer, digits, others, named)
    told = f" {len(fonts.paths)} fonts wrote them, of the set `{fonts.fingerprint}`."
    return dataclasses.replace(block, text=block.text + told)


def compare_ways(
    recognizer: inkdigits.Recognizer, digits: Digits, others: Digits, kinds: Sequence[str]
) -> Block:
    """Return which share of ``others`` is refused, by kind; the cuts accept nearly all ``digits``."""
    known, unknown = recognizer.assess(digits), recognizer.assess(others)
    refused = {way: tell(unknown) < cut(tell(known)) for way, tell in WAYS.items()}
    refused["at the shipped threshold"] = unknown.confidence < recognizer.artifact.threshold
    sure = unknown.confidence >= SURE
    named = np.array(kinds)
    head = ("", *refused, f"a digit with confidence >= {SURE:g}", "of")
    rows = [("all kinds", *_row(refused, sure, np.ones(len(named), np.bool_)))]
    rows += [(kind, *_row(refused, sure, named == kind)) for kind in dict.fromkeys(kinds)]
    accepted = Score(right=int((known.confidence >= recognizer.artifact.threshold).sum()), count=len(digits))
    text = table(head, rows)
    text += (
        "\n\nRefused, of non-digits of kinds and fonts that taught nothing: by each of three ways to tell, "
    )
    text += "the confidence that is told, the largest probability given that it is a digit [Hendrycks and "
    text += "Gimpel, 2017] and the energy [Liu et al., 2020], "
    text += f"at the cut that accepts {ACCEPTED:.1%} of {len(digits):,} digits to choose by, of both worlds; "
    text += f"and at the shipped threshold, {recognizer.artifact.threshold:.3f}, "
    text += f"which accepts {percent(accepted)} of them."
    of_all = score(refused["confidence"])
    short = (
        f"non-digits of kinds never seen, refused at the cost of 0.5 % of the digits: {percent(of_all)} of "
    )
    short += f"{of_all.count:,}; taken for a digit with confidence >= {SURE:g}: {percent(score(sure))}"
    return Block(name="accuracy_non_digits", text=text, short=(short,))


def cut(of_digits: np.ndarray) -> float:
    """Return the largest score that still accepts the share ``ACCEPTED`` of digits."""
    accepted = max(1, int(np.ceil(ACCEPTED * len(of_digits) - 1e-9)))
    return float(np.sort(of_digits)[len(of_digits) - accepted])


def _row(refused: dict[str, np.ndarray], sure: np.ndarray, these: np.ndarray) -> tuple[str, ...]:
    scores = [score(one[these]) for one in (*refused.values(), sure)]
    return *(f"{percent(one)} ({interval(one)})" for one in scores), f"{int(these.sum()):,}"

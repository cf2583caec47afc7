"""Read many pictures of digits whose labels are known, on all cores, and tell which were read right.

A "?" is wrong, and so is a page that is taken for blank.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import joblib
import numpy as np

import inkdigits
from inkdigits.training.evaluation import Score

AT_ONCE = 250  # digits that a process is handed, so that all end at about the same time


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """Digits that are all shown in one way.

    Attributes:
        digits: whatever ``show`` takes, one by one.
        labels: which digit each is.
        show: makes a picture of one digit by chance; other processes must be able to import it.
        seed: of that chance.
    """

    digits: Sequence[Any] | np.ndarray
    labels: np.ndarray
    show: Callable[..., np.ndarray]
    seed: int = 0


def read_trials(
    recognizer: inkdigits.Recognizer, trials: Sequence[Trial], *, processes: int | None = None
) -> list[np.ndarray]:
    """Return for each of ``trials`` which of its digits were read right, (n,) bool.

    ``processes`` defaults to one a core; the answer does not depend on it.
    """
    parts = [(place, part) for place, trial in enumerate(trials) for part in _split(trial)]
    read = partial(_read, recognizer)
    if processes == 1:
        answers = [read(part) for _, part in parts]
    else:
        workers = processes or joblib.cpu_count()
        # A forked child would inherit the locks of threads that it does not have.
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            answers = list(pool.map(read, [part for _, part in parts]))
    return [
        np.concatenate([answer for (at, _), answer in zip(parts, answers, strict=True) if at == place])
        for place in range(len(trials))
    ]


def score(right: np.ndarray) -> Score:
    """Return how many are right, of how many."""
    return Score(right=int(right.sum()), count=right.size)


def _split(trial: Trial) -> list[Trial]:
    return [
        Trial(
            trial.digits[first : first + AT_ONCE],
            trial.labels[first : first + AT_ONCE],
            trial.show,
            seed=trial.seed + first,
        )
        for first in range(0, max(1, len(trial.digits)), AT_ONCE)
    ]


def _read(recognizer: inkdigits.Recognizer, trial: Trial) -> np.ndarray:
    rng = np.random.default_rng(trial.seed)
    pictures = (trial.show(digit, rng) for digit in trial.digits)
    readings = recognizer.read_many(pictures, expect="digit")
    return np.array(
        [reading.text == str(label) for reading, label in zip(readings, trial.labels, strict=True)], np.bool_
    )

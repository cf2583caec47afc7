"""Read what the line network says of a line: the likeliest texts, how likely any text is, and where.

The network says of each column how probable each class is, "nothing" among them.  A text is written by every
sequence of classes that gives it when repetitions are merged and nothings left out; it is as probable as all
of these together [1].  The likeliest texts are found by searching prefixes, several at a time [2].

[1] Graves, Fernandez, Gomez, Schmidhuber: Connectionist temporal classification.  ICML 2006.
[2] Hannun, Maas, Jurafsky, Ng: First-pass large vocabulary continuous speech recognition using
    bi-directional recurrent DNNs.  arXiv 1408.2873, 2014.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p

import numpy as np

from inkdigits.shapes import LineLogits

SIGNS = "0123456789?"
NOTHING = 11  # the class that stands between signs
BEAM = 8  # prefixes that are kept at each column
LEAST = -6.0  # logarithm of a class's probability below which no prefix goes on with it
NEVER = -1e30  # logarithm of a probability of none


def log_shares(logits: LineLogits) -> LineLogits:
    """Return the logarithm of each class's probability in each column."""
    lower = logits - logits.max(axis=1, keepdims=True)
    shares: LineLogits = lower - np.log(np.exp(lower).sum(axis=1, keepdims=True))
    return shares


def likeliest_path(shares: LineLogits) -> str:
    """Return the text of the likeliest class in each column, which is nearly always the likeliest text."""
    best = shares.argmax(axis=1)
    begins = np.append(True, best[1:] != best[:-1]) & (best != NOTHING)
    return "".join(SIGNS[at] for at in best[begins])


def likeliest(shares: LineLogits) -> list[str]:
    """Return the likeliest texts, the best first."""
    prefixes: dict[str, tuple[float, float]] = {"": (0.0, NEVER)}  # ending in nothing, or in its last sign
    for column in shares.tolist():
        nothing = column[NOTHING]
        signs = [(SIGNS[at], share) for at, share in enumerate(column[:NOTHING]) if share > LEAST]
        if not signs:  # in most columns: the prefixes and their order stay
            prefixes = {prefix: (_either(*ways) + nothing, NEVER) for prefix, ways in prefixes.items()}
            continue
        longer: dict[str, tuple[float, float]] = {}
        for prefix, (ended, open_) in prefixes.items():
            either = _either(ended, open_)
            _add(longer, prefix, either + nothing, NEVER)
            for sign, share in signs:
                if prefix.endswith(sign):
                    _add(longer, prefix, NEVER, open_ + share)
                    _add(longer, prefix + sign, NEVER, ended + share)
                else:
                    _add(longer, prefix + sign, NEVER, either + share)
        prefixes = dict(sorted(longer.items(), key=lambda item: -_either(*item[1]))[:BEAM])
    return list(prefixes)


def log_probabilities(shares: LineLogits, texts: Sequence[str]) -> np.ndarray:
    """Return the logarithm of the probability of each of ``texts``, (n,); ``NEVER`` where it has none.

    As in [1], what each text has reached is rescaled in each column, so that it can be reckoned without
    logarithms; what is less probable by a factor of 1e300 than all else of the same text counts as never.
    """
    states, ends = _states(texts)
    skips = np.zeros(states.shape)
    skips[:, 2:] = (states[:, 2:] != NOTHING) & (states[:, 2:] != states[:, :-2])
    said = np.exp(shares.astype(float))
    own = np.arange(states.shape[1]) < ends[:, None]  # behind these are states of longer texts
    reached = np.zeros(states.shape)
    reached[:, :2] = (said[0][states] * own)[:, :2]
    scale = np.zeros(len(texts))
    for column in said[1:]:
        ways = reached.copy()
        ways[:, 1:] += reached[:, :-1]
        ways[:, 2:] += reached[:, :-2] * skips[:, 2:]
        ways *= column[states] * own
        largest = np.maximum(ways.max(axis=1), np.finfo(float).tiny)
        reached = ways / largest[:, None]
        scale += np.log(largest)
    rows = np.arange(len(texts))
    total = reached[rows, ends - 1] + np.where(ends > 1, reached[rows, np.maximum(ends - 2, 0)], 0.0)
    logarithms: np.ndarray = np.where(
        total > 0.0, np.log(np.maximum(total, np.finfo(float).tiny)) + scale, NEVER
    )
    return logarithms


def align(shares: LineLogits, text: str) -> np.ndarray:
    """Return in which columns each sign of ``text`` stands, (n, 2): the first, and the one after the last.

    It is the single likeliest way to write it; there must be a column for each sign, and one between equals.
    """
    (states,), _ = _states([text])
    skips = np.full(len(states), NEVER)
    skips[2:][(states[2:] != NOTHING) & (states[2:] != states[:-2])] = 0.0
    said = shares.astype(float)[:, states]
    ways = np.full((3, len(states)), NEVER)  # to stay, to go on, and to pass over a nothing
    ways[0, :2] = said[0][:2]
    came = np.zeros(said.shape, np.int64)
    reached = ways[0].copy()
    for at, column in enumerate(said[1:], 1):
        ways[0], ways[1, 1:], ways[2, 2:] = reached, reached[:-1], reached[:-2] + skips[2:]
        came[at] = ways.argmax(axis=0)
        reached = ways.max(axis=0) + column
    state = len(states) - 1 if len(states) == 1 or reached[-1] >= reached[-2] else len(states) - 2
    path = np.empty(len(said), np.int64)
    for at in range(len(said) - 1, -1, -1):
        path[at] = state
        state -= came[at, state]
    where = [np.flatnonzero(path == 2 * number + 1) for number in range(len(text))]
    return np.array([[columns[0], columns[-1] + 1] for columns in where if len(columns)]).reshape(-1, 2)


def _states(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the classes of each text with nothing around and between, and how many they are."""
    ends = np.array([2 * len(text) + 1 for text in texts])
    states = np.full((len(texts), int(ends.max(initial=1))), NOTHING)
    for row, text in zip(states, texts, strict=True):
        row[1 : 2 * len(text) : 2] = [SIGNS.index(sign) for sign in text]
    return states, ends


def _either(one: float, other: float) -> float:
    high, low = (one, other) if one > other else (other, one)
    return high + log1p(exp(low - high)) if low > NEVER else high


def _add(prefixes: dict[str, tuple[float, float]], prefix: str, ended: float, open_: float) -> None:
    """Let ``prefix`` be reached in one more way."""
    before = prefixes.get(prefix, (NEVER, NEVER))
    prefixes[prefix] = (_either(before[0], ended), _either(before[1], open_))

"""Find which pieces of a line are which digits: the best paths through a lattice of candidates.

A line comes as pieces that are never divided, more of them than digits.  Every run of a few neighbors may be
a glyph, a digit or none; a small one may be a dot or a comma that nobody reads.  The network says of each run
how probable it is that it is a digit, and which; the best sequences of runs are found by dynamic programming
from left to right, which keeps several at each piece [1].

A path's score is the sum of the logarithms of what it takes for granted: its glyphs, that what it drops is
small enough, that pieces apart from each other are one glyph, and that a line is cut where the pen went on.

[1] Casey, Lecolinet: A survey of methods and strategies in character segmentation.  IEEE PAMI 18 (7), 1996.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np

from inkdigits.ink.pieces import Pieces
from inkdigits.recognition.prefixes import Prefixes
from inkdigits.shapes import Probabilities, Shares

MOST = 5  # pieces of a glyph; more of them are one only if they are the whole line
CROWDED = 12  # pieces on a digit's height of a line: more of them are scribble, or hatching
WIDEST = 1.4  # times as wide as high is a glyph
TOO_WIDE = 5.0  # that a glyph is wider than that by its height
BEAM = 10  # texts that are kept at each piece
HOPELESS = 60.0  # score that a path is behind the best one, at the same piece, where it is given up
DIGITS = 3  # likeliest digits of a glyph that are followed
LEAST = 1e-4  # probability of a digit that is followed
NEVER = 1e-6  # probability below which one is as good as none
CUT = 2.0  # that a line is cut where the pen went on
FARTHEST = 0.3  # of a digit's height, pieces of one glyph are apart
OVER = 3.0  # that a glyph begins with a piece that lies over or under the one before
BESIDE = 0.4  # of the narrower one's width, that the two of them may share
THINNEST = 0.1  # of a digit's height, a piece counts as wide
TORN = 4.0  # that a part of what hangs together is dropped
APART = 8.0  # that pieces a digit's height apart are one glyph
UNREADABLE = 0.1  # probability that a glyph of a digit's size is none
USUAL = 0.7  # of its height is a digit wide; what is wider is as many glyphs
SMALL = 0.42  # of a digit's height: as many of what is so small are digits as are dots and commas
SLOPE = 0.05  # of a digit's height, over which that turns
SMALL_ONE = 0.5  # the same for a 1, which a comma looks like
NARROW = 0.6  # times its width counts instead of its height, where it is more: a dash is dropped
WIDE_ENOUGH = 0.5  # of a digit's height; what is wider counts no more
SELDOM, OFTEN = 0.0005, 0.97  # least and most probability that something is dropped


class Span(NamedTuple):
    """A run of pieces that may be a glyph: from ``first`` up to, but not with, ``end``."""

    first: int
    end: int


class Node(NamedTuple):
    """A glyph of a path: which candidate, and which digit it is taken for, None for none."""

    candidate: int
    digit: int | None


@dataclass(frozen=True, slots=True)
class Path:
    """A way to read a line: its text, the logarithm of how probable that is, and its best glyphs."""

    text: str
    score: float
    nodes: tuple[Node, ...]


class _Partial(NamedTuple):
    """A path up to some piece; ``best`` is the score of its best glyphs alone, ``last`` their chain."""

    score: float
    best: float
    last: _Chain | None


class _Chain(NamedTuple):
    node: Node
    before: _Chain | None


def candidates(pieces: Pieces) -> list[Span]:
    """Return all runs of ``pieces`` that may be a glyph; the whole line is one of them."""
    count, spans = len(pieces.boxes), []
    left, _, right, _ = pieces.around(0, count)
    if count > CROWDED * (1.0 + (right - left) / pieces.height):
        return [Span(0, count)]
    for first in range(count):
        for end in range(first + 1, count + 1):
            left, top, right, bottom = pieces.around(first, end)
            wide = right - left > WIDEST * max(pieces.height, bottom - top)
            wide = wide or _gaps(pieces, Span(first, end)) > FARTHEST * pieces.height
            if end - first == 1 or not (wide or end - first > MOST):
                spans.append(Span(first, end))
            elif first > 0 or end - first > MOST:
                break
    if count > 1 and Span(0, count) not in spans:
        spans.append(Span(0, count))
    return spans


class Lattice:
    """The candidates of a line and what each of them may be; its paths are the ways to read the line.

    Args:
        pieces: the line.
        spans: its candidates.
        probabilities: of each candidate, given that it is a digit, which one.
        is_digit: of each candidate, whether it is one.
    """

    def __init__(
        self, pieces: Pieces, spans: list[Span], probabilities: Probabilities, is_digit: Shares
    ) -> None:
        """Weigh every glyph by itself."""
        self._count = len(pieces.boxes)
        self._edges: list[list[_Edge]] = [[] for _ in range(self._count)]
        parted = [_parted(pieces, first) for first in range(self._count)]
        for number, span in enumerate(spans):
            likely = (is_digit[number] * probabilities[number]).tolist()
            glyphs = _choices(pieces, span, likely, float(is_digit[number]))
            glyphs = {label: score + parted[span.first] for label, score in glyphs.items()}
            followed = sorted(range(10), key=likely.__getitem__, reverse=True)[:DIGITS]
            best = [str(digit) for digit in followed if likely[digit] > LEAST]
            likeliest = {label: glyphs[label] for label in (*best, "?")}
            self._edges[span.first].append(_Edge(number, span.end, glyphs, likeliest, _dropped(pieces, span)))

    def best_paths(self, among: Sequence[str] | None = None) -> list[Path]:
        """Return the best ways to read the line, the best first; their scores are of different texts.

        Of texts ``among`` which it is to choose each is returned that can be read, and is not hopeless beside
        the others.
        """
        texts, most = Prefixes(among), BEAM if among is None else None
        states: list[dict[int, _Partial]] = [{} for _ in range(self._count + 1)]
        states[0][texts.EMPTY] = _Partial(0.0, 0.0, None)
        for first, edges in enumerate(self._edges):
            kept = _best(states[first], most)
            for edge in edges:
                glyphs = edge.likeliest if among is None else edge.glyphs
                _go_on(states[edge.end], kept, edge.number, glyphs, texts)
                _go_without(states[edge.end], kept, edge.dropped)
        ended = states[-1]
        if among is not None:
            ended = {number: ended[number] for number in texts.numbers if number in ended}
        return [
            Path(texts.spelled(number), one.score, tuple(_unchain(one.last)))
            for number, one in _best(ended, most)
        ]


class _Edge(NamedTuple):
    """A candidate: the score of each glyph that it may be, of the likeliest ones, and of leaving it out."""

    number: int
    end: int
    glyphs: dict[str, float]
    likeliest: dict[str, float]
    dropped: float | None


def _parted(pieces: Pieces, first: int) -> float:
    """Return the score of a glyph's beginning at the piece ``first``."""
    if first == 0:
        return 0.0
    if pieces.cut[first]:
        return -CUT
    (left, _, right, _), before = pieces.boxes[first], pieces.boxes[first - 1]
    narrower = max(min(right - left, before[2] - before[0]), THINNEST * pieces.height)
    shared = (min(right, before[2]) - max(left, before[0])) / narrower
    return -OVER * float(np.clip((shared - BESIDE) / (1.0 - BESIDE), 0.0, 1.0))


def _best(state: dict[int, _Partial], most: int | None) -> list[tuple[int, _Partial]]:
    """Return the best paths, at most ``most``, none that is hopeless beside the best one."""
    ordered = sorted(state.items(), key=lambda item: -item[1].score)[:most]
    return [item for item in ordered if item[1].score > ordered[0][1].score - HOPELESS]


def _go_on(
    state: dict[int, _Partial],
    kept: list[tuple[int, _Partial]],
    number: int,
    glyphs: dict[str, float],
    texts: Prefixes,
) -> None:
    """Let each partial path that was ``kept`` go on with the candidate ``number`` as one of ``glyphs``."""
    nodes = {label: Node(number, int(label) if label.isdigit() else None) for label in glyphs}
    for text, before in kept:
        for label, longer in texts.longer(text, glyphs):
            score = glyphs[label]
            last = _Chain(nodes[label], before.last)
            _arrive(state, longer, _Partial(before.score + score, before.best + score, last))


def _go_without(state: dict[int, _Partial], kept: list[tuple[int, _Partial]], score: float | None) -> None:
    """Let each path go on without a glyph."""
    if score is not None:
        for text, before in kept:
            _arrive(state, text, _Partial(before.score + score, before.best + score, before.last))


def _arrive(state: dict[int, _Partial], text: int, path: _Partial) -> None:
    """Let ``text`` be reached in one more way."""
    other = state.get(text)
    state[text] = path if other is None else _join(path, other)


def _join(one: _Partial, other: _Partial) -> _Partial:
    """Return two ways to one text as one."""
    best = one if one.best >= other.best else other
    high, low = max(one.score, other.score), min(one.score, other.score)
    return _Partial(high + log(1.0 + exp(low - high)), best.best, best.last)


def _choices(pieces: Pieces, span: Span, likely: list[float], is_digit: float) -> dict[str, float]:
    """Return the score of each glyph that ``span`` may be, a digit or "?"."""
    left, top, right, bottom = pieces.around(*span)
    high, wide = (bottom - top) / pieces.height, (right - left) / pieces.height
    small, small_one = _is_small(_size(pieces, span), SMALL), _is_small(high, SMALL_ONE)
    apart = APART * _gaps(pieces, span) / pieces.height
    unlike = -apart - TOO_WIDE * max(0.0, (right - left) / max(bottom - top, pieces.height) - WIDEST)
    large, large_one = log(1.0 - small) + unlike, log(1.0 - max(small, small_one)) + unlike
    scores = {
        str(digit): log(max(share, NEVER)) + (large_one if digit == 1 else large)
        for digit, share in enumerate(likely)
    }
    scores["?"] = log(max(1.0 - is_digit, NEVER)) + log(UNREADABLE) * max(1.0, wide / USUAL) + large
    return scores


def _dropped(pieces: Pieces, span: Span) -> float | None:
    """Return the score of leaving ``span`` out, or None where it is more than one piece."""
    if span.end - span.first > 1:
        return None
    torn = pieces.cut[span.first] or pieces.cut[span.end : span.end + 1].any()
    return log(_is_small(_size(pieces, span), SMALL)) - (TORN if torn else 0.0)


def _size(pieces: Pieces, span: Span) -> float:
    """Return how large ``span`` is, in digits' heights."""
    left, top, right, bottom = pieces.around(*span)
    wide = (right - left) / pieces.height
    return max((bottom - top) / pieces.height, NARROW * min(wide, WIDE_ENOUGH))


def _is_small(size: float, middle: float) -> float:
    """Return how probable it is that what is of that ``size``, in digits' heights, is dropped."""
    return min(max(1.0 / (1.0 + exp(min((size - middle) / SLOPE, 50.0))), SELDOM), OFTEN)


def _gaps(pieces: Pieces, span: Span) -> float:
    """Return how wide the gaps are between the pieces of ``span`` that lie beside each other."""
    boxes = pieces.boxes[span.first : span.end]
    if len(boxes) == 1:
        return 0.0
    reached = np.maximum.accumulate(boxes[:-1, 2])
    begins = np.minimum.accumulate(boxes[:0:-1, 0])[::-1]
    return float(np.maximum(begins - reached, 0.0).sum())


def _unchain(last: _Chain | None) -> Iterator[Node]:
    nodes = []
    while last is not None:
        nodes.append(last.node)
        last = last.before
    yield from reversed(nodes)

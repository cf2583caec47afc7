"""Read several glyphs: weigh the ways to divide each line of writing, and say how sure the best one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

import numpy as np

from inkdigits.model.line_runtime import LineNetwork
from inkdigits.recognition.cutting import cut_out, cut_surer, find_parts
from inkdigits.recognition.found import Assess, Assessment, Candidate, Found
from inkdigits.recognition.lattice import Lattice, Path, candidates
from inkdigits.recognition.lines import Line, Strip
from inkdigits.recognition.transcript import align, likeliest, log_probabilities, log_shares
from inkdigits.shapes import LineLogits

UNDIVIDED = -10.0  # least score by glyphs: where ink was not found well, none of them is any good
UNSEEN = -30.0  # least score by the line as a whole
LEAST = 1e-6  # probability that is as good as none
NO_DIGIT_CLASS = 10  # of the line network
TEXTS = 10  # of several lines together that are weighed


@dataclass(frozen=True, slots=True, eq=False)
class Judges:
    """Who says how likely a text is.

    Attributes:
        assess: the digit network, of each glyph that a line may be divided into.
        lines: the line network, of a line as a whole; None where a model has none.
        weight: what the score of the glyphs is multiplied by before that of the line is added.
        slope, offset: from the odds of a text among others to the probability that all of it is right.
    """

    assess: Assess
    lines: LineNetwork | None = None
    weight: float = 1.0
    slope: float = 1.0
    offset: float = 0.0

    def likely(self, way: Way) -> float:
        """Return how probable it is that ``way`` is the right one of those that were weighed."""
        share = min(max(way.share, LEAST), 1.0 - LEAST)
        return 1.0 / (1.0 + exp(-self.slope * log(share / (1.0 - share)) - self.offset))

    def trust(self, way: Way) -> float:
        """Return how probable it is that all of ``way`` is right.

        It is at most how probable it is that either network takes each of its glyphs for that digit, and for
        one that is none, how probable the likeliest digit is there: what is unreadable is not well read.
        """
        seen = [one.confidence * (1 if one.digit is None else one.networks) for one in way.glyphs]
        return min([self.likely(way), *seen])


class Divided(NamedTuple):
    """The glyphs that a line may be divided into, and what the digit network says of them."""

    found: list[Found]
    said: Assessment


class Seen(NamedTuple):
    """What the line network says of a line, the line as it sees it, and whether a pen drew that."""

    shares: LineLogits
    strip: Strip
    is_drawn: bool


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """What is said of a line: of each of the texts that it may be, how likely each judge thinks it is.

    Attributes:
        paths: for each text how the line is divided to give it; without nodes where it cannot be.
        of_glyphs: (n,) score by the glyphs.
        of_line: (n,) score by the line as a whole; all 0 where a model has no line network.
        divided: the glyphs.
        seen: what the line network sees, if there is one.
    """

    paths: list[Path]
    of_glyphs: np.ndarray
    of_line: np.ndarray
    divided: Divided
    seen: Seen | None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way to read all lines.

    Attributes:
        text: what they say, a line break between them.
        share: how probable it is among the ways that were weighed, 0..1.
        glyphs: its glyphs, in reading order.
    """

    text: str
    share: float
    glyphs: tuple[Candidate, ...]


def ways_to_read(lines: Sequence[Line], judges: Judges) -> list[Way]:
    """Return the best ways to read ``lines``, each text once; their shares sum to 1.

    First comes what is best in every line, the only one with its glyphs.
    """
    ways: list[tuple[str, float, tuple[Candidate, ...]]] = [("", 0.0, ())]
    for line in lines:
        of_line = _ways_of_line(line, judges)
        longer = [
            (f"{text}\n{more}" if text and more else text + more, score + its, glyphs + others)
            for text, score, glyphs in ways
            for more, its, others in of_line
        ]
        ways = _merge(longer)[:TEXTS]
    top = ways[0][1]
    every = sum(exp(score - top) for _, score, _ in ways)
    return [Way(text, exp(score - top) / every, glyphs) for text, score, glyphs in ways]


def _merge(
    ways: Sequence[tuple[str, float, tuple[Candidate, ...]]],
) -> list[tuple[str, float, tuple[Candidate, ...]]]:
    """Return each text once, as likely as all ways that give it.

    The first one, which alone has all of its glyphs, stays the first; the others follow in order.
    """
    merged: dict[str, tuple[str, float, tuple[Candidate, ...]]] = {}
    for text, score, glyphs in ways:
        _, before, known = merged.get(text, (text, -np.inf, glyphs))
        merged[text] = (text, float(np.logaddexp(before, score)), known)
    best, *others = merged.values()
    return [best, *sorted(others, key=lambda way: -way[1])]


def doubts(best: Way, others: Sequence[Way]) -> list[float]:
    """Return for each glyph of ``best`` in which share of the other ways it is read otherwise."""
    text = best.text.replace("\n", "")
    shares = np.zeros(len(text))
    for way in others:
        other = way.text.replace("\n", "")
        first = _alike(text, other)
        last = len(text) - _alike(text[first:][::-1], other[first:][::-1])
        if first == last:  # the other one has more: it is the neighbors' fault
            first, last = max(0, first - 1), min(len(text), last + 1)
        shares[first:last] += way.share
    doubted: list[float] = (shares / max(sum(way.share for way in others), LEAST)).tolist()
    return doubted


def _alike(one: str, other: str) -> int:
    """Return how many signs ``one`` and ``other`` begin with alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def listen(line: Line, judges: Judges) -> Opinions | None:
    """Return what the judges say of ``line``, or None where it holds no ink."""
    spans, found = [], []
    for span in candidates(line.pieces):
        glyph = line.found(span)
        if glyph is not None:
            spans.append(span)
            found.append(glyph)
    if not found:
        return None
    said = judges.assess(np.stack([glyph.digit for glyph in found]))
    # A network that was not taught what is no digit is at least less certain of it [Hendrycks, Gimpel 2017].
    is_digit = said.is_digit if said.is_digit.min() < 1.0 else said.confidence
    lattice = Lattice(line.pieces, spans, said.probabilities, is_digit)
    paths = lattice.best_paths()
    if judges.lines is None:
        scores = np.array([path.score for path in paths])
        return Opinions(paths, scores, np.zeros(len(paths)), Divided(found, said), None)
    strip = line.strip()
    shares = log_shares(judges.lines.logits(strip.rows))
    texts = list(dict.fromkeys([*(path.text for path in paths), *likeliest(shares)]))
    by_text = {path.text: path for path in lattice.best_paths(among=texts)}
    paths = [by_text.get(text, Path(text, UNDIVIDED, ())) for text in texts]
    return Opinions(
        paths,
        np.maximum([path.score for path in paths], UNDIVIDED),
        np.maximum(log_probabilities(shares, texts), UNSEEN),
        Divided(found, said),
        Seen(shares, strip, line.is_drawn),
    )


def _ways_of_line(line: Line, judges: Judges) -> list[tuple[str, float, tuple[Candidate, ...]]]:
    """Return text and score of each of the best ways to read ``line``, and the glyphs of the best."""
    heard = listen(line, judges)
    if heard is None:
        return [("", 0.0, ())]
    scores = judges.weight * heard.of_glyphs + heard.of_line
    order = np.argsort(-scores, kind="stable")
    best = heard.paths[order[0]]
    divided = _glyphs(best, heard.divided)
    glyphs = divided if heard.seen is None else _seen(best.text, divided, heard.seen, judges.assess)
    return [(heard.paths[at].text, float(scores[at]), glyphs if at == order[0] else ()) for at in order]


def _glyphs(path: Path, divided: Divided) -> tuple[Candidate, ...]:
    found, said = divided
    return tuple(
        Candidate(
            found[node.candidate],
            said.probabilities[node.candidate],
            float(said.is_digit[node.candidate]),
            node.digit,
        )
        for node in path.nodes
    )


def _seen(text: str, divided: tuple[Candidate, ...], seen: Seen, assess: Assess) -> tuple[Candidate, ...]:
    """Return the glyphs of ``text`` as both networks together see them.

    Where dividing the line does not give the text, they are cut out where the line network sees them; and so
    is a glyph in a picture of which the digit network is surer then, as where a rule runs through several.
    """
    columns = align(seen.shares, text)
    # Where there are more signs than columns the line network cannot have seen them.
    if not text or len(columns) < len(text):
        return divided
    parts = find_parts(columns, seen.strip)
    if len(divided) < len(text):
        divided = cut_out(text, parts, range(len(text)), seen.strip, assess)
    elif not seen.is_drawn:
        divided = cut_surer(text, divided, parts, seen.strip, assess)
    places = zip(divided, columns, strict=True)
    return tuple(_agree(one, np.exp(seen.shares[first:end])) for one, (first, end) in places)


def _agree(one: Candidate, shares: np.ndarray) -> Candidate:
    """Return ``one`` as both networks see it: the mean of what they say.

    ``shares`` are the probabilities of each class in the columns where it stands.
    """
    sign = NO_DIGIT_CLASS if one.digit is None else one.digit
    peak = shares[int(shares[:, sign].argmax())].astype(np.float32)
    likely = one.is_digit * one.probabilities + peak[:NO_DIGIT_CLASS]
    is_digit = max(float(likely.sum()), LEAST)
    return Candidate(one.found, (likely / is_digit).astype(np.float32), min(is_digit / 2, 1.0), one.digit, 2)

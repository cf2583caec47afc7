"""Close the frame of a table: where its outer lines are missing, the others run on beyond the last crossing.

Through their ends goes the edge of the table, about as the outermost line does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inkdigits.ink.crossings import Ruled
from inkdigits.ink.ruling import Rule

BEYOND = (
    0.4  # of a row, or a column, least that lines run on beyond the last crossing where a frame is missing
)
ALIKE = 0.2  # of a row, or a column, within which their ends lie in one line
FEWEST = 3  # ends that show how the edge is inclined


def close_frame(table: Ruled) -> Ruled:
    """Return ``table`` with an edge, seen nowhere itself, wherever its lines run on beyond the outermost."""
    return Ruled(
        _closed(table.level, table.upright),
        _closed(table.upright, table.level),
    )


def _closed(rules: tuple[Rule, ...], across: Sequence[Rule]) -> tuple[Rule, ...]:
    first, last = _edge(rules, across, last=False), _edge(rules, across, last=True)
    return (*([] if first is None else [first]), *rules, *([] if last is None else [last]))


def _edge(rules: Sequence[Rule], across: Sequence[Rule], *, last: bool) -> Rule | None:
    """Return the edge before the first, or behind the ``last``, of the ``rules``; None if there is none."""
    outermost, sign = (rules[-1], 1.0) if last else (rules[0], -1.0)
    ends = np.array([rule.ends[last] for rule in across], np.float64)
    where = np.array([rule.at(end) for rule, end in zip(across, ends.tolist(), strict=True)])
    beyond = sign * (ends - [outermost.at(place) for place in where.tolist()])
    far = float(np.median(beyond))
    usual = float(np.median(np.diff([rule.places for rule in rules], axis=0))) if len(rules) > 1 else far
    if far <= max(BEYOND * usual, 1.0):
        return None
    places = outermost.places + sign * far
    alike = np.abs(beyond - far) <= ALIKE * usual
    if alike.sum() >= FEWEST:
        inclined = np.polynomial.Polynomial.fit(where[alike], beyond[alike] - far, 1)
        places = places + sign * inclined(np.arange(len(places)))
    return Rule(places=places, seen=np.zeros(len(places), np.bool_))

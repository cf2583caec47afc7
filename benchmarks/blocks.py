"""Figures as they stand on the pages: a block of Markdown, and the lines that tell it in short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from figures import table

from inkdigits.training.evaluation import Score

HEAD = ("", "accuracy", "95 % interval", "right", "of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is published under ``name``, and what of it belongs on the first page."""

    name: str
    text: str
    short: tuple[str, ...] = ()


def score_table(rows: Iterable[tuple[str, Score]]) -> str:
    """Return a table of named scores, each with its interval and how many it was measured on."""
    return table(HEAD, [(name, *columns(score)) for name, score in rows])


def columns(score: Score) -> tuple[str, ...]:
    """Return a score as columns of the table."""
    return percent(score), interval(score), f"{score.right:,}", f"{score.count:,}"


def percent(score: Score) -> str:
    """Return the share as a text."""
    return f"{100 * score.accuracy:.2f} %"


def interval(score: Score) -> str:
    """Return the interval as a text."""
    low, high = score.interval
    return f"{100 * low:.2f} to {100 * high:.2f} %"

"""Everything that decides what the training of a line network produces, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass

from inkdigits.training.plan import check_bounds, setting


@dataclass(frozen=True, kw_only=True)
class LinePlan:
    """Everything that decides what a training run of a line network produces.

    Raises:
        BadPlan: a value lies outside its bounds.
    """

    lines: int = setting(120_000, "lines composed, from which each step takes some", least=1, most=10_000_000)
    steps: int = setting(12_000, "steps of the optimizer", least=1, most=10_000_000)
    batch: int = setting(96, "lines a step", least=2, most=65_536)
    learning_rate: float = setting(3e-3, "peak of the one-cycle schedule, for AdamW", least=1e-8, most=10.0)
    weight_decay: float = setting(0.02, "decoupled weight decay of AdamW", least=0.0, most=10.0)
    averaging: float = setting(0.999, "decay of the weights' moving average", least=0.0, most=0.999_999)
    pasted: float = setting(0.3, "share of lines that are images of MNIST", least=0.0, most=1.0)
    plain: float = setting(0.25, "share of lines drawn as pen strokes are read", least=0.0, most=1.0)
    touching: float = setting(0.3, "share of lines whose digits touch", least=0.0, most=1.0)
    marked: float = setting(0.4, "share of lines with dots, dashes or currency", least=0.0, most=1.0)
    strange: float = setting(0.1, "share of written lines with letters among digits", least=0.0, most=1.0)
    empty: float = setting(0.04, "share of pictures of lines without digits", least=0.0, most=1.0)
    skew: float = setting(5.0, "degrees, most that a line is turned", least=0.0, most=45.0)
    misplaced: float = setting(0.2, "of the digits' height, most by which rows miss", least=0.0, most=0.3)
    seed: int = setting(0, "of weights, lines, order and variation", least=0, most=2**32 - 1)

    def __post_init__(self) -> None:
        """Refuse values that make no sense, before an hour is spent on them."""
        check_bounds(self)

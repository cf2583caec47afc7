"""Everything that decides how a taught network learns on, in frozen records that the new model carries."""

from __future__ import annotations

from dataclasses import dataclass

from inkdigits.training.plan import check_bounds, setting


@dataclass(frozen=True, kw_only=True)
class AdaptationPlan:
    """Everything that decides what learning on produces; the new model file carries it.

    Raises:
        BadPlan: a value lies outside its bounds.
    """

    steps: int = setting(400, "steps", least=1, most=1_000_000)
    new: int = setting(24, "new digits a step", least=1, most=65_536)
    old: int = setting(200, "old digits a step", least=1, most=65_536)
    learning_rate: float = setting(5e-4, "peak rate, for AdamW", least=1e-8, most=10.0)
    weight_decay: float = setting(0.0, "decoupled weight decay of AdamW", least=0.0, most=10.0)
    averaging: float = setting(0.99, "decay of the weights' moving average", least=0.0, most=0.999_999)
    smoothing: float = setting(0.02, "label smoothing of the new digits", least=0.0, most=0.9)
    strength: float = setting(1.0, "of augmentation, as a share of that of training", least=0.0, most=1.0)
    tolerated: float = setting(
        0.0004, "share of validation digits that may be read worse", least=0.0, most=1.0
    )
    seed: int = setting(0, "of order and augmentation", least=0, most=2**32 - 1)

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        check_bounds(self)


@dataclass(frozen=True, kw_only=True)
class ReplayPlan:
    """How many old digits of each kind are shown again.

    Raises:
        BadPlan: a value lies outside its bounds.
    """

    images: int = setting(12_000, "images of MNIST", least=1, most=10_000_000)
    as_drawn: int = setting(4_000, "pen digits as their writers drew them", least=0, most=10_000_000)
    drawings: int = setting(1, "drawings made of each pen digit", least=0, most=1_000)
    pictures: int = setting(4_000, "pictures of digits made", least=0, most=10_000_000)
    photos: int = setting(500, "photographs of digits made", least=0, most=10_000_000)
    outliers: int = setting(4_000, "non-digits made", least=0, most=10_000_000)

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        check_bounds(self)

"""Everything that decides what a training run produces, in one frozen record.

The options of ``inkdigits train`` are derived from it, the model file carries it, and nothing else
configures a run, so two runs with equal plans on one machine give the same network.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inkdigits.errors import BadPlan

if TYPE_CHECKING:  # a name of the type checkers' alone
    from _typeshed import DataclassInstance


def setting(default: float, help_text: str, *, least: float, most: float) -> Any:  # noqa: ANN401  as field()
    """Return a dataclass field that knows what it means and between which bounds it makes sense."""
    return field(default=default, metadata={"help": help_text, "least": least, "most": most})


def check_bounds(plan: DataclassInstance) -> None:
    """Raise ``BadPlan`` where a setting of ``plan`` lies outside its bounds."""
    for field_of in dataclasses.fields(plan):
        value, known = getattr(plan, field_of.name), field_of.metadata
        if not known["least"] <= value <= known["most"]:
            raise BadPlan(
                f"training plan: {field_of.name} is {value}, but must lie between {known['least']} and "
                f"{known['most']} ({known['help']})"
            )


@dataclass(frozen=True, kw_only=True)
class TrainingPlan:
    """Everything that decides what a training run produces; stored in the model file.

    Augmentation strengths are the largest random change: each image draws its own below them.

    Raises:
        BadPlan: a value lies outside its bounds.
    """

    epochs: int = setting(40, "passes over the training corpus", least=1, most=10_000)
    batch: int = setting(128, "images a step", least=2, most=65_536)
    learning_rate: float = setting(4e-3, "peak of the one-cycle schedule, for AdamW", least=1e-8, most=10.0)
    weight_decay: float = setting(0.02, "decoupled weight decay of AdamW", least=0.0, most=10.0)
    smoothing: float = setting(0.02, "label smoothing: share given to the other digits", least=0.0, most=0.9)
    averaging: float = setting(0.999, "decay of the weights' moving average", least=0.0, most=0.999_999)
    tilt: float = setting(12.0, "degrees, largest random rotation", least=0.0, most=180.0)
    slant: float = setting(0.25, "largest random shear, px sideways a px up", least=0.0, most=2.0)
    zoom: float = setting(0.12, "largest random change of size, as a share", least=0.0, most=0.9)
    stretch: float = setting(0.10, "largest random change of aspect, as a share", least=0.0, most=0.9)
    shift: float = setting(1.5, "px, largest random move", least=0.0, most=14.0)
    elastic: float = setting(0.7, "px, typical elastic displacement", least=0.0, most=14.0)
    thickness: float = setting(0.4, "largest random thickening or thinning of strokes", least=0.0, most=1.0)
    repeats: int = setting(2, "times that each image is shown an epoch", least=1, most=100)
    drawings: int = setting(16, "drawings made of each pen digit", least=0, most=1_000)
    pictures: int = setting(90_000, "pictures of digits made, most of them spoiled", least=0, most=10_000_000)
    photos: int = setting(24_000, "photographs of digits made", least=0, most=10_000_000)
    outliers: int = setting(60_000, "non-digits made, to be refused", least=0, most=10_000_000)
    seed: int = setting(0, "of weights, order, corpus and augmentation", least=0, most=2**32 - 1)
    split_seed: int = setting(0, "which images are held out for validation", least=0, most=2**32 - 1)

    def __post_init__(self) -> None:
        """Refuse values that make no sense, before an hour is spent on them."""
        check_bounds(self)


DEFAULT = TrainingPlan()
"""What trains the bundled model."""

QUICK = TrainingPlan(
    epochs=3,
    averaging=0.995,
    repeats=1,
    drawings=4,
    pictures=15_000,
    photos=2_000,
    outliers=12_000,
)
"""For people who come to learn: minutes instead of hours."""

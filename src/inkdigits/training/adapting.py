"""Let a taught network learn a little more, from few digits, without forgetting what it knew.

Each step sees some of the new digits and many old ones.  Of the old ones, the network is to say what it
said before it began to learn on [1], as far as that agrees with their labels: so they hold it in place
wherever the new digits do not ask for something else.  It has no batch statistics left to be upset
(``rebuilding.py``), the rate is small, and what is kept is the moving average of the weights.

[1] Li, Hoiem: Learning without Forgetting.  ECCV 2016; with old examples as in Rebuffi et al.: iCaRL.
    CVPR 2017.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from torch.nn import functional

from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import DIGITS
from inkdigits.shapes import Digits, Scores
from inkdigits.training.adaptation_plan import AdaptationPlan
from inkdigits.training.augment import augment
from inkdigits.training.averaging import average_weights
from inkdigits.training.network import DigitNetwork
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.run import predict

WARM_UP = 0.1  # share of the steps in which the learning rate rises


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Old digits, varied once, and what is to be said of them: (n, classes) probabilities."""

    digits: Digits
    targets: Scores


def remember(network: DigitNetwork, old: Labeled, plan: AdaptationPlan) -> Memory:
    """Return ``old`` digits with what ``network`` says of them now, blended with their labels."""
    generator = torch.Generator().manual_seed(plan.seed)
    varied = augment(torch.from_numpy(old.digits).float(), variation(plan), generator=generator)
    digits = varied.round().clamp(0, 255).to(torch.uint8).numpy()
    said = torch.from_numpy(predict(network, digits)).softmax(dim=1)
    labels = functional.one_hot(torch.from_numpy(old.labels.astype(np.int64)), said.shape[1])
    return Memory(digits, (plan.memory * said + (1.0 - plan.memory) * labels).numpy())


def variation(plan: AdaptationPlan) -> TrainingPlan:
    """Return the strengths of augmentation as ``augment`` takes them."""
    standard = TrainingPlan()
    names = ("tilt", "slant", "zoom", "stretch", "shift", "elastic", "thickness")
    return TrainingPlan(**{name: min(1.0, plan.strength) * getattr(standard, name) for name in names})


def adapt(
    network: DigitNetwork,
    new: Labeled,
    memory: Memory,
    plan: AdaptationPlan,
    *,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> DigitNetwork:
    """Return ``network``, which is changed meanwhile, as it is after it has learned from ``new`` digits.

    Args:
        network: as ``rebuild`` gives it.
        new: digits and labels, each 0..classes-1, at least one.
        memory: what it must not forget.
        plan: everything that decides the result.
        told: told after every step how many are done, of how many.

    Returns:
        The averaged network, in evaluation mode.
    """
    rng = np.random.default_rng(plan.seed)
    generator = torch.Generator().manual_seed(plan.seed)
    network = network.train().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    averaged = average_weights(network, decay=plan.averaging)
    optimizer = torch.optim.AdamW(network.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, plan.learning_rate, total_steps=plan.steps + 1, pct_start=WARM_UP
    )
    balanced = Balanced(new.labels, new=plan.new, rng=rng)
    strengths = variation(plan)
    for step in range(plan.steps):
        chosen, kept = balanced.take(), rng.integers(len(memory.digits), size=plan.old)
        varied = augment(torch.from_numpy(new.digits[chosen]).float(), strengths, generator=generator)
        both = torch.cat([varied, torch.from_numpy(memory.digits[kept]).float()])
        said = network(both)
        labels = torch.from_numpy(new.labels[chosen].astype(np.int64))
        of_new = functional.cross_entropy(
            said[: len(chosen)], labels, label_smoothing=plan.smoothing, reduction="sum"
        )
        of_old = functional.cross_entropy(
            said[len(chosen) :], torch.from_numpy(memory.targets[kept]), reduction="sum"
        )
        optimizer.zero_grad()
        ((of_new + of_old) / len(both)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        averaged.update_parameters(network)
        told(step + 1, plan.steps)
    result = cast("DigitNetwork", averaged.module.eval())
    return result.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload,no-any-return]


class Balanced:
    """Draws new digits so that no label floods the others: each comes as often, a tenth of ``new`` at most.

    Were all corrections 1s, a network that is shown as many of them as of everything else would see 1s
    everywhere.
    """

    def __init__(self, labels: np.ndarray, *, new: int, rng: np.random.Generator) -> None:
        """Draw places in ``labels``, ``count`` at a time."""
        self.places = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        self.count = max(1, min(new, new * len(self.places) // DIGITS))
        self.rng = rng

    def take(self) -> np.ndarray:
        """Return ``count`` places."""
        kinds = self.rng.integers(len(self.places), size=self.count)
        return np.array([self.rng.choice(self.places[kind]) for kind in kinds], np.int64)

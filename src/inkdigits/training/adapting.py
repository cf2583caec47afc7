"""Let a taught network learn a little more, from few digits, without forgetting what it knew.

Each step sees some of the new digits and many old ones [1].  The network has no batch statistics left to be
upset (``rebuilding.py``), and the rate is small.  How much of what was learned is kept is decided afterward
(``settling.py``).

That the old digits be taught with what was said of them before [2], instead of by their labels, was tried: it
held nothing in place that this does not, and forgot more.

[1] Rebuffi et al.: iCaRL: Incremental Classifier and Representation Learning.  CVPR 2017.
[2] Li, Hoiem: Learning without Forgetting.  ECCV 2016.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import numpy as np
import torch
from torch.nn import functional

from inkdigits.data.splits import Labeled
from inkdigits.training.adaptation_plan import AdaptationPlan
from inkdigits.training.augment import augment
from inkdigits.training.averaging import average_weights
from inkdigits.training.network import DigitNetwork
from inkdigits.training.plan import TrainingPlan

WARM_UP = 0.1  # share of the steps in which the learning rate rises
FEWEST = 3  # labels among the new digits from which on as many are shown as planned


def adapt(
    network: DigitNetwork,
    new: Labeled,
    old: Labeled,
    plan: AdaptationPlan,
    *,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> DigitNetwork:
    """Return all that ``network`` becomes when it learns from ``new`` digits and is shown ``old`` ones again.

    Args:
        network: as ``rebuild`` gives it; it is not changed.
        new: digits and labels, each 0..classes-1, at least one.
        old: the same of what it was taught before, at least one.
        plan: everything that decides the result.
        told: told after every step how many are done, of how many.

    Returns:
        The new network, in evaluation mode.
    """
    learner = _Learner(network, plan)
    rng = np.random.default_rng(plan.seed)
    balanced = Balanced(new.labels, new=plan.new, rng=rng)
    for step in range(plan.steps):
        learner.learn(new.take(balanced.take()), old.take(rng.integers(len(old), size=plan.old)))
        told(step + 1, plan.steps)
    return learner.result()


class _Learner:
    """A copy of a network, and what changes it step by step."""

    def __init__(self, network: DigitNetwork, plan: AdaptationPlan) -> None:
        self.plan, self.strengths = plan, _strengths(plan)
        self.generator = torch.Generator().manual_seed(plan.seed)
        self.network = copy.deepcopy(network).train()
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = average_weights(self.network, decay=plan.averaging)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, plan.learning_rate, total_steps=plan.steps + 1, pct_start=WARM_UP
        )

    def learn(self, new: Labeled, old: Labeled) -> None:
        """Take one step, with some digits of both kinds, all of them varied."""
        digits = torch.from_numpy(np.concatenate([new.digits, old.digits])).float()
        said = self.network(augment(digits, self.strengths, generator=self.generator))
        of_new = functional.cross_entropy(
            said[: len(new)], _targets(new), label_smoothing=self.plan.smoothing, reduction="sum"
        )
        of_old = functional.cross_entropy(said[len(new) :], _targets(old), reduction="sum")
        self.optimizer.zero_grad()
        ((of_new + of_old) / len(digits)).backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.schedule.step()
        self.averaged.update_parameters(self.network)

    def result(self) -> DigitNetwork:
        """Return the averaged network."""
        network = cast("DigitNetwork", self.averaged.module.eval())
        return network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload,no-any-return]


def _targets(labeled: Labeled) -> torch.Tensor:
    return torch.from_numpy(labeled.labels.astype(np.int64))


def _strengths(plan: AdaptationPlan) -> TrainingPlan:
    """Return the strengths of augmentation as ``augment`` takes them."""
    standard = TrainingPlan()
    names = ("tilt", "slant", "zoom", "stretch", "shift", "elastic", "thickness")
    return TrainingPlan(**{name: plan.strength * getattr(standard, name) for name in names})


class Balanced:
    """Draws new digits so that no label floods the others: each comes as often, a third of ``new`` at most.

    Were all corrections 1s, a network that is shown far more of them than of any other digit, old ones
    included, would see 1s everywhere.
    """

    def __init__(self, labels: np.ndarray, *, new: int, rng: np.random.Generator) -> None:
        """Draw places in ``labels``, ``count`` at a time."""
        self.places = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        self.count = max(1, min(new, len(self.places) * new // FEWEST))
        self.rng = rng

    def take(self) -> np.ndarray:
        """Return ``count`` places."""
        kinds = self.rng.integers(len(self.places), size=self.count)
        return np.array([self.rng.choice(self.places[kind]) for kind in kinds], np.int64)

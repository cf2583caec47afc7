"""One run of training: the steps it takes, what it measures, and all that a checkpoint has to keep.

All chance of a step is drawn from the plan's seed and the number of the step.

[1] Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019.
[2] Smith, Topin: Super-Convergence: Very Fast Training Using Large Learning Rates, 2018.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Generic, Protocol, TypeVar, cast, runtime_checkable

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from inkdigits.shapes import Scores
from inkdigits.training.averaging import average_weights
from inkdigits.training.plan import TrainingPlan

WARM_UP = 0.15  # share of the steps in which the learning rate rises
EVALUATION_BATCH = 500  # digits or rows asked at once, bounded for memory

NetworkT = TypeVar("NetworkT", bound=nn.Module)


@runtime_checkable
class Examples(Protocol):
    """What is learned from: digits (or rows of numbers), and the label, 0..classes-1, of each."""

    @property
    def digits(self) -> np.ndarray:
        """(n, ...) what the network takes."""

    @property
    def labels(self) -> np.ndarray:
        """(n,) whole numbers."""


@runtime_checkable
class Vary(Protocol):
    """Makes a random variation of a batch, as ``augment`` does."""

    def __call__(
        self, batch: torch.Tensor, plan: TrainingPlan, /, *, generator: torch.Generator
    ) -> torch.Tensor:
        """Return as much as ``batch`` holds, varied."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is; ``watch`` gets one after every step."""

    epoch: int  # 1 is the first
    epochs: int
    epochs_done: int
    step: int
    steps: int
    loss: float  # mean over the current epoch so far
    accuracy: float | None  # on validation digits, after the last whole epoch
    seconds_left: float


class Run(Generic[NetworkT]):
    """A run in progress: everything that a checkpoint has to keep, and the steps that change it."""

    def __init__(
        self,
        network: NetworkT,
        plan: TrainingPlan,
        *,
        training: Examples,
        validation: Examples | None,
        vary: Vary,
        device: torch.device,
    ) -> None:
        """Begin a run that teaches ``network`` itself, on ``device``."""
        self.plan, self.device, self.validation, self.vary = plan, device, validation, vary
        self.digits = torch.tensor(training.digits, device=device)
        self.labels = torch.tensor(training.labels.astype(np.int64), device=device)
        self.batch = min(plan.batch, len(training.digits))
        self.steps_an_epoch = max(1, len(training.digits) // self.batch)
        self.steps = self.steps_an_epoch * plan.epochs
        self.network = network.to(device)
        # The layout in which processors convolve.
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = average_weights(self.network, decay=plan.averaging)
        self.optimizer = torch.optim.AdamW(  # [1]
            self.network.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(  # [2]
            self.optimizer, plan.learning_rate, total_steps=self.steps, pct_start=WARM_UP
        )
        self.step, self.loss_sum, self.seconds = 0, 0.0, 0.0
        self.history: list[dict[str, float]] = []

    def advance(self) -> Iterator[Progress]:
        """Take the steps that are left, one at a time."""
        while self.step < self.steps:
            began = time.monotonic()
            self.loss_sum += self._take_step()
            self.step += 1
            self.seconds += time.monotonic() - began
            at = (self.step - 1) % self.steps_an_epoch + 1  # steps taken in this epoch
            loss = self.loss_sum / at
            if at == self.steps_an_epoch:
                self._close_epoch()
            yield self._progress(loss)

    def result(self) -> NetworkT:
        """Return the averaged network."""
        network = cast("NetworkT", self.averaged.module.cpu().eval())
        return network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload,no-any-return]

    def state(self) -> dict[str, Any]:
        """Return all that is needed to go on later."""
        return {
            "plan": asdict(self.plan),
            "network": self.network.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "step": self.step,
            "loss_sum": self.loss_sum,
            "seconds": self.seconds,
            "history": self.history,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where ``state`` was taken."""
        for part in ("network", "averaged", "optimizer", "schedule"):
            getattr(self, part).load_state_dict(state[part])
        self.step, self.loss_sum = state["step"], state["loss_sum"]
        self.seconds, self.history = state["seconds"], state["history"]

    def _take_step(self) -> float:
        """Learn from one batch; all chance comes from the seed and the number of the step."""
        chosen = self._chosen()
        generator = torch.Generator().manual_seed(_mix(self.plan.seed, 1, self.step))
        varied = self.vary(self.digits[chosen].float(), self.plan, generator=generator)
        self.network.train()
        loss = functional.cross_entropy(
            self.network(varied), self.labels[chosen], label_smoothing=self.plan.smoothing
        )
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        self.schedule.step()
        self.averaged.update_parameters(self.network)
        return float(loss.detach())

    def _chosen(self) -> torch.Tensor:
        """Return which images this step learns from: the next slice of this epoch's own order."""
        epoch, at = divmod(self.step, self.steps_an_epoch)
        generator = torch.Generator().manual_seed(_mix(self.plan.seed, 0, epoch))
        order = torch.randperm(len(self.labels), generator=generator)
        return order[at * self.batch : (at + 1) * self.batch].to(self.device)

    def _progress(self, loss: float) -> Progress:
        return Progress(
            epoch=(self.step - 1) // self.steps_an_epoch + 1,
            epochs=self.plan.epochs,
            epochs_done=len(self.history),
            step=self.step,
            steps=self.steps,
            loss=loss,
            accuracy=self.history[-1]["validation_accuracy"] if self.history else None,
            seconds_left=self.seconds / self.step * (self.steps - self.step),
        )

    def _close_epoch(self) -> None:
        """Measure the averaged network on validation digits and begin the next epoch's sums."""
        began = time.monotonic()
        row = {
            "epoch": float(len(self.history) + 1),
            "loss": self.loss_sum / self.steps_an_epoch,
            "learning_rate": float(self.optimizer.param_groups[0]["lr"]),
            **self._measure(),
        }
        self.seconds += time.monotonic() - began
        self.history.append({**row, "seconds": self.seconds})
        self.loss_sum = 0.0

    def _measure(self) -> dict[str, float]:
        if self.validation is None or not len(self.validation.digits):
            return {"validation_accuracy": float("nan"), "validation_loss": float("nan")}
        logits = torch.from_numpy(predict(self.averaged, self.validation.digits, device=self.device))
        labels = torch.from_numpy(self.validation.labels.astype(np.int64))
        return {
            "validation_accuracy": float((logits.argmax(1) == labels).float().mean()),
            "validation_loss": float(functional.cross_entropy(logits, labels)),
        }


def predict(network: nn.Module, digits: np.ndarray, *, device: torch.device | None = None) -> Scores:
    """Return (n, classes) logits of n ``digits``, or rows, in the network's own precision, batch by batch."""
    network.eval()
    with torch.inference_mode():
        blocks = [
            network(torch.from_numpy(digits[start : start + EVALUATION_BATCH]).to(device)).cpu().numpy()
            for start in range(0, max(1, len(digits)), EVALUATION_BATCH)
        ]
    return np.concatenate(blocks)


def _mix(*numbers: int) -> int:
    """Return one seed out of several numbers, so that near ones give unrelated chance."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)

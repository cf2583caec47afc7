"""Teach a network by a plan, so that nothing is lost when the run is stopped or killed.

All chance of a step is drawn from the plan's seed and the number of the step, so a run that was
resumed in the middle of an epoch ends with the network that an undisturbed one would have made.
``fit`` sees training and validation images and nothing else: the test set stays sealed.

[1] Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019.
[2] Smith, Topin: Super-Convergence: Very Fast Training Using Large Learning Rates, 2018.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from torch.nn import functional

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadPlan, TrainingStopped
from inkdigits.shapes import Digits, Logits
from inkdigits.training.augment import augment
from inkdigits.training.averaging import average_weights
from inkdigits.training.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.training.network import DigitNetwork, build_network
from inkdigits.training.plan import TrainingPlan

WARM_UP = 0.15  # share of the steps in which the learning rate rises
SAVE_EVERY = 20.0  # s, most work that a kill can cost
EVALUATION_BATCH = 500  # digits, bounded for memory


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is; ``watch`` gets one after every step."""

    epoch: int  # 1 is the first
    epochs: int
    epochs_done: int
    step: int
    steps: int
    loss: float  # mean over the current epoch so far
    accuracy: float | None  # on validation images, after the last whole epoch
    seconds_left: float


Watcher: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trained:
    """What a run ends with: the averaged network, on the CPU and in evaluation mode."""

    network: DigitNetwork
    plan: TrainingPlan
    history: list[dict[str, float]] = field(default_factory=list)  # one row an epoch


def fit(  # noqa: PLR0913  what a run needs from outside; all of it by name
    training: Labeled,
    validation: Labeled,
    plan: TrainingPlan,
    *,
    classes: int = 10,
    device: str = "auto",
    checkpoint: Path | None = None,
    watch: Watcher = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Trained:
    """Teach a network the ``training`` digits by ``plan``.

    Args:
        training: digits and labels to learn from.
        validation: digits and labels to measure every epoch with; may be empty.
        plan: everything that decides the result.
        classes: how many labels there are; labels are 0..classes-1.
        device: ``"auto"`` (a GPU where there is one), ``"cpu"`` or ``"cuda"``.
        checkpoint: a file that keeps the run while it lasts; where it exists, the run goes on from it.
        watch: told after every step.
        stop: asked after every step; once it says yes, the run is saved and ``TrainingStopped`` raised.

    Raises:
        TrainingStopped: ``stop`` said so.
        BadPlan: ``checkpoint`` holds the run of another plan.
    """
    run = _Run(training, validation, plan, classes=classes, device=choose_device(device))
    if checkpoint is not None and checkpoint.exists():
        run.restore(load_checkpoint(checkpoint, plan))
    saved = time.monotonic()
    for progress in run.advance():
        watch(progress)
        asked_to_stop = stop()
        due = asked_to_stop or time.monotonic() - saved > SAVE_EVERY
        if checkpoint is not None and due:
            save_checkpoint(run.state(), checkpoint)
            saved = time.monotonic()
        if asked_to_stop:
            raise TrainingStopped(f"training stopped in epoch {progress.epoch} of {plan.epochs}")
    return Trained(network=run.result(), plan=plan, history=run.history)


def choose_device(name: str) -> torch.device:
    """Return the device called ``name``; ``"auto"`` takes a GPU where there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise BadPlan("device is cuda, but PyTorch finds no GPU here; use --device cpu, or auto")
    return torch.device(name)


def predict(network: torch.nn.Module, digits: Digits, *, device: torch.device | None = None) -> Logits:
    """Return (n, classes) float32 logits of (n, 28, 28) uint8 ``digits``, batch by batch."""
    network.eval()
    with torch.inference_mode():
        blocks = [
            network(torch.from_numpy(digits[start : start + EVALUATION_BATCH]).to(device))
            .float()
            .cpu()
            .numpy()
            for start in range(0, len(digits), EVALUATION_BATCH)
        ]
    classes = blocks[0].shape[1] if blocks else 0
    return np.concatenate(blocks) if blocks else np.empty((0, classes), np.float32)


class _Run:
    """A run in progress: everything that a checkpoint has to keep, and the steps that change it."""

    def __init__(
        self,
        training: Labeled,
        validation: Labeled,
        plan: TrainingPlan,
        *,
        classes: int,
        device: torch.device,
    ) -> None:
        self.plan, self.device, self.validation = plan, device, validation
        self.digits = torch.tensor(training.digits, device=device)
        self.labels = torch.tensor(training.labels.astype(np.int64), device=device)
        self.batch = min(plan.batch, len(training.digits))
        self.steps_an_epoch = max(1, len(training.digits) // self.batch)
        self.steps = self.steps_an_epoch * plan.epochs
        self.network = build_network(classes=classes, seed=plan.seed).to(device)
        # Half the time of a step on a CPU.
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

    def result(self) -> DigitNetwork:
        """Return the averaged network."""
        network = cast("DigitNetwork", self.averaged.module.cpu().eval())
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
        varied = augment(self.digits[chosen].float(), self.plan, generator=generator)
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
        """Measure the averaged network on validation images and begin the next epoch's sums."""
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
        if not len(self.validation.digits):
            return {"validation_accuracy": float("nan"), "validation_loss": float("nan")}
        logits = torch.from_numpy(predict(self.averaged, self.validation.digits, device=self.device))
        labels = torch.from_numpy(self.validation.labels.astype(np.int64))
        return {
            "validation_accuracy": float((logits.argmax(1) == labels).float().mean()),
            "validation_loss": float(functional.cross_entropy(logits, labels)),
        }


def _mix(*numbers: int) -> int:
    """Return one seed out of several numbers, so that near ones give unrelated chance."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)

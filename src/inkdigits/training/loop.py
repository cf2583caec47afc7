"""Teach a network by a plan, so that nothing is lost when the run is stopped or killed.

All chance of a step is drawn from the plan's seed and the number of the step, so a run that was
resumed in the middle of an epoch ends with the network that an undisturbed one would have made.
``fit`` sees training and validation digits and nothing else: the test set stays sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import torch

from inkdigits.data.splits import Labeled
from inkdigits.errors import BadPlan, TrainingStopped
from inkdigits.training.augment import augment
from inkdigits.training.checkpoint import load_checkpoint, save_checkpoint
from inkdigits.training.network import DigitNetwork, build_network
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.run import Examples, NetworkT, Progress, Run, Vary, predict

__all__ = ["Progress", "Trained", "Watcher", "choose_device", "fit", "predict", "teach"]

SAVE_EVERY = 20.0  # s, most work that a kill can cost
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
    run = Run(
        build_network(classes=classes, seed=plan.seed),
        plan,
        training=training,
        validation=validation,
        vary=augment,
        device=choose_device(device),
    )
    _follow(run, checkpoint=checkpoint, watch=watch, stop=stop)
    return Trained(network=run.result(), plan=plan, history=run.history)


def teach(
    network: NetworkT, training: Examples, plan: TrainingPlan, *, vary: Vary, device: str = "auto"
) -> tuple[NetworkT, list[dict[str, float]]]:
    """Teach any ``network`` any examples by ``plan``, in one go, with nothing to measure it by.

    Args:
        network: what to teach; the averaged network that is returned is another.
        training: what to learn from.
        plan: everything that decides the result.
        vary: makes a random variation of a batch.
        device: as in ``fit``.

    Returns:
        The averaged network, on the CPU and in evaluation mode, and a row for each epoch.
    """
    run = Run(network, plan, training=training, validation=None, vary=vary, device=choose_device(device))
    _follow(run, checkpoint=None, watch=lambda _: None, stop=lambda: False)
    return run.result(), run.history


def _follow(run: Run[NetworkT], *, checkpoint: Path | None, watch: Watcher, stop: Callable[[], bool]) -> None:
    """Take all steps of ``run``, and keep it on disk meanwhile."""
    if checkpoint is not None and checkpoint.exists():
        run.restore(load_checkpoint(checkpoint, run.plan))
    saved = time.monotonic()
    for progress in run.advance():
        watch(progress)
        asked_to_stop = stop()
        due = asked_to_stop or time.monotonic() - saved > SAVE_EVERY
        if checkpoint is not None and due:
            save_checkpoint(run.state(), checkpoint)
            saved = time.monotonic()
        if asked_to_stop:
            raise TrainingStopped(f"training stopped in epoch {progress.epoch} of {progress.epochs}")


def choose_device(name: str) -> torch.device:
    """Return the device called ``name``; ``"auto"`` takes a GPU where there is one."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise BadPlan("device is cuda, but PyTorch finds no GPU here; use --device cpu, or auto")
    try:
        return torch.device(name)
    except RuntimeError as unknown:
        raise BadPlan(f"device is {name!r}, but must be auto, cpu or cuda") from unknown

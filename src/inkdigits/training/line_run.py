"""Teach a line network by a plan: CTC loss [1], AdamW, one cycle of the learning rate, averaged weights.

All chance of some steps together, a round, is drawn from the plan's seed and the number of the round; within
a round lines are sorted by width, so that little of a batch is padding.  A run that was stopped goes on from
its checkpoint, at the beginning of a round.

[1] Graves, Fernández, Gomez, Schmidhuber: Connectionist Temporal Classification.  ICML 2006.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from inkdigits.errors import BadPlan
from inkdigits.recognition.transcript import NOTHING, SIGNS, likeliest_path, log_shares
from inkdigits.shapes import Ink
from inkdigits.training.averaging import average_weights
from inkdigits.training.checkpoint import save_checkpoint
from inkdigits.training.line_corpus import Line
from inkdigits.training.line_network import STEP, LineNetwork, build_line_network
from inkdigits.training.line_plan import LinePlan
from inkdigits.training.line_variation import show_line, vary_line

ROUND = 12  # steps whose lines are drawn together and sorted by width
WARM_UP = 0.12  # share of the steps in which the learning rate rises
STEEPEST = 20.0  # norm of a gradient that is passed on whole; the first ones are larger
SAVE_EVERY = 60.0  # s, most work that a kill can cost
Watch: TypeAlias = Callable[["LineProgress"], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class LineProgress:
    """How far a run is; ``watch`` gets one after every round."""

    step: int
    steps: int
    loss: float  # a line's, mean of the round


def teach_lines(
    lines: Sequence[Line],
    plan: LinePlan,
    *,
    checkpoint: Path | None = None,
    watch: Watch = lambda _: None,
) -> LineNetwork:
    """Return a network taught to read ``lines`` by ``plan``, averaged, in evaluation mode.

    Args:
        lines: what to learn from.
        plan: everything that decides the result.
        checkpoint: a file that keeps the run while it lasts; where it exists, the run goes on from it.
        watch: told after every round.

    Raises:
        BadPlan: ``checkpoint`` holds the run of another plan.
    """
    run = LineRun(lines, plan)
    if checkpoint is not None and checkpoint.exists():
        run.restore(torch.load(checkpoint, map_location="cpu", weights_only=True))
    saved = time.monotonic()
    for progress in run.advance():
        watch(progress)
        if checkpoint is not None and time.monotonic() - saved > SAVE_EVERY:
            save_checkpoint(run.state(), checkpoint)
            saved = time.monotonic()
    return run.result()


class LineRun:
    """A run in progress: everything that a checkpoint has to keep, and the rounds that change it."""

    def __init__(self, lines: Sequence[Line], plan: LinePlan) -> None:
        """Begin a run that learns from ``lines``."""
        self.lines, self.plan, self.step = lines, plan, 0
        self.network = build_line_network(seed=plan.seed)
        self.network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.averaged = average_weights(self.network, decay=plan.averaging)
        self.optimizer = torch.optim.AdamW(
            self.network.parameters(), lr=plan.learning_rate, weight_decay=plan.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, plan.learning_rate, total_steps=plan.steps, pct_start=WARM_UP
        )

    def advance(self) -> Iterator[LineProgress]:
        """Take the steps that are left, a round at a time."""
        while self.step < self.plan.steps:
            losses = [self._take_step(batch) for batch in self._round()]
            yield LineProgress(step=self.step, steps=self.plan.steps, loss=float(np.mean(losses)))

    def result(self) -> LineNetwork:
        """Return the averaged network."""
        network = cast("LineNetwork", self.averaged.module.eval())
        return network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload,no-any-return]

    def state(self) -> dict[str, Any]:
        """Return all that is needed to go on later."""
        parts = {name: getattr(self, name).state_dict() for name in _PARTS}
        return {"plan": asdict(self.plan), "step": self.step, **parts}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on where ``state`` was taken."""
        if state["plan"] != asdict(self.plan):
            raise BadPlan("this checkpoint belongs to a run with another plan; remove it to start anew")
        for name in _PARTS:
            getattr(self, name).load_state_dict(state[name])
        self.step = state["step"]

    def _round(self) -> Iterator[list[tuple[Ink, str]]]:
        """Yield the batches of this round; in a batch lines are about equally wide."""
        rng = np.random.default_rng([self.plan.seed, 1, self.step])
        size, batches = self.plan.batch, min(ROUND, self.plan.steps - self.step)
        chosen = [self.lines[at] for at in rng.integers(0, len(self.lines), size * batches).tolist()]
        shown = [(vary_line(line, self.plan, rng), line.text) for line in chosen]
        shown.sort(key=lambda one: one[0].shape[1])
        for at in rng.permutation(batches).tolist():
            yield shown[at * size : (at + 1) * size]

    def _take_step(self, batch: Sequence[tuple[Ink, str]]) -> float:
        """Learn from one batch."""
        self.network.train()
        loss = ctc_loss(self.network(lay_together([ink for ink, _ in batch])), batch)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), STEEPEST)
        self.optimizer.step()
        self.schedule.step()
        self.averaged.update_parameters(self.network)
        self.step += 1
        return float(loss.detach())


_PARTS = ("network", "averaged", "optimizer", "schedule")


def lay_together(inks: Sequence[Ink]) -> torch.Tensor:
    """Return (n, 32, widest) all of ``inks``, with paper to the right of the narrower ones."""
    widest = max(ink.shape[1] for ink in inks)
    return torch.from_numpy(np.stack([np.pad(ink, ((0, 0), (0, widest - ink.shape[1]))) for ink in inks]))


def ctc_loss(logits: torch.Tensor, batch: Sequence[tuple[Ink, str]]) -> torch.Tensor:
    """Return the mean over a batch of how unlikely the network says each text to be."""
    targets = torch.tensor([SIGNS.index(character) for _, text in batch for character in text])
    answers = torch.tensor([ink.shape[1] // STEP for ink, _ in batch])
    lengths = torch.tensor([len(text) for _, text in batch])
    shares = logits.log_softmax(2).permute(1, 0, 2)
    total = functional.ctc_loss(
        shares, targets, answers, lengths, blank=NOTHING, reduction="sum", zero_infinity=True
    )
    mean: torch.Tensor = total / len(batch)
    return mean


def share_read(network: LineNetwork, lines: Sequence[Line]) -> float:
    """Return the share of ``lines`` whose text the network reads exactly, greedily."""
    right = 0
    with torch.inference_mode():
        for line in lines:
            logits = network(torch.from_numpy(show_line(line))[None])[0].numpy()
            right += likeliest_path(log_shares(logits)) == line.text
    return right / max(1, len(lines))

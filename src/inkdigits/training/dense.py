"""A small network for rows of any number of columns: what the classifier learns that are no 28x28 pictures.

It is taught by the same loop as the network for digits, without augmentation, since nobody knows which
changes leave a row's meaning alone.  It is asked in double precision: then the answer for a row does not
depend on which other rows were asked with it, to the last digits that anybody looks at.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from inkdigits.shapes import Columns, Indices
from inkdigits.training.plan import TrainingPlan

WIDTH = 64  # neurons in each of the two hidden layers


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows and which class each is of; named as pictures are, so that one loop teaches both."""

    digits: Columns
    labels: Indices


class DenseNetwork(nn.Module):
    """(n, columns) rows -> (n, classes) logits."""

    def __init__(self, *, columns: int, classes: int) -> None:
        """Build it with the initial weights that PyTorch's current random state gives."""
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(columns, WIDTH),
            nn.ReLU(),
            nn.Linear(WIDTH, WIDTH),
            nn.ReLU(),
            nn.Linear(WIDTH, classes),
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return the logits of ``rows``."""
        logits: torch.Tensor = self.layers(rows)
        return logits


def build_dense(*, columns: int, classes: int, seed: int) -> DenseNetwork:
    """Return a network with the initial weights of ``seed``, leaving global random state alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return DenseNetwork(columns=columns, classes=classes)


def unvaried(rows: torch.Tensor, plan: TrainingPlan, *, generator: torch.Generator) -> torch.Tensor:
    """Return ``rows`` as they are: what a run asks for in place of augmentation."""
    del plan, generator
    return rows

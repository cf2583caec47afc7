"""Keep a run on disk while it lasts.

A checkpoint is our own scratch file; it is still opened with ``weights_only``, so that a file from
elsewhere under its name cannot run code.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import torch

from inkdigits.errors import BadPlan
from inkdigits.training.plan import TrainingPlan


def save_checkpoint(state: dict[str, Any], path: Path) -> None:
    """Write ``state`` so that a kill in between leaves the former checkpoint whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    part.replace(path)


def load_checkpoint(path: Path, plan: TrainingPlan) -> dict[str, Any]:
    """Return the state in ``path``.

    Raises:
        BadPlan: it is no checkpoint, or that of a run by another plan.
    """
    state, found = _load(path)
    if found != plan:
        raise BadPlan(f"{path}: this checkpoint belongs to a run with another plan; remove it to start anew")
    return state


def plan_of(path: Path) -> TrainingPlan:
    """Return the plan of the run in ``path``.

    Raises:
        BadPlan: it is no checkpoint.
    """
    return _load(path)[1]


def _load(path: Path) -> tuple[dict[str, Any], TrainingPlan]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the pickle protocol of what is refused anyway
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return state, TrainingPlan(**state["plan"])
    except Exception as reason:  # PyTorch's reader raises nearly anything on what it did not write
        raise BadPlan(
            f"{path}: this is no checkpoint of a training run of this version; remove it to start anew"
        ) from reason

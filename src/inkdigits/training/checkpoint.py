"""Keep a run on disk while it lasts.

A checkpoint is our own scratch file; it is still opened with ``weights_only``, so that a file from
elsewhere under its name cannot run code.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import torch

from inkdigits.errors import BadPlan

if TYPE_CHECKING:
    from pathlib import Path

    from inkdigits.training.plan import TrainingPlan


def save_checkpoint(state: dict[str, Any], path: Path) -> None:
    """Write ``state`` so that a kill in between leaves the former checkpoint whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    os.replace(part, path)


def load_checkpoint(path: Path, plan: TrainingPlan) -> dict[str, Any]:
    """Return the state in ``path``.

    Raises:
        BadPlan: it is no checkpoint, or that of a run by another plan.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        found, wanted = state["plan"], asdict(plan)
    except (RuntimeError, EOFError, KeyError, TypeError, ValueError, pickle.UnpicklingError) as reason:
        message = f"{path}: this is no checkpoint of a training run ({reason}); remove it and start anew"
        raise BadPlan(message) from reason
    if found != wanted:
        other = sorted(name for name in wanted if found.get(name) != wanted[name])
        message = (
            f"{path}: this checkpoint belongs to a run with another plan (different: {', '.join(other)}); "
            f"give the same options to go on with it, or start anew without --resume"
        )
        raise BadPlan(message)
    return state

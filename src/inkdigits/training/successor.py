"""Make a model file's content of a network that has learned on: what retraining and a personal model share.

As much of what was learned is kept as costs nothing elsewhere (``settling.py``); refusal and calibration are
fitted anew (``export.py``).  What reads whole lines stays as it was, and the plan names the parent.
"""

from __future__ import annotations

import dataclasses
from dataclasses import asdict

from inkdigits.model.artifact import Artifact
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.export import export_network
from inkdigits.training.network import DigitNetwork
from inkdigits.training.rebuilding import rebuild
from inkdigits.training.settling import settle
from inkdigits.training.validation import Validation


def make_successor(
    parent: Artifact,
    learned: DigitNetwork,
    validation: Validation,
    *,
    plan: AdaptationPlan,
    shown_again: ReplayPlan,
    counts: dict[str, int],
) -> Artifact:
    """Return the content of the model file that follows ``parent``.

    Args:
        parent: the model that learned on.
        learned: what its network became.
        validation: what neither has learned from.
        plan: how it learned on.
        shown_again: of what else.
        counts: how much it learned from, for the new model's plan.
    """
    settled = settle(rebuild(parent), learned, validation, tolerated=plan.tolerated)
    made_by = {
        "parent": parent.fingerprint,
        "split_seed": split_seed(parent),
        "adaptation": asdict(plan),
        "kept": settled.share,
        "replay": asdict(shown_again),
        **counts,
    }
    artifact = export_network(settled.network, validation, plan=made_by, history=[])
    return dataclasses.replace(artifact, line=parent.line)


def split_seed(artifact: Artifact) -> int:
    """Return by which seed MNIST was divided for ``artifact``: it must not be judged by what taught it."""
    found = artifact.plan.get("split_seed", 0)
    return found if isinstance(found, int) else 0

"""Old digits, of every kind that the model was taught, for a network to learn on without forgetting them.

A few thousand of each kind are enough, since the network knows them already (``adapting.py``); they are made
anew each time, of MNIST, the pen digits and generated outliers, on the same way as a training corpus.
"""

from __future__ import annotations

import numpy as np

from inkdigits.data.splits import Labeled
from inkdigits.training.adaptation_plan import ReplayPlan
from inkdigits.training.corpus import Told
from inkdigits.training.plan import TrainingPlan
from inkdigits.training.worlds import Worlds, as_read


def replay(
    worlds: Worlds,
    plan: ReplayPlan,
    *,
    outputs: int,
    seed: int,
    workers: int = 1,
    told: Told = lambda _done, _all: None,
) -> Labeled:
    """Return old digits by ``plan``, with outliers only where the network has an output for them.

    Args:
        worlds: what they are made of.
        plan: how many of each kind.
        outputs: of the network.
        seed: of what is chosen and made.
        workers: processes to make them with.
        told: told how many blocks are done, of how many.
    """
    made = TrainingPlan(
        repeats=1,
        drawings=plan.drawings,
        pictures=plan.pictures,
        photos=plan.photos,
        outliers=plan.outliers,
        seed=seed,
    )
    corpus = worlds.corpus(made, workers=workers, told=told)
    rng, images, drawings = (
        np.random.default_rng(seed),
        len(worlds.paper.training),
        worlds.drawn.training,
    )
    chosen = rng.permutation(images)[: plan.images]
    drawn = as_read([drawings[place] for place in rng.permutation(len(drawings))[: plan.as_drawn]])
    made_ones = np.arange(images, len(corpus))
    parts = (corpus.take(chosen), drawn, corpus.take(made_ones[corpus.labels[made_ones] < outputs]))
    return Labeled(
        np.concatenate([part.digits for part in parts]), np.concatenate([part.labels for part in parts])
    )

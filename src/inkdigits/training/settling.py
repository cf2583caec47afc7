"""Keep as much of what a network has learned as costs nothing elsewhere.

On the straight line between the old weights and the new ones lie networks that have learned most of what is
new and forgotten next to nothing [1].  How far one may go along it depends on what was learned; so it is told
by the digits that choices are made by: the farthest of a few places at which neither world is read worse than
before, but for a share that is tolerated, or a single digit, which is chance.

[1] Wortsman et al.: Robust Fine-Tuning of Zero-Shot Models.  CVPR 2022.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from inkdigits.data.splits import Labeled
from inkdigits.model.calibration import DIGITS
from inkdigits.training.network import DigitNetwork
from inkdigits.training.run import predict
from inkdigits.training.validation import Validation

SHARES = (1.0, 0.8, 0.6, 0.4, 0.2)  # of the way from the old weights to the new ones


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """The network that is kept, and its share of the way."""

    network: DigitNetwork
    share: float


def settle(
    before: DigitNetwork, learned: DigitNetwork, validation: Validation, *, tolerated: float
) -> Settled:
    """Return the network farthest from ``before`` to ``learned`` that reads ``validation`` no worse.

    Args:
        before: the network before it learned.
        learned: what it became.
        validation: digits from paper and from pens that neither has learned from.
        tolerated: the share of either that may be read worse, 0..1.
    """
    worlds = [world for world in (validation.paper, validation.drawn) if len(world)]
    wrong = [_wrong(before, world) for world in worlds]
    for share in SHARES:
        network = between(before, learned, share=share)
        if all(
            _wrong(network, world) <= former + max(1.0, tolerated * len(world))
            for world, former in zip(worlds, wrong, strict=True)
        ):
            return Settled(network, share)
    return Settled(between(before, learned, share=SHARES[-1]), SHARES[-1])


def between(before: DigitNetwork, after: DigitNetwork, *, share: float) -> DigitNetwork:
    """Return the network ``share`` of the way from ``before`` to ``after`` [1], weight by weight."""
    network = copy.deepcopy(before).eval()
    ends = after.state_dict()
    network.load_state_dict(
        {name: weight.lerp(ends[name], share) for name, weight in network.state_dict().items()}
    )
    return network


def _wrong(network: DigitNetwork, labeled: Labeled) -> int:
    return int((predict(network, labeled.digits)[:, :DIGITS].argmax(axis=1) != labeled.labels).sum())

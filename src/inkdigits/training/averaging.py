"""Keep a moving average of the weights while they are taught; the average is what is shipped.

The average of the last steps lies nearer the middle of a wide minimum than the last step does and
reads unseen digits better [1].  Its decay grows from small to the planned one, so that the random
first weights do not linger in short runs.

[1] Izmailov et al.: Averaging Weights Leads to Wider Optima and Better Generalization, 2018.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

WARM_UP = 10.0  # steps after which the decay is about one half


def average_weights(network: nn.Module, *, decay: float) -> AveragedModel:
    """Return a moving average of ``network``'s weights and batch statistics; call ``update_parameters``."""

    def blend(averaged: torch.Tensor, current: torch.Tensor, steps: torch.Tensor | int) -> torch.Tensor:
        weight = min(decay, (1.0 + int(steps)) / (WARM_UP + int(steps)))
        if not torch.is_floating_point(averaged):
            return current
        return torch.lerp(current, averaged, weight)

    return AveragedModel(network, avg_fn=blend, use_buffers=True)

"""The moving average: near the last weights at first, slow later, with batch statistics."""

from __future__ import annotations

import torch
from torch import nn

from inkdigits.training.averaging import average_weights


def test_the_average_forgets_the_random_first_weights():
    """After 50 steps at 1.0 nothing of the start, 0.0, is left to speak of, in spite of a decay of 0.999."""
    network = nn.Linear(1, 1)
    nn.init.zeros_(network.weight)
    averaged = average_weights(network, decay=0.999)
    averaged.update_parameters(network)
    nn.init.ones_(network.weight)
    for _ in range(50):
        averaged.update_parameters(network)
    assert averaged.module.weight.item() > 0.99


def test_a_planned_decay_is_reached_and_kept():
    """Late in a run one step moves the average by the planned share, 1 - decay."""
    network = nn.Linear(1, 1)
    averaged = average_weights(network, decay=0.9)
    nn.init.zeros_(network.weight)
    for _ in range(200):
        averaged.update_parameters(network)
    nn.init.ones_(network.weight)
    averaged.update_parameters(network)
    torch.testing.assert_close(averaged.module.weight.item(), 0.1, atol=1e-3, rtol=0)


def test_batch_statistics_are_averaged_and_counters_copied():
    """Running means belong to the weights that made them."""
    network = nn.BatchNorm2d(1)
    averaged = average_weights(network, decay=0.9)
    averaged.update_parameters(network)
    network.running_mean.fill_(1.0)
    network.num_batches_tracked.fill_(7)
    averaged.update_parameters(network)
    assert 0.0 < averaged.module.running_mean.item() <= 1.0
    assert averaged.module.num_batches_tracked.item() == 7

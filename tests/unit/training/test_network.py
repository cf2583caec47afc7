"""The network: its size is a promise, and its first weights come from the seed alone."""

from __future__ import annotations

import torch
from torch.utils.flop_counter import FlopCounterMode

from inkdigits.training.network import build_network, count_multiply_adds, count_parameters


def test_a_digit_costs_no_more_than_promised():
    """DESIGN: at most 15 million multiply-adds a digit; counted by formula and by what PyTorch does."""
    network = build_network(seed=0).eval()
    with FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, 28, 28))
    assert counter.get_total_flops() == 2 * count_multiply_adds(network) <= 2 * 15_000_000


def test_the_model_file_can_stay_small():
    """Four bytes a parameter, and under 4 MB."""
    assert count_parameters(build_network(seed=0)) * 4 < 4_000_000


def test_weights_come_from_the_seed_and_leave_chance_elsewhere_alone():
    """Equal seeds give equal weights, other seeds others; PyTorch's own random state does not move."""
    before = torch.random.get_rng_state()
    first, again, other = (build_network(seed=seed).decide.weight for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(before, torch.random.get_rng_state())


def test_bytes_and_floats_are_read_alike():
    """MNIST's uint8 and the augmented floats of the same values give the same logits."""
    network = build_network(seed=0).eval()
    digits = torch.randint(0, 256, (3, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(network(digits), network(digits.float()))

"""The network that is taught: five convolutions with batch normalization, and one linear layer.

Strided convolutions take the place of pooling; three sizes, 28, 14 and 7 px, at 14.4 million
multiply-adds a digit.  Width is bought where it is cheap: the first, largest maps are narrow.

The network takes what MNIST stores, uint8 with 255 for ink, and scales it itself, so that nothing
outside of it has to know a mean or a deviation.

[1] Ioffe, Szegedy: Batch Normalization, 2015.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn

FULL_INK = 255.0  # what MNIST stores for a pixel that is all ink


class Layer(NamedTuple):
    """One convolution: how many channels it makes, and by how much it shrinks the picture."""

    channels: int
    stride: int


LAYERS = (Layer(24, 1), Layer(48, 2), Layer(64, 1), Layer(96, 2), Layer(96, 1))
KERNEL = 3  # px, side of every convolution
FINAL_SIDE = 7  # px, side of the last maps of a 28x28 digit


class DigitNetwork(nn.Module):
    """(n, 28, 28) uint8 digits -> (n, classes) float32 logits."""

    def __init__(self, classes: int = 10) -> None:
        """Build it with the initial weights that PyTorch's current random state gives."""
        super().__init__()
        blocks: list[nn.Module] = []
        width = 1
        for layer in LAYERS:
            blocks += _convolution(width, layer)
            width = layer.channels
        self.features = nn.Sequential(*blocks)
        self.decide = nn.Linear(width * FINAL_SIDE**2, classes)

    def forward(self, digits: torch.Tensor) -> torch.Tensor:
        """Return the logits of ``digits``, which are 0..255 of any number type."""
        ink = digits.float().mul(1.0 / FULL_INK).unsqueeze(1)
        logits: torch.Tensor = self.decide(self.features(ink).flatten(1))
        return logits


def _convolution(width: int, layer: Layer) -> list[nn.Module]:
    """Return convolution, batch normalization [1] and rectifier."""
    return [
        nn.Conv2d(width, layer.channels, KERNEL, stride=layer.stride, padding=KERNEL // 2, bias=False),
        nn.BatchNorm2d(layer.channels),
        nn.ReLU(),
    ]


def build_network(*, classes: int = 10, seed: int) -> DigitNetwork:
    """Return a network with the initial weights of ``seed``, leaving global random state alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return DigitNetwork(classes)


def count_parameters(network: nn.Module) -> int:
    """Return how many numbers ``network`` learns."""
    return sum(parameter.numel() for parameter in network.parameters())


def count_multiply_adds(network: DigitNetwork) -> int:
    """Return the multiply-adds that one 28x28 digit costs."""
    side, total = 28, network.decide.weight.numel()
    for module in network.features:
        if isinstance(module, nn.Conv2d):
            side //= module.stride[0]
            total += side**2 * module.weight.numel()
    return total

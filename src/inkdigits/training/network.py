"""The network that is taught: convolutions with batch normalization and shortcuts, and one linear layer.

Strided convolutions take the place of pooling.  Width is bought where it is cheap: the first, largest maps
are narrow.  A layer that keeps width and size adds to what it was given instead of replacing it [2], so that
more of them can be stacked.

The network takes what MNIST stores, uint8 with 255 for ink, and scales it itself, so that nothing
outside of it has to know a mean or a deviation.

[1] Ioffe, Szegedy: Batch Normalization, 2015.
[2] He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

FULL_INK = 255.0  # what MNIST stores for a pixel that is all ink


class Layer(NamedTuple):
    """One convolution: how many channels it makes, and by how much it shrinks the picture."""

    channels: int
    stride: int


LAYERS = (
    Layer(16, 1),
    *(Layer(32, 2), Layer(32, 1), Layer(32, 1)),
    *(Layer(64, 2), Layer(64, 1), Layer(64, 1)),
    *(Layer(128, 2), Layer(128, 1)),
)
KERNEL = 3  # px, side of every convolution
FIELD = 28  # px, side of a digit


class DigitNetwork(nn.Module):
    """(n, 28, 28) uint8 digits -> (n, classes) float32 logits."""

    def __init__(self, classes: int = 10, layers: Sequence[Layer] = LAYERS) -> None:
        """Build it with the initial weights that PyTorch's current random state gives."""
        super().__init__()
        blocks: list[Block] = []
        width, side = 1, FIELD
        for layer in layers:
            convolution = nn.Conv2d(
                width, layer.channels, KERNEL, stride=layer.stride, padding=KERNEL // 2, bias=False
            )
            blocks.append(Block(convolution))
            width, side = layer.channels, -(-side // layer.stride)
        self.features = nn.Sequential(*blocks)
        self.decide = nn.Linear(width * side**2, classes)

    def forward(self, digits: torch.Tensor) -> torch.Tensor:
        """Return the logits of ``digits``, which are 0..255 of any number type."""
        ink = digits.float().mul(1.0 / FULL_INK).unsqueeze(1)
        logits: torch.Tensor = self.decide(self.features(ink).flatten(1))
        return logits


class Block(nn.Module):
    """Convolution, batch normalization [1] and rectifier; with a shortcut [2] where it fits."""

    def __init__(self, convolution: nn.Conv2d) -> None:
        """Build the block around ``convolution``, which has no bias."""
        super().__init__()
        self.convolution = convolution
        self.normalization: nn.Module = nn.BatchNorm2d(convolution.out_channels)
        self.adds = convolution.stride == (1, 1) and convolution.in_channels == convolution.out_channels

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """Return the maps that come after ``maps``."""
        made: torch.Tensor = self.normalization(self.convolution(maps))
        return functional.relu(made + maps if self.adds else made)

    def fold(self) -> None:
        """Let the convolution do the work of the normalization after it; only in evaluation mode."""
        if isinstance(self.normalization, nn.BatchNorm2d):
            self.convolution = fuse_conv_bn_eval(self.convolution, self.normalization)
            self.normalization = nn.Identity()


def build_network(*, classes: int = 10, seed: int, layers: Sequence[Layer] = LAYERS) -> DigitNetwork:
    """Return a network with the initial weights of ``seed``, leaving global random state alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return DigitNetwork(classes, layers)


def count_parameters(network: nn.Module) -> int:
    """Return how many numbers ``network`` learns."""
    return sum(parameter.numel() for parameter in network.parameters())


def count_multiply_adds(network: DigitNetwork) -> int:
    """Return the multiply-adds that one 28x28 digit costs."""
    side, total = FIELD, network.decide.weight.numel()
    for module in network.features.modules():
        if isinstance(module, nn.Conv2d):
            side = -(-side // module.stride[0])
            total += side**2 * module.weight.numel()
    return total

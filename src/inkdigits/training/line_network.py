"""The network that reads a whole line: convolutions over its ink, and for every step what stands there.

It looks at a line of any width, 32 px high, and never divides it.  Strided convolutions shrink it to columns
4 px wide; a few more along the line let each see about a digit to its left and right.  Each column then
answers for two of 2 px, since narrow digits that touch, like 11, need a blank between them.

Its blocks are those of ``network.py``; only the shapes of their convolutions differ.
"""

from __future__ import annotations

import torch
from torch import nn

from inkdigits.ink.rows import TALL
from inkdigits.model.line_runtime import CLASSES
from inkdigits.training.network import Block

WIDTHS = (24, 48, 96)  # channels while the line is a half, a quarter and an eighth as high
BLOCKS = (1, 2, 2)  # that keep size, at each of these heights
ALONG = 128  # channels once the line is one row
REACHES = (1, 2, 3)  # columns between what the convolutions along the line look at
FINE = 2  # answers of a column
COLUMN = 4  # px of ink that a column stands for
STEP = COLUMN // FINE  # px of ink that an answer stands for


class LineNetwork(nn.Module):
    """(n, 32, width) float32 ink -> (n, width / 2, 12) logits; the width is divisible by 4."""

    def __init__(self, widths: tuple[int, int, int] = WIDTHS, along: int = ALONG) -> None:
        """Build it with the initial weights that PyTorch's current random state gives."""
        super().__init__()
        blocks = [_block(1, widths[0], kernel=(5, 5), stride=(2, 2))]
        for stage, (width, count) in enumerate(zip(widths, BLOCKS, strict=True)):
            if stage:
                # From the second on, columns keep their width: a digit is few of them already.
                stride = (2, 2) if stage == 1 else (2, 1)
                blocks.append(_block(widths[stage - 1], width, stride=stride))
            blocks += [_block(width, width) for _ in range(count)]
        blocks.append(_block(widths[-1], along, kernel=(TALL // 8, 3), flat=True))
        blocks += [_block(along, along, kernel=(1, 3), reach=reach) for reach in REACHES]
        self.features = nn.Sequential(*blocks)
        self.decide = nn.Conv2d(along, CLASSES * FINE, 1)

    def forward(self, ink: torch.Tensor) -> torch.Tensor:
        """Return the logits of each two columns of ``ink``."""
        said: torch.Tensor = self.decide(self.features(ink.unsqueeze(1))).squeeze(2)
        count, _, columns = said.shape
        by_answer = said.reshape(count, FINE, CLASSES, columns).permute(0, 3, 1, 2)
        return by_answer.reshape(count, columns * FINE, CLASSES)


def _block(
    taken: int,
    made: int,
    *,
    kernel: tuple[int, int] = (3, 3),
    stride: tuple[int, int] = (1, 1),
    reach: int = 1,
    flat: bool = False,
) -> Block:
    """Return the block that takes ``taken`` channels and makes ``made``; ``flat`` leaves one row."""
    padding = (0 if flat else kernel[0] // 2, reach * (kernel[1] // 2))
    return Block(
        nn.Conv2d(taken, made, kernel, stride=stride, padding=padding, dilation=(1, reach), bias=False)
    )


def build_line_network(*, seed: int) -> LineNetwork:
    """Return a network with the initial weights of ``seed``, leaving global random state alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return LineNetwork()


def count_multiply_adds(network: LineNetwork, *, width: int) -> int:
    """Return the multiply-adds that a line costs whose ink is ``width`` px wide."""
    tall, wide, total = TALL, width, 0
    for block in network.features:
        assert isinstance(block, Block)  # noqa: S101  what a LineNetwork is made of
        convolution = block.convolution
        tall = 1 if convolution.padding[0] == 0 else -(-tall // convolution.stride[0])
        wide = -(-wide // convolution.stride[1])
        total += tall * wide * convolution.weight.numel()
    return total + wide * network.decide.weight.numel()

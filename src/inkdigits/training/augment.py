"""Vary a batch of digits as hands, pens and paper do, so that the network never sees one twice.

Affine changes and elastic displacement [1] are joined in one sampling grid, so that a picture is
interpolated once; then strokes are thickened or thinned by a partial dilation or erosion.

[1] Simard, Steinkraus, Platt: Best Practices for Convolutional Neural Networks Applied to Visual
    Document Analysis, 2003.
"""

from __future__ import annotations

from math import radians

import torch
from torch.nn import functional

from inkdigits.training.plan import TrainingPlan

COARSE = 7  # nodes a side of the random field from which elastic displacement is interpolated
HALF = 14.0  # px, half a field: a sampling grid counts in halves of the picture
NEIGHBORS = 3  # px, side of the square in which ink spreads or shrinks


def augment(ink: torch.Tensor, plan: TrainingPlan, *, generator: torch.Generator) -> torch.Tensor:
    """Return a random variation of ``ink``.

    Args:
        ink: (n, 28, 28) float, 0 paper, 255 ink.
        plan: how strong each kind of variation may be.
        generator: where the chance comes from; on the CPU, whatever the device of ``ink``.

    Returns:
        (n, 28, 28) float, 0 paper, 255 ink, on the device of ``ink``.
    """
    n, height, width = ink.shape
    grid = functional.affine_grid(_affine(n, plan, generator), [n, 1, height, width], align_corners=False)
    grid = grid + _elastic(n, plan, generator, side=(height, width))
    warped = functional.grid_sample(
        ink.unsqueeze(1), grid.to(ink.device), padding_mode="zeros", align_corners=False
    )
    return _thickness(warped, plan, generator).squeeze(1)


def _affine(n: int, plan: TrainingPlan, generator: torch.Generator) -> torch.Tensor:
    """Return (n, 2, 3) random affine maps from a place in the result to one in the source."""

    def within(bound: float) -> torch.Tensor:
        return (torch.rand(n, generator=generator) * 2 - 1) * bound

    angle, slant = within(radians(plan.tilt)), within(plan.slant)
    size, aspect = torch.exp(within(plan.zoom)), torch.exp(within(plan.stretch) / 2)
    across, down = size * aspect, size / aspect
    cosine, sine = torch.cos(angle), torch.sin(angle)
    return torch.stack(
        [
            torch.stack([cosine * across, (slant * cosine - sine) * down, within(plan.shift / HALF)], dim=1),
            torch.stack([sine * across, (slant * sine + cosine) * down, within(plan.shift / HALF)], dim=1),
        ],
        dim=1,
    )


def _elastic(
    n: int, plan: TrainingPlan, generator: torch.Generator, *, side: tuple[int, int]
) -> torch.Tensor:
    """Return (n, height, width, 2) smooth random displacements, in halves of the picture."""
    coarse = torch.randn(n, 2, COARSE, COARSE, generator=generator) * (plan.elastic / HALF)
    strength = torch.rand(n, 1, 1, 1, generator=generator)
    smooth = functional.interpolate(coarse * strength, size=side, mode="bicubic", align_corners=False)
    return smooth.permute(0, 2, 3, 1)


def _thickness(ink: torch.Tensor, plan: TrainingPlan, generator: torch.Generator) -> torch.Tensor:
    """Return ``ink`` with strokes up to one pixel thicker or thinner, by part of a dilation or erosion."""
    change = ((torch.rand(len(ink), 1, 1, 1, generator=generator) * 2 - 1) * plan.thickness).to(ink.device)
    thick = functional.max_pool2d(ink, NEIGHBORS, stride=1, padding=NEIGHBORS // 2)
    thin = -functional.max_pool2d(-ink, NEIGHBORS, stride=1, padding=NEIGHBORS // 2)
    return ink + change.clamp(min=0) * (thick - ink) + change.clamp(max=0) * (ink - thin)

"""Augmentation: as strong as the plan says, never stronger, and by the chance that was handed in."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from inkdigits.training.augment import augment
from inkdigits.training.plan import TrainingPlan

STILL = TrainingPlan(tilt=0, slant=0, zoom=0, stretch=0, shift=0, elastic=0, thickness=0)


def vary(ink, plan, seed=0):
    """Augment with a fresh generator."""
    return augment(ink, plan, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def ink(small_world):
    """Digits as the network sees them while learning."""
    return torch.from_numpy(small_world[0].digits).float()


def center_of_mass(ink):
    """Return the mean place of the ink of each digit, (n, 2) as y, x."""
    places = torch.stack(torch.meshgrid(torch.arange(28.0), torch.arange(28.0), indexing="ij"))
    return torch.einsum("nyx,cyx->nc", ink, places) / ink.sum(dim=(1, 2))[:, None]


def test_a_plan_without_variation_changes_nothing(ink):
    """All strengths zero: the picture passes as it is."""
    torch.testing.assert_close(vary(ink, STILL), ink, atol=0.05, rtol=0)


def test_equal_chance_gives_equal_variations(ink):
    """The generator is the only source of chance."""
    plan = TrainingPlan()
    assert torch.equal(vary(ink, plan), vary(ink, plan))
    assert not torch.equal(vary(ink, plan), vary(ink, plan, seed=1))


def test_ink_stays_between_paper_and_full(ink):
    """0..255 before, 0..255 after, whatever the strength."""
    strong = TrainingPlan(elastic=3, thickness=1, zoom=0.5, tilt=90)
    varied = vary(ink, strong)
    assert varied.min() >= 0
    assert varied.max() <= 255 + 1e-3
    assert varied.shape == ink.shape


def test_a_shift_is_as_far_as_planned_and_no_farther(ink):
    """Pixels, in both directions, up to the bound and close to it."""
    inner = torch.nn.functional.pad(ink[:, 4:24, 4:24], (4, 4, 4, 4))
    moved = (center_of_mass(vary(inner, dataclasses.replace(STILL, shift=2.0))) - center_of_mass(inner)).abs()
    assert 1.5 < moved.max() < 2.1


def test_thickness_adds_and_takes_ink_but_keeps_the_place(ink):
    """Some digits get more ink, some less, and none moves away."""
    varied = vary(ink, dataclasses.replace(STILL, thickness=0.8))
    change = varied.sum(dim=(1, 2)) / ink.sum(dim=(1, 2))
    assert change.min() < 0.8
    assert change.max() > 1.2
    assert (center_of_mass(varied) - center_of_mass(ink)).abs().max() < 1.0


def test_a_turn_is_about_the_center(ink):
    """A half turn, planned as up to 180 degrees, keeps the ink in the field."""
    varied = vary(ink, dataclasses.replace(STILL, tilt=180))
    np.testing.assert_allclose(varied.sum(dim=(1, 2)), ink.sum(dim=(1, 2)), rtol=0.12)


def test_elastic_change_is_smooth(ink):
    """Neighboring pixels move together: strokes bend, they do not fall to dust."""
    varied = vary(ink, dataclasses.replace(STILL, elastic=1.0))
    roughness = [(one[:, 1:] - one[:, :-1]).abs().mean() for one in (varied.flatten(0, 1), ink.flatten(0, 1))]
    assert roughness[0] < 1.2 * roughness[1]

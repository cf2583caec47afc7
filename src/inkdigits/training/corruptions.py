"""Spoil a picture of a digit as paper, pens, cameras and files do, so that a person still reads it.

A corruption takes the gray of a picture, dark ink on light paper or the reverse, of any size from MNIST's 28
px to some 300 px, and returns one of the same size; its strength goes with the size.  All are the project's
own.  Those in ``KEPT_OUT`` are honestly unlike those in ``TAUGHT`` and are never trained on: how they are
read tells how the network takes what nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from inkdigits.shapes import Gray
from inkdigits.training import corrupted_film, corrupted_ink, corrupted_otherwise, corrupted_paper

Corruption: TypeAlias = Callable[[Gray, np.random.Generator], Gray]

TAUGHT: Mapping[str, Corruption] = MappingProxyType(
    {  # in the order in which they happen: hand, paper, light, camera, file
        "bleeding": corrupted_ink.bleeding,
        "thinning": corrupted_ink.thinning,
        "outlines": corrupted_ink.outlines,
        "ink gaps": corrupted_ink.gaps,
        "shear": corrupted_ink.shear,
        "rotation": corrupted_ink.rotation,
        "shrinking": corrupted_ink.shrinking,
        "shift": corrupted_ink.shift,
        "cut-off edge": corrupted_ink.cut_off,
        "rules": corrupted_paper.rules,
        "squared grid": corrupted_paper.grid,
        "dotted line": corrupted_paper.dotted_line,
        "stray lines": corrupted_paper.stray_lines,
        "zigzag": corrupted_paper.zigzag,
        "spatter": corrupted_paper.spatter,
        "stripe": corrupted_paper.stripe,
        "specks": corrupted_paper.specks,
        "gray paper": corrupted_paper.gray_paper,
        "gradient": corrupted_paper.gradient,
        "low contrast": corrupted_film.low_contrast,
        "focus blur": corrupted_film.focus_blur,
        "motion blur": corrupted_film.motion_blur,
        "Gaussian noise": corrupted_film.gaussian_noise,
        "shot noise": corrupted_film.shot_noise,
        "impulse noise": corrupted_film.impulse_noise,
        "pixelate": corrupted_film.pixelate,
        "quantize": corrupted_film.quantize,
        "JPEG": corrupted_film.jpeg,
        "polarity": corrupted_film.polarity,
    }
)
"""What training may use."""

KEPT_OUT: Mapping[str, Corruption] = MappingProxyType(
    {
        "fog": corrupted_paper.fog,
        "ring": corrupted_otherwise.ring,
        "show-through": corrupted_otherwise.show_through,
        "waves": corrupted_otherwise.waves,
        "halftone": corrupted_otherwise.halftone,
        "glass blur": corrupted_film.glass_blur,
    }
)
"""What training never sees."""


def corrupt(
    gray: Gray, rng: np.random.Generator, *, kinds: Mapping[str, Corruption] = TAUGHT, most: int = 3
) -> Gray:
    """Return ``gray`` spoiled in one to ``most`` different ways of ``kinds``, in their order."""
    count = int(rng.integers(1, min(most, len(kinds)) + 1))
    chosen = np.sort(rng.permutation(len(kinds))[:count])
    functions = list(kinds.values())
    for place in chosen:
        gray = functions[place](gray, rng)
    return gray

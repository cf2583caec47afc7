"""Reports for people: the training curve, and one page on how well a model reads."""

from __future__ import annotations

from inkdigits.training.curve import training_curve

__all__ = ["training_curve"]

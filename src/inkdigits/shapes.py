"""The arrays that travel through inkdigits: their type, their shape and what a number in them means.

Annotations everywhere use these names; while testing, jaxtyping and beartype enforce them.  A size that
stands twice in one signature must be the same there; one that begins with ``_`` need not be, since cropping
and scaling change it.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from jaxtyping import Float, Float32, Float64, Int64, UInt8

Ink: TypeAlias = Float32[np.ndarray, "_height _width"]
"""A picture of writing: 0.0 is paper, 1.0 is ink."""

Gray: TypeAlias = Float32[np.ndarray, "_height _width"]
"""A picture as it came: 0.0 is black, 1.0 is white, and either may be the ink."""

Digit: TypeAlias = UInt8[np.ndarray, "28 28"]
"""One digit as MNIST stores it: 0 is paper, 255 is ink."""

Digits: TypeAlias = UInt8[np.ndarray, "n 28 28"]
"""Many digits as MNIST stores them."""

Labels: TypeAlias = UInt8[np.ndarray, "n"]
"""Which digit each one is, 0..9."""

Logits: TypeAlias = Float32[np.ndarray, "n _outputs"]
"""What the network says before it is calibrated, any real number: ten columns for the digits, and an
eleventh, where the network was taught so, for what is no digit."""

Rows: TypeAlias = Float32[np.ndarray, "32 _width"]
"""One line of writing as the line network sees it: 0.0 is paper, 1.0 is ink."""

LineLogits: TypeAlias = Float32[np.ndarray, "_columns 12"]
"""What the line network says of every two pixels of a line, from left to right: of each digit, of what is
none, and of nothing; any real number."""

Probabilities: TypeAlias = Float32[np.ndarray, "n 10"]
"""Given that it is a digit, which one: each row sums to 1."""

Shares: TypeAlias = Float32[np.ndarray, "n"]
"""Of each one a probability, 0..1."""

Columns: TypeAlias = Float[np.ndarray, "n columns"]
"""Rows of any number of columns, each standardized: what stands there is no picture."""

Scores: TypeAlias = Float[np.ndarray, "n classes"]
"""What a network says of any number of classes before it is calibrated; any real number."""

Boxes: TypeAlias = Float64[np.ndarray, "n 4"]
"""Rectangles: left, top, right and bottom of each; y grows downward."""

Stroke: TypeAlias = Float64[np.ndarray, "_points 2"]
"""What the pen drew between touching down and lifting: (x, y), y grows downward, any unit."""

Strokes: TypeAlias = list[Stroke]
"""A drawing, stroke by stroke in the order drawn."""

Indices: TypeAlias = Int64[np.ndarray, "n"]
"""Which of many: positions in an array."""

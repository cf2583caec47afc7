"""Styles that MNIST hardly has are read all the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
STYLES = (
    "7 with a bar",
    "1 with flag and foot",
    "4 open at the top",
    "4 closed at the top",
    "9 with a straight tail",
    "9 with a curled tail",
    "0 with a slash",
    "2 with a loop",
    "5 with a bar of its own",
)
PROMISED = 0.95  # of each style, read right
TIMES = 10  # that each shape is written
SEED = 20_261_007


@pytest.fixture
def styles(monkeypatch) -> Mapping[str, Any]:
    """The styles that the benchmark measures, by name."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from hands import read_styles

    return {style.name: style for style in read_styles()}


@pytest.mark.parametrize("name", STYLES)
def test_digits_in_a_style_that_mnist_hardly_has_are_read(recognizer, styles, name):
    """95 in 100 of each style are read right, as `python benchmarks/styles.py` prints."""
    style = styles[name]
    written = list(style.written(np.random.default_rng(SEED), times=TIMES))
    right = [recognizer.read_strokes(strokes, expect="digit").text == name[0] for strokes in written]
    assert np.mean(right) >= PROMISED, f"{sum(right)} of {len(right)}"


def test_every_style_has_twenty_ways_to_write_it(styles):
    """Really different shapes, each of them once; and none of the promised styles is missing."""
    assert tuple(styles) == STYLES
    assert all(len(set(style.shapes)) == len(style.shapes) >= 20 for style in styles.values())


def test_a_shape_is_never_written_twice_alike(styles):
    """A hand trembles, leans, stretches and tilts; the same chance writes the same."""
    style = styles["0 with a slash"]
    first, second = (list(style.written(np.random.default_rng(1), times=2)) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first[0], second[0], strict=True))
    assert not np.allclose(first[0][0], first[1][0], atol=0.5)


def test_what_is_measured_on_is_never_taught():
    """No file of the package names the shapes."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")]
    assert sources
    assert not [text for text in sources if "hands.txt" in text or "import hands" in text]

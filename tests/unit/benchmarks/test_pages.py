"""Pictures of digits show what was asked for: where, how large, how thick, and every time the same."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from pages import CANVAS, PENS, PLACEMENTS, draw_on_canvas, enlarge, photo, spoil

from inkdigits.ink.normalize import find_ink
from inkdigits.training.corruptions import TAUGHT


@pytest.fixture
def digit():
    """A seven as MNIST would have stored it, roughly."""
    picture = np.zeros((28, 28), np.uint8)
    picture[6:9, 6:21] = 255
    picture[6:24, 17:20] = 255
    return picture


def ink_box(canvas):
    """The box around what is not white."""
    return find_ink((255 - canvas).astype(np.float32) / 255)


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("placement", PLACEMENTS, ids=lambda one: one.name)
def test_a_digit_on_the_canvas_is_as_large_as_asked_for(a_drawn_seven, placement, pen):
    """Its strokes take their share of the side, the pen half of its width beyond, and nothing is cut off."""
    canvas = draw_on_canvas(a_drawn_seven, np.random.default_rng(0), placement=placement, pen=pen, tilt=0.0)
    box = ink_box(canvas)
    assert canvas.shape == (CANVAS, CANVAS)
    assert max(box.width, box.height) == pytest.approx(placement.share * CANVAS + pen, abs=3)
    assert (canvas[[0, -1]] == 255).all()
    assert (canvas[:, [0, -1]] == 255).all()


def test_corners_are_corners_and_each_comes(a_drawn_seven):
    """A small digit stands near one of the four, by chance."""
    corner = next(one for one in PLACEMENTS if one.corner)
    seen = set()
    for seed in range(20):
        canvas = draw_on_canvas(
            a_drawn_seven, np.random.default_rng(seed), placement=corner, pen=6, tilt=15.0
        )
        box = ink_box(canvas)
        across, down = box.left < CANVAS / 2, box.top < CANVAS / 2
        seen.add((across, down))
        assert min(box.left, CANVAS - box.left - box.width) < 12
        assert min(box.top, CANVAS - box.top - box.height) < 12
    assert len(seen) == 4


def test_a_turn_keeps_the_size(a_drawn_seven):
    """The share is measured after turning, so that no tilt pushes ink over the edge."""
    boxes = [
        ink_box(
            draw_on_canvas(a_drawn_seven, np.random.default_rng(0), placement=PLACEMENTS[0], pen=6, tilt=t)
        )
        for t in (-15.0, 15.0)
    ]
    longest = [max(box.width, box.height) for box in boxes]
    assert longest[0] == pytest.approx(longest[1], abs=3)
    assert boxes[0].width != pytest.approx(boxes[1].width, abs=3)


def test_a_single_dot_is_drawn_too():
    """Nothing is divided by the size of what has none."""
    canvas = draw_on_canvas(
        [np.array([[5.0, 5.0]])], np.random.default_rng(0), placement=PLACEMENTS[0], pen=18, tilt=0.0
    )
    assert ink_box(canvas) is not None


def test_enlarged_images_come_in_both_polarities_and_all_sizes(digit):
    """Four to twelve times as large, with padding around."""
    pages = [enlarge(digit, np.random.default_rng(seed)) for seed in range(40)]
    assert {bool(np.median(page) > 127) for page in pages} == {True, False}
    assert min(min(page.shape) for page in pages) >= 4 * 28
    assert len({page.shape for page in pages}) > 30


@pytest.mark.parametrize("show", [enlarge, partial(spoil, corruption=TAUGHT["Gaussian noise"])])
def test_equal_chance_gives_equal_pictures(digit, show):
    """What was measured can be measured again."""
    assert_array_equal(show(digit, np.random.default_rng(1)), show(digit, np.random.default_rng(1)))


def test_photographs_are_colored_pictures_of_many_sizes(a_drawn_seven):
    """From a thumbnail to some megapixels; the same chance gives the same one."""
    small = [photo(a_drawn_seven, np.random.default_rng(seed)) for seed in (3, 3)]
    assert small[0].shape[2] == 3
    assert_array_equal(small[0], small[1])

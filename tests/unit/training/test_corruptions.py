"""The corruptions spoil pictures of any size and polarity, by the chance they are given, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from inkdigits.ink.normalize import find_ink
from inkdigits.ink.strokes import draw
from inkdigits.training.corruptions import KEPT_OUT, TAUGHT, corrupt

EVERY = {**TAUGHT, **KEPT_OUT}
SIDES = (28, 56, 300)


def page(side, *, light_ink=False):
    """A seven on a square page of ``side`` px, as wide as MNIST's digits are."""
    stroke = np.array([(0.0, 0.0), (10.0, 0.0), (3.0, 16.0)])
    ink = draw([stroke]).ink
    scale = 20 / 28 * side / max(ink.shape)
    rows, columns = (
        (np.arange(side) / scale + (n - side / scale) / 2).round().astype(int) for n in ink.shape
    )
    field = np.pad(ink, 200)[np.ix_(rows + 200, columns + 200)]
    return field if light_ink else 1.0 - field


@pytest.fixture(params=SIDES)
def seven(request):
    """Dark on white, at each of the sizes."""
    return page(request.param)


@pytest.mark.parametrize("light_ink", [False, True])
@pytest.mark.parametrize("kind", EVERY)
def test_every_kind_keeps_shape_and_range(seven, kind, light_ink):
    """float32, 0 black to 1 white, the size of the picture: what goes in comes out, only worse."""
    gray = 1.0 - seven if light_ink else seven
    for seed in range(5):
        spoiled = EVERY[kind](gray, np.random.default_rng(seed))
        assert spoiled.shape == gray.shape
        assert spoiled.dtype == np.float32
        assert spoiled.min() >= -1e-6
        assert spoiled.max() <= 1 + 1e-6


@pytest.mark.parametrize("kind", EVERY)
def test_equal_seeds_give_equal_pictures(seven, kind):
    """The generator is the only source of chance, and the picture that was given is left alone."""
    before = seven.copy()
    first, again = (EVERY[kind](seven, np.random.default_rng(3)) for _ in range(2))
    assert_array_equal(first, again)
    assert_array_equal(seven, before)
    assert not np.shares_memory(first, seven)


@pytest.mark.parametrize("kind", EVERY)
def test_every_kind_changes_the_picture(seven, kind):
    """At some seed at least, and by more than a rounding."""
    changes = [np.abs(EVERY[kind](seven, np.random.default_rng(seed)) - seven).max() for seed in range(4)]
    assert max(changes) > 0.05


@pytest.mark.parametrize("kind", EVERY)
def test_an_empty_page_may_be_spoiled_too(kind):
    """There may be no ink to thin or to move; nobody divides by nothing."""
    blank = np.ones((28, 28), np.float32)
    assert np.isfinite(EVERY[kind](blank, np.random.default_rng(0))).all()


@pytest.mark.parametrize("kind", EVERY)
def test_a_picture_need_not_be_square(kind):
    """Height and width are never mixed up."""
    wide = np.pad(page(56), ((0, 0), (10, 20)), constant_values=1.0)
    assert EVERY[kind](wide, np.random.default_rng(0)).shape == (56, 86)


def test_taught_and_kept_out_share_nothing():
    """What is measured as unseen must be unseen; there is enough of both."""
    assert not set(TAUGHT) & set(KEPT_OUT)
    assert not set(TAUGHT.values()) & set(KEPT_OUT.values())
    assert len(TAUGHT) >= 15
    assert len(KEPT_OUT) >= 5


def test_strength_goes_with_the_size():
    """A large picture is spoiled as much as a small one: thickened ink covers the same share of the page."""
    for kind in ("bleeding", "thinning", "rules", "stray lines", "spatter", "outlines", "focus blur"):
        shares = []
        for side in (56, 224):
            pages = [EVERY[kind](page(side), np.random.default_rng(seed)) for seed in range(20)]
            shares.append(np.mean([1.0 - one for one in pages]))
        assert 0.6 < shares[0] / shares[1] < 1.6, kind


@pytest.mark.parametrize(("kind", "more"), [("bleeding", True), ("thinning", False), ("ink gaps", False)])
@pytest.mark.parametrize("light_ink", [False, True])
def test_ink_grows_and_shrinks_whichever_side_it_is(seven, kind, more, light_ink):
    """Dark on light or light on dark, bleeding adds ink, thinning and gaps take some, but not all."""
    gray = 1.0 - seven if light_ink else seven
    spoiled = TAUGHT[kind](gray, np.random.default_rng(1))
    ink = [float(one.sum() if light_ink else (1.0 - one).sum()) for one in (gray, spoiled)]
    assert (ink[1] > 1.1 * ink[0]) if more else (0.2 * ink[0] < ink[1] < 0.99 * ink[0])


def test_a_shift_loses_nothing_and_a_cut_off_edge_does(seven):
    """All ink stays in the field, or a part of it leaves over one side."""
    kept = TAUGHT["shift"](seven, np.random.default_rng(2))
    assert (1.0 - kept).sum() == pytest.approx((1.0 - seven).sum(), rel=1e-3)
    cut = TAUGHT["cut-off edge"](seven, np.random.default_rng(2))
    assert (1.0 - cut).sum() < (1.0 - seven).sum()
    box = find_ink(1.0 - cut)
    side = len(seven)
    assert 0 in {box.left, box.top, side - box.left - box.width, side - box.top - box.height}


def test_several_kinds_are_applied_in_the_order_of_the_table(seven):
    """One to three of those that are offered, each once: hand before paper, paper before camera."""
    applied = []

    def note(name):
        return lambda gray, _rng: applied.append(name) or gray

    kinds = {name: note(name) for name in "abcdef"}
    counts = set()
    for seed in range(60):
        applied.clear()
        corrupt(seven, np.random.default_rng(seed), kinds=kinds)
        assert applied == sorted(set(applied))
        counts.add(len(applied))
    assert counts == {1, 2, 3}


def test_training_draws_from_the_taught_kinds(seven):
    """Without being asked for others; and by its chance alone."""
    first, again = (corrupt(seven, np.random.default_rng(5)) for _ in range(2))
    assert_array_equal(first, corrupt(seven, np.random.default_rng(5), kinds=TAUGHT))
    assert_array_equal(first, again)

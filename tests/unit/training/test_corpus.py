"""The corpus: both worlds and what is no digit, the same whoever makes it."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.training.corpus import Block, compose, make_block
from inkdigits.training.evaluation import NO_DIGIT
from inkdigits.training.outliers import Sources, is_upright_line
from inkdigits.training.pictures import are_alike, digit_of, picture_of, spoil_in_place
from inkdigits.training.plan import TrainingPlan

PLAN = TrainingPlan(repeats=1, drawings=2, pictures=30, photos=4, outliers=24)


@pytest.fixture(scope="module")
def sources(small_worlds) -> Sources:
    """What a small corpus is made of."""
    return Sources(
        fonts=small_worlds.fonts.paths, mnist=small_worlds.paper.training, pen=small_worlds.drawn.training
    )


def test_a_corpus_holds_what_its_plan_says(sources):
    """MNIST's digits as they are, first; then what is made, but for pictures on which no ink is found."""
    told = []
    corpus = compose(sources, PLAN, told=lambda done, total: told.append((done, total)))
    np.testing.assert_array_equal(corpus.digits[:160], sources.mnist.digits)
    made = corpus.labels[160:]
    assert 0.9 * (2 * 20 + 30 + 4 + 24) < len(made) <= 2 * 20 + 30 + 4 + 24
    assert 0 < (made == NO_DIGIT).sum() <= 24
    assert set(made) == set(range(11))
    assert told[-1] == (4, 4)


def test_equal_plans_make_equal_corpora_and_other_seeds_others(sources):
    """Whoever repeats a run learns from the same."""
    first, again = compose(sources, PLAN), compose(sources, PLAN)
    np.testing.assert_array_equal(first.digits, again.digits)
    np.testing.assert_array_equal(first.labels, again.labels)
    other = make_block(sources, Block(kind="drawing", seed=1, number=0, count=40))
    assert not np.array_equal(other.digits, first.digits[160:200])


def test_some_outliers_come_as_they_are_stored_and_none_is_a_line(sources):
    """Ink to the very edge, which `normalize` never leaves; and what may be called a 1 is not refused."""
    seen = make_block(sources, Block(kind="outlier", seed=0, number=0, count=200)).digits
    edge = np.concatenate([seen[:, :2].reshape(len(seen), -1), seen[:, -2:].reshape(len(seen), -1)], axis=1)
    assert 0.01 < (edge.max(axis=1) > 128).mean() < 0.15
    assert not any(is_upright_line(digit) for digit in seen)


@pytest.mark.slow
def test_it_does_not_matter_how_many_processes_make_it(sources):
    """Each block has a seed of its own, and they are put together in their order."""
    plan = TrainingPlan(repeats=1, drawings=60, pictures=0, photos=0, outliers=0)
    alone, together = compose(sources, plan), compose(sources, plan, workers=2)
    np.testing.assert_array_equal(alone.digits, together.digits)
    np.testing.assert_array_equal(alone.labels, together.labels)


def test_without_anything_made_the_corpus_is_what_stands_on_paper(sources):
    """A plan of nothing else teaches MNIST alone, as often as it says."""
    corpus = compose(sources, TrainingPlan(repeats=3, drawings=0, pictures=0, photos=0, outliers=0))
    np.testing.assert_array_equal(corpus.digits, np.concatenate([sources.mnist.digits] * 3))
    np.testing.assert_array_equal(corpus.labels, np.concatenate([sources.mnist.labels] * 3))


def test_what_is_chosen_by_is_not_learned_from(small_worlds):
    """Validation digits are the held-out ones, its outliers are made by another seed of other digits."""
    validation = small_worlds.validation(PLAN)
    corpus = {digit.tobytes() for digit in small_worlds.corpus(PLAN).digits}
    assert not corpus & {digit.tobytes() for digit in validation.digits().digits}
    assert not corpus & {digit.tobytes() for digit in validation.outliers}
    assert len(validation.paper) == 80
    assert len(validation.drawn) == 10
    assert 0 < len(validation.outliers) <= 24


def test_a_picture_holds_its_ink_and_goes_the_way_of_all_pictures(sources):
    """It is a gray picture of bytes, and what the network sees of it is a digit as MNIST's."""
    ink = sources.mnist.digits[0] / np.float32(255)
    for seed in range(30):
        picture = picture_of(ink, np.random.default_rng(seed))
        assert picture.dtype == np.uint8
        assert min(picture.shape) > 4
    assert digit_of(picture).shape == (28, 28)


def test_an_image_is_spoiled_where_it_stands(sources):
    """Its ink stays light on dark and mostly where it was; by chance, and the same by the same chance."""
    digits = sources.mnist.digits[:40]
    spoiled = [spoil_in_place(digit, np.random.default_rng(at)) for at, digit in enumerate(digits)]
    again = [spoil_in_place(digit, np.random.default_rng(at)) for at, digit in enumerate(digits)]
    np.testing.assert_array_equal(spoiled, again)
    assert all(one.dtype == np.uint8 and one.shape == (28, 28) for one in spoiled)
    assert all((one != digit).any() for one, digit in zip(spoiled, digits, strict=True))
    alike = [are_alike(one, digit) for one, digit in zip(spoiled, digits, strict=True)]
    assert np.mean(alike) > 0.6


def test_nothing_is_seen_of_blank_paper():
    """None, not a digit of noise."""
    assert digit_of(np.full((40, 40), 255, np.uint8)) is None


def test_what_was_found_in_the_place_of_the_digit_is_no_picture_of_it(small_worlds):
    """A digit is like itself, moved a little and drawn bolder; the edge of a table is not like it."""
    digit = small_worlds.paper.training.digits[0]
    assert are_alike(np.roll(digit, 1, axis=(0, 1)), digit)
    edge = np.zeros((28, 28), np.uint8)
    edge[4:24, 12:18] = 255
    assert not are_alike(edge, digit)

"""A model for one hand: what may teach it, what is kept apart, and that it reads that hand no worse."""

from __future__ import annotations

import numpy as np
import pytest

from inkdigits.errors import BadCorrection, BadStrokes
from inkdigits.ink.normalize import normalize
from inkdigits.ink.strokes import draw
from inkdigits.model.artifact import load, save
from inkdigits.model.location import bundled_model
from inkdigits.model.verification import verify
from inkdigits.personal import check_samples, learn_hand
from inkdigits.training import adapting
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan

STROKE = [[0, 0], [3, 10.5]]
PLAN = AdaptationPlan(steps=12, new=20, old=20, averaging=0.8)
SHOWN_AGAIN = ReplayPlan(images=60, as_drawn=10, drawings=0, pictures=0, photos=0, outliers=10)


def every_digit(times=2):
    """Return each digit that often, as a line."""
    return [(digit, [STROKE]) for _ in range(times) for digit in range(10)]


@pytest.fixture(scope="module")
def hand(small_pen):
    """Thirty drawings of one hand, which the bundled model does not read well: seven segments."""
    drawn = [*small_pen.training, *small_pen.choosing]
    return check_samples([(one.digit, one.strokes) for one in drawn])


@pytest.fixture(scope="module")
def current():
    """The bundled model."""
    return load(bundled_model())


@pytest.fixture(scope="module")
def taught():
    """What the network was taught in the end, filled while it learns."""
    return []


@pytest.fixture(scope="module")
def steps():
    """What was told on the way."""
    return []


@pytest.fixture(scope="module")
def learned(hand, current, small_worlds, taught, steps):
    """The model for that hand."""
    from inkdigits import personal

    def spy(network, new, memory, plan, *, told):
        taught.append(new)
        return adapting.adapt(network, new, memory, plan, told=told)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(personal, "adapt", spy)
        return learn_hand(
            hand,
            current,
            small_worlds,
            plan=PLAN,
            shown_again=SHOWN_AGAIN,
            told=lambda *step: steps.append(step),
        )


def test_samples_are_digits_and_strokes():
    """In the order in which they came."""
    samples = check_samples(every_digit())
    assert [one.digit for one in samples] == [*range(10), *range(10)]
    assert samples[3].strokes[0].tolist() == STROKE


@pytest.mark.parametrize("digit", [10, -1, "7", True, None, 7.0])
def test_what_is_no_digit_is_refused(digit):
    """The drawing is named."""
    with pytest.raises(BadCorrection, match="drawing 20"):
        check_samples([*every_digit(), (digit, [STROKE])])


@pytest.mark.parametrize("strokes", [[], [[]]])
def test_a_drawing_without_ink_is_refused(strokes):
    """It is to be drawn once more."""
    with pytest.raises(BadCorrection, match="draw the 3 once more"):
        check_samples([*every_digit(), (3, strokes)])


@pytest.mark.parametrize("strokes", [None, "ink", [["a", "b"]], [[[0, float("nan")]]]])
def test_what_are_no_strokes_is_refused(strokes):
    """As everywhere."""
    with pytest.raises(BadStrokes):
        check_samples([*every_digit(), (3, strokes)])


@pytest.mark.parametrize("left_out", [0, 9])
def test_each_digit_must_come_twice(left_out):
    """Once to learn from, once to judge by."""
    few = [pair for place, pair in enumerate(every_digit()) if place != left_out]
    with pytest.raises(BadCorrection, match=f"the {left_out} was drawn 1 times"):
        check_samples(few)


@pytest.mark.slow
def test_the_hand_is_read_no_worse_than_before(learned):
    """On the drawings that taught nothing; what others write is told as well."""
    assert learned.own.count == 10
    assert learned.own.after >= learned.own.before
    assert {name: paired.count for name, paired in learned.others.items()} == {"paper": 80, "drawn": 10}


@pytest.mark.slow
def test_the_last_drawing_of_each_digit_teaches_nothing(learned, hand, taught):
    """What judges must not have taught."""
    assert learned
    digits = np.stack([normalize(draw(one.strokes).ink) for one in hand])
    labels = [one.digit for one in hand]
    last = {len(labels) - 1 - labels[::-1].index(digit) for digit in range(10)}
    kept = sorted(set(range(len(hand))) - last)
    np.testing.assert_array_equal(taught[0].digits, digits[kept])
    assert taught[0].labels.tolist() == [labels[place] for place in kept]


@pytest.mark.slow
def test_the_model_is_a_file_that_reads_and_tells_where_it_came_from(learned, current, tmp_path):
    """Saved, loaded and proven to read; its parent, its plan and the network that reads lines."""
    file = tmp_path / "mine.joblib"
    save(learned.artifact, file)
    found = load(file)
    verify(found, name="mine")
    assert found.fingerprint == learned.artifact.fingerprint != current.fingerprint
    assert found.plan["parent"] == current.fingerprint
    assert found.plan["drawings"] == 30
    assert found.plan["adaptation"]["steps"] == PLAN.steps
    assert found.line is not None
    assert found.line.network == current.line.network


@pytest.mark.slow
def test_how_far_it_is_is_told_in_three_parts(learned, steps):
    """Recalling, learning step by step, measuring."""
    assert learned
    assert list(dict.fromkeys(what for what, _, _ in steps)) == ["recalling", "learning", "measuring"]
    assert ("learning", PLAN.steps, PLAN.steps) in steps
    assert steps[-1] == ("measuring", 1, 1)

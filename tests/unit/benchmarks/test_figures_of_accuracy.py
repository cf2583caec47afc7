"""What the benchmark of accuracy computes from answers, on answers whose figures are known."""

from __future__ import annotations

import numpy as np
import pytest
from answers import Answers, answer_images, answer_strokes
from confidence import measure_confidence
from curves import risk_by_coverage
from pages import enlarge
from paper_and_pen import measure_paper_and_pen
from rejection import compare_ways, cut, energy, own, softmax
from trials import Trial, read_trials, score
from worlds import Worlds

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled


def answers(confidences, right, *, accepted=None):
    """Answers that say 1, to digits that are 1 where they are right and 2 elsewhere."""
    confidences, right = np.array(confidences, np.float32), np.array(right)
    return Answers(
        labels=np.where(right, 1, 2),
        best=np.ones(len(right), np.int64),
        confidences=confidences,
        accepted=np.ones(len(right), np.bool_) if accepted is None else np.array(accepted),
    )


@pytest.fixture
def worlds(small_world, a_drawn_seven):
    """Eighty digits of a small world, one of them disputed, and three drawings of two writers."""
    return Worlds(
        paper=small_world[1],
        disputed=(4,),
        drawn=[PenDigit(digit=7, writer=writer, strokes=a_drawn_seven) for writer in (3, 3, 9)],
        paper_name="images",
        drawn_name="drawings",
    )


def test_the_surest_are_answered_first():
    """Risk at each coverage is the share of wrong ones among the surest so far."""
    coverage, risk = risk_by_coverage(answers([0.5, 0.9, 0.8, 0.7], [False, True, True, False]))
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_a_refused_digit_is_wrong_however_likely_it_was():
    """A "?" counts as wrong in accuracy; calibration asks for the likeliest digit alone."""
    found = answers([0.2, 0.9], [True, True], accepted=[False, True])
    assert score(found.right).right == 1
    assert found.likely_right.all()


def test_a_cut_accepts_what_it_promises():
    """99.5 % of digits, and as few more as can be."""
    scores = np.random.default_rng(0).permutation(1000).astype(float)
    assert (scores >= cut(scores)).sum() == 995
    assert cut(np.array([3.0])) == 3.0


def test_images_and_strokes_are_answered_alike(recognizer, worlds):
    """The same record for both worlds, by the recognizer's own threshold."""
    paper, drawn = answer_images(recognizer, worlds.paper), answer_strokes(recognizer, worlds.drawn)
    assert drawn.best.tolist() == [7, 7, 7]
    assert drawn.right.all()
    assert len(paper.labels) == len(worlds.paper)
    assert (paper.accepted == (paper.confidences >= recognizer.artifact.threshold)).all()


def test_a_drawing_without_ink_is_wrong(recognizer):
    """No answer is no right answer."""
    blank = answer_strokes(recognizer, [PenDigit(digit=0, writer=1, strokes=[])])
    assert not blank.right.any()
    assert blank.confidences.tolist() == [0.0]


def test_the_worst_writer_is_named_and_the_disputed_are_left_out(worlds):
    """Accuracy by writer is told, and how it would be without labels in doubt."""
    right = np.ones(len(worlds.paper), np.bool_)
    right[4] = False
    paper = Answers(
        labels=worlds.paper.labels.astype(np.int64),
        best=np.where(right, worlds.paper.labels, 11),
        confidences=np.ones(len(right), np.float32),
        accepted=right,
    )
    block = measure_paper_and_pen(worlds, paper, answers([0.9, 0.8, 0.3], [True, True, False]))
    assert "of it, the well-labeled images | 100.00 %" in block.text
    assert "The worst read of the writers is writer 9, with 0.00 %" in block.text
    assert "images: 98.75 % of 80 (100.00 % of the 79 well-labeled)" in block.short


def test_each_nth_digit_keeps_its_disputes(worlds):
    """A first look on every fourth image counts its places anew."""
    few = worlds.every(4)
    assert len(few.paper) == 20
    assert few.disputed == (1,)
    assert len(few.drawn) == 1


def test_processes_change_no_answer(recognizer, small_world):
    """The same pictures are read, whoever reads them."""
    digits = Labeled(np.repeat(small_world[1].digits, 4, axis=0), np.repeat(small_world[1].labels, 4))
    trials = [Trial(digits.digits, digits.labels, enlarge, seed=seed) for seed in (1, 2)]
    here, there = (read_trials(recognizer, trials, processes=count) for count in (1, 2))
    assert [one.tolist() for one in here] == [one.tolist() for one in there]
    assert [len(one) for one in here] == [320, 320]


def test_confidence_is_told_for_both_worlds(worlds):
    """Calibration error with its interval, and what is risked."""
    drawn = answers([1.0, 1.0, 1.0, 1.0], [True, True, True, False])
    block = measure_confidence(worlds, answers([1.0] * 8, [True] * 8), drawn, plots=False)
    assert "| images | 0.00 % | 0.00 to 0.00 % | 0.00 %" in block.text
    assert "| drawings | 25.00 % |" in block.text


def test_three_ways_to_tell_are_compared_on_the_same_samples(recognizer, small_world):
    """By kind, at a cut of its own for each way; a plain square is no digit."""
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 256, (6, 28, 28)).astype(np.uint8)
    block = compare_ways(
        recognizer, small_world[1].digits, noise, kinds=["noise", "noise", "noise", "hiss", "hiss", "hiss"]
    )
    lines = block.text.splitlines()
    assert [line.split(" | ")[0] for line in lines[2:5]] == ["| all kinds", "| noise", "| hiss"]
    assert lines[2].endswith("| 6 |")
    assessed = recognizer.assess(noise)
    assert all(len(tell(assessed)) == 6 for tell in (own, softmax, energy))

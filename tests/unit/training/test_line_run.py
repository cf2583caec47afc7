"""A line network learns what it is shown, by its plan alone, and a stopped run loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import Labeled
from inkdigits.errors import BadPlan
from inkdigits.ink.rows import TALL
from inkdigits.model.line_runtime import CLASSES
from inkdigits.recognition.transcript import NOTHING as BLANK
from inkdigits.training.line_corpus import KEPT, Line, LineSources, compose_lines
from inkdigits.training.line_network import (
    COLUMN,
    FINE,
    Block,
    LineNetwork,
    build_line_network,
    count_multiply_adds,
)
from inkdigits.training.line_plan import LinePlan
from inkdigits.training.line_run import LineRun, ctc_loss, lay_together, share_read, teach_lines
from inkdigits.training.line_variation import show_line, vary_line

BAR = np.array([[0.0, 0.0], [0.0, 100.0]])
WAVE = np.array([[0.0, 0.0], [60.0, 20.0], [0.0, 60.0], [60.0, 100.0]])
IMAGE = np.zeros((28, 28), np.uint8)
IMAGE[4:24, 10:18] = 255
SOURCES = LineSources(
    mnist=Labeled(np.stack([IMAGE] * 10), np.arange(10, dtype=np.uint8)),
    pen=[PenDigit(digit=d, writer=1, strokes=[BAR if d % 2 else WAVE]) for d in range(10)],
)
SHORT = LinePlan(lines=20, steps=13, batch=2)  # a round, and one step of the next


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    """Some lines of every kind."""
    return compose_lines(SOURCES, SHORT)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Batches this small are learned sooner by one thread than by two that wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def weights_of(network: LineNetwork) -> torch.Tensor:
    """Return all that ``network`` learned, in one row."""
    return torch.cat([value.float().flatten() for value in network.state_dict().values()])


def test_lines_are_composed_as_high_as_they_are_kept(lines):
    """Each has ink, if only of its paper, and a text of digits, or "?" for a letter."""
    for line in lines:
        assert line.ink.shape[0] == KEPT
        assert line.ink.max() > 128 or not line.text
        assert set(line.text) <= set("0123456789?")
    assert len({line.text for line in lines}) > 15


def test_some_lines_hold_no_digits_and_some_only_letters():
    """Of an empty line nothing may be read, and of a word only "?"."""
    plan = LinePlan(lines=30, pasted=0.5, plain=0.0, empty=1.0)
    assert {line.text for line in compose_lines(SOURCES, plan)} == {""}
    letters = [
        line.text for line in compose_lines(SOURCES, replace(plan, empty=0.0, pasted=0.0, strange=1.0))
    ]
    assert all("?" in text for text in letters)
    assert any(len(text) > 1 and set(text) == {"?"} for text in letters)
    assert any(set(text) > {"?"} for text in letters)


def test_a_seed_and_a_number_decide_a_line(lines):
    """A longer corpus begins with the shorter one."""
    more = compose_lines(SOURCES, replace(SHORT, lines=22))
    assert [line.text for line in more[:20]] == [line.text for line in lines]
    np.testing.assert_array_equal(more[7].ink, lines[7].ink)


def test_the_network_answers_for_each_step_of_a_line_of_any_width():
    """Two answers for each column of 4 px."""
    network = build_line_network(seed=0).eval()
    with torch.inference_mode():
        assert network(torch.zeros(3, TALL, 64)).shape == (3, 64 // COLUMN * FINE, CLASSES)
        assert network(torch.zeros(1, TALL, 16)).shape == (1, 16 // COLUMN * FINE, CLASSES)


def test_folding_the_normalizations_changes_no_answer():
    """What is shipped has convolutions alone."""
    network = build_line_network(seed=0).eval()
    ink = torch.rand(2, TALL, 40)
    with torch.inference_mode():
        before = network(ink)
        for block in network.features:
            assert isinstance(block, Block)
            block.fold()
        torch.testing.assert_close(network(ink), before, rtol=1e-4, atol=1e-4)


def test_a_six_digit_line_costs_less_than_the_budget():
    """A line of 160 px costs no more than 150 million multiply-adds, twice the width nearly twice that."""
    network = build_line_network(seed=0)
    assert 10e6 < count_multiply_adds(network, width=160) < 150e6
    assert count_multiply_adds(network, width=320) == 2 * count_multiply_adds(network, width=160)
    assert sum(parameter.numel() for parameter in network.parameters()) < 600_000


def test_padding_to_the_right_changes_nothing_far_to_its_left(lines):
    """What a batch adds to a narrow line is paper."""
    inks = [show_line(line) for line in lines[:4]]
    together = lay_together(inks)
    assert together.shape == (4, TALL, max(ink.shape[1] for ink in inks))
    np.testing.assert_array_equal(together[0, :, : inks[0].shape[1]].numpy(), inks[0])


def test_a_varied_line_is_another_cut_of_it(lines):
    """Each showing differs, and is as high and as wide as the network takes it."""
    rng = np.random.default_rng(0)
    first, second = vary_line(lines[0], SHORT, rng), vary_line(lines[0], SHORT, rng)
    assert first.shape[0] == second.shape[0] == TALL
    assert first.shape[1] % COLUMN == second.shape[1] % COLUMN == 0
    assert first.shape != second.shape or (first != second).any()
    assert 0.0 <= first.min() <= first.max() <= 1.0


def test_the_loss_is_nothing_where_the_text_is_surely_said():
    """CTC counts how unlikely the text is."""
    ink = np.zeros((TALL, 16), np.float32)
    logits = torch.full((1, 8, CLASSES), -30.0)
    for column, said in enumerate([BLANK, 4, 4, BLANK, 0, BLANK, 7, BLANK]):
        logits[0, column, said] = 30.0
    assert float(ctc_loss(logits, [(ink, "407")])) == pytest.approx(0.0, abs=1e-5)
    assert float(ctc_loss(logits, [(ink, "417")])) > 10


def test_two_runs_by_one_plan_teach_the_same_network(lines):
    """All chance comes from the plan's seed."""
    first, second = teach_lines(lines, SHORT), teach_lines(lines, SHORT)
    torch.testing.assert_close(weights_of(first), weights_of(second))
    other = teach_lines(lines, LinePlan(lines=20, steps=13, batch=2, seed=1))
    assert not torch.allclose(weights_of(first), weights_of(other))


def test_a_run_goes_on_where_it_was_stopped(lines, tmp_path):
    """Resumed after a round, it ends with the network of an undisturbed run; another plan is refused."""
    stopped = LineRun(lines, SHORT)
    next(stopped.advance())
    kept = tmp_path / "run.pt"
    torch.save(stopped.state(), kept)
    whole, resumed = teach_lines(lines, SHORT), teach_lines(lines, SHORT, checkpoint=kept)
    torch.testing.assert_close(weights_of(resumed), weights_of(whole))
    with pytest.raises(BadPlan, match="another plan"):
        teach_lines(lines, LinePlan(lines=20, steps=15, batch=2), checkpoint=kept)


def test_what_is_read_is_counted_in_whole_texts(lines):
    """A network that knows nothing reads none of them."""
    assert share_read(build_line_network(seed=0).eval(), lines) == 0.0

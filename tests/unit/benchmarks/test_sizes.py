"""Networks of many sizes are taught and measured alike, so that the bundled size is chosen on a curve."""

from __future__ import annotations

import dataclasses

import sizes
from curves import draw_sizes
from worlds import Worlds

from inkdigits.data.pen import PenDigit
from inkdigits.training.evaluation import Score
from inkdigits.training.network import LAYERS, Layer, build_network, count_parameters


def test_a_size_reads_as_it_is_written():
    """Channels of each convolution; those that halve the picture are marked."""
    assert sizes.layers_of("24,48/2,64") == (Layer(24, 1), Layer(48, 2), Layer(64, 1))
    assert sizes.written(sizes.layers_of("24,48/2,64")) == "24,48/2,64"


def test_sizes_go_from_five_thousand_to_two_million():
    """At least five of them."""
    options = sizes.parse_options([])
    counts = [count_parameters(build_network(classes=11, seed=0, layers=layers)) for layers in options.sizes]
    assert counts == sorted(counts)
    assert len(counts) >= 5
    assert LAYERS in options.sizes
    assert counts[0] < 8_000
    assert 1_500_000 < counts[-1] < 2_500_000


def test_a_size_is_taught_and_measured_on_both_worlds(small_world, a_drawn_seven):
    """What it costs is counted, what it reads is scored; a number that is no digit is wrong."""
    worlds = Worlds(
        paper=small_world[1],
        disputed=(),
        drawn=[PenDigit(digit=7, writer=1, strokes=a_drawn_seven)],
        paper_name="images",
        drawn_name="drawings",
    )
    plan = dataclasses.replace(sizes.PLAN, epochs=1, batch=32)
    found = sizes.measure_size(sizes.layers_of("4,8/2,8/2"), small_world[0], worlds, plan)
    assert found.paper.count == 80
    assert found.drawn.count == 1
    assert found.parameters < 10_000
    text = sizes.as_text([found], worlds, small_world[0], plan)
    assert "| 4,8/2,8/2 |" in text
    assert "1 epochs of 160 samples" in text


def test_every_size_is_in_the_plot():
    """Its cost below the axis, with the parameters."""
    figure = draw_sizes(
        {"images": [Score(98, 100), Score(99, 100)]}, multiply_adds=[10**6, 10**7], parameters=[5_000, 60_000]
    )
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels == ["1.0 M\n5,000", "10.0 M\n60,000"]

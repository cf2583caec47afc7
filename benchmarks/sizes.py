"""How large should the network be?  Accuracy on digits held out, against what reading one of them costs.

    python benchmarks/sizes.py [SIZE ...] [--epochs N] [--print-only]

Networks of one build and many sizes are taught the same corpus by the same short plan, and measured on what
choices are made by: MNIST's held-out images and the writers to choose by.  By default they are built as the
bundled one, with other widths; a SIZE is the channels of each convolution, those that halve the picture
marked, as in 24,48/2,64,96/2,96.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import joblib
from blocks import interval, percent
from curves import draw_sizes, save_plot
from figures import ROOT, parser_for, provenance, publish, table
from trials import score
from worlds import Worlds, open_worlds

from inkdigits.data.splits import Labeled
from inkdigits.training.augment import augment
from inkdigits.training.evaluation import NO_DIGIT, Score
from inkdigits.training.loop import predict, teach
from inkdigits.training.network import LAYERS, Layer, build_network, count_multiply_adds, count_parameters
from inkdigits.training.plan import QUICK, TrainingPlan
from inkdigits.training.worlds import open_worlds as open_taught

Layers: TypeAlias = tuple[Layer, ...]

SHARES = (0.1, 0.25, 0.5, 1.0, 1.5, 2.4)  # of the bundled network's widths: 5,000 to 2,000,000 parameters
PLAN = dataclasses.replace(QUICK, epochs=2)
PACKAGES = ("inkdigits", "torch", "numpy", "opencv-python-headless")
PLOT = ROOT / "docs" / "sizes.png"
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """One network, what it costs and how well it reads.

    Attributes:
        layers: how it is built.
        parameters: how many numbers it learned.
        multiply_adds: what one digit costs.
        paper: the score on images.
        drawn: the score on drawings.
        seconds: how long it was taught.
    """

    layers: Layers
    parameters: int
    multiply_adds: int
    paper: Score
    drawn: Score
    seconds: float

    def row(self) -> tuple[str, ...]:
        """Return this as a row of the table."""
        return (
            f"{written(self.layers)}{' (bundled)' if self.layers == LAYERS else ''}",
            f"{self.parameters:,}",
            f"{self.multiply_adds / MILLION:.2f} M",
            f"{percent(self.paper)} ({interval(self.paper)})",
            f"{percent(self.drawn)} ({interval(self.drawn)})",
            f"{self.seconds:.0f} s",
        )


def main() -> int:
    """Teach each size, print and publish; return the exit status."""
    options = parse_options()
    plan = dataclasses.replace(PLAN, epochs=options.epochs)
    worlds = open_worlds("choosing")
    corpus = open_taught(split_seed=plan.split_seed).corpus(plan, workers=joblib.cpu_count())
    found = []
    for layers in options.sizes:
        found.append(measure_size(layers, corpus, worlds, plan))
        print(" | ".join(found[-1].row()), flush=True)
    text = as_text(found, worlds, corpus, plan)
    print(f"\n{text}")
    if not options.print_only:
        scores = {
            worlds.paper_name: [one.paper for one in found],
            worlds.drawn_name: [one.drawn for one in found],
        }
        costs, sizes = [one.multiply_adds for one in found], [one.parameters for one in found]
        save_plot(draw_sizes(scores, multiply_adds=costs, parameters=sizes), PLOT)
        publish("sizes", f"{text}\n\n{provenance(packages=PACKAGES)}")
    return 0


def parse_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = parser_for(__doc__)
    parser.add_argument(
        "sizes", nargs="*", metavar="SIZE", type=layers_of, default=[scaled(share) for share in SHARES]
    )
    parser.add_argument(
        "--epochs", type=int, default=PLAN.epochs, help=f"passes over the corpus [default: {PLAN.epochs}]"
    )
    return parser.parse_args(arguments)


def scaled(share: float) -> Layers:
    """Return the bundled network's layers with ``share`` of their widths."""
    return tuple(Layer(max(1, round(one.channels * share)), one.stride) for one in LAYERS)


def layers_of(size: str) -> Layers:
    """Return the layers that ``size`` names: 24,48/2 is one of 24 channels, then one of 48 that halves."""
    pairs = (one.partition("/") for one in size.split(","))
    return tuple(Layer(int(channels), int(stride or 1)) for channels, _, stride in pairs)


def written(layers: Layers) -> str:
    """Return ``layers`` as one types them."""
    return ",".join(f"{one.channels}/{one.stride}" if one.stride > 1 else str(one.channels) for one in layers)


def measure_size(layers: Layers, corpus: Labeled, worlds: Worlds, plan: TrainingPlan) -> Sized:
    """Teach a network of ``layers`` the ``corpus`` and return how well it reads both ``worlds``."""
    network = build_network(classes=NO_DIGIT + 1, seed=plan.seed, layers=layers)
    costs = count_parameters(network), count_multiply_adds(network)
    began = time.monotonic()
    taught, _ = teach(network, corpus, plan, vary=augment)
    seconds = time.monotonic() - began
    return Sized(
        layers=layers,
        parameters=costs[0],
        multiply_adds=costs[1],
        paper=score(predict(taught, worlds.paper.digits).argmax(axis=1) == worlds.paper.labels),
        drawn=score(predict(taught, worlds.drawn_digits).argmax(axis=1) == worlds.drawn_labels),
        seconds=seconds,
    )


def as_text(found: Sequence[Sized], worlds: Worlds, corpus: Labeled, plan: TrainingPlan) -> str:
    """Return the table and what one needs to know to read it."""
    head = ("channels", "parameters", "multiply-adds", worlds.paper_name, worlds.drawn_name, "taught in")
    text = table(head, [one.row() for one in found])
    text += (
        f"\n\nA short plan: {plan.epochs} epochs of {len(corpus):,} samples, one seed; the bundled network "
    )
    text += f"is taught longer. Accuracy is of {found[0].paper.count:,} images and {found[0].drawn.count:,} "
    text += "drawings, with its 95 % interval."
    return text + "\n\n![Misread digits against multiply-adds](sizes.png)"


if __name__ == "__main__":
    sys.exit(main())

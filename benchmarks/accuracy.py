"""Measure how well a model reads what it has never seen, and write it into the documents.

    python benchmarks/accuracy.py --open-the-test-set [--model FILE] [--print-only]
    python benchmarks/accuracy.py --worlds choosing [--model FILE] [--every N]

MNIST's test set is sealed: this opens it only for somebody who says so, after every choice is made.  Beside
it stand the digits of five writers of the pen data set whom neither training nor any choice has seen.  While
choices are made, the same is measured on MNIST's held-out images and the writers to choose by, and printed
only.  A "?" counts as wrong everywhere; intervals are of 95 %, by Wilson's score.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from answers import answer_images, answer_strokes
from blocks import Block
from confidence import measure_confidence
from figures import parser_for, provenance, publish, table
from paper_and_pen import measure_paper_and_pen, measure_styles
from pictures import measure_canvases, measure_corruptions, measure_enlarged, measure_photos
from rejection import measure_rejection
from tables import measure_tables
from worlds import Worlds, open_worlds
from written_lines import measure_lines

import inkdigits
from inkdigits.model.location import chosen_model

PACKAGES = ("inkdigits", "numpy", "onnxruntime", "opencv-python-headless")
MILLION = 1_000_000


def main() -> int:
    """Measure, print and publish; return the exit status."""
    options = parse_options()
    if options.worlds == "reporting" and not options.open_the_test_set:
        print(
            "MNIST's test set stays sealed: say --open-the-test-set once every choice is made, "
            "or --worlds choosing until then",
            file=sys.stderr,
        )
        return 2
    recognizer = inkdigits.load(options.model)
    worlds = open_worlds(options.worlds).every(options.every)
    publishing = options.worlds == "reporting" and options.every == 1 and not options.print_only
    source = provenance(fingerprint=recognizer.fingerprint, packages=PACKAGES)
    short: list[str] = []
    for block in measure(
        recognizer, worlds, model=chosen_model(options.model), every=options.every, plots=publishing
    ):
        print(f"\n{block.text}", flush=True)
        short += block.short
        if publishing:
            publish(block.name, f"{block.text}\n\n{source}")
    in_short = "\n".join(f"- {line}" for line in short)
    print(f"\n{in_short}")
    if publishing:
        publish("accuracy_in_short", in_short)
    return 0


def parse_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = parser_for(__doc__)
    parser.add_argument("--open-the-test-set", action="store_true", help="every choice is made: measure")
    parser.add_argument(
        "--worlds",
        choices=("reporting", "choosing"),
        default="reporting",
        help="what to measure on; choosing opens no test set and prints only [default: reporting]",
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only each N-th digit, and print only [default: 1]"
    )
    parser.add_argument(
        "--model", type=Path, help="a model file [default: INKDIGITS_MODEL, or the bundled one]"
    )
    return parser.parse_args(arguments)


def measure(
    recognizer: inkdigits.Recognizer, worlds: Worlds, *, model: Path, every: int, plots: bool
) -> Iterator[Block]:
    """Return all blocks, one after the other, each as soon as it is measured."""
    paper, drawn = answer_images(recognizer, worlds.paper), answer_strokes(recognizer, worlds.drawn)
    yield measure_paper_and_pen(worlds, paper, drawn)
    yield measure_canvases(recognizer, worlds)
    yield measure_photos(recognizer, worlds)
    yield measure_lines(recognizer, worlds, every=every)
    yield measure_tables(recognizer, worlds)
    yield measure_styles(recognizer)
    yield measure_enlarged(recognizer, worlds, as_stored=paper.right)
    yield measure_corruptions(recognizer, worlds)
    yield measure_confidence(worlds, paper, drawn, plots=plots)
    yield measure_rejection(recognizer, worlds, every=every)
    yield measure_cost(recognizer, model)


def measure_cost(recognizer: inkdigits.Recognizer, model: Path) -> Block:
    """Return what the model costs; its time is measured by speed.py."""
    metrics = recognizer.artifact.metrics
    size = model.stat().st_size
    rows = [
        ("parameters", f"{metrics['parameters']:,}"),
        ("multiply-adds a digit", f"{metrics['multiply_adds'] / MILLION:.2f} million"),
        ("model file", f"{size:,} bytes"),
    ]
    return Block(name="accuracy_cost", text=table(("", "model"), rows))


if __name__ == "__main__":
    sys.exit(main())

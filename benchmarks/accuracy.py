"""Measure how well a model reads what it has never seen, and write it into docs/results.md and README.md.

    python benchmarks/accuracy.py --open-the-test-set [--model FILE] [--print-only]

MNIST's test set is sealed: this opens it only for somebody who says so, after every choice is made.  Beside
it stand the digits of five writers of the pen data set whom neither training nor any choice has seen, read
as strokes.  A "?" counts as wrong everywhere; intervals are of 95 %, by Wilson's score.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from figures import provenance, publish, table

import inkdigits
from inkdigits.data.pen import PenDigit
from inkdigits.data.splits import open_test_set, split_pen
from inkdigits.training.evaluation import DISPUTED, Evaluation, Score, evaluate

PACKAGES = ("inkdigits", "numpy", "onnxruntime", "opencv-python-headless")


def main() -> int:
    """Measure, print and publish; return the exit status."""
    options = parse_options()
    if not options.open_the_test_set:
        print(
            "MNIST's test set stays sealed: say --open-the-test-set once every choice is made",
            file=sys.stderr,
        )
        return 2
    recognizer = inkdigits.load(options.model)
    mnist = evaluate(recognizer, open_test_set(), disputed=DISPUTED)
    pen = score_pen(recognizer, split_pen().reporting)
    text = table(("", "accuracy", "95 % interval", "right", "of"), rows(mnist, pen))
    text += f"\n\nCalibration error on MNIST's test set: {100 * mnist.calibration_error:.2f} %. "
    text += f'Of its digits, {mnist.refused:,} were answered with "?", which counts as wrong.'
    print(text)
    if not options.print_only:
        publish("accuracy", f"{text}\n\n{provenance(fingerprint=recognizer.fingerprint, packages=PACKAGES)}")
        publish("accuracy_in_short", in_short(mnist, pen))
    return 0


def parse_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--open-the-test-set", action="store_true", help="every choice is made: measure")
    parser.add_argument(
        "--model", type=Path, help="a model file [default: INKDIGITS_MODEL, or the bundled one]"
    )
    parser.add_argument(
        "--print-only", action="store_true", help="print only; leave the documents as they are"
    )
    return parser.parse_args(arguments)


def score_pen(recognizer: inkdigits.Recognizer, digits: list[PenDigit]) -> Score:
    """Return how many of ``digits``, read as strokes, were read right."""
    right = sum(recognizer.read_strokes(one.strokes, expect="digit").text == str(one.digit) for one in digits)
    return Score(right=right, count=len(digits))


def rows(mnist: Evaluation, pen: Score) -> list[tuple[str, ...]]:
    """Return the rows of the table."""
    named = (
        ("MNIST's test set", mnist.every),
        ("of it, the well-labeled images", mnist.well_labeled),
        ("drawn by five writers never seen before", pen),
        *((f"MNIST's test set, digit {digit}", score) for digit, score in enumerate(mnist.per_digit)),
    )
    return [(name, *columns(score)) for name, score in named]


def columns(score: Score) -> tuple[str, ...]:
    """Return a score as columns of the table."""
    low, high = score.interval
    return (
        f"{100 * score.accuracy:.2f} %",
        f"{100 * low:.2f} to {100 * high:.2f} %",
        f"{score.right:,}",
        f"{score.count:,}",
    )


def in_short(mnist: Evaluation, pen: Score) -> str:
    """Return the figures as lines of a list, for those who want no table."""
    return (
        f"- MNIST's test set: {100 * mnist.every.accuracy:.2f} % of {mnist.every.count:,} "
        f"({100 * mnist.well_labeled.accuracy:.2f} % of the {mnist.well_labeled.count:,} well-labeled)\n"
        f"- drawn by five writers never seen before: {100 * pen.accuracy:.2f} % of {pen.count:,}"
    )


if __name__ == "__main__":
    sys.exit(main())

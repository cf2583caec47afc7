"""``inkdigits evaluate``: how well a model reads MNIST's sealed test set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from inkdigits.training.evaluation import Evaluation, Score


@click.command(epilog="Example: inkdigits evaluate --report report")
@click.option(
    "--model", type=click.Path(path_type=Path), help="A model file; INKDIGITS_MODEL, else the one in use."
)
@click.option(
    "--report",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Also write a page with plots and all misread digits, DIR/report.html; needs the extra train.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(model: Path | None, folder: Path | None, as_json: bool) -> None:
    """Measure a model on MNIST's 10,000 test images, which nothing else opens.

    Prints the accuracy on all of them and on the 9,985 whose label is beyond doubt, with 95 % intervals, the
    accuracy on each digit and the calibration error.  "?" counts as wrong.  Needs MNIST: inkdigits data fetch
    mnist.
    """
    from inkdigits.data.splits import open_test_set
    from inkdigits.recognition.recognizer import load
    from inkdigits.training.evaluation import DISPUTED, evaluate
    from inkdigits.versions import model_in_use

    write = _writer() if folder is not None else None  # asked for now, not after all has been measured
    recognizer = load(model_in_use(model))
    evaluation = evaluate(recognizer, open_test_set(), disputed=DISPUTED)
    written = None
    if folder is not None and write is not None:
        written = write(evaluation, recognizer.artifact, folder, data="MNIST's test set")
    if as_json:
        facts = {"model": recognizer.fingerprint, **evaluation.as_json()}
        click.echo(json.dumps({**facts, "report": str(written) if written else None}))
        return
    click.echo("\n".join(_lines(evaluation, recognizer.fingerprint)))
    if written:
        click.echo(f"Report: {written}")


def _writer() -> Callable[..., Path]:
    """Return what writes the report, or say what to install for it."""
    from inkdigits.training.extra import needs_train_extra

    with needs_train_extra("the report"):
        from inkdigits.training.report import write_report
    return write_report


def _lines(evaluation: Evaluation, fingerprint: str) -> list[str]:
    """Return what a person wants to know, line by line."""
    return [
        f"Model {fingerprint[:16]} on MNIST's test set; a “?” counts as wrong.",
        "",
        f"all images           {_shown(evaluation.every)}",
        f"well-labeled images  {_shown(evaluation.well_labeled)}",
        f"calibration error    {100 * evaluation.calibration_error:.2f} %",
        f"answered with “?”    {evaluation.refused:,}",
        "",
        *(f"digit {digit}              {_shown(score)}" for digit, score in enumerate(evaluation.per_digit)),
    ]


def _shown(score: Score) -> str:
    low, high = (100 * bound for bound in score.interval)
    return (
        f"{100 * score.accuracy:6.2f} %  {score.right:,} of {score.count:,}, "
        f"95 % interval {low:.2f} to {high:.2f} %"
    )

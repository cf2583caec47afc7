"""``inkdigits lines``: teach a model to read whole lines; stopping it loses nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli.plan_options import plan_options
from inkdigits.training.extra import needs_train_extra
from inkdigits.training.line_plan import LinePlan
from inkdigits.training.plan import DEFAULT

if TYPE_CHECKING:  # would bring PyTorch before it is needed
    from inkdigits.data.splits import MnistSplit, PenSplit


@click.command(epilog="Example: inkdigits lines --model digits.joblib --output numbers.joblib")
@click.option(
    "--model",
    type=click.Path(),
    help="Model file to add it to; default: INKDIGITS_MODEL, else the bundled one.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="numbers.joblib",
    show_default=True,
    help="The model file that reads lines as well.",
)
@click.option(
    "--fitted",
    type=click.IntRange(10),
    default=1000,
    show_default=True,
    help="Others' lines it is fitted on.",
)
@plan_options(LinePlan())
@click.pass_obj
def command(
    handed_in: tuple[MnistSplit, PenSplit] | None,
    /,
    *,
    model: str | None,
    output: Path,
    fitted: int,
    **options: float | None,
) -> None:
    """Teach a model file to read whole lines of digits, and write it anew.

    The lines are composed of MNIST's images and the training writers' strokes.  A run that was killed goes on
    when it is started again.  Needs the data sets (inkdigits data fetch) and PyTorch (pip install
    'inkdigits[train]').
    """
    from inkdigits.model.artifact import save
    from inkdigits.recognition.recognizer import load

    with needs_train_extra("training"):
        import joblib

        from inkdigits.data.splits import split_mnist, split_pen
        from inkdigits.recognition.numbers import Judges
        from inkdigits.training.line_corpus import LineSources, compose_lines
        from inkdigits.training.line_export import export_lines
        from inkdigits.training.line_run import teach_lines

    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    plan = LinePlan(**given)
    recognizer = load(model)
    mnist, pen = handed_in or (split_mnist(seed=DEFAULT.split_seed), split_pen(seed=DEFAULT.split_seed))
    click.echo(f"composing {plan.lines:,} lines ...")
    taught = LineSources(mnist.training, pen.training)
    corpus = compose_lines(taught, plan, workers=joblib.cpu_count())
    history: list[dict[str, Any]] = []
    checkpoint = output.with_name(output.name + ".checkpoint")
    network = teach_lines(corpus, plan, checkpoint=checkpoint, watch=lambda now: history.append(_told(now)))
    others = LineSources(mnist.validation, pen.choosing)
    judges = Judges(recognizer.assess)
    line = export_lines(network, plan, judges, others, history=history, count=fitted)
    save(dataclasses.replace(recognizer.artifact, line=line), output)
    checkpoint.unlink(missing_ok=True)
    drawn, pictured = (f"{line.metrics[name]:.1%}" for name in ("drawn_exact", "pictured_exact"))
    click.echo(f"{output}: {drawn} of drawn lines and {pictured} of pictures exact")


def _told(now: Any) -> dict[str, Any]:  # noqa: ANN401  line_run.LineProgress, whose module would bring PyTorch
    """Return a row of the history, and show it now and then."""
    click.echo(f"step {now.step:,} of {now.steps:,}: loss {now.loss:.3f}")
    return {"step": now.step, "loss": round(now.loss, 4)}

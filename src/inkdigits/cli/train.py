"""``inkdigits train``: its options are the fields of the training plan; stopping it loses nothing."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.cli.plan_options import plan_options
from inkdigits.errors import BadPlan, TrainingStopped
from inkdigits.training.extra import needs_train_extra
from inkdigits.training.plan import DEFAULT, QUICK, TrainingPlan

if TYPE_CHECKING:  # would bring numpy before it is needed
    from inkdigits.training.worlds import Worlds


@click.command(epilog="Example: inkdigits train --quick --output digits.joblib")
@click.option("--quick", is_flag=True, help="Minutes instead of hours, and a little less accurate.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="digits.joblib",
    show_default=True,
    help="The model file; the training curve is written beside it, as .png.",
)
@click.option("--resume", is_flag=True, help="Go on with the run that was stopped or killed.")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@plan_options(DEFAULT)
@click.pass_obj
def command(
    handed_in: Worlds | None,
    /,
    *,
    quick: bool,
    output: Path,
    resume: bool,
    device: str,
    **options: float | None,
) -> None:
    """Train a network on digits from paper and from pens and write a model file.

    Ctrl-C or a kill loses at most some seconds of learning: start again with --resume.  Needs the data sets
    (inkdigits data fetch) and PyTorch (pip install 'inkdigits[train]').
    """
    from inkdigits.model.artifact import save

    with needs_train_extra("training"):
        from inkdigits.training.export import export_model
        from inkdigits.training.loop import fit
        from inkdigits.training.report import training_curve
        from inkdigits.training.worlds import open_worlds

    output.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = output.with_name(output.name + ".checkpoint")
    plan = _choose_plan(options, quick=quick, resume=resume, checkpoint=checkpoint)
    worlds = handed_in or open_worlds(split_seed=plan.split_seed)
    validation = worlds.validation(plan)
    with _composing() as (workers, told):
        corpus = worlds.corpus(plan, workers=workers, told=told)
    with _stoppable() as stop, _progress_bar(plan) as watch:
        try:
            trained = fit(
                corpus,
                validation.digits(),
                plan,
                classes=10 + bool(plan.outliers),
                device=device,
                checkpoint=checkpoint,
                watch=watch,
                stop=stop,
            )
        except TrainingStopped as stopped:
            raise TrainingStopped(
                f"{stopped}; go on with: inkdigits train --resume --output {output}"
            ) from stopped
    artifact = export_model(trained, validation)
    artifact = dataclasses.replace(
        artifact, versions={**artifact.versions, "fonts": worlds.fonts.fingerprint}
    )
    save(artifact, output)
    training_curve(trained.history, output.with_suffix(".png"))
    checkpoint.unlink(missing_ok=True)
    click.echo(f"{output}: {_told(artifact.metrics)}")
    click.echo(f"model {artifact.fingerprint[:12]}, training curve in {output.with_suffix('.png')}")


def _choose_plan(options: dict[str, Any], *, quick: bool, resume: bool, checkpoint: Path) -> TrainingPlan:
    """Return the preset with the options that were given, or the plan of the run to go on with."""
    from inkdigits.training.checkpoint import plan_of

    given = {name: value for name, value in options.items() if value is not None}
    if resume and not checkpoint.exists():
        raise BadPlan(f"{checkpoint}: there is no stopped run to go on with; leave out --resume")
    if not resume and checkpoint.exists():
        raise BadPlan(
            f"{checkpoint}: a run that was stopped lies here; go on with it by --resume, "
            f"or remove it to start anew"
        )
    preset = plan_of(checkpoint) if resume else QUICK if quick else DEFAULT
    plan = dataclasses.replace(preset, **given)
    if resume and plan != preset:
        raise BadPlan(f"{checkpoint}: a run cannot change its plan; leave out {', '.join(sorted(given))}")
    return plan


def _told(metrics: dict[str, Any]) -> str:
    """Return in words what was measured."""
    words = {
        "validation_accuracy": "on validation images",
        "drawn_accuracy": "on drawings by other writers",
        "outliers_refused": "of non-digits refused",
    }
    return ", ".join(f"{metrics[name]:.2%} {text}" for name, text in words.items() if name in metrics)


@contextmanager
def _composing() -> Iterator[tuple[int, Callable[[int, int], None]]]:
    """Give the number of processes to compose the corpus with, and what shows how far they are."""
    import joblib
    from rich.progress import Progress

    with Progress() as bar:
        task = bar.add_task("composing the corpus", total=None)
        yield joblib.cpu_count(), lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C and a polite kill into a question asked between steps; a second one ends at once."""
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        asked.append(number)
        for signal_number, before in former.items():
            signal.signal(signal_number, before)

    former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, before in former.items():
            signal.signal(number, before)


@contextmanager
def _progress_bar(plan: TrainingPlan) -> Iterator[Callable[[Any], None]]:
    """Show steps, loss, validation accuracy and time left while a run lasts; leave a line an epoch behind."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("epoch {task.fields[epoch]}/{task.fields[epochs]}"),
        BarColumn(),
        TextColumn(
            "loss {task.fields[loss]:.4f}  validation {task.fields[accuracy]}  {task.fields[left]} left"
        ),
        TimeElapsedColumn(),
    )
    with Progress(*columns) as bar:
        task = bar.add_task("", total=None, epoch=0, epochs=plan.epochs, loss=0.0, accuracy="-", left="-")
        told = 0

        def watch(now: Any) -> None:  # noqa: ANN401  loop.Progress, whose module would bring PyTorch
            nonlocal told
            accuracy = "-" if now.accuracy is None else f"{now.accuracy:.2%}"
            left = f"{now.seconds_left // 60:.0f}:{now.seconds_left % 60:02.0f}"
            bar.update(
                task,
                total=now.steps,
                completed=now.step,
                epoch=now.epoch,
                loss=now.loss,
                accuracy=accuracy,
                left=left,
            )
            if now.epochs_done > told:
                told = now.epochs_done
                bar.console.print(
                    f"epoch {told}: loss {now.loss:.4f}, validation {accuracy}, {left} left", highlight=False
                )

        yield watch

"""``inkdigits train``: its options are the fields of the training plan; stopping it loses nothing."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inkdigits.errors import BadPlan, TrainingStopped
from inkdigits.training.extra import needs_train_extra
from inkdigits.training.plan import DEFAULT, QUICK, TrainingPlan

if TYPE_CHECKING:  # would bring numpy before it is needed
    from inkdigits.data.splits import MnistSplit


def _plan_options(function: Callable[..., None]) -> Callable[..., None]:
    """Give ``function`` an option for every field of the plan; unset ones are None."""
    for setting in reversed(dataclasses.fields(TrainingPlan)):
        standard = getattr(DEFAULT, setting.name)
        least, most = setting.metadata["least"], setting.metadata["most"]
        whole = isinstance(standard, int)
        kind = click.IntRange(int(least), int(most)) if whole else click.FloatRange(least, most)
        option = click.option(
            f"--{setting.name.replace('_', '-')}",
            type=kind,
            help=f"{_sentence(setting.metadata['help'])}.  [default: {standard:g}]",
        )
        function = option(function)
    return function


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@click.command(epilog="Example: inkdigits train --quick --output digits.joblib")
@click.option("--quick", is_flag=True, help="Minutes instead of most of an hour, and a little less accurate.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="digits.joblib",
    show_default=True,
    help="The model file; the training curve is written beside it, as .png.",
)
@click.option("--resume", is_flag=True, help="Go on with the run that was stopped or killed.")
@click.option("--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True)
@_plan_options
@click.pass_obj
def command(
    handed_in: MnistSplit | None,
    /,
    *,
    quick: bool,
    output: Path,
    resume: bool,
    device: str,
    **options: float | None,
) -> None:
    """Train a network on MNIST's training images and write a model file.

    Ctrl-C or a kill loses at most some seconds: start again with --resume.  Needs MNIST (inkdigits data
    fetch mnist) and PyTorch (pip install 'inkdigits[train]').
    """
    from inkdigits.data.splits import split_mnist
    from inkdigits.model.artifact import save

    with needs_train_extra("training"):
        from inkdigits.training.export import export_model
        from inkdigits.training.loop import fit
        from inkdigits.training.report import training_curve

    output.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = output.with_name(output.name + ".checkpoint")
    plan = _choose_plan(options, quick=quick, resume=resume, checkpoint=checkpoint)
    split = handed_in or split_mnist(seed=plan.split_seed)
    with _stoppable() as stop, _progress_bar(plan) as watch:
        try:
            trained = fit(
                split.training,
                split.validation,
                plan,
                device=device,
                checkpoint=checkpoint,
                watch=watch,
                stop=stop,
            )
        except TrainingStopped as stopped:
            raise TrainingStopped(
                f"{stopped}; go on with: inkdigits train --resume --output {output}"
            ) from stopped
    artifact = export_model(trained, split.validation)
    save(artifact, output)
    training_curve(trained.history, output.with_suffix(".png"))
    checkpoint.unlink(missing_ok=True)
    click.echo(f"{output}: {artifact.metrics['validation_accuracy']:.2%} on validation images")
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

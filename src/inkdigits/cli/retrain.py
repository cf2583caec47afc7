"""``inkdigits retrain``: reviewed corrections in, a model that reads them out, kept only if it is better."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inkdigits.cli.plan_options import plan_options
from inkdigits.cli.progress import progress
from inkdigits.cli.versions import SHORT
from inkdigits.errors import NothingLearned
from inkdigits.training.adaptation_plan import AdaptationPlan, ReplayPlan
from inkdigits.training.extra import needs_train_extra

if TYPE_CHECKING:  # would bring numpy before it is needed
    from inkdigits.retraining.retrain import Retrained
    from inkdigits.training.worlds import Worlds

PlanT = TypeVar("PlanT", AdaptationPlan, ReplayPlan)


@click.command(epilog="Example: inkdigits retrain --dry-run")
@click.option(
    "--database", help="Where corrections are kept; default: INKDIGITS_DATABASE, else your data folder."
)
@click.option(
    "--models",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="The folder of model versions; default: INKDIGITS_MODELS, else one in your data folder.",
)
@click.option("--model", type=click.Path(), help="The model to begin with; default: the one in use.")
@click.option("--trust-all", is_flag=True, help="Learn from corrections that nobody has reviewed, too.")
@click.option("--dry-run", is_flag=True, help="Learn, measure and report, but keep nothing.")
@click.option("--no-use", is_flag=True, help="Keep a better model without putting it in use.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what was measured before and after into a file, as JSON.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@plan_options(AdaptationPlan())
@plan_options(ReplayPlan())
@click.pass_obj
def command(
    handed_in: Worlds | None,
    /,
    *,
    database: str | None,
    models: str | None,
    model: str | None,
    trust_all: bool,
    dry_run: bool,
    no_use: bool,
    report: Path | None,
    as_json: bool,
    **options: float | None,
) -> None:
    """Let the model in use learn from reviewed corrections, and keep the result if it is better.

    A fifth of the corrections is held out.  The new model is kept, and put in use, only if it reads them
    better than chance would explain, and is not worse on validation images, on drawings by other writers and
    at refusing what is no digit; else the reason is told, with exit status 1, and the old one stays.  Needs
    the data sets (inkdigits data fetch) and PyTorch (pip install 'inkdigits[train]').
    """
    from inkdigits.store.corrections import open_corrections
    from inkdigits.versions import ModelFolder, load_version, model_in_use

    with needs_train_extra("retraining"):
        import joblib

        from inkdigits.retraining.retrain import retrain
        from inkdigits.training.successor import split_seed
        from inkdigits.training.worlds import open_worlds

    plan, shown_again = _chosen(AdaptationPlan, options), _chosen(ReplayPlan, options)
    folder, current = ModelFolder(models), load_version(model_in_use(model, models))
    corrections = open_corrections(database).since(
        statuses=("accepted", "pending") if trust_all else ("accepted",)
    )
    with progress(shown=not as_json) as told:
        retrained = retrain(
            corrections,
            current,
            handed_in or open_worlds(split_seed=split_seed(current)),
            plan=plan,
            shown_again=shown_again,
            workers=joblib.cpu_count(),
            told=told,
        )
    kept = retrained.verdict.accepted and not dry_run
    facts = {**_facts(retrained), "kept": kept, "in_use": kept and not no_use}
    if kept:
        folder.add(retrained.artifact)
    if facts["in_use"]:
        folder.use(retrained.artifact.fingerprint)
    text = json.dumps(facts, indent=2)
    if report is not None:
        report.write_text(text + "\n", encoding="utf-8")
    click.echo(text if as_json else _told(facts))
    if not retrained.verdict.accepted:
        raise NothingLearned(
            f"the model in use stays, since of the new one it holds: {retrained.verdict.reason}"
        )


def _chosen(kind: type[PlanT], options: dict[str, float | None]) -> PlanT:
    """Return a plan of this kind, with the options that were given."""
    names = {field.name for field in dataclasses.fields(kind)}
    given: dict[str, Any] = {
        name: value for name, value in options.items() if name in names and value is not None
    }
    return kind(**given)


def _facts(retrained: Retrained) -> dict[str, Any]:
    """Return what was learned from and measured, as plain values."""
    lessons, verdict = retrained.lessons, retrained.verdict
    held_out = sum(lesson.held_out for lesson in lessons.every)
    return {
        "model": retrained.artifact.fingerprint,
        "parent": retrained.artifact.plan["parent"],
        "taught": len(lessons.every) - held_out,
        "held_out": held_out,
        "left_out": lessons.left_out,
        "contradicting": retrained.contradicting,
        "accepted": verdict.accepted,
        "reason": verdict.reason,
        "compared": {name: paired.as_json() for name, paired in verdict.compared.items()},
    }


def _told(facts: dict[str, Any]) -> str:
    """Return the report as people read it."""
    from inkdigits.retraining.judging import NAMES

    lines = [f"learned from {facts['taught']:,} corrections, judged by {facts['held_out']:,} others"]
    lines += [f"left out {count:,}: {why}" for why, count in facts["left_out"].items()]
    row = "{:<26}  {:>7}  {:>8}  {:>8}  {:>6}  {:>6}"
    lines += ["", row.format("right", "of", "before", "after", "gained", "lost")]
    for name, one in facts["compared"].items():
        before, after = (f"{one[when] / one['count']:.2%}" for when in ("before", "after"))
        lines.append(row.format(NAMES[name], one["count"], before, after, one["gained"], one["lost"]))
    state = "in use" if facts["in_use"] else "kept" if facts["kept"] else "not kept"
    return "\n".join([*lines, "", f"model {facts['model'][:SHORT]} is {state}: {facts['reason']}"])

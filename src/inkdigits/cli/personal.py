"""``inkdigits personal``: a person writes each digit five times, and gets a model that reads that hand."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from inkdigits.cli.personal_file import read_samples, write_samples
from inkdigits.cli.progress import progress
from inkdigits.errors import BadModel
from inkdigits.training.extra import needs_train_extra

if TYPE_CHECKING:  # would bring numpy before it is needed
    from inkdigits.model.artifact import Artifact
    from inkdigits.personal import Personal, Sample

Told = Callable[[str, int, int], None]
PORT = (
    8010  # always the same: drawings that were not learned yet are kept by the browser, for each port apart
)
MOST_PORTS = 65_535


@click.command(epilog="Example: inkdigits personal --open --output mine.joblib")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default="personal.joblib",
    show_default=True,
    help="The model file; one that is there is replaced.",
)
@click.option("--model", type=click.Path(), help="The model to begin with; default: the one in use.")
@click.option(
    "--models",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    help="The folder of model versions; default: INKDIGITS_MODELS, else one in your data folder.",
)
@click.option(
    "--port",
    type=click.IntRange(0, MOST_PORTS),
    default=PORT,
    show_default=True,
    help="Port of the page; 0 finds a free one, but then unfinished drawings are not found again.",
)
@click.option("--open/--no-open", "open_browser", default=False, help="Show the page in the browser.")
@click.option(
    "--drawings",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Learn from drawings in a file, as the page saves them, without any page.",
)
@click.option(
    "--save-drawings",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the drawings into a file before they are learned.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was measured as one JSON object.")
@click.pass_obj
def command(
    handed_in: Callable[..., Any] | None,
    /,
    *,
    output: Path,
    model: str | None,
    models: str | None,
    port: int,
    open_browser: bool,
    drawings: Path | None,
    save_drawings: Path | None,
    as_json: bool,
) -> None:
    """Adapt the model to one person's hand.

    Shows a page, to this machine alone, on which one writes each digit five times; learns from them in under
    a minute; and writes a model file that reads that hand.  The last drawing of each digit is not learned
    from but shows what was gained.  Needs the data sets (inkdigits data fetch) and PyTorch (pip install
    'inkdigits[train]').
    """
    from inkdigits.model.artifact import save
    from inkdigits.versions import load_version, model_in_use
    from inkdigits.web.personal_report import as_text, facts_of

    samples = None if drawings is None else read_samples(drawings)
    _refuse_unwritable(output)
    current = load_version(model_in_use(model, models))
    learn = handed_in or _open_learner(current)

    def lesson(samples: list[Sample], told: Told) -> dict[str, Any]:
        if save_drawings is not None:
            write_samples(samples, save_drawings)
        personal: Personal = learn(samples, current, told=told)
        save(personal.artifact, output)
        facts = facts_of(personal, output)
        click.echo(json.dumps(facts, indent=2) if as_json else as_text(facts))
        return facts

    if samples is None:
        _serve(lesson, port=port, open_browser=open_browser)
    with progress(shown=not as_json) as told:
        lesson(samples, told)


def _refuse_unwritable(output: Path) -> None:
    """Say before somebody has written fifty digits that the model could not be kept."""
    output.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(output.parent, os.W_OK):
        raise BadModel(f"{output}: cannot be written there; name a file in a folder of yours")


def _open_learner(current: Artifact) -> Callable[..., Personal]:
    """Return what learns a hand, with all that it needs at hand."""
    from functools import partial

    with needs_train_extra("learning a hand"):
        from inkdigits.personal import learn_hand
        from inkdigits.training.successor import split_seed
        from inkdigits.training.worlds import open_worlds

    return partial(learn_hand, worlds=open_worlds(split_seed=split_seed(current)))


def _serve(
    lesson: Callable[[list[Sample], Told], dict[str, Any]], *, port: int, open_browser: bool
) -> NoReturn:
    """Let somebody write on the page, until they are done."""
    from inkdigits.web.local_server import serve_locally
    from inkdigits.web.personal import create_personal_app

    def announce(address: str) -> None:
        click.echo(f"Write your digits at {address} (Ctrl-C ends it)", err=True)

    serve_locally(
        lambda port, secret: create_personal_app(lesson, port=port, secret=secret),
        port=port,
        announce=announce,
        open_browser=open_browser,
        timeout=0,  # whoever learns may be silent for a while
    )

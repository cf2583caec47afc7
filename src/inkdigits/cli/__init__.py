"""The ``inkdigits`` command: finds the verb that was typed, and turns every refusal into one clear line.

Each verb is a module of this package that holds a click command named ``command``; it is imported only when
it is called, so that ``inkdigits --help`` and ``--version`` answer at once, whatever the verbs need.

Exit status: 0 good; 1 the input or the world is at fault; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from typing import Any

import click
from click.shell_completion import CompletionItem

from inkdigits.errors import InkdigitsError
from inkdigits.version import __version__

VERBS = {
    "read": "Read the digits in pictures.",
    "serve": "Serve the page to draw on, and the HTTP API.",
    "train": "Train a network and write a model file.",
    "lines": "Teach a model to read whole lines.",
    "evaluate": "Measure a model on MNIST's test set.",
    "data": "Fetch and check the data sets.",
    "model": "Show and verify model files, and choose the one in use.",
    "corrections": "Review, export and forget what people corrected.",
    "retrain": "Let the model learn from reviewed corrections.",
    "personal": "Adapt the model to one person's hand.",
}
INTERRUPTED = 130  # exit status, 128 + SIGINT as shells count


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the verbs, the most wanted first."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb of that name and return its command; None where there is no such verb."""
        del ctx
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"inkdigits.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each verb does, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the verbs that begin with ``incomplete``, without importing any."""
        verbs = [CompletionItem(verb, help=VERBS[verb]) for verb in VERBS if verb.startswith(incomplete)]
        return verbs + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  whatever the verb returns
        """Run the verb; say what was refused in one line on stderr, and set the exit status."""
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()  # here, not at exit, where a reader who has left could no longer be caught
        except InkdigitsError as refused:
            raise click.ClickException(one_line(str(refused))) from refused
        except (KeyboardInterrupt, click.Abort):
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            raise  # whoever read our output has left (``| head``); click leaves as quietly
        except OSError as refused:
            raise click.ClickException(one_line(_explain(refused))) from refused
        return answer


@click.group(
    cls=LazyGroup,
    epilog="Example: inkdigits read seven.png",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="inkdigits", message="%(prog)s %(version)s")
def main() -> None:
    """Read handwritten digits, and say how sure it is."""
    if not sys.warnoptions:  # what Pillow finds odd in a picture that it reads all the same is no news
        warnings.filterwarnings("ignore", module="PIL")


def one_line(message: str) -> str:
    """Return ``message`` with control codes shown, so that no file, by name or content, forges a line."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in message)


def _explain(error: OSError) -> str:
    if error.strerror is None:
        return str(error) or type(error).__name__
    named = (error.filename, error.filename2)
    places = [os.fsdecode(place) for place in named if isinstance(place, str | bytes | os.PathLike)]
    return f"{' -> '.join(places)}: {error.strerror}" if places else error.strerror

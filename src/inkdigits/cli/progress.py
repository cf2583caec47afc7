"""Show on a terminal what a long command is doing, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress(*, shown: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told what is going on, how much of it is done, and of how much."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not shown) as bar:
        tasks: dict[str, Any] = {}

        def told(what: str, done: int, every: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=every)
            bar.update(tasks[what], completed=done, total=every)

        yield told

"""Where and how the server runs: one frozen record, read from the environment and the command line.

Every setting is an environment variable (``INKDIGITS_PORT``) that the option of ``inkdigits serve`` of the
same name overrides.  Nothing else configures the server, and nothing reads the environment later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from inkdigits.errors import BadSettings

MEGABYTE = 1024 * 1024  # bytes
PREFIX = "INKDIGITS_"
LIMITS = {  # smallest and largest value that makes sense
    "port": (0, 65_535),
    "workers": (1, 256),
    "threads": (1, 256),
    "max_body": (1_024, 1_024 * MEGABYTE),
}


def one_worker_a_core() -> int:
    """Return how many workers keep this machine busy: its cores, at most 4 of them."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides how the server runs.

    Attributes:
        host: the address to listen on; ``127.0.0.1`` is this machine only, ``0.0.0.0`` every network.
        port: 0 lets the system pick a free one.
        workers: processes; each reads digits on its own.
        threads: requests that one worker handles at a time; more wait in line.
        model: a model file; empty stands for the one in use of those in ``models``, else the bundled one.
        models: the folder of model versions; empty stands for one in the user's data folder.
        database: where corrections are kept, as SQLAlchemy writes it; empty stands for a file of SQLite's in
            the user's data folder.
        max_body: bytes, the largest request body that is accepted.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = field(default_factory=one_worker_a_core)
    threads: int = 4
    model: str = ""
    models: str = ""
    database: str = ""
    max_body: int = 16 * MEGABYTE

    def __post_init__(self) -> None:
        """Refuse what makes no sense, naming the environment variable."""
        for name, (smallest, largest) in LIMITS.items():
            check_range(name, getattr(self, name), smallest=smallest, largest=largest)
        if not self.host.strip():
            message = f"{PREFIX}HOST is empty; give an address such as 127.0.0.1"
            raise BadSettings(message)

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None, **overrides: str | int | None
    ) -> Settings:
        """Return the settings of ``environment`` (default: of this process), changed by ``overrides``.

        An override of None, which is an option that was not given, changes nothing.

        Raises:
            BadSettings: a value is no number or out of range; the message names the variable.
        """
        environment = os.environ if environment is None else environment
        given: dict[str, str | int] = {}
        for known in fields(cls):
            override = overrides.get(known.name)
            found = environment.get(PREFIX + known.name.upper(), "") if override is None else override
            if found != "":
                given[known.name] = whole_number(known.name, found) if known.name in LIMITS else found
        return cls(**given)  # type: ignore[arg-type]  # the loop above gave each its type


def whole_number(name: str, value: str | int) -> int:
    """Return ``value`` as an integer; ``name`` is the setting it belongs to."""
    try:
        return int(value)
    except ValueError:
        message = f"{PREFIX}{name.upper()} is {value!r}, which is no whole number"
        raise BadSettings(message) from None


def check_range(name: str, value: int, *, smallest: int, largest: int) -> None:
    """Refuse a ``value`` that is not from ``smallest`` to ``largest``."""
    if not smallest <= value <= largest:
        message = f"{PREFIX}{name.upper()} is {value:,}; it can be {smallest:,} to {largest:,}"
        raise BadSettings(message)

"""What is kept of a correction: small frozen records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from inkdigits.store.packing import Packed

Status: TypeAlias = Literal["pending", "accepted", "rejected"]
STATUSES: tuple[Status, ...] = ("pending", "accepted", "rejected")
SOURCES = ("page", "api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A correction that somebody sends.

    Attributes:
        ink: what was drawn or pictured.
        read: the text that was read.
        meant: the text that was meant, digits only.
        confidence: how sure the reading was, 0..1; None where nobody says.
        model: the fingerprint of the model that read.
        source: where it came from, of ``SOURCES``.
    """

    ink: Packed
    read: str
    meant: str
    model: str
    confidence: float | None = None
    source: str = "api"

    @property
    def digest(self) -> str:
        """The SHA-256 of what is said: equal for a request that is sent again."""
        said = "\0".join((self.ink.digest, self.read, self.meant, repr(self.confidence)))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the author of a correction gets: its name, and the token that has it forgotten."""

    id: str
    forget_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction as it is kept; ``label`` is what the operator says was meant, where that is another."""

    id: str
    created: datetime
    source: str
    ink: Packed
    read: str
    confidence: float | None
    meant: str
    model: str
    status: Status
    label: str | None
    reviewed: datetime | None

    @property
    def truth(self) -> str:
        """What it teaches: the operator's word, else the author's."""
        return self.meant if self.label is None else self.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many corrections there are, by status and by what they teach."""

    by_status: dict[Status, int]
    by_truth: dict[str, int]
    by_model: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_status.values())

"""The rows of corrections: made, found again by their key, deleted, counted, and turned into records.

Each function works within the transaction of whoever calls it.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa

from inkdigits.errors import KeyReused, UnknownCorrection
from inkdigits.store.packing import Kind, Packed
from inkdigits.store.records import Correction, Draft, Receipt, Status
from inkdigits.store.schema import CORRECTIONS, KEYS
from inkdigits.store.tokens import hash_of, new_token

LONGEST = 32  # signs of a name
NAME = re.compile(rf"[0-9a-f]{{{LONGEST}}}")
BEGINNING = re.compile(rf"[0-9a-f]{{1,{LONGEST}}}")
KEPT = CORRECTIONS.c


def add_row(connection: sa.Connection, draft: Draft, *, key: str | None) -> Receipt:
    """Keep ``draft``, unless its ``key`` came before.

    Raises:
        KeyReused: it came with something else, or what it came with was forgotten.
    """
    if key is not None and (former := _former(connection, draft, key)):
        return former
    name, now = uuid.uuid4().hex, datetime.now(UTC)
    token = new_token(key=key, name=name)
    kept = {
        "id": name,
        "created": now,
        "source": draft.source,
        "kind": draft.ink.kind,
        "ink": draft.ink.data,
        "ink_hash": draft.ink.digest,
        "read": draft.read,
        "confidence": draft.confidence,
        "meant": draft.meant,
        "model": draft.model,
        "token_hash": hash_of(token),
    }
    connection.execute(sa.insert(CORRECTIONS).values(kept))
    if key is not None:
        request = {"key_hash": hash_of(key), "request_hash": draft.digest, "correction": name, "created": now}
        connection.execute(sa.insert(KEYS).values(request))
    return Receipt(name, token)


def _former(connection: sa.Connection, draft: Draft, key: str) -> Receipt | None:
    """Return what ``key`` was answered with before; None where it is new."""
    query = sa.select(KEYS.c.request_hash, KEYS.c.correction).where(KEYS.c.key_hash == hash_of(key))
    row = connection.execute(query).first()
    if row is None:
        return None
    if not row.request_hash:
        raise KeyReused("Idempotency-Key: the correction that came with it was forgotten; use a new key")
    if row.request_hash != draft.digest:
        raise KeyReused("Idempotency-Key: another correction came with it before; use a new key for each")
    return Receipt(row.correction, new_token(key=key, name=row.correction))


def delete_row(connection: sa.Connection, name: str) -> bool:
    """Delete the correction and tell whether it was there; of its key there remains that it was used."""
    found = connection.execute(sa.delete(CORRECTIONS).where(KEPT.id == name)).rowcount
    connection.execute(sa.update(KEYS).where(KEYS.c.correction == name).values(request_hash=""))
    return bool(found)


def counted(what: Any) -> Any:  # noqa: ANN401  a column or an expression; a query
    """Return the query for how many there are of each ``what``."""
    return sa.select(what, sa.func.count()).group_by(what)


def correction_in(row: Any) -> Correction:  # noqa: ANN401  a row has the columns of its table
    """Return the correction that a row of the table holds."""
    return Correction(
        id=row.id,
        created=row.created,
        source=row.source,
        ink=Packed(cast("Kind", row.kind), bytes(row.ink)),
        read=row.read,
        confidence=row.confidence,
        meant=row.meant,
        model=row.model,
        status=cast("Status", row.status),
        label=row.label,
        reviewed=row.reviewed,
    )


def check_name(name: str) -> None:
    """Refuse, without asking the database, what cannot be the name of a correction.

    Raises:
        UnknownCorrection: there is none of that name.
    """
    if not NAME.fullmatch(name):
        raise unknown(name)


def unknown(name: str) -> UnknownCorrection:
    """Return the error for a name that no correction has."""
    shown = name if NAME.fullmatch(name) else repr(name[:LONGEST])
    return UnknownCorrection(f"correction {shown}: there is none of that name, or no more")

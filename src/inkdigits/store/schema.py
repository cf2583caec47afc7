"""The tables in which corrections are kept, as the newest migration leaves them.

Of a person there is nothing in them: no address, no cookie, no browser.  A token and an idempotency key are
kept as SHA-256 alone, so that whoever reads the database can forget nothing in another's name.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment in UTC, on databases with and without time zones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401
        """Hand the database the moment in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401
        """Say of what the database gives back that it is UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


CORRECTIONS = sa.Table(
    "corrections",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("created", Moment, nullable=False, index=True),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("ink", sa.LargeBinary, nullable=False),
    sa.Column("ink_hash", sa.String(64), nullable=False, index=True),
    sa.Column("read", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float),
    sa.Column("meant", sa.Text, nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("token_hash", sa.String(64), nullable=False),
    sa.Column("status", sa.String(8), nullable=False, server_default="pending", index=True),
    sa.Column("label", sa.Text),
    sa.Column("reviewed", Moment),
)

KEYS = sa.Table(
    "idempotency_keys",
    METADATA,
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("request_hash", sa.String(64), nullable=False),  # empty once the correction is forgotten
    sa.Column("correction", sa.String(32), nullable=False, index=True),
    sa.Column("created", Moment, nullable=False),
)

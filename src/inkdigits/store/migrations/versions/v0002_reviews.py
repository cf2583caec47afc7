"""Keep what the operator says of each correction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the verdict; what is there already waits for one."""
    status = sa.Column("status", sa.String(8), nullable=False, server_default="pending")
    op.add_column("corrections", status)
    op.add_column("corrections", sa.Column("label", sa.Text))
    op.add_column("corrections", sa.Column("reviewed", sa.DateTime(timezone=True)))
    op.create_index("ix_corrections_status", "corrections", ["status"])

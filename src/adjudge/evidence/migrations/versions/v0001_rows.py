"""Create the table of rows, its indexes and its guards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adjudge.evidence.guards import GUARDS

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything that version 1 holds."""
    names = ("entry", "requirement", "check_id", "system", "inputs")
    op.create_table(
        "rows",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String, nullable=False) for name in names),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("transcript_digest", sa.String, nullable=False),
        sa.Column("previous", sa.String, nullable=False, unique=True),
        sa.Column("seal", sa.String, nullable=False, unique=True),
        sa.Column("transcript", sa.Text, nullable=False),
    )
    op.create_index("rows_by_check", "rows", ["check_id", "system", "sequence"])
    op.create_index("rows_by_requirement", "rows", ["requirement", "entry", "sequence"])
    for statement in GUARDS.values():
        op.execute(statement)

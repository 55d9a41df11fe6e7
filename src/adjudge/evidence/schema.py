"""The table of the ledger, for SQLAlchemy. Reading does not need it; see `store`."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

metadata = MetaData()
ROWS = Table(
    "rows",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("entry", String, nullable=False),
    Column("requirement", String, nullable=False),
    Column("check_id", String, nullable=False),
    Column("system", String, nullable=False),
    Column("inputs", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("transcript_digest", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("seal", String, nullable=False),
    Column("transcript", Text, nullable=False),
)

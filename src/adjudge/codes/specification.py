"""Codes of findings: specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes import blocks, dialects, documents, lines, relations, rows

if TYPE_CHECKING:
    from adjudge.codes.model import Code

ALL: tuple[Code, ...] = (
    *documents.ALL,
    *blocks.ALL,
    *lines.ALL,
    *relations.ALL,
    *dialects.ALL,
    *rows.ALL,
)

"""Codes of findings: specification."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adjudge.codes.model import Code

ALL: tuple[Code, ...] = ()

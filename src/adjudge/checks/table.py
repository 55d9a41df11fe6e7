"""The kinds of checks that can be executed: one file and one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.cases.kind import Cases
from adjudge.checks.console.kind import Console
from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.tests.kind import TestsKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.checks.kind import CheckKind

KINDS: Mapping[str, CheckKind] = {
    "cases": Cases(),
    "console": Console(),
    "hurl": Hurl(),
    "tests": TestsKind(),
}
"""Every kind under its name."""

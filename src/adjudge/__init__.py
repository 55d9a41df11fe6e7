"""Adjudge gives every requirement of a specification a verdict by executing it.

What is importable from here is the public surface; everything else may change without notice.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adjudge.checks.model import CaseResult, CheckResult, Fault, Method, Outcome
    from adjudge.errors import (
        AdjudgeError,
        ConfigurationError,
        FindingsError,
        LedgerError,
        SystemFailureError,
    )
    from adjudge.evidence.model import Digests, Evidence, Judgment, Standing, Verdict
    from adjudge.findings import Finding, Location, Severity
    from adjudge.run.pipeline import verify
    from adjudge.run.project import Project, load
    from adjudge.run.request import Request
    from adjudge.run.result import Result
    from adjudge.spec.model import (
        Check,
        Dialect,
        Document,
        Kind,
        Level,
        Relation,
        RelationKind,
        Requirement,
        Specification,
        Status,
        Term,
        Waiver,
    )

_HOMES = {
    "adjudge.checks.model": ("CaseResult", "CheckResult", "Fault", "Method", "Outcome"),
    "adjudge.errors": (
        "AdjudgeError",
        "ConfigurationError",
        "FindingsError",
        "LedgerError",
        "SystemFailureError",
    ),
    "adjudge.evidence.model": ("Digests", "Evidence", "Judgment", "Standing", "Verdict"),
    "adjudge.findings": ("Finding", "Location", "Severity"),
    "adjudge.run.pipeline": ("verify",),
    "adjudge.run.project": ("Project", "load"),
    "adjudge.run.request": ("Request",),
    "adjudge.run.result": ("Result",),
    "adjudge.spec.model": (
        "Check",
        "Dialect",
        "Document",
        "Kind",
        "Level",
        "Relation",
        "RelationKind",
        "Requirement",
        "Specification",
        "Status",
        "Term",
        "Waiver",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AdjudgeError",
    "CaseResult",
    "Check",
    "CheckResult",
    "ConfigurationError",
    "Dialect",
    "Digests",
    "Document",
    "Evidence",
    "Fault",
    "Finding",
    "FindingsError",
    "Judgment",
    "Kind",
    "LedgerError",
    "Level",
    "Location",
    "Method",
    "Outcome",
    "Project",
    "Relation",
    "RelationKind",
    "Request",
    "Requirement",
    "Result",
    "Severity",
    "Specification",
    "Standing",
    "Status",
    "SystemFailureError",
    "Term",
    "Verdict",
    "Waiver",
    "load",
    "verify",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import adjudge` stays instant."""
    if name not in _HOME:
        message = f"module 'adjudge' has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value

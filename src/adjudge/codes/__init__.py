"""The catalogue of finding codes: one entry, one page of the reference, one meaning for ever.

1xx: reading the specification. 2xx: configuration and system. 3xx: checks. 4xx: evidence and
judgment. 5xx: machines. Each module holds its entries as constants and lists them in `ALL`.
"""

from __future__ import annotations

from adjudge.codes import (
    bindings,
    checks,
    driving,
    evidence,
    exploring,
    logs,
    machine,
    planning,
    proof,
    proving,
    repository,
    specification,
    system,
)
from adjudge.codes.model import Code

_MODULES = (
    specification,
    system,
    bindings,
    planning,
    repository,
    checks,
    proof,
    logs,
    evidence,
    machine,
    exploring,
    proving,
    driving,
)

CODES: dict[str, Code] = {code.id: code for module in _MODULES for code in module.ALL}
"""Every code under its ID."""

__all__ = ["CODES", "Code"]

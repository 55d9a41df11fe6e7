"""The one interface behind which every kind of check stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.model import CheckResult, Method
    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Stage


@dataclass(frozen=True, slots=True)
class CheckInputs:
    """What a check's result depends on beside its own text and the system.

    `files` are files outside the system's tree (fixtures, data), absolute; their content enters
    the digest. `tools` are the versions of the programs that decide. `machines` are those whose
    bindings the check drives the system by.
    """

    files: tuple[Path, ...] = ()
    tools: Mapping[str, str] = field(default_factory=dict)
    machines: tuple[str, ...] = ()


class CheckKind(Protocol):
    """One kind of check: a stateless object, listed in `adjudge.checks.table.KINDS`.

    No method raises for what a specification or a system may contain: a block that can't be
    read is a finding of `diagnose` and a `NOT_RUN` result of `run`.
    """

    name: str
    method: Method

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Say what in the block can't be read or executed, without running anything.

        Args:
            check: the check as written.
            folder: the folder of the document that holds it; relative files start here.
        """
        ...

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name what else the result depends on; arguments as for `diagnose`."""
        ...

    def batch(self, check: Check) -> str:
        """Return the key under which checks run together; a check's own ID runs it alone."""
        ...

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Execute the checks of one batch and return one result for each, in order."""
        ...

"""`proof`: formal modules, checked by their own tools and shown to be able to fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.model import Method
from adjudge.checks.proof import prover
from adjudge.checks.proof.linked import settled
from adjudge.checks.proof.tla import running as tla

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from adjudge.checks.kind import CheckInputs
    from adjudge.checks.model import CheckResult
    from adjudge.findings import Finding
    from adjudge.spec.model import Check
    from adjudge.system.stage import Stage


class Proof:
    """Runs the checkers of formal modules; see `docs/reference/proof.md`."""

    name = "proof"
    method = Method.ANALYSIS

    def diagnose(self, check: Check, folder: Path) -> Sequence[Finding]:
        """Report what in the module's options, files and controls can't be used."""
        check = settled(check, folder)
        found: Sequence[Finding] = _by(check).diagnose(check, folder)
        return found

    def inputs(self, check: Check, folder: Path) -> CheckInputs:
        """Name the files that the module uses, and the checker with its version."""
        check = settled(check, folder)
        found: CheckInputs = _by(check).inputs(check, folder)
        return found

    def batch(self, check: Check) -> str:
        """Run each module alone."""
        return check.id

    def run(self, checks: Sequence[Check], stage: Stage) -> Sequence[CheckResult]:
        """Check each module; every claim of a TLA+ model is a case."""
        known = [settled(check, stage.folder) for check in checks]
        return [_by(check).run(check, stage) for check in known]


def _by(check: Check) -> ModuleType:
    return tla if check.language == "tla" else prover

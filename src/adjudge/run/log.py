"""A recorded log of a project's system, held against one machine of its specification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.machine.logs.checking import LogResult, check
from adjudge.checks.machine.logs.standing import Standing
from adjudge.machine.engine import Model
from adjudge.run.machines import blocks, find

if TYPE_CHECKING:
    from io import BufferedReader

    from adjudge.run.project import Project
    from adjudge.spec.model import Specification
    from adjudge.system.log_binding import LogBinding

_EXITS = {
    Standing.ALLOWED: 0,
    Standing.NOT_ALLOWED: 1,
    Standing.UNREADABLE: 2,
    Standing.UNDECIDED: 3,
}


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """A log, the machine that it was held against, and what came of it."""

    file: str
    machine: str
    requirement: str
    result: LogResult

    @property
    def exit_code(self) -> int:
        """The exit code of a command that checks the log."""
        return _EXITS[self.result.standing]


def check_log(project: Project, file: BufferedReader, name: str, word: str) -> CheckedLog:
    """Hold a log against a machine.

    Args:
        project: whose specification has the machine.
        file: the log.
        name: what to call the log.
        word: the machine's name, or the ID of the requirement that carries it; empty where the
            specification has one only.

    Raises:
        AdjudgeError: it is not clear which machine is meant.
        FindingsError: the machine can't be read.
    """
    found = find(project.specification, word or _only(project.specification))
    binding = _binding(project, found.machine.name)
    requirement = found.check.requirement
    result = check(file, name, Model(found.machine), requirement, binding)
    return CheckedLog(name, found.machine.name, requirement, result)


def _only(specification: Specification) -> str:
    known = list(blocks(specification))
    return known[0].id if len(known) == 1 else ""


def _binding(project: Project, machine: str) -> LogBinding | None:
    """Return the first table that maps spans to events of a machine."""
    tables = project.configuration.machines.values()
    return next((each.log for each in tables if each.machine == machine and each.log), None)

"""The kinds of checks that can be executed: one file and one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from adjudge.checks.kind import CheckKind


class Kinds(Mapping[str, "CheckKind"]):
    """Kinds under their names; each module is imported only when a check of its kind is met.

    Args:
        classes: where each kind's class is, as `module:class`.
    """

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._classes = classes
        self._made: dict[str, CheckKind] = {}

    def __getitem__(self, name: str) -> CheckKind:
        if name not in self._made:
            module, _, kind = self._classes[name].partition(":")
            self._made[name] = cast("CheckKind", getattr(import_module(module), kind)())
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, name: object) -> bool:
        return name in self._classes


KINDS = Kinds(
    {
        "cases": "adjudge.checks.cases.kind:Cases",
        "console": "adjudge.checks.console.kind:Console",
        "hurl": "adjudge.checks.hurl.kind:Hurl",
        "machine": "adjudge.checks.machine.kind:MachineKind",
        "proof": "adjudge.checks.proof.kind:Proof",
        "tests": "adjudge.checks.tests.kind:TestsKind",
    }
)
"""Every kind under its name."""

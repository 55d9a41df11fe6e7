"""Machines as people write them, which must be free of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine
    from adjudge.machine.read import Reading


@pytest.fixture
def machine(reading: Callable[[str, str], Reading]) -> Callable[[str, str], Machine]:
    def made(diagram: str, block: str) -> Machine:
        found = reading(diagram, block)
        assert found.machine, [each.explain() for each in found.findings]
        return found.machine

    return made

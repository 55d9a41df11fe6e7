"""What the words of requirements leave open and their machines decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.outcomes import own
from adjudge.machine.boundaries import boundary_questions
from adjudge.machine.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.findings import Finding
    from adjudge.spec.model import Document


def left_open(document: Document) -> Iterator[Finding]:
    """Yield a question for each limit that a requirement leaves open and a machine beside it does not."""
    texts = {each.id: each.text for each in document.requirements}
    texts |= {each.label: each.text for each in document.requirements}
    for requirement in document.requirements:
        for check in requirement.checks:
            if check.kind == "machine" and own(check):
                machine = read(check).machine
                if machine is not None:
                    yield from boundary_questions(machine, texts)

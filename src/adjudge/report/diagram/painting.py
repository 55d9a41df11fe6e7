"""What evidence says of a machine, as paint for its diagram."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError
from adjudge.machine.engine import Model
from adjudge.machine.ground import Call
from adjudge.report.diagram.of_machine import Paint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adjudge.evidence.model import Evidence
    from adjudge.machine.ground import State
    from adjudge.machine.model import Machine

COVERAGE = "coverage.json"
COUNTEREXAMPLE = "counterexample.json"


def covered(evidence: Evidence) -> tuple[Paint, str]:
    """Return the coverage of a search on a running system as paint, and in words.

    Raises:
        AdjudgeError: the evidence holds none.
    """
    found = _attachment(evidence, COVERAGE, "no coverage: the system was not driven")
    shares = {
        int(number): (int(done), int(all_))
        for number, (done, all_) in found["transitions"].items()
        if number.isdecimal()
    }
    words = f"{found['exercised']:,} of {found['reachable']:,} state-call pairs"
    return Paint(coverage=shares), words


def followed(evidence: Evidence, machine: Machine) -> tuple[Paint, str]:
    """Return the calls of a counterexample as a path on the diagram, and in words.

    Raises:
        AdjudgeError: the evidence holds none.
    """
    found = _attachment(evidence, COUNTEREXAMPLE, "no counterexample")
    calls = [Call(each["event"], tuple(each["arguments"])) for each in found["calls"]]
    bad = [bool(each.get("bad_input")) for each in found["calls"]]
    proper = [call for call, out in zip(calls, bad, strict=True) if not out]
    return path(machine, proper), " → ".join(map(str, calls))


def path(machine: Machine, calls: Iterable[Call]) -> Paint:
    """Walk through a machine by calls; one that it refuses leaves it where it is.

    If that is the last one, it is named at the end, because what was refused has no arrow.
    """
    model = Model(machine)
    state = model.initial[0]
    taken = []
    refused = ""
    for call in calls:
        results = model.react(state, call)
        refused = "" if results else str(call)
        if results:
            step, state = results[0]
            taken.append(step.transition)
    return Paint(path=tuple(taken), end=_standing(model, state), refused=refused)


def _standing(model: Model, state: State) -> frozenset[str]:
    """Return the states, as drawn, in which a machine stands."""
    control = {variable.name for variable in model.machine.variables if variable.control}
    return frozenset(
        str(content)
        for cell, content in zip(model.layout.cells, state, strict=True)
        if cell.variable in control
    )


def _attachment(evidence: Evidence, name: str, lack: str) -> Mapping[str, Any]:
    text = evidence.attachments.get(name)
    if text is None:
        raise AdjudgeError(
            f"the evidence for {evidence.check} ({evidence.system}) has {lack}",
            next_step=f"adjudge verify {evidence.requirement} --all",
        )
    found: Mapping[str, Any] = json.loads(text)
    return found

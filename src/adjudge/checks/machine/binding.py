"""Whether a machine can be driven at all: what of it is bound, and what somebody must write if not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.model import EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.machine.model import Machine
    from adjudge.system.driver import Capabilities


def parameters(machine: Machine) -> Mapping[str, Sequence[str]]:
    """Return the names of each event's parameters, for events that the outside makes."""
    return {e.name: e.parameters for e in machine.events if e.kind is EventKind.CALL}


def indices(machine: Machine) -> Mapping[str, Sequence[Sequence[str]]]:
    """Return for each variable the values of each position of its index."""
    return {
        variable.name: [
            [str(value) for value in machine.types[name].values] for name in variable.index
        ]
        for variable in machine.variables
    }


def obstacle(machine: Machine, capabilities: Capabilities) -> str:
    """Say what keeps a machine from being driven, and what to write; nothing if it can be."""
    events = parameters(machine)
    missing = [name for name in events if name not in capabilities.events]
    if not missing:
        return ""
    listed = ", ".join(f"`{_signature(name, events[name])}`" for name in missing)
    where = f"[machines.{machine.name}.events]"
    if len(missing) == len(events) and not capabilities.variables:
        what = f"nothing connects the machine {machine.name} to this system"
    else:
        what = f"nothing says how this system is asked for {listed}"
    example = (
        f'{missing[0]} = {{request = "POST /{missing[0]}", accepted = [200], refused = [409]}}'
    )
    return f"{what}: write an entry for {listed} under {where} of adjudge.toml, such as {example}"


def _signature(event: str, names: Sequence[str]) -> str:
    return f"{event}({', '.join(names)})"

"""What in a binding does not fit the machine that it is for; found without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes.bindings import UNKNOWN_EVENT
from adjudge.codes.system import UNKNOWN_PLACEHOLDER
from adjudge.findings import Location
from adjudge.system.binding import Request
from adjudge.system.drivers.scope import free_names, holes
from adjudge.system.placeholders import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.findings import Finding
    from adjudge.system.binding import Act, MachineBinding, Read


def problems(
    binding: MachineBinding,
    parameters: Mapping[str, Sequence[str]],
    indices: Mapping[str, Sequence[Sequence[str]]],
) -> list[Finding]:
    """Say what a binding names that the machine does not have.

    Args:
        binding: from `adjudge.toml`.
        parameters: the names of each event's parameters; every event of the machine is a key.
        indices: for each variable the values of each position of its index, none for a scalar;
            every variable of the machine, and its state if that can be observed, is a key.
    """
    return [
        *_unknown(binding, "events", "event", parameters),
        *_unknown(binding, "observe", "variable", indices),
        *_events(binding, parameters),
        *_variables(binding, indices),
    ]


def _unknown(
    binding: MachineBinding, part: str, what: str, known: Mapping[str, object]
) -> Iterator[Finding]:
    for name in binding.events if part == "events" else binding.observe:
        if name not in known:
            near = nearest(name, known)
            yield UNKNOWN_EVENT.at(
                _place(binding, f"{part}.{name}"),
                f"machine {binding.machine} has no {what} “{name}”",
                expected=", ".join(known),
                actual=name,
                next_step=f"did you mean `{near}`?" if near else "",
            )


def _events(binding: MachineBinding, parameters: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for event, call in binding.events.items():
        if event in parameters:
            yield from _unfilled(binding, f"events.{event}", call.act, parameters[event])
    for event, call in binding.operations.items():
        if event in parameters and isinstance(call.act, Request):
            # What else of an operation has no value is left out of its request.
            path = Request(call.act.method, call.act.path)
            yield from _unfilled(binding, f"operations.{event}", path, parameters[event])


def _unfilled(
    binding: MachineBinding, entry: str, act: Act, given: Sequence[str]
) -> Iterator[Finding]:
    names = [name for name in free_names(act, binding) if name not in given]
    indexed = [hole.name for hole in holes(act) if hole.indexed]
    names += [n for n in indexed if n not in {*binding.logins, *binding.constants}]
    for name in dict.fromkeys(names):
        yield UNKNOWN_PLACEHOLDER.at(
            _place(binding, entry),
            f"{{{name}}} has no value in `{entry}` of machine {binding.machine}",
            expected=", ".join(f"{{{each}}}" for each in given),
            actual=f"{{{name}}}",
            next_step="use a parameter of the event, or a name of `login`, `values` or a `capture`",
        )


def _variables(
    binding: MachineBinding, indices: Mapping[str, Sequence[Sequence[str]]]
) -> Iterator[Finding]:
    for name, read in binding.observe.items():
        positions = len(indices.get(name, ()))
        names = _index(binding, read)
        if name in indices and names and len(names) != positions:
            shown = ", ".join(f"{{{each}}}" for each in names)
            yield UNKNOWN_PLACEHOLDER.at(
                _place(binding, f"observe.{name}"),
                f"{name} has {positions} positions in its index, and its read uses {shown}",
                next_step="use one placeholder for each position, or none and read it as a whole",
            )


def _index(binding: MachineBinding, read: Read) -> tuple[str, ...]:
    return read.index or free_names(read.act, binding)


def _place(binding: MachineBinding, entry: str) -> Location:
    return binding.places.get(entry) or binding.places.get("") or Location("adjudge.toml")

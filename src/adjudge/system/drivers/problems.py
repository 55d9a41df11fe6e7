"""What in a binding does not fit the machine that it is for; found without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.codes.bindings import UNKNOWN_EVENT
from adjudge.codes.system import UNKNOWN_PLACEHOLDER
from adjudge.findings import Location
from adjudge.system import templates
from adjudge.system.binding import Request
from adjudge.system.drivers.scope import free_names, holes
from adjudge.system.placeholders import KNOWN, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from adjudge.findings import Finding
    from adjudge.system.binding import Act, MachineBinding
    from adjudge.system.templates import Hole

_NEXT = "use a parameter of the event, or a name of `login`, `values` or a `capture`"


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
        *_unknown(binding, "events", binding.events, parameters),
        *_unknown(binding, "observe", binding.observe, indices),
        *_events(binding, parameters),
        *_variables(binding, indices),
        *_tables(binding),
        *_headers(binding, parameters),
    ]


def _unknown(
    binding: MachineBinding, part: str, named: Iterable[str], known: Collection[str]
) -> Iterator[Finding]:
    what = "event" if part == "events" else "variable"
    for name in named:
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
    acts = {f"events.{name}": (name, call.act) for name, call in binding.events.items()}
    for name, call in binding.operations.items():
        if isinstance(call.act, Request):
            # What else of an operation has no value is left out of its request.
            acts[f"operations.{name}"] = name, Request(call.act.method, call.act.path)
    for entry, (event, act) in acts.items():
        given = parameters.get(event)
        if given is not None:
            names = (name for name in free_names(act, binding) if name not in given)
            yield from _unfilled(binding, entry, names, given)


def _variables(
    binding: MachineBinding, indices: Mapping[str, Sequence[Sequence[str]]]
) -> Iterator[Finding]:
    for name, read in binding.observe.items():
        positions = len(indices.get(name, ()))
        names = read.index or free_names(read.act, binding)
        if name in indices and names and len(names) != positions:
            shown = ", ".join(f"{{{each}}}" for each in names)
            yield UNKNOWN_PLACEHOLDER.at(
                _place(binding, f"observe.{name}"),
                f"{name} has {positions} positions in its index, and its read uses {shown}",
                next_step="use one placeholder for each position, or none and read it as a whole",
            )


def _tables(binding: MachineBinding) -> Iterator[Finding]:
    """Find names with brackets that are no login and no table of values."""
    known = {*binding.logins, *binding.constants}
    for entry, used in _holes(binding):
        yield from _unfilled(
            binding, entry, (h.name for h in used if h.indexed and h.name not in known), known
        )


def _holes(binding: MachineBinding) -> Iterator[tuple[str, Sequence[Hole]]]:
    acts: dict[str, Act] = {
        **{f"events.{name}": call.act for name, call in binding.events.items()},
        **{f"observe.{name}": read.act for name, read in binding.observe.items()},
        **{f"login.{name}": read.act for name, read in binding.logins.items()},
    }
    if binding.reset is not None:
        acts["reset"] = binding.reset.act
    yield from ((entry, holes(act)) for entry, act in acts.items())
    yield "headers", templates.holes(dict(binding.headers))


def _headers(binding: MachineBinding, parameters: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """Find names in the machine's headers that no event gives a value: they'd never be sent."""
    given = {name for names in parameters.values() for name in names}
    given |= {name for call in binding.events.values() for name in call.captures}
    for read in binding.observe.values():
        given |= {*free_names(read.act, binding)}
    used = templates.holes(dict(binding.headers))
    names = [hole.index if hole.indexed else hole.name for hole in used]
    unknown = (name for name in names if name and name not in {*given, *KNOWN})
    yield from _unfilled(binding, "headers", unknown, sorted(given))


def _unfilled(
    binding: MachineBinding, entry: str, names: Iterable[str], given: Iterable[str]
) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        yield UNKNOWN_PLACEHOLDER.at(
            _place(binding, entry),
            f"{{{name}}} has no value in `{entry}` of machine {binding.machine}",
            expected=", ".join(f"{{{each}}}" for each in given),
            actual=f"{{{name}}}",
            next_step=_NEXT,
        )


def _place(binding: MachineBinding, entry: str) -> Location:
    return binding.places.get(entry) or binding.places.get("") or Location("adjudge.toml")

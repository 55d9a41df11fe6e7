"""The entrance: a stage becomes a driver of one machine."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.binding import Function, Language
from adjudge.system.driver import Capabilities
from adjudge.system.drivers.bound import BoundDriver
from adjudge.system.drivers.declared import DeclaredBindings
from adjudge.system.drivers.hands import Hands
from adjudge.system.drivers.place import Place
from adjudge.system.drivers.problems import problems
from adjudge.system.templates import Hole, Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from adjudge.system.binding import Act, MachineBinding
    from adjudge.system.driver import Driver
    from adjudge.system.stage import Stage


@contextmanager
def lend(
    binding: MachineBinding,
    stage: Stage,
    *,
    parameters: Mapping[str, Sequence[str]],
    indices: Mapping[str, Sequence[Sequence[str]]],
    clock: bool = False,
) -> Iterator[Driver]:
    """Lend a driver of one machine on a stage; on leaving, nothing of the system is left.

    Args:
        binding: from `stage.bindings.of(machine)`.
        stage: where the system runs; not shared with anybody else.
        parameters: the names of each event's parameters; every event of the machine is a key.
        indices: for each variable the values of each position of its index, none for a scalar.
        clock: whether time is going to be moved; it then stands still but for `advance`.

    Raises:
        SystemFailureError: the system could not be built or started, or the binding does not fit
            the machine.
    """
    wrong = problems(binding, parameters, indices)
    if wrong:
        where = f"{wrong[0].location}: {wrong[0].message}"
        message = f"the binding of machine {binding.machine} can't be used: {where}"
        raise SystemFailureError(message, next_step=wrong[0].next_step)
    binding = _complete(binding, parameters)
    acts = list(_acts(binding))
    languages = sorted({act.language for act in acts if isinstance(act, Function)})
    with ExitStack() as stack:
        # Who calls functions and nothing else has no use for a server beside them.
        alone = languages and not binding.source and all(isinstance(a, Function) for a in acts)
        place = Place(stage, started=bool(stage.system.start) and not alone)
        stack.callback(place.close)
        hands = Hands(binding, stage, place, languages, clock=clock)
        stack.callback(hands.close)
        declared = None
        if binding.source is not None:
            declared = DeclaredBindings(
                binding.source, binding.machine, parameters, indices, stage, hands
            )
            stack.callback(declared.close)
            _refuse_clash(binding, declared)
        hands.open()
        can = _capabilities(binding, declared, hands, clock=clock, alone=not languages)
        yield BoundDriver(binding, declared, hands, indices, can)


def _complete(binding: MachineBinding, parameters: Mapping[str, Sequence[str]]) -> MachineBinding:
    """Keep the operations that are events, and give functions the parameters of their event."""
    operations = {n: call for n, call in binding.operations.items() if n in parameters}
    events = {
        name: replace(call, act=_with_arguments(call.act, parameters.get(name, ())))
        for name, call in binding.events.items()
    }
    return replace(binding, events=events, operations=operations)


def _with_arguments(act: Act, names: Sequence[str]) -> Act:
    if not isinstance(act, Function) or act.arguments is not None:
        return act
    holes = {name: Template((Hole(name),)) for name in names}
    by_name = act.language is Language.PYTHON
    return replace(act, arguments=holes if by_name else list(holes.values()))


def _acts(binding: MachineBinding) -> Iterator[Act]:
    for call in (*binding.events.values(), *binding.operations.values()):
        yield call.act
    for read in (*binding.observe.values(), *binding.logins.values()):
        yield read.act
    if binding.reset is not None:
        yield binding.reset.act


def _capabilities(
    binding: MachineBinding,
    declared: DeclaredBindings | None,
    hands: Hands,
    *,
    clock: bool,
    alone: bool,
) -> Capabilities:
    more_events, more_variables = (declared.events, declared.variables) if declared else ({}, {})
    reason = hands.clock_reason if clock else "nothing of the machine moves time"
    return Capabilities(
        frozenset({*binding.events, *binding.operations, *more_events}),
        frozenset({*binding.observe, *more_variables}),
        clock=not reason,
        clock_reason=reason,
        concurrent=binding.concurrent and alone and not more_events,
        interleaved=_interleaved(binding),
        tools=dict(hands.tools),
    )


def _interleaved(binding: MachineBinding) -> frozenset[str]:
    """Return the events that are functions of Python, which can be run line by line."""
    return frozenset(
        name
        for name, call in binding.events.items()
        if isinstance(call.act, Function) and call.act.language is Language.PYTHON
    )


def _refuse_clash(binding: MachineBinding, declared: DeclaredBindings) -> None:
    """Refuse an event or a variable that both files bind.

    Raises:
        SystemFailureError: it names both places.
    """
    parts = (("events", declared.events), ("observe", declared.variables))
    for part, functions in parts:
        for name, function in functions.items():
            entry = f"{part}.{name}"
            if entry in binding.places:
                raise SystemFailureError(
                    f"machine {binding.machine} binds {name} twice: {binding.places[entry]} and {declared.place(function)}",
                    next_step="remove one of the two",
                )
    if binding.reset is not None and declared.reset is not None:
        raise SystemFailureError(
            f"machine {binding.machine} has two resets: {binding.places['']} and {declared.place(declared.reset)}",
            next_step="remove one of the two",
        )

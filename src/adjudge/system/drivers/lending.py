"""The entrance: a stage becomes a driver of one machine."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.binding import Program, Request
from adjudge.system.drivers.bound import BoundDriver
from adjudge.system.drivers.place import Place
from adjudge.system.drivers.problems import problems

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
) -> Iterator[Driver]:
    """Lend a driver of one machine on a stage; on leaving, nothing of the system is left.

    Args:
        binding: from `stage.bindings.of(machine)`.
        stage: where the system runs; not shared with anybody else.
        parameters: the names of each event's parameters; every event of the machine is a key.
        indices: for each variable the values of each position of its index, none for a scalar.

    Raises:
        SystemFailureError: the system could not be built or started, or the binding does not fit
            the machine.
    """
    wrong = problems(binding, parameters, indices)
    if wrong:
        raise SystemFailureError(
            f"the binding of machine {binding.machine} can't be used: {wrong[0].location}: {wrong[0].message}",
            next_step=wrong[0].next_step,
        )
    with ExitStack() as stack:
        place = Place(stage, started=_needs_start(binding, stage))
        stack.callback(place.close)
        driver = BoundDriver(binding, stage, place, indices)
        stack.callback(driver.close)
        yield driver


def _needs_start(binding: MachineBinding, stage: Stage) -> bool:
    acts = list(_acts(binding))
    outside = any(isinstance(act, Request | Program) for act in acts)
    return bool(stage.system.start) and outside


def _acts(binding: MachineBinding) -> Iterator[Act]:
    for call in (*binding.events.values(), *binding.operations.values()):
        yield call.act
    for read in (*binding.observe.values(), *binding.logins.values()):
        yield read.act
    if binding.reset is not None:
        yield binding.reset.act

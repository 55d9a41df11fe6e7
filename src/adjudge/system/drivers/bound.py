"""The driver of one machine: its events and variables, carried out by whoever can."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.binding import Program, Request
from adjudge.system.driver import Answer, Capabilities, Reply
from adjudge.system.drivers import reading
from adjudge.system.drivers.done import Done, answer
from adjudge.system.drivers.programs import Programs
from adjudge.system.drivers.requests import Requests
from adjudge.system.drivers.scope import Scope, free_names
from adjudge.system.json_paths import PathError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.system.binding import Act, Call, MachineBinding, Read
    from adjudge.system.driver import Observed
    from adjudge.system.drivers.done import Actor
    from adjudge.system.drivers.place import Place
    from adjudge.system.stage import Stage
    from adjudge.system.templates import Lookup


class BoundDriver:
    """Drives a system by a binding; see `adjudge.system.driver.Driver`."""

    def __init__(
        self,
        binding: MachineBinding,
        stage: Stage,
        place: Place,
        indices: Mapping[str, Sequence[Sequence[str]]],
    ) -> None:
        self.capabilities = Capabilities(
            events=frozenset({*binding.events, *binding.operations}),
            variables=frozenset(binding.observe),
            concurrent=binding.concurrent,
        )
        self._binding = binding
        self._stage = stage
        self._place = place
        self._indices = indices
        self._scope = Scope(binding, self._act)
        self._actors: dict[type[Act], Actor] = {}
        self._requests: Requests | None = None
        self._new = False
        self._gone = True

    def reset(self) -> None:
        """Bring the system back to how it starts."""
        self._scope.forget()
        reset = self._binding.reset
        if self._gone or (reset is None and not self._new):
            self._start()
        if reset is not None and self._reset_problem(reset):
            self._start()
            if problem := self._reset_problem(reset):
                raise SystemFailureError(
                    f"the reset of machine {self._binding.machine} failed: {problem}",
                    next_step="correct `reset` in the binding, or leave it out: then the system is started anew",
                )
        self._new = True

    def _reset_problem(self, reset: Call) -> str:
        """Carry out the binding's own reset; return what went wrong, if something did."""
        done = self._act(reset.act, self._scope.lookup({}))
        return "" if answer(done, reset.accepted, ()) is Answer.ACCEPTED else done.detail

    def close(self) -> None:
        """Close what is open; the place is the caller's."""
        if self._requests is not None:
            self._requests.close()

    def _start(self) -> None:
        self.close()
        self._place.open()
        self._scope.variables = self._place.variables
        self._actors[Program] = Programs(self._stage, self._place.folder)
        if self._place.instance is not None:
            base = self._place.instance.base
            self._requests = Requests(base, self._binding.headers, self._stage.limits)
            self._actors[Request] = self._requests
        self._gone = False
        self._new = True

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        """Make one call."""
        call = self._binding.events.get(event) or self._binding.operations.get(event)
        if call is None:
            raise SystemFailureError(
                f"nothing binds the event {event} of machine {self._binding.machine}"
            )
        done = self._act(call.act, self._scope.lookup(arguments))
        said = answer(done, call.accepted, call.refused)
        detail = done.detail
        if said is Answer.ACCEPTED:
            try:
                self._scope.capture(call.captures, done)
            except PathError as error:
                said, detail = Answer.ERROR, f"{detail}: {error.message}"
        elif said is Answer.ERROR and not done.failure:
            detail = f"{detail}: an answer that the binding declares neither accepted nor refused"
        actions = (done.action,) if done.action else ()
        return Reply(said, detail, actions, done.begun, done.ended)

    def observe(self) -> Observed:
        """Read back every variable that the binding observes."""
        return {
            name: self._observed(name, read)  # type: ignore[misc]  # cells are values or nested mappings
            for name, read in self._binding.observe.items()
        }

    def _observed(self, name: str, read: Read) -> object:
        index = self._indices.get(name, ())
        names = read.index or free_names(read.act, self._binding)
        if not names:
            value = self._read(name, read, {})
            return reading.cells(name, value, index, read.values)
        observed: dict[str, object] = {}
        for place in itertools.product(*index):
            inner = observed
            for key in place[:-1]:
                inner = inner.setdefault(key, {})  # type: ignore[assignment]  # inner levels are dictionaries
            shown = f"{name}[{','.join(place)}]"
            value = self._read(shown, read, dict(zip(names, place, strict=True)))
            inner[place[-1]] = reading.cell(shown, value, read.values)
        return observed

    def _read(self, name: str, read: Read, arguments: Mapping[str, object]) -> object:
        return reading.found(name, read, self._act(read.act, self._scope.lookup(arguments)))

    def advance(self, seconds: float) -> Reply:
        """Move the system's clock forward."""
        raise SystemFailureError(f"the clock of this system cannot be moved by {seconds:g} s")

    def _act(self, act: Act, lookup: Lookup) -> Done:
        self._new = False
        actor = self._actors.get(type(act))
        if actor is None:
            raise SystemFailureError(
                f"machine {self._binding.machine} is bound to requests, and the system is not started",
                next_step="add `start` and `ready` to the system in adjudge.toml",
            )
        done = actor.act(act, lookup)
        if done.gone:
            self._gone = True
        return done

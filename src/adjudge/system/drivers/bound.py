"""The driver of one machine: its events and variables, carried out by whoever can."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.driver import Answer, ClockAction, Interleaved, Reading, Reply
from adjudge.system.drivers import reading
from adjudge.system.drivers.done import answer
from adjudge.system.drivers.scope import Scope, free_names
from adjudge.system.json_paths import PathError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from adjudge.system.binding import Act, Call, MachineBinding, Read
    from adjudge.system.driver import Action, Capabilities, Observed
    from adjudge.system.drivers.declared import DeclaredBindings
    from adjudge.system.drivers.done import Done
    from adjudge.system.drivers.hands import Hands
    from adjudge.system.templates import Lookup

_UNDECLARED = "an answer that the binding declares neither accepted nor refused"


class BoundDriver:
    """Drives a system by a binding; see `adjudge.system.driver.Driver`.

    Args:
        binding: the tables of `adjudge.toml`.
        declared: what the Python file of bindings declares, where there is one.
        hands: act on the system.
        indices: for each variable the values of each position of its index.
        capabilities: what all of them can do together.
    """

    def __init__(
        self,
        binding: MachineBinding,
        declared: DeclaredBindings | None,
        hands: Hands,
        indices: Mapping[str, Sequence[Sequence[str]]],
        capabilities: Capabilities,
    ) -> None:
        self._binding = binding
        self._declared = declared
        self._hands = hands
        self._indices = indices
        self._scope = Scope(binding, self._log_in)
        self._logins: list[Action] = []
        self.readings: Mapping[str, Reading] = {}
        self.capabilities = capabilities
        self._new = True
        # The one process of the bindings' file does one thing after the other.
        self._turn = threading.RLock()

    def reset(self) -> None:
        """Bring the system back to how it starts."""
        self._scope.forget()
        self._logins = []
        own = self._binding.reset is not None or bool(self._declared and self._declared.reset)
        if self._hands.gone or not (own or self._new):
            self._start()
        else:
            self._begin()
        if own and self._reset_problem():
            self._start()
            if problem := self._reset_problem():
                raise SystemFailureError(
                    f"the reset of machine {self._binding.machine} failed: {problem}",
                    next_step="correct `reset` in the binding, or leave it out: then the system is started anew",
                )
        self._new = True

    def _start(self) -> None:
        self._hands.open()
        self._begin()
        self._new = True

    def _begin(self) -> None:
        self._scope.variables = self._hands.variables
        if self._declared is not None:
            self._declared.begin()

    def _reset_problem(self) -> str:
        """Carry out the binding's own reset; return what went wrong, if something did."""
        if self._declared is not None and self._declared.reset is not None:
            return self._declared.make_new()
        reset = self._binding.reset
        if reset is None:
            return ""
        done = self._hands.make(reset.act, self._scope.lookup({}))
        return "" if answer(done, reset.accepted, ()) is Answer.ACCEPTED else done.detail

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        """Make one call."""
        if self._declared is not None and event in self._declared.events:
            self._new = False
            with self._turn:
                return self._declared.call(event, arguments)
        call = self._binding.events.get(event) or self._binding.operations.get(event)
        if call is None:
            raise SystemFailureError(
                f"nothing binds the event {event} of machine {self._binding.machine}"
            )
        return self._reply(call, self._act(call.act, self._scope.lookup(arguments)))

    def interleave(
        self,
        calls: Sequence[tuple[str, Mapping[str, object]]],
        plan: Mapping[int, int],
        first: int,
    ) -> Interleaved:
        """Run calls of functions in threads of which one moves at a time."""
        self._new = False
        bound = [self._binding.events[event] for event, _ in calls]
        acts = [
            (call.act, self._scope.lookup(arguments))
            for call, (_, arguments) in zip(bound, calls, strict=True)
        ]
        together = self._hands.interleave(acts, plan, first)
        replies = map(self._reply, bound, together.done)
        return Interleaved(tuple(replies), together.lines, together.blocked, together.stuck)

    def _reply(self, call: Call, done: Done) -> Reply:
        said, detail = answer(done, call.accepted, call.refused), done.detail
        if said is Answer.ACCEPTED:
            try:
                self._scope.capture(call.captures, done)
            except PathError as error:
                said, detail = Answer.ERROR, f"{detail}: {error.message}"
        elif said is Answer.ERROR and not done.failure:
            detail = f"{detail}: {_UNDECLARED}"
        # A login made for an observation serves the calls after it as well.
        logins, self._logins = self._logins, []
        actions = (*logins, done.action) if done.action else tuple(logins)
        return Reply(said, detail, actions, done.begun, done.ended)

    def observe(self) -> Observed:
        """Read back every variable that the binding observes."""
        self.readings = {}
        observed = {
            name: self._observed(name, read) for name, read in self._binding.observe.items()
        }
        if self._declared is not None:
            self._new = False
            with self._turn:
                for name in self._declared.variables:
                    index = self._indices.get(name, ())
                    observed[name] = self._declared.observe(name, index)
        return observed  # type: ignore[return-value]  # cells are values or nested mappings

    def _observed(self, name: str, read: Read) -> object:
        index = self._indices.get(name, ())
        names = read.index or free_names(read.act, self._binding)
        if not names:
            return reading.cells(name, self._read(name, read, {}), index, read.values)

        def one(shown: str, place: tuple[str, ...]) -> object:
            return self._read(shown, read, dict(zip(names, place, strict=True)))

        return reading.each(name, index, read.values, one)

    def _read(self, name: str, read: Read, arguments: Mapping[str, object]) -> object:
        done = self._act(read.act, self._scope.lookup(arguments))
        if done.action is not None and not read.values and not read.pattern:
            self.readings = {**self.readings, name: Reading(done.action, read.value)}
        return reading.found(name, read, done)

    def advance(self, seconds: float) -> Reply:
        """Move the system's clock forward."""
        self._new = False
        self._hands.advance(seconds)
        return Reply(Answer.ACCEPTED, f"the clock moved by {seconds:g} s", (ClockAction(seconds),))

    def _log_in(self, act: Act, lookup: Lookup) -> Done:
        done = self._act(act, lookup)
        if done.action is not None:
            self._logins.append(done.action)
        return done

    def _act(self, act: Act, lookup: Lookup) -> Done:
        self._new = False
        return self._hands.act(act, lookup)

"""The inner loop of exploring, generated for one machine: it steps states and checks all of it.

One function does for a list of states what would otherwise be several calls for each step: it
evaluates every invariant, takes every step, checks what must hold of it, and keeps what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from adjudge.machine.branches import Branch, branch, is_total, nested
from adjudge.machine.engine import Model, belongs
from adjudge.machine.ground import State, Step
from adjudge.machine.model import Always, AlwaysAfter
from adjudge.machine.overlaps import overlaps
from adjudge.machine.python_code import compiled, source
from adjudge.machine.terms import FALSE, TRUE, Cell, Term, rebuilt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from adjudge.machine.ground import Call
    from adjudge.machine.packing import Packing


class Mark(StrEnum):
    """What a state is noted down for."""

    PROPERTY = "property"
    DEADLOCK = "deadlock"
    OUTSIDE = "outside"
    CLASH = "clash"
    SPLIT = "split"


Key = State | int
"""A state, or the number that it is packed into."""

Note = tuple[Mark, str | int]
"""A mark and what it is about: the property or transition by number, the variable, the event."""


@dataclass(slots=True)
class Found:
    """What sweeping has found so far; the generated function adds to it.

    `parents` has every state with the one that it was found from, in the order of finding; `notes`
    the first state in which each thing to note was seen. `transitions` counts steps taken,
    `taken` the transitions that led to something new or changed nothing, by number;
    `bound` the states outside of the machine's bound, `strays` those with a content outside its
    type and `clashes` the steps that write a cell twice; none of them is entered.
    """

    parents: dict[Key, Key | None]
    notes: dict[Note, Key] = field(default_factory=dict)
    transitions: int = 0
    taken: set[int] = field(default_factory=set)
    bound: int = 0
    strays: int = 0
    clashes: int = 0


Sweep = Callable[[Sequence[Key], Found, list[Key]], None]
"""Sweeps some states into what was found, and adds those that are new to the list."""


def unpacked(packing: Packing | None, key: Key) -> State:
    """Return the state that a key of `Found.parents` stands for."""
    if isinstance(key, tuple):
        return key
    if packing is None:
        raise TypeError(f"{key} is no state")
    return packing.unpack(key)


class Sweeper:
    """Prints the function for one model.

    Args:
        model: the machine.
        canonical: a function that picks the representative of each state, if there is one.
        packing: how states are packed, if they are; there are no representatives then.
    """

    def __init__(
        self,
        model: Model,
        canonical: Callable[[State], State] | None = None,
        packing: Packing | None = None,
    ) -> None:
        self.model = model
        self.names = model.names
        self.packing = packing
        self.known: dict[str, object] = {"canonical": canonical}
        self.known.update(packing.known if packing else {})
        self.reduced = canonical is not None
        self.transitions = sorted({step.transition for step in model.steps})
        self.after = [
            (number, each)
            for number, each in enumerate(model.machine.properties)
            if isinstance(each, AlwaysAfter)
        ]

    def sweep(self) -> Sweep:
        """Generate the function.

        It raises `UndefinedError` where an expression has no value, and `UnpackableError` where
        a content does not fit into its bits.
        """
        lines = [
            "def sweep(states, found, fresh):",
            " seen = found.parents; note = found.notes.setdefault; add = fresh.append; count = 0",
            *(f" e{number} = False" for number in self.transitions),
            " for state in states:",
            *(f"  {line}" for line in self._reading()),
            *self._arrival(),
            "  before = count",
            *self._splits(),
            *nested([self._branch(step) for step in self.model.steps], 2),
            *self._departure(),
            " found.transitions += count",
            *(f" if e{number}: found.taken.add({number})" for number in self.transitions),
        ]
        return cast("Sweep", compiled("\n".join(lines), "sweep", self.known))

    def _reading(self) -> Iterable[str]:
        """What takes a state apart."""
        return self.packing.reading() if self.packing else [f"{self.model.unpack()} = state"]

    def _arrival(self) -> Iterator[str]:
        """What is checked of a state before it is stepped.

        Conditions that always have a value are also checked where a content is outside its type.
        """
        always = [
            (number, self.model.ground(each.condition))
            for number, each in enumerate(self.model.machine.properties)
            if isinstance(each, Always)
        ]
        yield from self._hold(pair for pair in always if is_total(pair[1]))
        yield from self._inside()
        yield from self._hold(pair for pair in always if not is_total(pair[1]))
        bound = self.model.ground(self.model.machine.bound)
        if bound != TRUE:
            yield f"  if not {source(bound, self.names)}: found.bound += 1; continue"

    def _inside(self) -> Iterator[str]:
        for number, of in enumerate(self.model.layout.types):
            if not self.packing and of is not None and (test := belongs(of, f"s{number}")):
                note = self._note(Mark.OUTSIDE, self.model.layout.cells[number].variable)
                yield f"  if not {test}:"
                yield f"   {note}; found.strays += 1; continue"

    def _hold(self, conditions: Iterable[tuple[int, Term]]) -> Iterator[str]:
        for number, condition in conditions:
            printed = source(condition, self.names)
            yield f"  if not {printed}: {self._note(Mark.PROPERTY, number)}"

    def _splits(self) -> Iterator[str]:
        """Look closer where one call may take several steps."""
        for number, (call, steps) in enumerate(overlaps(self.model)):
            self.known[f"split{number}"] = self._split(call)
            tests = (f"bool({source(step.condition, self.names)})" for step in steps)
            yield f"  if {' + '.join(tests)} > 1: split{number}(state, found.notes)"

    def _split(self, call: Call) -> Callable[[Key, dict[Note, Key]], None]:
        note: Note = (Mark.SPLIT, call.event)

        def look(key: Key, notes: dict[Note, Key]) -> None:
            if note in notes:
                return
            state = unpacked(self.packing, key)
            if len({after for _, after in self.model.react(state, call)}) > 1:
                notes[note] = key

        return look

    def _branch(self, step: Step) -> Branch:
        taken = [*self._relations(step), *self._arrive(step)]
        if step.clash != FALSE:
            note = self._note(Mark.CLASH, step.transition)
            clash = source(step.clash, self.names)
            inner = [f" {line}" for line in taken or ["pass"]]
            taken = [f"if {clash}: {note}; found.clashes += 1", "else:", *inner]
        return branch(step.condition, self.names, ["count += 1", *taken])

    def _relations(self, step: Step) -> Iterator[str]:
        """What must hold after the step, read off its effects before it is taken."""
        for number, each in self.after:
            if each.event != step.call.event:
                continue
            condition = self.model.ground(each.condition, self.model.arguments(step.call))
            landed = source(self._landed(condition, step), self.names)
            if landed != "True":
                yield f"if not {landed}: {self._note(Mark.PROPERTY, number)}"

    def _landed(self, term: Term, step: Step) -> Term:
        """Replace cells after a step by what the step makes of them."""
        if isinstance(term, Cell) and term.after:
            before = Cell(term.variable, term.index)
            return step.updates.get(self.model.layout.positions[before], before)
        return rebuilt(term, lambda part: self._landed(part, step))

    def _arrive(self, step: Step) -> Iterator[str]:
        if not step.updates:
            yield f"e{step.transition} = True"
            return
        if self.packing:
            yield from self.packing.arriving(self.model, step)
        else:
            after = self.model.after(step)
            yield f"t = canonical({after})" if self.reduced else f"t = {after}"
        yield f"if t not in seen: seen[t] = state; add(t); e{step.transition} = True"

    def _departure(self) -> Iterator[str]:
        """What is checked of a state after all its steps."""
        final = source(self.model.ground(self.model.machine.final), self.names)
        yield f"  if count == before and not {final}: {self._note(Mark.DEADLOCK, '')}"

    def _note(self, mark: Mark, subject: str | int) -> str:
        name = f"note{len(self.known)}"
        self.known[name] = (mark, subject)
        return f"note({name}, state)"

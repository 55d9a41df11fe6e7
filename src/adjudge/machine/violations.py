"""What exploring found to be wrong, each with a shortest run to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from adjudge.machine.model import Always, AlwaysAfter
from adjudge.machine.runs import Move, Run, show_state
from adjudge.machine.sweep import Mark, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.machine.ground import State, Step
    from adjudge.machine.search import Search


class Kind(StrEnum):
    """What is wrong at the end of a run.

    `BROKEN`: a property does not hold. `DEADLOCK`: nothing can happen and the machine may not stop
    there. `OUTSIDE`: a cell has a content outside its type. `CLASH`: two effects write one cell.
    `SPLIT`: one call may have different results. `UNDEFINED`: an expression has no value.
    """

    BROKEN = "broken"
    DEADLOCK = "deadlock"
    OUTSIDE = "outside"
    CLASH = "clash"
    SPLIT = "split"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong, after the shortest run that shows it.

    `property` is the number of the broken one in `Machine.properties`; `subject` names what else
    it is about: a variable, an event. `transition` is the number of the one that is at fault,
    where one is. `detail` says in words what is wrong at the end of the run.
    """

    kind: Kind
    run: Run
    detail: str
    property: int | None = None
    subject: str = ""
    transition: int | None = None


def violations(search: Search) -> Iterator[Violation]:
    """Yield what a search noted down, properties in their order first."""
    for note in sorted(search.found.notes, key=_rank):
        state = search.state(search.found.notes[note])
        yield _MADE[note[0]](search, note, state)
    if search.undefined:
        yield _undefined(search, *search.undefined)


def _rank(note: Note) -> tuple[int, int, str]:
    mark, subject = note
    number = subject if isinstance(subject, int) else 0
    return (list(Mark).index(mark), number, str(subject))


def _broken(search: Search, note: Note, state: State) -> Violation:
    number = int(note[1])
    demand = search.model.machine.properties[number]
    run = search.run(state)
    if isinstance(demand, AlwaysAfter):
        run = _breaking(search, demand, run)
    forbidden = isinstance(demand, Always) and demand.never
    detail = f"{demand.text} {'holds' if forbidden else 'does not hold'}"
    return Violation(Kind.BROKEN, run, detail, property=number)


def _breaking(search: Search, demand: AlwaysAfter, run: Run) -> Run:
    """Add the step after which the demand does not hold."""

    def breaks(step: Step, after: State) -> bool:
        if step.call.event != demand.event:
            return False
        names = search.model.arguments(step.call)
        return not search.model.relation(demand.condition, names)(run.end, after)

    return _with_step(search, run, breaks)


def _clash(search: Search, note: Note, state: State) -> Violation:
    run = search.run(state)

    def clashes(step: Step, _: State) -> bool:
        return step.transition == note[1] and bool(search.model.condition(step.clash)(run.end))

    full = _with_step(search, run, clashes)
    label = search.model.machine.transitions[int(note[1])].label
    return Violation(
        Kind.CLASH, full, f"two effects write one cell: {label}", transition=int(note[1])
    )


def _with_step(search: Search, run: Run, fits: Callable[[Step, State], bool]) -> Run:
    for number, after in search.model.successors(run.end):
        step = search.model.steps[number]
        if fits(step, after):
            return run.then(Move(step.call, step.transition, after))
    raise LookupError("the step that was noted down is gone")


def _deadlock(search: Search, _: Note, state: State) -> Violation:
    return Violation(Kind.DEADLOCK, search.run(state), "nothing can happen any more")


def _outside(search: Search, note: Note, state: State) -> Violation:
    run = search.run(state)
    position = search.model.outside(run.end)
    label, content = search.model.layout.label(position), run.end[position]
    of = search.model.layout.types[position]
    kind = of.name if of else "its type"
    detail = f"{label} is {content}, which {kind} does not have"
    last = run.moves[-1].transition if run.moves else None
    return Violation(Kind.OUTSIDE, run, detail, subject=str(note[1]), transition=last)


def _split(search: Search, note: Note, state: State) -> Violation:
    run = search.run(state)
    for call in (call for call in search.model.calls if call.event == note[1]):
        results = search.model.react(run.end, call)
        others = [(step, after) for step, after in results if after != results[0][1]]
        if others:
            two = [results[0], others[0]]
            ends = " or ".join(f"[{_ending(search, step, after)}]" for step, after in two)
            move = Move(call, others[0][0].transition, others[0][1])
            return Violation(
                Kind.SPLIT,
                run.then(move),
                f"{call} may lead to {ends}",
                subject=call.event,
                transition=move.transition,
            )
    raise LookupError("the call that was noted down is gone")


def _ending(search: Search, step: Step, state: State) -> str:
    line = search.model.machine.transitions[step.transition].location.line
    return f"{show_state(state, search.model.layout)} by line {line}"


def _undefined(search: Search, state: State, reason: str) -> Violation:
    return Violation(Kind.UNDEFINED, search.run(state), reason)


_MADE: dict[Mark, Callable[[Search, Note, State], Violation]] = {
    Mark.PROPERTY: _broken,
    Mark.DEADLOCK: _deadlock,
    Mark.OUTSIDE: _outside,
    Mark.CLASH: _clash,
    Mark.SPLIT: _split,
}

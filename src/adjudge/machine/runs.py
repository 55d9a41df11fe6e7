"""Runs of a machine: what happened, call by call, and how a person is shown it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.machine.ground import Call, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.ground import Layout


@dataclass(frozen=True, slots=True)
class Move:
    """One call and the state that it led to; `transition` is the one taken, by its number."""

    call: Call
    transition: int
    state: State


@dataclass(frozen=True, slots=True)
class Run:
    """A state in which a machine may start, and what happened from there."""

    start: State
    moves: tuple[Move, ...] = ()

    @property
    def end(self) -> State:
        """The state at the end."""
        return self.moves[-1].state if self.moves else self.start

    @property
    def calls(self) -> tuple[Call, ...]:
        """What was called, in order."""
        return tuple(move.call for move in self.moves)

    def then(self, move: Move) -> Run:
        """Return the run that goes on with one more move."""
        return Run(self.start, (*self.moves, move))

    def __str__(self) -> str:
        return ", ".join(map(str, self.calls)) or "the start"


def show(run: Run, layout: Layout) -> str:
    """Render a run for a person: the start, then each call with the cells that it changed.

    Returns:
        Lines without a newline at the end.
    """
    lines = [f"start: {show_state(run.start, layout)}"]
    state = run.start
    for number, move in enumerate(run.moves, 1):
        changes = ", ".join(_changes(state, move.state, layout)) or "nothing changes"
        lines.append(f"{number}. {move.call}: {changes}")
        state = move.state
    return "\n".join(lines)


def show_state(state: State, layout: Layout) -> str:
    """Render a state on one line."""
    return ", ".join(f"{name} = {_show(value)}" for name, value in layout.show(state).items())


def _changes(before: State, after: State, layout: Layout) -> Iterator[str]:
    for position, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            yield f"{layout.label(position)} = {_show(new)}"


def _show(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""Which demands on every state do not hold, of a whole state or of the part that was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.machine.fold import Grounder
from adjudge.machine.ground import cell_label
from adjudge.machine.model import Always
from adjudge.machine.terms import cells

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.machine.engine import Model
    from adjudge.machine.ground import State
    from adjudge.machine.terms import Value


class Demands:
    """The `Always` of one machine, each with the cells that it reads."""

    def __init__(self, model: Model) -> None:
        self._model = model
        grounder = Grounder(model.machine)
        self._demands: list[tuple[Always, frozenset[str], Callable[[State], Value]]] = []
        for demand in model.machine.properties:
            if isinstance(demand, Always):
                term = grounder.ground(demand.condition, {})
                read = frozenset(map(cell_label, cells(term)))
                self._demands.append((demand, read, model.condition(demand.condition)))

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self._demands)

    def broken_in(self, state: State) -> tuple[str, ...]:
        """Return the requirements whose demand does not hold in a state.

        Raises:
            UndefinedError: a condition has no value in this state.
        """
        return tuple(demand.requirement for demand, _, holds in self._demands if not holds(state))

    def broken(self, observed: Mapping[str, Value]) -> tuple[Always, ...]:
        """Return the demands that read nothing but observed cells and do not hold.

        Args:
            observed: values by the names of cells, as `balance[ada]`.

        Raises:
            UndefinedError: a condition has no value for what was observed.
        """
        labels = map(self._model.layout.label, range(len(self._model.layout.cells)))
        # Cells that were not observed hold anything here: no condition that is evaluated reads them.
        state = tuple(observed.get(label, 0) for label in labels)
        return tuple(
            demand
            for demand, read, holds in self._demands
            if read <= observed.keys() and not holds(state)
        )

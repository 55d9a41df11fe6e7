"""The stages of one run, for all of its systems."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from adjudge.system.interruption import interrupt, interruptible
from adjudge.system.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from adjudge.system.configuration import Configuration, System
    from adjudge.system.stage import Stage
    from adjudge.system.trees import Tree


class Theatre:
    """Lends stages for every system of a run; a context manager that leaves nothing behind.

    Args:
        configuration: of the project.
        trees: what each system may see, by the system's name.
    """

    def __init__(self, configuration: Configuration, trees: Mapping[str, Tree]) -> None:
        self._stack = ExitStack()
        self._stages = {
            name: Stages(configuration, configuration.systems[name], tree)
            for name, tree in trees.items()
        }

    def __enter__(self) -> Self:
        self._stack.enter_context(interruptible())
        for stages in self._stages.values():
            self._stack.enter_context(stages)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def stage(
        self, system: System, folder: Path, report: Callable[[str], None]
    ) -> AbstractContextManager[Stage]:
        """Lend a stage to one batch; `folder` is that of the checks' document."""
        return self._stages[system.name].stage(folder, report)

    def cancel(self) -> None:
        """End every process of this run, so that whoever waits for one returns soon."""
        interrupt()

"""Live progress on a terminal: which requirements are being checked, and for how long."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from adjudge.run.events import CheckFinished, CheckProgressed, CheckStarted, Event, Planned

if TYPE_CHECKING:
    from types import TracebackType

    from rich.live import Live
    from rich.text import Text

_REFRESHES_PER_SECOND = 8
_LINES = 6


class Progress:
    """Shows what runs now on standard error; silent where that is not a terminal."""

    def __init__(self) -> None:
        self._live: Live | None = None
        self._running: dict[tuple[str, str], tuple[str, float]] = {}
        self._notes: dict[tuple[str, str], str] = {}
        self._total = self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live:
            self._live.stop()

    def on(self, event: Event) -> None:
        """Take notice of an event."""
        match event:
            case Planned(to_run=total) if total and sys.stderr.isatty():
                self._total = total
                self._start()
            case CheckStarted(check, requirement, title, system):
                name = f"{requirement} {title} ({system})"
                self._running[check, system] = (name, time.monotonic())
            case CheckProgressed(check, system, text):
                self._notes[check, system] = text
            case CheckFinished(check=check, system=system):
                self._running.pop((check, system), None)
                self._notes.pop((check, system), None)
                self._done += 1
            case _:
                return

    def _start(self) -> None:
        # Rich takes a tenth of a second to import: only a terminal pays for it.
        from rich.console import Console
        from rich.live import Live

        self._live = Live(
            console=Console(stderr=True),
            transient=True,
            refresh_per_second=_REFRESHES_PER_SECOND,
            get_renderable=self._render,
        )
        self._live.start()

    def _render(self) -> Text:
        from rich.text import Text

        now = time.monotonic()
        lines = [f"{self._done} of {self._total} checks done"]
        for key, (name, since) in list(self._running.items())[:_LINES]:
            note = self._notes.get(key, "")
            lines.append(f"  {now - since:5.1f} s  {name}{f': {note}' if note else ''}")
        return Text("\n".join(lines), no_wrap=True, overflow="ellipsis")

"""Running calls in threads of which one moves at a time, switching only where a plan says so.

The program that calls functions loads this file by its path. It needs nothing but the standard
library of Python 3.8. A thread stops before each line of the system's own files
(`sys.settrace`); which one goes on there is decided by the plan, so the same plan gives the same
run again. A thread that waits for a lock reaches no line: after a short while another one goes on.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

PATIENCE = 0.03
"""Seconds without reaching a line after which a thread is taken to wait for another."""
DEADLOCK = 1.0
"""Seconds in which no thread reaches a line or ends, after which none ever will."""
MOST_STEPS = 5000


class Threads:
    """One run of some calls under one plan.

    Args:
        calls: functions without arguments, one for each thread.
        plan: pairs of a step's number and the thread that goes on there.
        first: the thread that begins.
        root: the folder whose files count as the system's own.
    """

    def __init__(self, calls: list, plan: list, first: int, root: str) -> None:  # type: ignore[type-arg]  # the syntax of old Pythons
        self._calls = calls
        self._plan = dict(plan)
        self._root = f"{os.path.realpath(root)}{os.sep}"
        self._owns: dict = {}  # type: ignore[type-arg]  # as above
        self._changed = threading.Condition()
        self._current = -1
        self._first = first
        self._unfinished = set(range(len(calls)))
        self._waiting: set = set()  # type: ignore[type-arg]  # threads that stand before a line
        self._moved = 0
        self.steps: list = []  # type: ignore[type-arg]  # [thread, file, line] for each line that was run
        self.outcomes: list = [None] * len(calls)  # type: ignore[type-arg]  # of each call
        self.blocked = False
        self.deadlock = False

    def run(self) -> None:
        """Run all calls to their ends, or until they wait for each other for ever."""
        threads = [
            threading.Thread(target=self._thread, args=(number,), daemon=True)
            for number in range(len(self._calls))
        ]
        for thread in threads:
            thread.start()
        with self._changed:
            while len(self._waiting) < len(threads):
                self._changed.wait()
            self._let(self._first)
        self._watch()
        if not self.deadlock:
            for thread in threads:
                thread.join()

    def _watch(self) -> None:
        """Let another thread go on when the current one reaches no line."""
        seen, since = -1, time.monotonic()
        with self._changed:
            while self._unfinished:
                if self._moved != seen:
                    seen, since = self._moved, time.monotonic()
                elif time.monotonic() - since > DEADLOCK:
                    self.deadlock = True
                    return
                elif time.monotonic() - since > PATIENCE and self._waiting:
                    self.blocked = True
                    self._let(min(self._waiting))
                self._changed.wait(PATIENCE)

    def _let(self, thread: int) -> None:
        self._current = thread
        self._moved += 1
        self._changed.notify_all()

    def _thread(self, me: int) -> None:
        with self._changed:
            self._stand(me)
        sys.settrace(self._tracer(me))
        try:
            self.outcomes[me] = self._calls[me]()
        finally:
            sys.settrace(None)
            with self._changed:
                self._unfinished.discard(me)
                if self._current == me and self._unfinished:
                    self._let(min(self._waiting or self._unfinished))
                self._moved += 1
                self._changed.notify_all()

    def _stand(self, me: int) -> None:
        """Wait until it is this thread's turn."""
        self._waiting.add(me)
        self._changed.notify_all()
        while self._current != me:
            self._changed.wait()
        self._waiting.discard(me)

    def _tracer(self, me: int) -> Callable:  # type: ignore[type-arg]  # as above
        def trace(frame: FrameType, event: str, _: object) -> object:
            name = frame.f_code.co_filename
            if name not in self._owns:
                self._owns[name] = os.path.realpath(name).startswith(self._root)
            if not self._owns[name]:
                return None
            if event == "line":
                self._line(me, name, frame.f_lineno)
            return trace

        return trace

    def _line(self, me: int, name: str, line: int) -> None:
        with self._changed:
            if self._current != me:
                self._stand(me)
            chosen = self._plan.get(len(self.steps))
            if chosen is not None and chosen != me and chosen in self._waiting:
                del self._plan[len(self.steps)]
                self._let(chosen)
                self._stand(me)
            if len(self.steps) < MOST_STEPS:
                self.steps.append([me, os.path.relpath(name, self._root), line])
            self._moved += 1


def interleave(calls: list, request: dict, root: str) -> dict:  # type: ignore[type-arg]  # as above
    """Run calls under a plan and return their outcomes with the lines that were run."""
    threads = Threads(calls, request["plan"], request["first"], root)
    threads.run()
    return {
        "outcomes": threads.outcomes,
        "steps": threads.steps,
        "blocked": threads.blocked,
        "deadlock": threads.deadlock,
    }

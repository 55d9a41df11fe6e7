"""All that acts on one running system: requests, programs, functions and its clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.binding import Function, Language, Program, Request
from adjudge.system.drivers.functions import Functions
from adjudge.system.drivers.programs import Programs
from adjudge.system.drivers.requests import Requests

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from adjudge.system.binding import Act, MachineBinding
    from adjudge.system.drivers.done import Done
    from adjudge.system.drivers.functions import Together
    from adjudge.system.drivers.place import Place
    from adjudge.system.stage import Clock, Stage
    from adjudge.system.templates import Lookup

_NO_START = "add `start` and `ready` to the system in adjudge.toml"
_NO_CLOCK = "the clock of this system cannot be moved: its table has no `clock` in adjudge.toml"


class Hands:
    """Acts on what a place holds at the moment.

    Args:
        binding: names headers and the interpreter.
        stage: gives the bounds and runs programs.
        place: where the system is.
        languages: those whose functions are called.
        clock: whether time is going to be moved.
    """

    def __init__(
        self,
        binding: MachineBinding,
        stage: Stage,
        place: Place,
        languages: Collection[Language],
        *,
        clock: bool,
    ) -> None:
        self._binding = binding
        self._stage = stage
        self._place = place
        self._languages = languages
        self._moves = clock
        self._requests: Requests | None = None
        self._programs: Programs | None = None
        self._functions: Functions | None = None
        self.gone = True

    @property
    def base(self) -> str:
        """The URL of the started system; nothing where it is not started."""
        return self._requests.base if self._requests else ""

    @property
    def variables(self) -> Mapping[str, str]:
        """The placeholders of the place."""
        return self._place.variables

    @property
    def tools(self) -> Mapping[str, str]:
        """The versions of the interpreters that were started."""
        return self._functions.tools if self._functions else {}

    def open(self) -> None:
        """Make the system as new and take hold of it.

        Raises:
            SystemFailureError: it can't be started.
        """
        self.close()
        self._place.open(clock=self._moves)
        self._programs = Programs(self._stage, self._place.folder)
        self._functions = Functions(
            self._stage,
            self._place.folder,
            self._place.variables,
            self._binding.interpreter,
            clock=self._moves,
        )
        if self._place.instance is not None:
            base = self._place.instance.base
            self._requests = Requests(base, self._binding.headers, self._stage.limits)
        for language in self._languages:
            self._functions.start(language)
        clock = self._clock()
        if self._moves and clock is not None and clock.works:
            clock.hold()
        self.gone = False

    def close(self) -> None:
        """Let go of the system; it is the place that ends it."""
        if self._requests is not None:
            self._requests.close()
        if self._functions is not None:
            self._functions.close()
        self._requests = self._programs = self._functions = None

    def act(self, act: Act, lookup: Lookup) -> Done:
        """Carry out an act.

        Raises:
            SystemFailureError: it can't be carried out at all.
        """
        if isinstance(act, Request):
            done = self._web().act(act, lookup)
        elif isinstance(act, Program):
            done = self._shell().act(act, lookup)
        else:
            done = self._code().act(act, lookup)
        return self._noted(done)

    def make(self, act: Act, lookup: Lookup) -> Done:
        """Carry out the act of a reset; a class of the system yields its new instance."""
        if isinstance(act, Function):
            return self._noted(self._code().make(act, lookup))
        return self.act(act, lookup)

    def interleave(
        self, acts: Sequence[tuple[Act, Lookup]], plan: Mapping[int, int], first: int
    ) -> Together:
        """Call functions of Python in threads of which one moves at a time."""
        done = self._code().interleave(acts, plan, first)
        if done.stuck:
            self.gone = True
        return done

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[Done, list[tuple[str, str]], bytes]:
        """Send a request that somebody else has put together; return also its headers and body.

        Raises:
            SystemFailureError: the URL is not the system's own.
        """
        if not url.startswith(f"{self.base}/"):
            raise SystemFailureError(f"{url} is not an address of the system, {self.base}")
        path = url.removeprefix(self.base)
        done, received, content = self._web().exchange(method, path, headers, body)
        return self._noted(done), received, content

    def run(self, argv: Sequence[str], stdin: str) -> Done:
        """Run a program that somebody else has put together."""
        return self._shell().run(argv, stdin)

    def _noted(self, done: Done) -> Done:
        if done.gone:
            self.gone = True
        return done

    def _web(self) -> Requests:
        if self._requests is None:
            raise SystemFailureError(
                f"machine {self._binding.machine} is bound to requests, and the system is not started",
                next_step=_NO_START,
            )
        return self._requests

    def _shell(self) -> Programs:
        if self._programs is None:
            raise _before_reset()
        return self._programs

    def _code(self) -> Functions:
        if self._functions is None:
            raise _before_reset()
        return self._functions

    def _clock(self) -> Clock | None:
        return self._place.instance.clock if self._place.instance is not None else None

    @property
    def clock_reason(self) -> str:
        """Why time can't be moved for all that is driven, and what would help; nothing if it can."""
        reasons: list[str] = []
        clock = self._clock()
        if self._place.instance is not None:
            reasons.append(clock.reason if clock is not None else _NO_CLOCK)
        if self._languages and self._functions is not None:
            reasons.append(self._functions.clock_reason)
        if not reasons:
            reasons.append("the clock of commands that run one by one cannot be moved")
        return next(filter(None, reasons), "")

    def advance(self, seconds: float) -> None:
        """Move the clock of all that is driven forward.

        Raises:
            SystemFailureError: it can't be moved.
        """
        if reason := self.clock_reason:
            raise SystemFailureError(reason)
        clock = self._clock()
        if clock is not None:
            clock.advance(seconds)
        if self._functions is not None:
            self._functions.advance(seconds)
        if self._requests is not None:
            # A server may close what stood idle for so long, just as the next request is on its way.
            self._requests.close()


def _before_reset() -> SystemFailureError:
    return SystemFailureError("the system is not there yet; `reset` makes it")

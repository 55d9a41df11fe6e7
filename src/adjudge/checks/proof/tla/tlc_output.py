"""What TLC writes with `-tool`: numbered messages, read into what a run showed.

Source of the numbers: `tlc2.output.EC` of the TLA+ tools; of the form: `tlc2.output.MP`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.model import Fault
from adjudge.checks.proof.tla.engine import Ending, Place, Ran, Step
from adjudge.checks.proof.tla.model import Claim, ClaimKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_START = re.compile(r"@!@!@STARTMSG (?P<code>-?\d+):(?P<class>\d+) @!@!@\Z")
_END = re.compile(r"@!@!@ENDMSG -?\d+ @!@!@\Z")
_ERROR_CLASSES = frozenset({1, 2})
"""Errors, and bugs of TLC itself; 0 is progress, 3 a warning, 4 a state."""

_BROKEN_INVARIANT = (2107, 2110)
_BROKEN_PROPERTY = (2108, 2112)
_DEADLOCK, _BROKEN_LIVENESS = 2114, 2116
_FALSE_ASSUMPTION = 2104
_SUCCESS, _FINISHED, _VERSION = 2193, 2186, 2262
_COUNTS, _INITIAL = 2199, 2190
_STATE, _STUTTERING, _BACK = 2217, 2218, 2122

_RELEASE = re.compile(r"Version (?P<number>\d[\d.]*).*\(rev: (?P<revision>\w+)\)")
_NAMED = re.compile(r"(?:Invariant|[Pp]roperty)\s+(\S+)\s+is violated")
_COUNT = re.compile(
    r"([\d,]+) states generated, ([\d,]+) distinct states found, ([\d,]+) states left"
)
_FIRST = re.compile(r"initial states?: ([\d,]+)")
_STEP = re.compile(
    r"\d+: (?:(?:Back to state: )?<(?P<action>[^ >]+)(?: [Ll]ine (?P<line>\d+), col.*?of module (?P<module>\w+))?.*>|(?P<word>.+))"
)
_SYNTAX_PLACE = re.compile(r"at line (?P<line>\d+), col(?:umn)? (?P<column>\d+)")
_VALUE_PLACE = re.compile(
    r"[Ll]ine (?P<line>\d+), col(?:umn)? (?P<column>\d+) to line \d+, col(?:umn)? \d+ "
    r"(?:of|in)(?: module)? (?P<module>\w+)"
)
_NOISE = re.compile(
    r"Parsing file|Semantic processing|Residual stack trace|\S+ starting at line|tla2sany\.|"
    r"\*\*\*|.* starting at line \d+, column \d+\.|Parsing or semantic analysis failed|Fatal errors while|In module|Could not parse module|Semantic errors:|\s*\Z"
)
_SHOWN = 600


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its number, its class, its text."""

    code: int
    kind: int
    text: str


@dataclass(slots=True)
class Output:
    """All messages in the order in which they ended, and what was written outside of them."""

    messages: list[Message] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def first(self, *codes: int) -> Message | None:
        """Return the first message with one of the numbers."""
        return next((message for message in self.messages if message.code in codes), None)


def read(text: str) -> Output:
    """Split what TLC wrote into messages, which may be nested."""
    output = Output()
    unfinished: list[tuple[int, int, list[str]]] = []
    for line in text.splitlines():
        if start := _START.match(line):
            unfinished.append((int(start["code"]), int(start["class"]), []))
        elif unfinished and _END.match(line):
            code, kind, lines = unfinished.pop()
            output.messages.append(Message(code, kind, "\n".join(lines).strip()))
            if unfinished:  # what an error tells in a message of its own belongs to the error
                unfinished[-1][2].extend(lines)
        else:
            (unfinished[-1][2] if unfinished else output.loose).append(line)
    return output


def version(output: Output) -> str:
    """Return what TLC says that its version is."""
    message = output.first(_VERSION)
    match = _RELEASE.search(message.text) if message else None
    return f"{match['number']} ({match['revision']})" if match else "unknown"


def judge(output: Output, exit_code: int, claims: Sequence[Claim], root: str) -> Ran:
    """Say what a run showed that ended by itself.

    Args:
        output: what it wrote.
        exit_code: of the process; 0 alone says nothing.
        claims: those that the configuration made.
        root: the name of the checked module.
    """
    generated, distinct, left = _counts(output)
    broken = _broken(output, claims)
    if broken is not None:
        claim, deadlocked = broken
        return Ran(Ending.BROKEN, claim, deadlocked, _trace(output), distinct, generated)
    errors = [message for message in output.messages if message.kind in _ERROR_CLASSES]
    first = output.first(_INITIAL)
    if errors or exit_code != 0:
        return _failure(output, errors, exit_code, root)
    if output.first(_SUCCESS) is None or output.first(_FINISHED) is None or left != 0 or not first:
        reason = "TLC ended without saying that it has checked every state"
        return Ran(Ending.UNDECIDED, reason=reason)
    if not distinct or _number(_FIRST, first.text) == 0:
        reason = "there is no initial state, so nothing was checked"
        return Ran(Ending.UNDECIDED, reason=reason, fault=Fault.SPECIFICATION)
    return Ran(Ending.HELD, distinct=distinct, generated=generated)


def _broken(output: Output, claims: Sequence[Claim]) -> tuple[Claim | None, bool] | None:
    """Find the broken claim; None with a property is one of several."""
    for codes, kind in (
        (_BROKEN_INVARIANT, ClaimKind.INVARIANT),
        (_BROKEN_PROPERTY, ClaimKind.PROPERTY),
    ):
        message = output.first(*codes)
        named = _NAMED.search(message.text) if message else None
        claim = Claim(kind, named[1]) if named else None
        if claim in claims:
            return claim, False
    if output.first(_DEADLOCK):
        return None, True
    properties = [claim for claim in claims if claim.kind is ClaimKind.PROPERTY]
    if output.first(_BROKEN_LIVENESS) and properties:
        return (properties[0] if len(properties) == 1 else None), False
    return None


def _counts(output: Output) -> tuple[int | None, int, int | None]:
    counted = [m for m in output.messages if m.code == _COUNTS]
    match = _COUNT.search(counted[-1].text) if counted else None
    if match is None:
        return None, 0, None
    generated, distinct, left = (int(group.replace(",", "")) for group in match.groups())
    return generated, distinct, left


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1].replace(",", "")) if match else None


def _trace(output: Output) -> tuple[Step, ...]:
    codes = {_STATE, _STUTTERING, _BACK}
    found = [_step(message) for message in output.messages if message.code in codes]
    if found:
        return tuple(found)
    initial = output.first(_BROKEN_INVARIANT[0], _BROKEN_PROPERTY[0])
    return (
        (Step("initial state", tuple(_values(initial.text.splitlines()[1:]))),) if initial else ()
    )


def _step(message: Message) -> Step:
    head, *values = message.text.splitlines()
    match = _STEP.match(head)
    if match is None:
        return Step(head, tuple(_values(values)))
    action = match["action"] or match["word"] or head
    if action == "Initial":
        action = "initial state"
    if message.code == _BACK:
        action = (
            f"back to state {head.partition(':')[0]} by {action.removeprefix('Back to state: <')}"
        )
    line = int(match["line"] or 0)
    return Step(action.rstrip(">"), tuple(_values(values)), match["module"] or "", line)


def _values(lines: Sequence[str]) -> list[str]:
    """Put each variable on one line; TLC breaks long values."""
    found: list[str] = []
    for line in filter(None, lines):
        if line.startswith("/\\ ") or not found:
            found.append(line.removeprefix("/\\ "))
        else:
            found[-1] += f" {line.strip()}"
    return found


def _failure(output: Output, errors: Sequence[Message], exit_code: int, root: str) -> Ran:
    """Say why TLC gave up, and where in the module."""
    said = "\n".join([*output.loose, *(message.text for message in errors)])
    place = _place(said, root)
    lines = [line.strip() for line in said.splitlines() if not _NOISE.match(line)]
    reason = " ".join(lines)[:_SHOWN] or f"TLC ended with exit code {exit_code}"
    if output.first(_FALSE_ASSUMPTION):
        reason = f"an assumption does not hold: {reason}"
    return Ran(Ending.UNDECIDED, reason=reason, place=place, fault=Fault.SPECIFICATION)


def _place(said: str, root: str) -> Place | None:
    """Find the position that is meant: of an error of syntax the first, of a nested value the last."""
    syntax = list(_SYNTAX_PLACE.finditer(said))
    values = list(_VALUE_PLACE.finditer(said))
    if not syntax and not values:
        return None
    groups = (values[-1] if values else syntax[0]).groupdict()
    return Place(groups.get("module") or root, int(groups["line"]), int(groups["column"]))

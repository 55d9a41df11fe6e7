"""A failure as a `hurl` case: it fails on the system that was judged, and passes on one that is right."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from adjudge.checks.machine.captured import captures
from adjudge.system.driver import ClockAction, HttpAction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.checks.machine.captured import Capture
    from adjudge.checks.machine.repeating import Step

_OWN = frozenset({"host", "content-length", "connection", "accept-encoding", "user-agent"})


def hurl(told: Sequence[str], steps: Sequence[Step], base: str) -> str:
    """Render steps as Hurl.

    Args:
        told: lines of text that say what the case shows.
        steps: of HTTP and of clocks only.
        base: the URL of the system, which becomes `{{base}}`.

    Returns:
        The text; nothing where a step is something else.
    """
    if not all(isinstance(step.action, HttpAction | ClockAction) for step in steps):
        return ""
    known = captures(steps)
    lines = [f"# {line}" for line in told]
    if any(isinstance(step.action, ClockAction) for step in steps):
        lines.append("# Write {clock: moved} behind the word `hurl`: the delays move the clock.")
    seconds = 0.0
    for position, step in enumerate(steps):
        if isinstance(step.action, ClockAction):
            seconds += step.action.seconds
        elif isinstance(step.action, HttpAction):
            own = [each for each in known if each.position == position]
            usable = [each for each in known if each.position < position]
            lines += ["", *_entry(step.action, seconds, base, usable), *_demanded(step, own)]
            seconds = 0.0
    return "\n".join(lines) + "\n"


def _entry(
    action: HttpAction, seconds: float, base: str, known: Sequence[Capture]
) -> Iterator[str]:
    path = action.url.removeprefix(base)
    yield _filled(f"{action.method} {{{{base}}}}{path}", known)
    for name, value in action.headers.items():
        if name.lower() not in _OWN:
            yield _filled(f"{name}: {value}", known)
    if seconds:
        yield "[Options]"
        whole = seconds == round(seconds)
        yield f"delay: {round(seconds)}s" if whole else f"delay: {round(seconds * 1000)}ms"
    if action.body:
        yield _body(action.body, known)


def _body(body: str, known: Sequence[Capture]) -> str:
    """Write a body so that Hurl sends just that: braces would be filled, other text has no form."""
    try:
        json.loads(body)
        plain = "{{" not in body
    except ValueError:
        plain = False
    return _filled(body, known) if plain else f"base64,{base64.b64encode(body.encode()).decode()};"


def _filled(text: str, known: Sequence[Capture]) -> str:
    for each in known:
        text = text.replace(each.text, f"{{{{{each.name}}}}}")
    return text


def _demanded(step: Step, captures_: Sequence[Capture]) -> Iterator[str]:
    if not isinstance(step.action, HttpAction):
        return
    yield "HTTP *" if step.otherwise else f"HTTP {step.action.status}"
    if captures_:
        yield "[Captures]"
        yield from (f'{each.name}: jsonpath "{each.path}"' for each in captures_)
    asserts = [f"status != {step.action.status}"] if step.otherwise else []
    for path, value in (step.cells or {}).items():
        query = f"jsonpath {json.dumps(path)}" if path else "body"
        wanted = value if path else str(value)
        asserts.append(f"{query} == {json.dumps(wanted, ensure_ascii=False)}")
    if asserts:
        yield "[Asserts]"
        yield from asserts

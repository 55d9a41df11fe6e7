"""Values that a response gave and that a later request uses: tokens and identifiers.

They differ from run to run, so a case that repeats the requests has to capture them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.system.driver import HttpAction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.checks.machine.repeating import Step

_SHORTEST = 6
_PLAIN = re.compile(r"[\w .:/@$-]+")
"""Keys that stand in a JSONPath in quotes as they are; a system's answer must not write a case."""


@dataclass(frozen=True, slots=True)
class Capture:
    """A value of the response to the step at `position`: its name, JSONPath and text."""

    name: str
    position: int
    path: str
    text: str


def captures(steps: Sequence[Step]) -> list[Capture]:
    """Return what responses to the steps gave that later steps use and that nobody sent before."""
    sent = [_sent(step) for step in steps]
    found: list[Capture] = []
    for position, step in enumerate(steps):
        for path, text in _given(step):
            before = any(text in part for part in sent[: position + 1])
            later = any(text in part for part in sent[position + 1 :])
            if later and not before and all(text != each.text for each in found):
                found.append(Capture(f"value{len(found) + 1}", position, path, text))
    return found


def _sent(step: Step) -> str:
    action = step.action
    if not isinstance(action, HttpAction):
        return ""
    return "\n".join([action.url, *action.headers.values(), action.body])


def _given(step: Step) -> Iterator[tuple[str, str]]:
    if not isinstance(step.action, HttpAction):
        return
    try:
        value = json.loads(step.action.response)
    except ValueError:
        return
    yield from _texts("$", value)


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str) and _PLAIN.fullmatch(key):
                yield from _texts(f"{path}['{key}']", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(f"{path}[{number}]", inner)
    elif isinstance(value, str) and len(value) >= _SHORTEST:
        yield path, value

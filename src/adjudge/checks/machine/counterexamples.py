"""Failures as files that can be run: for a specification, for a shell, for anybody with Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adjudge.checks.machine.as_console import console
from adjudge.checks.machine.as_functions import functions
from adjudge.checks.machine.as_hurl import hurl
from adjudge.checks.machine.as_python import python
from adjudge.checks.machine.attempts import MISSING
from adjudge.checks.machine.repeating import redacted, steps
from adjudge.system.driver import HttpAction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adjudge.checks.machine.attempts import Attempt
    from adjudge.checks.machine.driving import Failure
    from adjudge.checks.machine.repeating import Step


def counterexamples(
    requirement: str,
    failures: Sequence[Failure],
    base: str = "",
    redact: Callable[[str], str] = str,
) -> Mapping[str, str]:
    """Return each failure in the forms that it has, by file name.

    Args:
        requirement: the name under which they are told.
        failures: the first one becomes `counterexample.…`, the second `counterexample-2.…`.
        base: the URL of the system as configured; only its path counts, the rest may have changed.
        redact: takes secrets out of a text. It goes before the forms, whose quotation may hide one.
    """
    files: dict[str, str] = {}
    for number, failure in enumerate(failures, 1):
        stem = "counterexample" if number == 1 else f"counterexample-{number}"
        files |= _forms(stem, requirement, failure, urlsplit(base).path.rstrip("/"), redact)
    return files


def _calls(failure: Failure) -> str:
    """Render the calls of a failure in terms of the machine, for drawing them."""
    calls = [_call(played.attempt) for played in failure.log]
    return json.dumps({"calls": calls}, indent=1) + "\n"


def _call(attempt: Attempt) -> dict[str, object]:
    arguments = [None if value is MISSING else value for value in attempt.arguments]
    call: dict[str, object] = {"event": attempt.event, "arguments": arguments}
    return call if attempt.proper else {**call, "bad_input": True}


def _forms(
    stem: str, requirement: str, failure: Failure, prefix: str, redact: Callable[[str], str]
) -> dict[str, str]:
    if not failure.stable:
        return {}
    drawn = {f"{stem}.json": _calls(failure)} if failure.log else {}
    return drawn | _programs(stem, requirement, failure, prefix, redact)


def _programs(
    stem: str, requirement: str, failure: Failure, prefix: str, redact: Callable[[str], str]
) -> dict[str, str]:
    made = [redacted(step, redact) for step in steps(failure)]
    if not made:
        return {}
    names = ", ".join(failure.disagreement.requirements) or requirement
    told = [_plain(failure.disagreement.message(names))]
    base = _base(made, prefix)
    forms = {
        f"{stem}.hurl": hurl(told, made, base) if base else "",
        f"{stem}.console": console(told, made),
        f"{stem}.py": python(f"{stem}.py", told, made, base) or functions(f"{stem}.py", told, made),
    }
    return {name: text for name, text in forms.items() if text}


def _base(made: Sequence[Step], prefix: str) -> str:
    """Return the URL of the system that all requests went to."""
    for step in made:
        if isinstance(step.action, HttpAction):
            parts = urlsplit(step.action.url)
            return f"{parts.scheme}://{parts.netloc}{prefix}"
    return ""


def _plain(text: str) -> str:
    return " ".join(text.split())

"""The program `hurl` itself, where it is installed: run once for a block, its report mapped.

Source of the report's form: https://hurl.dev/docs/running-tests.html#json-report and the
option `--json` of https://hurl.dev/docs/manual.html.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from adjudge.checks.hurl.cases import expectations, hidden, masked
from adjudge.checks.hurl.errors import EvaluationError, RefusedError
from adjudge.checks.hurl.values import render
from adjudge.checks.model import CaseResult, Fault, Outcome

if TYPE_CHECKING:
    from adjudge.checks.hurl.cases import Expectation, Place
    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.hosts import Hosts
    from adjudge.checks.hurl.tree import Entry, HurlFile
    from adjudge.system.stage import Completed, Stage

NAME = "hurl"
_VERSION_SECONDS = 10
_STATUS = re.compile(r"\bstatus\b|HTTP", re.IGNORECASE)
_SUCCESSFUL_EXITS = (0, 4)
"""0: everything held; 4: an assert did not (https://hurl.dev/docs/manual.html#exit-codes)."""


def installed() -> str:
    """Return the path of the program on the caller's PATH, or nothing."""
    return shutil.which(NAME) or ""


@lru_cache(maxsize=8)
def version(path: str) -> str:
    """Return what the program says its version is, or `unknown`."""
    try:
        done = subprocess.run(
            [path, "--version"],
            capture_output=True,
            text=True,
            timeout=_VERSION_SECONDS,
            check=False,
            env={"PATH": os.environ.get("PATH", os.defpath)},
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.partition("\n")[0].strip() or "unknown"


def obstacle(file: HurlFile, scope: Scope, hosts: Hosts) -> str:
    """Say why the program can't be kept to the hosts that may be talked to, if so.

    Only what is known before it starts can be checked: it follows redirections by itself, and a
    URL may hold what an earlier response said.
    """
    for entry in file.entries:
        for option in entry.options:
            if option.name in {"location", "location-trusted"}:
                return "it would follow redirections to any host"
        try:
            hosts.check(scope.text(entry.request.url))
        except RefusedError as error:
            return error.message
        except EvaluationError:
            return "a URL is only known while it runs"
    return ""


def execute(path: str, text: str, variables: Mapping[str, object], stage: Stage) -> Completed:
    """Run the program on a block.

    Raises:
        SystemFailureError: it can't be executed.
    """
    source = stage.scratch / "block.hurl"
    source.write_text(text, encoding="utf-8")
    values = stage.scratch / "variables"
    lines = (_variable(name, value) for name, value in variables.items())
    values.write_text("".join(lines), encoding="utf-8")
    options = ["--json", "--no-color", "--very-verbose", "--variables-file", str(values)]
    argv = [path, *options, "--file-root", str(stage.folder), str(source)]
    return stage.run(argv, cwd=stage.scratch)


def _variable(name: str, value: object) -> str:
    text = render(value)
    if "\n" in text:
        return ""  # the file has a line for each; using such a variable is an error of the program
    # Without quotes the program would take a text of digits for a number.
    return f'{name}="{text}"\n' if isinstance(value, str) else f"{name}={text}\n"


@dataclass(frozen=True, slots=True)
class _Ran:
    """What the report says of one entry: per line whether all its asserts held, and why not."""

    held: Mapping[int, bool]
    messages: Mapping[int, str]
    answered: bool
    status: int | None


def cases(file: HurlFile, completed: Completed, place: Place) -> list[CaseResult]:
    """Map a finished run to one case for each expectation, as our own runner names them."""
    reported = _report(completed.stdout)
    results: list[CaseResult] = []
    breaker: CaseResult | None = None
    for number, entry in enumerate(file.entries, 1):
        if breaker is not None:
            results += masked(entry, breaker, place)
            continue
        found = _entry(entry, reported.get(number), completed, place)
        results += found
        breaker = next((c for c in found if c.outcome is not Outcome.PASSED), None)
    return results


def _report(output: bytes) -> dict[int, _Ran]:
    """Read the last report of each entry; a retried one appears more than once."""
    for line in reversed(output.decode("utf-8", "replace").splitlines()):
        try:
            entries = json.loads(line)["entries"]
            return {int(entry["index"]): _ran(entry) for entry in entries}
        except (ValueError, TypeError, KeyError):
            continue
    return {}


def _ran(entry: dict[str, Any]) -> _Ran:
    held: defaultdict[int, bool] = defaultdict(lambda: True)
    messages: dict[int, str] = {}
    for result in entry.get("asserts", ()):
        line = int(result["line"])
        held[line] = held[line] and result["success"] is True
        if result["success"] is not True:
            messages[line] = str(result.get("message", ""))
    calls = entry.get("calls") or ()
    status = calls[-1]["response"]["status"] if calls else None
    return _Ran(dict(held), messages, bool(calls), status)


def _entry(entry: Entry, ran: _Ran | None, completed: Completed, place: Place) -> list[CaseResult]:
    named = expectations(entry)
    if ran is None or not ran.answered or completed.exit_code not in _SUCCESSFUL_EXITS:
        reason = f"hurl ended with {completed.exit_code}: {_last_words(completed)}"
        fault = Fault.ENVIRONMENT
        first = named[0].case(place, Outcome.INCONCLUSIVE, reason=reason, fault=fault)
        return [first, *(hidden(rest, first, place) for rest in named[1:])]
    if entry.response is None:
        return [named[0].case(place, Outcome.PASSED, actual=f"status {ran.status}")]
    results: list[CaseResult] = []
    for expectation in named:
        result = _case(expectation, ran, results, place)
        results.append(result)
    return results


def _case(named: Expectation, ran: _Ran, before: list[CaseResult], place: Place) -> CaseResult:
    held = ran.held.get(named.position.line)
    if held:
        return named.case(place, Outcome.PASSED)
    failed = next((case for case in before if case.outcome is Outcome.FAILED), None)
    if held is None and failed is not None:
        return hidden(named, failed, place)
    if held is None:
        reason, fault = "hurl's report says nothing of this line", Fault.ENVIRONMENT
        return named.case(place, Outcome.INCONCLUSIVE, reason=reason, fault=fault)
    message = ran.messages.get(named.position.line, "")
    return named.case(
        place,
        Outcome.FAILED,
        expected=named.name,
        actual=message or f"status {ran.status}",
        cause=f"{named.name}: {ran.status}",
        granted=_granted(named, ran),
    )


def _granted(named: Expectation, ran: _Ran) -> bool:
    refused = re.search(r"\b4\d\d\b", named.name.partition("(")[0])
    stated = _STATUS.match(named.name) is not None
    return stated and refused is not None and ran.status in range(200, 300)


def _last_words(completed: Completed) -> str:
    if completed.exceeded is not None:
        return f"over its bound on {completed.exceeded}"
    lines = completed.stderr.decode("utf-8", "replace").strip().splitlines()
    errors = [line for line in lines if line.startswith("error:")]
    return " ".join([*errors, *lines[-1:]][:1])

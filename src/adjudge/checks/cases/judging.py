"""What came of a row, against what the block expects of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adjudge.checks.cases.equality import DEFAULT, Equality, equality, value_equality
from adjudge.checks.model import CaseResult, Fault, Outcome
from adjudge.spec.filling import fill_value, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.checks.cases.observed import Observed
    from adjudge.findings import Location
    from adjudge.spec.case_form import CaseForm

LONGEST = 16_000
"""Characters of expected or actual text that a result keeps."""
_LAST_WORDS = 200
"""Characters of the last line of standard error that tell why a command failed."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that was compared."""

    name: str
    expected: str
    actual: str
    reason: str = ""


def judge(
    form: CaseForm,
    values: Mapping[str, Any],
    observed: Observed,
    *,
    name: str,
    location: Location,
    left_open: bool,
) -> CaseResult:
    """Compare what came of a row with what the block expects.

    Args:
        form: the block.
        values: the row's.
        observed: what came of it.
        name: the case's.
        location: where the row is written.
        left_open: that the specification leaves the result open; then nothing can fail.
    """
    if unclear := _unclear(form, values):
        fault = Fault.SPECIFICATION
        return CaseResult(name, Outcome.NOT_RUN, location, reason=unclear, fault=fault)
    decided = not observed.not_run and not observed.undecided
    parts = list(_parts(form, values, observed)) if decided else []
    wrong = [part for part in parts if part.reason]
    outcome, reason = _outcome(observed, wrong)
    if left_open and outcome is not Outcome.NOT_RUN:
        outcome, reason = Outcome.PASSED, f"left open: {_told(observed)}"
    return CaseResult(
        name,
        outcome,
        location,
        expected=_shown(parts, "expected") if not left_open else "",
        actual=_shown(parts, "actual") if decided else _cut(observed.stdout),
        reason=reason,
        cause=_cause(observed) if outcome is Outcome.FAILED else "",
        fault=observed.fault,
        granted=outcome is Outcome.FAILED and any(part.name == _REFUSED for part in wrong),
        seconds=observed.seconds,
    )


def _outcome(observed: Observed, wrong: list[_Part]) -> tuple[Outcome, str]:
    if observed.not_run:
        return Outcome.NOT_RUN, observed.not_run
    if observed.undecided:
        return Outcome.INCONCLUSIVE, observed.undecided
    if wrong:
        return Outcome.FAILED, "; ".join(part.reason for part in wrong)
    return Outcome.PASSED, ""


_REFUSED = "refused"


def _parts(form: CaseForm, values: Mapping[str, Any], observed: Observed) -> Iterator[_Part]:
    expect = {key: fill_value(template, values) for key, template in form.expect.items()}
    if form.call:
        yield from _ending_of_call(expect, observed)
    elif _REFUSED in expect:
        yield _refusal(expect[_REFUSED], observed)
    if not form.call and (_REFUSED not in expect or "exit" in expect):
        yield _exit(expect.get("exit", 0), observed)
    for stream in ("stdout", "stderr"):
        if stream in expect:
            actual = getattr(observed, stream)
            yield _compared(stream, expect[stream], actual, _equality(form, stream))
    if "returns" in expect and observed.raised is None and observed.exit_code is None:
        yield _compared("returns", expect["returns"], observed.value, _equality(form, "returns"))


def _equality(form: CaseForm, key: str) -> Equality:
    name = form.equal.get(key) or form.equal.get("")
    if not name and key == "returns":
        return value_equality()
    chosen = equality(name or DEFAULT)
    if chosen is None:
        raise LookupError(name)  # the block was diagnosed before it was run
    return chosen


def _compared(name: str, expected: Any, actual: Any, how: Equality) -> _Part:
    same = how.same(expected, actual)
    reason = "" if same else f"{name} differs"
    shown = how.show(expected), how.show(actual)
    if reason and shown[0] == shown[1]:
        reason = (
            f"{name} differs in type: {type(actual).__name__} instead of {type(expected).__name__}"
        )
    return _Part(name, *shown, reason)


def _exit(expected: Any, observed: Observed) -> _Part:
    actual = observed.exit_code
    same = written(expected) == written(actual)
    reason = "" if same else f"exit code {actual} instead of {written(expected)}"
    if reason and (said := observed.stderr.strip()):
        reason += f" (stderr ends: {said.splitlines()[-1][-_LAST_WORDS:]})"
    return _Part("exit", written(expected), written(actual), reason)


def _refusal(expected: Any, observed: Observed) -> _Part:
    """Judge a refusal: the command fails and puts nothing out."""
    refused = observed.exit_code != 0 and not observed.stdout.strip()
    wanted = _truth(expected)
    actual = f"exit code {observed.exit_code}" + (
        ", with output" if observed.stdout.strip() else ""
    )
    reason = (
        ""
        if refused == wanted
        else f"{actual} where {'a refusal' if wanted else 'success'} is expected"
    )
    return _Part(
        _REFUSED if wanted else "accepted", "a refusal" if wanted else "no refusal", actual, reason
    )


def _truth(value: Any) -> bool | None:
    """Return what a word for true or false means; None for any other."""
    return {"true": True, "false": False}.get(written(value).strip().casefold())


def _unclear(form: CaseForm, values: Mapping[str, Any]) -> str:
    """Say what in a row's expectation has no meaning: taken for its opposite, it could pass."""
    if _REFUSED not in form.expect:
        return ""
    expected = fill_value(form.expect[_REFUSED], values)
    wrong = f"refused: “{written(expected)}” is neither true nor false"
    return wrong if _truth(expected) is None else ""


def _ending_of_call(expect: Mapping[str, Any], observed: Observed) -> Iterator[_Part]:
    """Judge how a call ended: by returning, by the right exception, or with its process."""
    wanted = expect.get("raises", "")
    raised = observed.raised
    if observed.exit_code is not None:
        actual = f"the process ended with exit code {observed.exit_code}"
    elif raised is not None:
        actual = f"{raised.names[0]}: {raised.message}"
    elif wanted:
        actual = f"returned {written(observed.value)}"
    else:
        return
    right = bool(wanted) and raised is not None and wanted in raised.names
    expected = f"raises {wanted}" if wanted else "returns"
    trace = f"\n{raised.trace}" if raised is not None and not right else ""
    yield _Part("call", expected, actual + trace, "" if right else f"{actual}, not: {expected}")


def _cause(observed: Observed) -> str:
    """Name what failures with one cause have in common: an error rather than a wrong value."""
    if observed.raised is not None:
        return f"{observed.raised.names[0]} at {observed.raised.place}"
    said = [line for line in observed.stderr.strip().split("\n") if line]
    return f"exit code {observed.exit_code}: {said[-1]}" if observed.exit_code and said else ""


def _told(observed: Observed) -> str:
    """Say what came of a row on which the specification has no opinion."""
    if observed.undecided:
        return observed.undecided
    if observed.raised is not None:
        return f"{observed.raised.names[0]}: {observed.raised.message}"
    if observed.exit_code is None:
        return "it returned"
    signal = f" (signal {-observed.exit_code})" if observed.exit_code < 0 else ""
    return f"exit code {observed.exit_code}{signal}"


def _shown(parts: list[_Part], side: str) -> str:
    """Write one side; a single part stands alone, so that a comparison shows just the output."""
    texts = [(part.name, getattr(part, side)) for part in parts]
    interesting = [text for name, text in texts if name in {"stdout", "returns"}]
    agreed = all(not part.reason for part in parts if part.name not in {"stdout", "returns"})
    if len(interesting) == 1 and agreed:
        return _cut(interesting[0])
    return _cut("\n".join(f"{name}: {text}" for name, text in texts))


def _cut(text: str) -> str:
    left = len(text) - LONGEST
    return f"{text[:LONGEST]}\n… {left} more characters" if left > 0 else text

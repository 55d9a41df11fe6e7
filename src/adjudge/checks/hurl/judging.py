"""Holds a response against what an entry expects of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adjudge.checks.hurl.cases import Expectation, Place, expectations, hidden
from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.filters import refine
from adjudge.checks.hurl.predicates import compare
from adjudge.checks.hurl.printer import print_capture, print_predicate
from adjudge.checks.hurl.queries import ask
from adjudge.checks.hurl.tree import Constant, Template
from adjudge.checks.hurl.values import ABSENT, describe
from adjudge.checks.model import CaseResult, Fault, Outcome

if TYPE_CHECKING:
    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.queries import Answered
    from adjudge.checks.hurl.tree import Assert, Body, Capture, Entry, KeyValue, Response

_REFUSALS = range(400, 500)
_GRANTS = range(200, 300)


def judge(entry: Entry, answered: Answered, scope: Scope, place: Place) -> list[CaseResult]:
    """Return a case for each expectation; captures become variables of `scope`.

    As in Hurl, a wrong status hides all that follows it, and so does a failed capture.
    """
    named = expectations(entry)
    response = entry.response
    if response is None:
        actual, seconds = f"status {answered.last.status}", answered.last.seconds
        return [named[0].case(place, Outcome.PASSED, actual=actual, seconds=seconds)]
    first = _status(named[0], response, answered, place)
    if first.outcome is not Outcome.PASSED:
        return [first, *(hidden(rest, first, place) for rest in named[1:])]
    failed = _capture_all(response, answered, scope, place)
    if failed is not None:
        return [first, failed, *(hidden(rest, failed, place) for rest in named[1:])]
    results = [first]
    remaining = iter(named[1:])
    results += [_header(next(remaining), h, answered, scope, place) for h in response.headers]
    if response.body is not None:
        results.append(_body(next(remaining), response.body, answered, scope, place))
    results += [_assert(next(remaining), a, answered, scope, place) for a in response.asserts]
    return results


def _status(named: Expectation, response: Response, answered: Answered, place: Place) -> CaseResult:
    answer = answered.last
    expected = f"status {'any' if response.status is None else response.status}"
    actual = f"status {answer.status}"
    if response.version and response.version != answer.version:
        expected, actual = f"{response.version}, {expected}", f"{answer.version}, {actual}"
    elif response.status in {None, answer.status}:
        return named.case(
            place, Outcome.PASSED, expected=expected, actual=actual, seconds=answer.seconds
        )
    return named.case(
        place,
        Outcome.FAILED,
        expected=expected,
        actual=actual,
        cause=f"{expected} expected, {actual} came",
        granted=response.status in _REFUSALS and answer.status in _GRANTS,
        seconds=answer.seconds,
    )


def _capture_all(
    response: Response, answered: Answered, scope: Scope, place: Place
) -> CaseResult | None:
    for capture in response.captures:
        try:
            _capture(capture, answered, scope)
        except EvaluationError as error:
            named = Expectation(print_capture(capture), capture.position)
            return _undetermined(named, error, "a value", place)
    return None


def _capture(capture: Capture, answered: Answered, scope: Scope) -> None:
    value = ask(capture.query, answered, scope)
    value = refine(value, capture.filters, scope)
    if value is ABSENT:
        raise EvaluationError("there is no such value in the response")
    scope.variables[scope.text(capture.name)] = value
    if capture.redact:
        scope.secrets.add(str(value))


def _undetermined(
    named: Expectation, error: EvaluationError, expected: str, place: Place
) -> CaseResult:
    if error.blameless:
        reason, fault = error.message, Fault.SPECIFICATION
        return named.case(place, Outcome.INCONCLUSIVE, reason=reason, fault=fault)
    cause = f"{named.name}: {error.message}"
    return named.case(place, Outcome.FAILED, expected=expected, actual=error.message, cause=cause)


def _header(
    named: Expectation, header: KeyValue, answered: Answered, scope: Scope, place: Place
) -> CaseResult:
    value = header.value if isinstance(header.value, Template) else header.value.path
    try:
        name = scope.text(header.key)
        expected = scope.text(value)
    except EvaluationError as error:
        return _undetermined(named, error, "a header", place)
    values = answered.last.values(name)
    holds = expected in values
    return named.case(
        place,
        Outcome.PASSED if holds else Outcome.FAILED,
        expected=f"{name}: {expected}",
        actual="\n".join(f"{name}: {value}" for value in values) or f"no header {name}",
    )


def _body(
    named: Expectation, body: Body, answered: Answered, scope: Scope, place: Place
) -> CaseResult:
    try:
        expected = scope.body(body.value)
        text = isinstance(expected, str)
        actual: str | bytes = answered.last.text if text else answered.last.content
    except EvaluationError as error:
        return _undetermined(named, error, "a body", place)
    if expected == actual:
        return named.case(place, Outcome.PASSED, expected="the body as written")
    return named.case(
        place,
        Outcome.FAILED,
        expected=describe(expected),
        actual=describe(actual),
        reason=_hint(expected, actual),
    )


def _hint(expected: str | bytes, actual: str | bytes) -> str:
    try:
        same = json.loads(expected) == json.loads(actual)
    except ValueError:
        return ""
    hint = "the same JSON in another layout: Hurl compares texts; compare values with jsonpath"
    return hint if same else ""


def _assert(
    named: Expectation, assertion: Assert, answered: Answered, scope: Scope, place: Place
) -> CaseResult:
    try:
        value = ask(assertion.query, answered, scope)
        value = refine(value, assertion.filters, scope)
        compared = compare(assertion.predicate, value, scope)
    except EvaluationError as error:
        return _undetermined(named, error, print_predicate(assertion.predicate), place)
    failed = not compared.holds
    return named.case(
        place,
        Outcome.FAILED if failed else Outcome.PASSED,
        expected=compared.expected,
        actual=compared.actual,
        cause=f"{named.name}: {compared.actual}" if failed else "",
        granted=failed and _was_granted(assertion, answered.last.status),
    )


def _was_granted(assertion: Assert, status: int) -> bool:
    wanted = assertion.predicate.value
    refusal = (
        assertion.query.name == "status"
        and assertion.predicate.name in {"==", ">="}
        and isinstance(wanted, Constant)
        and wanted.value in _REFUSALS
    )
    return refusal and not assertion.predicate.negated and status in _GRANTS

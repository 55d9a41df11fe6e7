"""Reads JUnit XML in the dialects that pytest, Surefire, Jest, Go, Playwright, Node … write."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lxml import etree

from adjudge.checks.model import Fault, Outcome
from adjudge.checks.tests.records import (
    DETAIL,
    LARGEST_REPORT,
    Place,
    Record,
    SuiteReport,
    UnreadableReportError,
    read_bounded,
)
from adjudge.checks.tests.selection import marks_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

_Judgment = tuple[Outcome, Fault, str]

_MOST_FILES = 10_000
_MOST_DIGITS = 7
_ROOTS = {"testsuites", "testsuite"}
_PROPERTIES = {"requirement", "requirements"}
_NOT_RUN = {"notrun", "disabled", "suppressed", "skipped", "ignored", "pending"}
_PASSED = {"", "run", "completed", "passed", "pass", "success", "ok"}
_FAILED = {"failed", "failure", "error"}
_REPEATED = {"flakyFailure", "flakyError", "rerunFailure", "rerunError"}
# How pytest's own writer words an <error>; other writers use <error> for an exception in the body.
_SETUP = ("failed on setup", "test setup failure", "collection failure")
_TEARDOWN = ("failed on teardown", "test teardown failure")


def read(path: Path, place: Place) -> SuiteReport:
    """Read one file, or all `*.xml` files of a folder and the folders in it.

    Raises:
        UnreadableReportError: there is none, or one is not JUnit XML.
    """
    if not path.is_dir() or path.is_symlink():
        if not path.exists():
            raise UnreadableReportError(
                "the suite did not write its JUnit file",
                next_step="let its command write the file (or folder) named by {junit}",
            )
        return SuiteReport(tuple(_records(read_bounded(path), path.name, place)))
    records: list[Record] = []
    remaining = LARGEST_REPORT
    for file in _files(path):
        data = read_bounded(file, remaining)
        remaining -= len(data)
        records += _records(data, file.name, place)
    return SuiteReport(tuple(records))


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.rglob("*.xml"))
    if not files:
        raise UnreadableReportError("the folder {junit} holds no XML file")
    if len(files) > _MOST_FILES:
        raise UnreadableReportError(f"the folder {{junit}} holds more than {_MOST_FILES} files")
    return files


def parse(data: bytes, name: str) -> _Element:
    """Parse untrusted XML: no document type, so no entities; nothing is fetched.

    Raises:
        UnreadableReportError: it is not well-formed, has a document type, or another root.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableReportError(f"{name}: not well-formed XML: {error}") from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise UnreadableReportError(f"{name}:1: a document type is not allowed in a report")
    if etree.QName(root).localname not in _ROOTS:
        raise UnreadableReportError(
            f"{name}:{root.sourceline}: the root is <{root.tag}>, expected <testsuites>"
        )
    return root


def _records(data: bytes, name: str, place: Place) -> Iterator[Record]:
    for case in parse(data, name).iter("{*}testcase"):
        # A case without a name stands for what went wrong around the cases of a class.
        if case.get("name"):
            yield _record(case, place)


def _record(case: _Element, place: Place) -> Record:
    outcome, fault, reason = _judge(case)
    name, classname = case.get("name", ""), case.get("classname", "")
    failure = _problem(case)
    message = place.text(_message(failure)) if failure is not None else ""
    suites = [s for s in case.iterancestors("{*}testsuite") if s.get("name")][::-1]
    file = case.get("file") or next((s.get("file", "") for s in suites[::-1] if s.get("file")), "")
    return Record(
        id=place.text(f"{classname}.{name}" if classname else name),
        names=_names(name, classname, file, [s.get("name", "") for s in suites]),
        outcome=outcome,
        marks=_marks(case) | marks_in(name),
        file=place.file(file),
        line=_line(case, suites),
        message=message if outcome is Outcome.FAILED else "",
        reason=place.text(reason),
        detail=place.text((failure.text or "") if failure is not None else "", DETAIL),
        cause=message.strip().partition("\n")[0] if outcome is Outcome.FAILED else "",
        fault=fault,
        seconds=_seconds(case.get("time", "")),
    )


def _names(name: str, classname: str, file: str, suites: list[str]) -> tuple[str, ...]:
    full = f"{classname}.{name}" if classname else name
    titled = " > ".join((*suites, name))
    located = (f"{file}::{name}", file) if file else ()
    names = (full, name, titled, *located, classname, name.partition("[")[0].rstrip())
    return tuple(dict.fromkeys(n for n in names if n))


def _marks(case: _Element) -> frozenset[str]:
    """Return the IDs in `requirement` properties of the case and of the suites around it."""
    owners = [case, *case.iterancestors("{*}testsuite")]
    values = [
        found.get("value") or found.text or ""
        for owner in owners
        for found in owner.iterfind("{*}properties/{*}property")
        if found.get("name") in _PROPERTIES
    ]
    return frozenset(v for value in values for v in value.replace(",", " ").split())


def _children(case: _Element, *names: str) -> list[_Element]:
    return [c for c in case.iterchildren("{*}*") if etree.QName(c).localname in names]


def _problem(case: _Element) -> _Element | None:
    return next(iter(_children(case, "failure", "error", *_REPEATED)), None)


def _message(element: _Element) -> str:
    return element.get("message") or (element.text or "").strip() or element.get("type") or ""


def _judge(case: _Element) -> _Judgment:
    states = {case.get(key, "").lower() for key in ("status", "result")}
    return (
        _left_out(case, states)
        or _failed(case)
        or _doubtful(case, states)
        or (Outcome.PASSED, Fault.SYSTEM, "")
    )


def _left_out(case: _Element, states: set[str]) -> _Judgment | None:
    skipped = _children(case, "skipped")
    if not skipped and not states & _NOT_RUN:
        return None
    why = _message(skipped[0]) if skipped else ", ".join(sorted(states & _NOT_RUN))
    return Outcome.NOT_RUN, Fault.BINDING, f"it was skipped: {why}"


def _failed(case: _Element) -> _Judgment | None:
    if _children(case, "failure"):
        return Outcome.FAILED, Fault.SYSTEM, ""
    errors = _children(case, "error")
    return _judge_error(errors[0]) if errors else None


def _doubtful(case: _Element, states: set[str]) -> _Judgment | None:
    if _children(case, *_REPEATED):
        return Outcome.INCONCLUSIVE, Fault.SYSTEM, "it failed, and passed when it was repeated"
    if states & _FAILED:
        return Outcome.FAILED, Fault.SYSTEM, ""
    if unknown := ", ".join(sorted(states - _PASSED)):
        return Outcome.INCONCLUSIVE, Fault.BINDING, f"its status is not understood: {unknown}"
    return None


def _judge_error(error: _Element) -> _Judgment:
    message = _message(error)
    if message.startswith(_SETUP):
        return Outcome.NOT_RUN, Fault.BINDING, f"its setup failed: {message}"
    if message.startswith(_TEARDOWN):
        return Outcome.INCONCLUSIVE, Fault.BINDING, f"it passed, but {message}"
    return Outcome.FAILED, Fault.SYSTEM, ""


def _line(case: _Element, suites: list[_Element]) -> int:
    text = case.get("line", "")
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return 0
    # pytest's xunit1 family counts from 0, everybody else from 1.
    return int(text) + any(suite.get("name") == "pytest" for suite in suites)


def _seconds(text: str) -> float:
    try:
        seconds = float(text.replace(",", ""))
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0

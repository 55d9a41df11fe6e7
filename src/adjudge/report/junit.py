"""The report for continuous integration: JUnit XML, a test case for each requirement and system."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from adjudge.evidence.causes import failures_of
from adjudge.evidence.model import Verdict
from adjudge.report.facts import systems
from adjudge.report.text import clean, difference, one_line
from adjudge.spec.model import Level

if TYPE_CHECKING:
    from adjudge.evidence.model import Judgment
    from adjudge.run.result import Result

# XML 1.0, section 2.2: what no escape can express. `clean` leaves only these two of it.
_NO_XML = re.compile("[\ufffe\uffff]")
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def render(result: Result) -> str:
    """Render the result as JUnit XML, with a suite for each system.

    A violation is a failure. A MUST in force that is undecided is an error; what is waived, not
    in force, or an undecided SHOULD or MAY is skipped, with its reason.
    """
    root = etree.Element("testsuites", name="adjudge", time=_seconds(result.seconds))
    for system in systems(result):
        root.append(_suite(result, system))
    for attribute in ("tests", *_COUNTED):
        root.set(attribute, str(sum(int(suite.get(attribute, "0")) for suite in root)))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True).decode()


def _suite(result: Result, system: str) -> etree._Element:
    judgments = [judgment for judgment in result.judgments if judgment.system == system]
    suite = etree.Element("testsuite", name=_xml(one_line(system)) or "adjudge")
    suite.set("timestamp", result.started.strftime("%Y-%m-%dT%H:%M:%S"))
    cases = [_case(judgment) for judgment in judgments]
    suite.set("tests", str(len(cases)))
    for attribute, element in _COUNTED.items():
        suite.set(attribute, str(sum(case.find(element) is not None for case in cases)))
    suite.set("time", _seconds(sum(map(_time, judgments))))
    properties = etree.SubElement(suite, "properties")
    etree.SubElement(properties, "property", name="revision", value=_xml(one_line(result.revision)))
    suite.extend(cases)
    return suite


def _case(judgment: Judgment) -> etree._Element:
    requirement = judgment.requirement
    case = etree.Element(
        "testcase",
        classname=_xml(one_line(requirement.document)),
        name=_xml(one_line(f"{requirement.id}: {requirement.title}")),
        time=_seconds(_time(judgment)),
        file=_xml(requirement.location.file),
        line=str(requirement.location.line),
    )
    outcome = _outcome(judgment)
    if outcome:
        said = etree.SubElement(case, outcome, message=_xml(one_line(judgment.reason)))
        if outcome != "skipped":
            said.set("type", judgment.verdict.value)
            said.text = _xml(_details(judgment))
    transcript = "\n".join(_transcripts(judgment))
    if transcript and judgment.verdict is not Verdict.SATISFIED:
        etree.SubElement(case, "system-out").text = _xml(clean(transcript))
    return case


def _outcome(judgment: Judgment) -> str:
    if judgment.verdict is Verdict.SATISFIED:
        return ""
    if judgment.verdict is Verdict.WAIVED or not judgment.in_force:
        return "skipped"
    if judgment.verdict is Verdict.VIOLATED:
        return "failure"
    return "error" if judgment.requirement.level is Level.MUST else "skipped"


def _details(judgment: Judgment) -> str:
    lines = [str(judgment.requirement.location), clean(judgment.requirement.text), ""]
    for failure in failures_of(judgment):
        case = failure.case
        lines += [f"{failure.check.id} {case.location}: {one_line(case.name)}"]
        lines += difference(case.expected, case.actual) + [clean(case.reason)] * bool(case.reason)
    return "\n".join([*lines, clean(judgment.reason)])


def _transcripts(judgment: Judgment) -> list[str]:
    evidence = [standing.evidence for standing in judgment.standings]
    return [item.transcript for item in evidence if item and item.transcript]


def _time(judgment: Judgment) -> float:
    return sum(s.evidence.seconds for s in judgment.standings if s.evidence)


def _seconds(value: float) -> str:
    return f"{value:.3f}"


def _xml(text: str) -> str:
    return _NO_XML.sub("?", clean(text))

"""The report for programs: JSON in the published formats of `document`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from adjudge.codes import CODES, Code
from adjudge.evidence.causes import causes
from adjudge.report import document
from adjudge.report.document import (
    CodeReport,
    FindingsReport,
    HeadReport,
    LogReport,
    ResultReport,
    SpecificationReport,
)
from adjudge.report.facts import exit_meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adjudge.checks.model import CaseResult
    from adjudge.evidence.causes import Cause
    from adjudge.evidence.model import Evidence, Judgment, Standing
    from adjudge.findings import Finding
    from adjudge.run.log import CheckedLog
    from adjudge.run.result import Result
    from adjudge.spec.model import Check, Requirement, Specification, Waiver

RESULT: Final = "adjudge/result/1"
SPECIFICATION: Final = "adjudge/specification/1"
FINDINGS: Final = "adjudge/findings/1"
CODE: Final = "adjudge/code/1"
HEAD: Final = "adjudge/head/1"
LOG: Final = "adjudge/log/1"

Report = ResultReport | SpecificationReport | FindingsReport | CodeReport | HeadReport | LogReport
"""Every published format."""


def render(result: Result) -> str:
    """Render the result of a run as JSON, schema `adjudge/result/1`."""
    return _text(
        ResultReport(
            RESULT,
            result.revision,
            result.started,
            result.seconds,
            result.executed,
            result.reused,
            result.interrupted,
            result.exit_code,
            exit_meaning(result),
            result.systems,
            dict(result.counts),
            tuple(map(_judgment, result.judgments)),
            tuple(map(_cause, causes(result.judgments))),
            tuple(map(_finding, result.findings)),
        )
    )


def render_specification(
    specification: Specification, requirements: Iterable[Requirement] | None = None
) -> str:
    """Render a specification as JSON, schema `adjudge/specification/1`.

    Args:
        specification: all of it.
        requirements: those that were asked for; all of them if None.
    """
    wanted = specification.requirements if requirements is None else tuple(requirements)
    documents = specification.documents
    return _text(
        SpecificationReport(
            SPECIFICATION,
            tuple(
                document.DocumentEntry(d.path, d.title, d.dialect, d.level, d.digest)
                for d in documents
            ),
            tuple(map(_requirement, wanted)),
            tuple(
                document.TermEntry(t.name, t.meaning, t.location)
                for d in documents
                for t in d.terms
            ),
            tuple(map(_finding, specification.findings)),
        )
    )


def render_findings(findings: Iterable[Finding]) -> str:
    """Render findings alone as JSON, schema `adjudge/findings/1`."""
    return _text(FindingsReport(FINDINGS, tuple(map(_finding, findings))))


def render_code(code: Code) -> str:
    """Render the meaning of a finding code as JSON, schema `adjudge/code/1`."""
    said = (code.what, code.why, code.example, code.mend)
    return _text(CodeReport(CODE, code.id, code.name, code.severity, *said))


def render_head(sequence: int, seal: str) -> str:
    """Render the end of the ledger's chain as JSON, schema `adjudge/head/1`."""
    return _text(HeadReport(HEAD, sequence, seal))


def render_log(checked: CheckedLog) -> str:
    """Render a log that was held against a machine as JSON, schema `adjudge/log/1`."""
    result = checked.result
    return _text(
        LogReport(
            LOG,
            checked.file,
            result.form,
            checked.machine,
            checked.requirement,
            result.standing,
            checked.exit_code,
            result.events,
            result.ignored,
            result.seconds,
            _finding(result.finding) if result.finding else None,
            result.states,
            result.candidates,
            result.allowed,
        )
    )


def schemas() -> Mapping[str, str]:
    """Return the JSON Schema (2020-12) of each published format, by the name of its file."""
    types: dict[str, type] = {
        "code-1": CodeReport,
        "findings-1": FindingsReport,
        "head-1": HeadReport,
        "log-1": LogReport,
        "result-1": ResultReport,
        "specification-1": SpecificationReport,
    }
    return {f"{name}.json": _schema(type_) for name, type_ in types.items()}


def _schema(type_: type) -> str:
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**dialect, **msgspec.json.schema(type_)}, indent=2) + "\n"


def _text(report: Report) -> str:
    try:
        encoded = msgspec.json.encode(report, enc_hook=_plain)
    except UnicodeEncodeError:
        # What has no UTF-8 becomes a question mark; a report is written whatever a system says.
        plain = msgspec.to_builtins(report, enc_hook=_plain)
        encoded = json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _judgment(judgment: Judgment) -> document.JudgmentEntry:
    requirement = judgment.requirement
    return document.JudgmentEntry(
        requirement.id,
        requirement.label,
        requirement.title,
        requirement.level,
        requirement.status,
        requirement.location,
        judgment.system,
        judgment.verdict,
        judgment.underlying,
        judgment.reason,
        judgment.in_force,
        judgment.fails,
        _waiver(judgment.waiver) if judgment.waiver else None,
        tuple(map(_standing, judgment.standings)),
    )


def _standing(standing: Standing) -> document.StandingEntry:
    check, evidence = standing.check, standing.evidence
    return document.StandingEntry(
        check.id,
        check.kind,
        check.location,
        standing.current,
        standing.changed,
        _evidence(evidence) if evidence else None,
    )


def _evidence(evidence: Evidence) -> document.EvidenceEntry:
    return document.EvidenceEntry(
        evidence.outcome,
        evidence.method,
        evidence.started,
        evidence.seconds,
        evidence.runs,
        evidence.revision,
        evidence.reason,
        evidence.transcript,
        evidence.digests,
        evidence.environment,
        evidence.tools,
        tuple(map(_case, evidence.cases)),
        evidence.attachments,
    )


def _case(case: CaseResult) -> document.CaseEntry:
    return document.CaseEntry(
        case.name,
        case.outcome,
        case.location,
        case.expected,
        case.actual,
        case.reason,
        case.cause,
        case.fault,
        case.granted,
        case.seconds,
    )


def _cause(cause: Cause) -> document.CauseEntry:
    first = cause.failures[0]
    return document.CauseEntry(
        cause.system,
        cause.requirements,
        cause.level,
        cause.granted,
        len(cause.failures),
        first.check.id,
        _case(first.case),
    )


def _finding(finding: Finding) -> document.FindingEntry:
    return document.FindingEntry(
        finding.code,
        CODES[finding.code].name if finding.code in CODES else "",
        finding.severity,
        finding.message,
        finding.location,
        finding.requirement,
        finding.expected,
        finding.actual,
        finding.next_step,
    )


def _requirement(requirement: Requirement) -> document.RequirementEntry:
    return document.RequirementEntry(
        requirement.id,
        requirement.label,
        requirement.title,
        requirement.level,
        requirement.level_stated,
        requirement.kind,
        requirement.status,
        requirement.since,
        requirement.text,
        requirement.rationale,
        requirement.document,
        requirement.location,
        requirement.end_line,
        requirement.attributes,
        tuple(document.RelationEntry(r.kind, r.target, r.location) for r in requirement.relations),
        tuple(map(_waiver, requirement.waivers)),
        tuple(map(_check, requirement.checks)),
    )


def _waiver(waiver: Waiver) -> document.WaiverEntry:
    return document.WaiverEntry(waiver.owner, waiver.reason, waiver.until, waiver.location)


def _check(check: Check) -> document.CheckEntry:
    return document.CheckEntry(
        check.id, check.kind, check.name, check.language, check.text, check.options, check.location
    )

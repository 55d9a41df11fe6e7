"""The report for code scanning: SARIF 2.1.0 (OASIS Standard with Errata 01)."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from adjudge.codes import CODES
from adjudge.codes import evidence as codes
from adjudge.evidence.model import Verdict
from adjudge.report.text import clean
from adjudge.run.result import UNUSABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from adjudge.codes import Code
    from adjudge.findings import Finding, Location
    from adjudge.run.result import Result
    from adjudge.spec.model import Waiver

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_RULES = {code: index for index, code in enumerate(CODES)}

Json = dict[str, Any]


def render(result: Result) -> str:
    """Render the findings of a run as SARIF, one run of one tool.

    Each code of the catalogue is a rule. A waived requirement is a result that is suppressed,
    with the waiver as its justification.
    """
    driver = {
        "name": "Adjudge",
        "rules": [_rule(code) for code in CODES.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the project."}}},
        "invocations": [_invocation(result)],
        "results": list(_results(result)),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(code: Code) -> Json:
    text = f"{code.what} {code.why}\n\nExample: {code.example}\n\nNext step: {code.mend}"
    markdown = (
        f"{code.what}\n\n{code.why}\n\n**Example.** {code.example}\n\n**Next step.** {code.mend}"
    )
    return {
        "id": code.id,
        "name": "".join(word.capitalize() for word in code.name.split("-")),
        "shortDescription": {"text": code.what},
        "fullDescription": {"text": f"{code.what} {code.why}"},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _invocation(result: Result) -> Json:
    return {
        "executionSuccessful": result.exit_code != UNUSABLE and not result.interrupted,
        "exitCode": result.exit_code,
        "startTimeUtc": _time(result.started),
        "endTimeUtc": _time(result.started + timedelta(seconds=result.seconds)),
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _results(result: Result) -> Iterator[Json]:
    waivers = {
        judgment.requirement.id: judgment.waiver
        for judgment in result.judgments
        if judgment.verdict is Verdict.WAIVED and judgment.waiver
    }
    seen: Counter[str] = Counter()
    for finding in result.findings:
        fingerprint = _fingerprint(finding)
        seen[fingerprint] += 1
        entry = _result(finding, f"{fingerprint}:{seen[fingerprint]}")
        waiver = waivers.get(finding.requirement)
        if waiver and finding.code == codes.WAIVED.id:
            entry["suppressions"] = [_suppression(waiver)]
        yield entry


def _result(finding: Finding, fingerprint: str) -> Json:
    entry: Json = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": clean(_message(finding))},
        "partialFingerprints": {"adjudge/v1": fingerprint},
    }
    if finding.code in _RULES:
        entry["ruleIndex"] = _RULES[finding.code]
    if finding.location.file:
        entry["locations"] = [{"physicalLocation": _physical(finding.location)}]
    said = {name: getattr(finding, name) for name in ("requirement", "expected", "actual")}
    properties = {name: clean(value) for name, value in said.items() if value}
    return {**entry, "properties": properties} if properties else entry


def _message(finding: Finding) -> str:
    step = f" Next step: {finding.next_step}." if finding.next_step else ""
    return f"{finding.message or finding.code}.{step}"


def _fingerprint(finding: Finding) -> str:
    # What stands after the first colon tells of this run; a line number, of this edit.
    subject = finding.message.partition(": ")[0]
    parts = (finding.code, finding.requirement, finding.location.file, subject)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def _suppression(waiver: Waiver) -> Json:
    return {
        "kind": "external",
        "status": "accepted",
        "justification": clean(f"{waiver.reason} ({waiver.owner}, until {waiver.until})"),
        "location": {"physicalLocation": _physical(waiver.location)},
    }


def _physical(location: Location) -> Json:
    # Some surrogates stand for bytes of a file name that are not UTF-8; others stand for nothing.
    name = _NO_BYTE.sub("\N{REPLACEMENT CHARACTER}", location.file)
    uri = quote(name.encode("utf-8", "surrogateescape"))
    return {
        "artifactLocation": {"uri": uri, "uriBaseId": "SRCROOT"},
        "region": {"startLine": max(location.line, 1), "startColumn": max(location.column, 1)},
    }

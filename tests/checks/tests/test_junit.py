from __future__ import annotations

import contextlib
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.checks.model import Outcome
from adjudge.checks.tests import junit
from adjudge.checks.tests.kind import TestsKind
from adjudge.checks.tests.records import Place, Record, UnreadableReportError
from adjudge.system.configuration import Suite, SuiteFormat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _read(text: str, place: Place) -> list[Record]:
    path = place.tree / "report.xml"
    path.write_text(text, encoding="utf-8")
    return list(junit.read(path, place).records)


@pytest.mark.requirement("TESTS-5")
@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ('<testcase name="a"/>', "passed"),
        ('<testcase name="a" status="run" result="completed"/>', "passed"),
        ('<testcase name="a"><failure message="1 != 2"/></testcase>', "failed"),
        ('<testcase name="a"><error type="NullPointerException"/></testcase>', "failed"),
        ('<testcase name="a"><skipped/></testcase>', "not run"),
        ('<testcase name="a"><skipped type="todo"/><failure/></testcase>', "not run"),
        ('<testcase name="a" status="notrun"/>', "not run"),
        ('<testcase name="a" status="run" result="suppressed"/>', "not run"),
        ('<testcase name="a" status="failed"/>', "failed"),
        ('<testcase name="a" status="perhaps"/>', "inconclusive"),
        ('<testcase name="a"><error message="failed on setup with E"/></testcase>', "not run"),
        ('<testcase name="a"><error message="collection failure"/></testcase>', "not run"),
        (
            '<testcase name="a"><error message="failed on teardown with E"/></testcase>',
            "inconclusive",
        ),
        ('<testcase name="a"><flakyFailure message="once"/></testcase>', "inconclusive"),
        ('<testcase name="a"><failure/><rerunFailure/></testcase>', "failed"),
        ('<testcase name="a"><rerunError/></testcase>', "inconclusive"),
    ],
)
def test_a_case_has_the_outcome_that_its_elements_show(
    place: Place, case: str, outcome: str
) -> None:
    (record,) = _read(f"<testsuites><testsuite>{case}</testsuite></testsuites>", place)

    assert record.outcome == outcome


SUREFIRE = """<?xml version="1.0" encoding="UTF-8"?>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" name="org.bank.TransferTest" tests="2">
  <properties><property name="java.version" value="21"/></properties>
  <testcase name="moves(int)[1]" classname="org.bank.TransferTest" time="1,000.5"/>
  <testcase name="" classname="org.bank.TransferTest"><error message="class could not start"/></testcase>
</testsuite>"""
PLAYWRIGHT = """<testsuites id="" name="" tests="1">
<testsuite name="transfer.spec.ts" hostname="chromium">
<testcase name="account > shows the balance" classname="transfer.spec.ts" time="0.9">
<properties><property name="requirement" value="ACC-1, ACC-2"></property></properties>
</testcase></testsuite></testsuites>"""
GOTESTSUM = """<testsuites><testsuite name="bank/transfer">
<properties><property name="go.version" value="go1.22"/></properties>
<testcase classname="bank/transfer" name="TestMoves/twice" time="0.000"/></testsuite></testsuites>"""
JEST = """<testsuites name="jest tests"><testsuite name="transfer" file="src/transfer.test.js">
<testcase classname="transfer moves money" name="transfer moves money [ACC-1]"/>
</testsuite></testsuites>"""
PYTEST = """<testsuites><testsuite name="pytest"><testcase classname="tests.test_bank.TestPay" name="test_pays[ACC-9]"
file="tests/test_bank.py" line="7"><properties><property name="requirement">ACC-1</property></properties>
</testcase></testsuite></testsuites>"""


@pytest.mark.requirement("TESTS-5")
@pytest.mark.parametrize(
    ("text", "name", "marks", "where"),
    [
        (SUREFIRE, "org.bank.TransferTest.moves(int)", set(), ("", 0)),
        (PLAYWRIGHT, "account > shows the balance", {"ACC-1", "ACC-2"}, ("", 0)),
        (GOTESTSUM, "bank/transfer.TestMoves/twice", set(), ("", 0)),
        (JEST, "transfer moves money [ACC-1]", {"ACC-1"}, ("src/transfer.test.js", 0)),
        (PYTEST, "tests.test_bank.TestPay.test_pays", {"ACC-1"}, ("tests/test_bank.py", 8)),
    ],
    ids=["surefire", "playwright", "gotestsum", "jest", "pytest"],
)
def test_the_writers_dialects_are_understood(
    place: Place, text: str, name: str, marks: set[str], where: tuple[str, int]
) -> None:
    (record,) = _read(text, place)

    assert name in {n.partition("[1]")[0] for n in record.names} | {
        n.partition("[ACC-9]")[0] for n in record.names
    }
    assert record.marks == marks
    assert (record.file, record.line) == where
    assert record.outcome is Outcome.PASSED


def test_properties_of_a_suite_hold_for_all_its_cases(place: Place) -> None:
    text = (
        '<testsuite name="s"><properties><property name="requirements" value="ACC-1"/></properties>'
        '<testsuite name="t"><testcase name="a"/></testsuite></testsuite>'
    )

    (record,) = _read(text, place)

    assert record.marks == {"ACC-1"}
    assert "s > t > a" in record.names


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>'


@pytest.mark.requirement("TESTS-6")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not well-formed"),
        ("<testsuite><testcase name='a'/>", "report.xml: not well-formed XML.*line 1"),
        (BOMB, "a document type is not allowed"),
        ("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><testsuite/>", "a document type is not allowed"),
        ("<html/>", "the root is <html>"),
    ],
)
def test_what_is_not_a_report_is_refused(place: Place, text: str, message: str) -> None:
    with pytest.raises(UnreadableReportError, match=message):
        _read(text, place)


def test_a_report_that_is_missing_or_too_large_is_refused(place: Place) -> None:
    with pytest.raises(UnreadableReportError, match="did not write"):
        junit.read(place.tree / "none.xml", place)
    huge = place.tree / "huge.xml"
    with huge.open("wb") as file:
        file.truncate(65 * 1024**2)

    with pytest.raises(UnreadableReportError, match="larger than"):
        junit.read(huge, place)


def test_a_folder_of_reports_is_read_as_one(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    (folder / "module").mkdir(parents=True)
    with pytest.raises(UnreadableReportError, match="holds no XML file"):
        junit.read(folder, place)
    (folder / "TEST-a.xml").write_text(SUREFIRE)
    (folder / "module" / "TEST-b.xml").write_text(GOTESTSUM)

    assert len(junit.read(folder, place).records) == 2


@pytest.mark.skipif(shutil.which("node") is None, reason="node is missing: apt-get install nodejs")
def test_node_writes_the_file_that_its_command_names(
    stage: Callable[..., Any], check: Callable[..., Any]
) -> None:
    source = "const {test} = require('node:test');\ntest('pays', () => {});\ntest('off', {skip: true}, () => {});"
    command = ("node", "--test", "--test-reporter=junit", "--test-reporter-destination={junit}")
    place = stage({"bank.test.js": source}, Suite("node", command, SuiteFormat.JUNIT))

    result, skipped = TestsKind().run([check(named=["pays"]), check(named=["off"])], place)

    assert [case.name for case in result.cases] == ["test.pays"]
    assert result.outcome is Outcome.PASSED
    assert skipped.outcome is Outcome.NOT_RUN


@pytest.mark.requirement("TESTS-6")
def test_a_report_of_an_earlier_run_is_never_read(
    stage: Callable[..., Any], check: Callable[..., Any]
) -> None:
    place = stage({}, Suite("old", (sys.executable, "-c", "", "{junit}"), SuiteFormat.JUNIT))
    (place.scratch / "report.xml").write_text(PLAYWRIGHT)

    (result,) = TestsKind().run([check(marked=["ACC-1"])], place)

    assert "ADJ355 suite old: the suite did not write its JUnit file" in result.reason
    assert result.outcome is Outcome.NOT_RUN


def test_a_command_that_names_no_file_is_not_run(
    stage: Callable[..., Any], check: Callable[..., Any]
) -> None:
    place = stage({}, Suite("unit", ("true",), SuiteFormat.JUNIT))

    (result,) = TestsKind().run([check(marked=["ACC-1"])], place)

    assert "put {junit} where the command names its JUnit file" in result.reason
    assert place.runs == 0


_XML = st.sampled_from(
    ["<testsuite>", "</testsuite>", "<testcase name='a'>", "</testcase>", "<failure/>", "&b;"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_XML | st.text(max_size=5), max_size=8).map("".join).map(str.encode) | st.binary())
def test_any_bytes_are_a_report_or_refused(place: Place, data: bytes) -> None:
    path = place.tree / "report.xml"
    path.write_bytes(data)
    with contextlib.suppress(UnreadableReportError):
        assert all(record.names for record in junit.read(path, place).records)

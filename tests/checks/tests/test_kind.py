from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import Fault, Outcome
from adjudge.checks.table import KINDS
from adjudge.checks.tests.kind import TestsKind
from adjudge.system.configuration import Suite, SuiteFormat, System
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.model import CheckResult

KIND = TestsKind()
PASSING = """
import pytest

@pytest.mark.requirement("ACC-1", "ACC-2")
def test_pays():
    pass

def test_counts():
    assert 1 + 1 == 3
"""


def test_the_table_knows_the_kind() -> None:
    assert KINDS["tests"].name == "tests"


@pytest.mark.requirement("TESTS-1")
def test_a_marked_test_that_passes_is_evidence_with_its_place(
    judged: Callable[..., CheckResult],
) -> None:
    result = judged(PASSING, marked=["ACC-1"])

    (case,) = result.cases
    assert (case.name, case.outcome) == ("tests/test_bank.py::test_pays", Outcome.PASSED)
    assert str(case.location).startswith("tests/test_bank.py:4")
    assert set(result.tools) == {"pytest", "python"}


def test_a_pass_says_that_the_suite_itself_failed_elsewhere(
    judged: Callable[..., CheckResult],
) -> None:
    result = judged(PASSING, marked=["ACC-2"])

    assert result.outcome is Outcome.PASSED
    assert (
        result.reason
        == "suite unit itself failed (exit code 1), though not in the tests selected here"
    )
    assert result.reason in result.transcript


@pytest.mark.requirement("TESTS-1")
def test_a_failing_test_fails_with_its_message_and_a_cause_without_this_runs_paths(
    judged: Callable[..., CheckResult],
) -> None:
    result = judged(PASSING, named=["test_counts"])

    (case,) = result.cases
    assert case.outcome is Outcome.FAILED
    assert case.actual == "assert (1 + 1) == 3"
    assert case.cause == "tests/test_bank.py:9: assert (1 + 1) == 3"
    assert "assert 1 + 1 == 3" in result.transcript


@pytest.mark.requirement("TESTS-4")
def test_all_checks_of_a_suite_share_one_run_of_it(
    check: Callable[..., Any], stage: Callable[..., Any], python_suite: Callable[..., Suite]
) -> None:
    place = stage({"test_bank.py": PASSING}, python_suite())
    checks = [check(marked=["ACC-1"]), check(number=2, named=["test_counts"], suite="unit")]

    results = KIND.run(checks, place)

    assert [r.outcome for r in results] == [Outcome.PASSED, Outcome.FAILED]
    assert place.runs == 1
    assert len({KIND.batch(c) for c in checks}) == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"marked": ["ACC-1"], "suite": "unti"}, "ADJ353"),
        ({"marked": ["ACC-9"]}, "ADJ352"),
        ({"named": ["test_pasy"]}, "ADJ352"),
        ({}, "ADJ351"),
        ({"marks": ["ACC-1"]}, "ADJ350"),
    ],
)
def test_a_selection_that_leads_nowhere_is_not_run_and_names_its_code(
    judged: Callable[..., CheckResult], options: dict[str, Any], code: str
) -> None:
    result = judged(PASSING, **options)

    assert result.outcome is Outcome.NOT_RUN
    assert [c.fault for c in result.cases] == [Fault.SPECIFICATION]
    assert code in result.reason


@pytest.mark.requirement("TESTS-3")
def test_a_linked_test_that_is_gone_names_the_nearest_that_exists(
    judged: Callable[..., CheckResult],
) -> None:
    result = judged(PASSING, named=["tests/test_bank.py::test_pays", "test_cuonts"])

    assert [c.outcome for c in result.cases] == [Outcome.PASSED, Outcome.NOT_RUN]
    assert "the nearest that exists is test_counts" in result.cases[1].reason


def test_without_a_suite_nothing_is_run(
    check: Callable[..., Any], stage: Callable[..., Any], python_suite: Callable[..., Suite]
) -> None:
    place = stage({"test_bank.py": PASSING}, python_suite(system="other"), system=System("bank"))

    (result,) = KIND.run([check(marked=["ACC-1"])], place)

    assert result.outcome is Outcome.NOT_RUN
    assert "ADJ354 no suite is configured for system bank" in result.reason
    assert "adjudge.toml" in result.reason
    assert place.runs == 0


def test_every_suite_that_applies_must_tell_its_results(
    check: Callable[..., Any], stage: Callable[..., Any], python_suite: Callable[..., Suite]
) -> None:
    broken = Suite("browser", ("no-such-program",), SuiteFormat.TAP)
    place = stage({"test_bank.py": PASSING}, python_suite(), broken)

    every, one = KIND.run(
        [check(marked=["ACC-1"]), check(number=2, marked=["ACC-1"], suite="unit")], place
    )

    assert {c.name: c.outcome for c in every.cases} == {
        "suite browser": Outcome.NOT_RUN,
        "unit: test_bank.py::test_pays": Outcome.PASSED,
    }
    assert "ADJ355 suite browser: no-such-program does not exist" in every.reason
    assert one.outcome is Outcome.PASSED


def test_the_placeholders_of_a_suite_s_command_are_filled(
    check: Callable[..., Any], stage: Callable[..., Any]
) -> None:
    script = (
        "import os, sys; here, project, scratch = sys.argv[1:]; print('1..1');"
        "print('ok 1 - runs' if here == os.getcwd() == project and os.path.isdir(scratch)"
        " else 'not ok 1 - runs')"
    )
    command = ("{python}", "-c", script, "{directory}", "{project}", "{scratch}")
    place = stage({}, Suite("own", command, SuiteFormat.TAP))

    (result,) = KIND.run([check(named=["runs"])], place)

    assert result.outcome is Outcome.PASSED


@pytest.mark.requirement("JUDGE-2", "TESTS-1")
def test_a_suite_that_is_ended_by_a_limit_is_no_evidence(
    check: Callable[..., Any], stage: Callable[..., Any]
) -> None:
    command = (
        sys.executable,
        "-c",
        "import time; print('1..1\\nok 1 - pays', flush=True); time.sleep(60)",
    )
    place = stage({}, Suite("slow", command, SuiteFormat.TAP), limits=Limits(seconds=0.5))

    (result,) = KIND.run([check(named=["pays"])], place)

    assert result.outcome is Outcome.NOT_RUN
    assert "time limit" in result.reason


@pytest.mark.requirement("RUN-7")
def test_secrets_are_not_repeated(
    check: Callable[..., Any], stage: Callable[..., Any], python_suite: Callable[..., Suite]
) -> None:
    source = "def test_pays():\n    assert 'hunter2' == ''\n"
    place = stage({"test_bank.py": source}, python_suite(), secret="hunter2")

    (result,) = KIND.run([check(named=["test_pays"])], place)

    assert result.outcome is Outcome.FAILED
    assert "hunter2" not in repr(result)


def test_a_check_can_be_read_without_running_anything(check: Callable[..., Any]) -> None:
    (finding,) = KIND.diagnose(check("marks: ACC-1"), None)  # type: ignore[arg-type]

    assert finding.code == "ADJ350"
    assert finding.message == "unknown key 'marks'; did you mean 'marked'?"
    assert KIND.inputs(check(), None).files == ()  # type: ignore[arg-type]

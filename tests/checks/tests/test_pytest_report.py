from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.checks.model import Fault, Outcome
from adjudge.checks.tests import pytest_report
from adjudge.checks.tests.kind import TestsKind
from adjudge.checks.tests.records import Place, UnreadableReportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.checks.model import CheckResult
    from adjudge.system.configuration import Suite

OUTCOMES = """
import os
import unittest
import pytest

@pytest.fixture
def broken():
    raise OSError("no database")

@pytest.fixture
def leaky():
    yield
    raise OSError("still open")

@pytest.mark.skip(reason="no net")
def test_skipped(): pass

def test_skips_itself(): pytest.skip("not today")

@pytest.mark.xfail(reason="bug 7")
def test_xfailed(): assert False

@pytest.mark.xfail(reason="bug 7", run=False)
def test_xfailed_unrun(): assert False

@pytest.mark.xfail(strict=False)
def test_xpassed(): pass

@pytest.mark.xfail(strict=True)
def test_xpassed_strictly(): pass

def test_setup(broken): pass

def test_teardown(leaky): pass

def test_raises(): raise ValueError("odd")

def test_fails_without_trace(): pytest.fail("short", pytrace=False)

class TestOld(unittest.TestCase):
    @unittest.expectedFailure
    def test_expected(self): self.fail()

    @unittest.skip("old")
    def test_left_out(self): pass
"""


@pytest.mark.requirement("TESTS-2")
@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_only_a_test_that_ran_and_passed_is_a_pass(
    judged: Callable[..., CheckResult], arguments: tuple[str, ...]
) -> None:
    result = judged(OUTCOMES, *arguments, named=["tests/test_bank.py"])

    told = {
        case.name.rpartition("::")[2]: (case.outcome, case.fault, case.reason)
        for case in result.cases
    }
    assert told == {
        "test_skipped": (Outcome.NOT_RUN, Fault.BINDING, "it was skipped: no net"),
        "test_skips_itself": (Outcome.NOT_RUN, Fault.BINDING, "it was skipped: not today"),
        "test_xfailed": (
            Outcome.INCONCLUSIVE,
            Fault.BINDING,
            "it is expected to fail, and did: bug 7",
        ),
        "test_xfailed_unrun": (
            Outcome.NOT_RUN,
            Fault.BINDING,
            "it is expected to fail, and was not run: [NOTRUN] bug 7",
        ),
        "test_xpassed": (
            Outcome.INCONCLUSIVE,
            Fault.BINDING,
            "it is expected to fail, and passed; remove its xfail mark",
        ),
        "test_xpassed_strictly": (
            Outcome.INCONCLUSIVE,
            Fault.BINDING,
            "it is expected to fail, and passed; remove its xfail mark",
        ),
        "test_setup": (Outcome.NOT_RUN, Fault.BINDING, "its setup failed: OSError: no database"),
        "test_teardown": (
            Outcome.INCONCLUSIVE,
            Fault.BINDING,
            "it passed, but its teardown failed: OSError: still open",
        ),
        "test_raises": (Outcome.FAILED, Fault.SYSTEM, ""),
        "test_fails_without_trace": (Outcome.FAILED, Fault.SYSTEM, ""),
        "test_expected": (Outcome.INCONCLUSIVE, Fault.BINDING, "it is expected to fail, and did"),
        "test_left_out": (Outcome.NOT_RUN, Fault.BINDING, "it was skipped: old"),
    }


MARKS = """
import pytest

pytestmark = pytest.mark.requirement("ACC-7")

@pytest.mark.requirement("ACC-2")
class TestTransfer:
    @pytest.mark.requirement(["ACC-1"])
    def test_moves(self): pass

    @pytest.mark.parametrize("amount", ["1", "a::b[c]"])
    def test_amounts(self, amount): pass
"""


AMOUNTS = {"test_amounts[1]", "test_amounts[a::b[c]]"}
SELECTIONS: tuple[tuple[dict[str, Any], set[str]], ...] = (
    ({"marked": ["ACC-1"]}, {"test_moves"}),
    ({"marked": "ACC-2"}, {"test_moves", *AMOUNTS}),
    ({"marked": ["ACC-7"]}, {"test_moves", *AMOUNTS}),
    ({"named": "test_amounts"}, AMOUNTS),
    ({"named": "test_amounts[1]"}, {"test_amounts[1]"}),
    ({"named": "tests/*.py::TestTransfer::test_m*"}, {"test_moves"}),
    ({"named": "tests/test_bank.py::TestTransfer::test_amounts"}, AMOUNTS),
    ({"named": "tests/test_bank.py::TestTransfer"}, {"test_moves", *AMOUNTS}),
    ({"named": "tests/test_bank.py"}, {"test_moves", *AMOUNTS}),
)


@pytest.mark.parametrize("arguments", [("--strict-markers",), ("-n2",)])
def test_marks_of_test_class_and_module_and_every_name_select(
    stage: Callable[..., Any],
    check: Callable[..., Any],
    python_suite: Callable[..., Suite],
    arguments: tuple[str, ...],
) -> None:
    place = stage({"tests/test_bank.py": MARKS}, python_suite(*arguments))
    prefix = "tests/test_bank.py::TestTransfer::"

    results = TestsKind().run([check(**options) for options, _ in SELECTIONS], place)

    chosen = [{case.name.removeprefix(prefix) for case in result.cases} for result in results]
    assert chosen == [names for _, names in SELECTIONS]
    assert {result.outcome for result in results} == {Outcome.PASSED}


@pytest.mark.requirement("TESTS-2")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("-k", "other"), "it was deselected by the suite's own command or configuration"),
        (("-k", "other", "-n2"), "it was deselected by the suite's own command or configuration"),
        (("--collect-only",), "it was collected and never started"),
        (("--maxfail=1",), "it was collected and never started"),
    ],
)
def test_a_test_that_did_not_run_says_why(
    judged: Callable[..., CheckResult], arguments: tuple[str, ...], reason: str
) -> None:
    source = "def test_first_other(): assert False\ndef test_pays(): pass\n"

    result = judged(source, *arguments, named=["test_pays"])

    assert result.outcome is Outcome.NOT_RUN
    assert result.cases[0].reason == reason


@pytest.mark.parametrize("arguments", [(), ("-n2",), ("--continue-on-collection-errors",)])
def test_a_file_that_cannot_be_collected_leaves_its_marks_unknown(
    stage: Callable[..., Any],
    check: Callable[..., Any],
    python_suite: Callable[..., Suite],
    arguments: tuple[str, ...],
) -> None:
    marked = "import pytest\n@pytest.mark.requirement('ACC-1')\ndef test_pays(): pass\n"
    files = {"test_good.py": marked, "test_lost.py": "import no_such_module\n" + marked}
    place = stage(files, python_suite(*arguments))

    by_mark, by_name = TestsKind().run(
        [check(marked=["ACC-1"]), check(named=["test_lost.py::test_pays"])], place
    )

    lost = by_mark.cases[-1]
    assert by_mark.outcome is Outcome.NOT_RUN
    assert (lost.name, lost.fault) == ("test_lost.py", Fault.ENVIRONMENT)
    assert "no_such_module" in by_name.cases[0].reason
    assert by_name.outcome is Outcome.NOT_RUN


def test_a_module_that_is_skipped_as_a_whole_says_so(judged: Callable[..., CheckResult]) -> None:
    source = "import pytest\npytest.importorskip('no_such_module')\ndef test_pays(): pass\n"

    result = judged(source, named=["tests/test_bank.py::test_pays"])

    assert result.outcome is Outcome.NOT_RUN
    assert "was skipped as a whole" in result.reason


@pytest.mark.requirement("TESTS-2", "JUDGE-2")
def test_a_process_that_ends_in_the_middle_leaves_no_evidence(
    judged: Callable[..., CheckResult],
) -> None:
    source = "import os\ndef test_pays(): pass\ndef test_leaves(): os._exit(0)\n"

    result = judged(source, named=["test_pays"])

    assert result.outcome is Outcome.NOT_RUN
    assert "pytest ended before its session was finished" in result.reason


def test_a_worker_that_dies_costs_only_the_test_it_was_running(
    judged: Callable[..., CheckResult],
) -> None:
    source = "import os\ndef test_pays(): pass\ndef test_leaves(): os._exit(1)\n"

    result = judged(source, "-n1", named=["test_*"])

    told = {case.name.rpartition("::")[2]: case.outcome for case in result.cases}
    assert told == {"test_pays": Outcome.PASSED, "test_leaves": Outcome.NOT_RUN}


def test_a_pytest_that_a_test_starts_is_not_part_of_the_suite(
    judged: Callable[..., CheckResult],
) -> None:
    source = """
import subprocess, sys
def test_pays(tmp_path):
    inner = tmp_path / "test_bank.py"
    inner.write_text("def test_inner(): assert False")
    assert subprocess.run([sys.executable, "-m", "pytest", inner]).returncode == 1
"""
    result = judged(source, named=["test_*"])

    assert [case.outcome for case in result.cases] == [Outcome.PASSED]


def test_no_report_at_all_is_no_evidence(
    stage: Callable[..., Any], check: Callable[..., Any], python_suite: Callable[..., Suite]
) -> None:
    place = stage({"test_bank.py": "def test_pays(): pass"}, python_suite("--no-such-option"))

    (result,) = TestsKind().run([check(named=["test_pays"])], place)

    assert result.outcome is Outcome.NOT_RUN
    assert "pytest left no report" in result.reason
    assert "no-such-option" in result.transcript


def _lines(*events: dict[str, Any]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


START = {"event": "start", "worker": False, "pytest": "6.0", "python": "3.8"}
FINISH = {"event": "finish", "status": 0}


def _phase(when: str, outcome: str = "passed") -> dict[str, Any]:
    return {"event": "phase", "id": "test_a.py::test_b", "when": when, "outcome": outcome}


@pytest.mark.parametrize(
    ("phases", "outcome"),
    [
        ([_phase("setup"), _phase("call"), _phase("teardown")], Outcome.PASSED),
        ([_phase("setup"), _phase("call")], Outcome.NOT_RUN),
        ([_phase("setup"), _phase("teardown")], Outcome.NOT_RUN),
        (
            [_phase("setup"), _phase("call", "rerun"), _phase("call"), _phase("teardown")],
            Outcome.INCONCLUSIVE,
        ),
        (
            [_phase("setup"), _phase("call"), _phase("call", "failed"), _phase("teardown")],
            Outcome.FAILED,
        ),
        ([_phase("setup"), _phase("call", "exploded"), _phase("teardown")], Outcome.NOT_RUN),
    ],
)
def test_all_phases_of_all_sessions_decide_together(
    tmp_path: Path, place: Place, phases: list[dict[str, Any]], outcome: Outcome
) -> None:
    (tmp_path / "main-1.jsonl").write_text(_lines(START, *phases, FINISH))

    (record,) = pytest_report.read(tmp_path, place).records

    assert record.outcome is outcome


@pytest.mark.requirement("TESTS-6")
@pytest.mark.parametrize(
    "text",
    [
        "",
        _lines(START),
        _lines(FINISH),
        _lines(START, FINISH)[:-3],
        _lines(START, {"event": "?"}, FINISH),
    ],
)
def test_a_report_that_is_cut_off_is_refused(tmp_path: Path, place: Place, text: str) -> None:
    (tmp_path / "main-1.jsonl").write_text(text)

    with pytest.raises(UnreadableReportError):
        pytest_report.read(tmp_path, place)


@pytest.mark.requirement("TESTS-6", "RUN-15")
def test_a_report_that_is_a_link_is_not_followed(tmp_path: Path, place: Place) -> None:
    (tmp_path / "elsewhere").write_text(_lines(START, FINISH))
    (tmp_path / "main-1.jsonl").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UnreadableReportError, match="not an ordinary file"):
        pytest_report.read(tmp_path, place)


_EVENTS = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([START, FINISH, _phase("call"), {"event": "item", "id": "\ud800"}]).map(
        lambda event: json.dumps(event).encode()
    ),
)


@pytest.mark.requirement("TESTS-6")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_EVENTS, max_size=6))
def test_any_bytes_are_a_report_or_refused(
    tmp_path: Path, place: Place, lines: list[bytes]
) -> None:
    (tmp_path / "main-1.jsonl").write_bytes(b"\n".join(lines))
    with contextlib.suppress(UnreadableReportError):
        report = pytest_report.read(tmp_path, place)
        assert all(record.outcome is not Outcome.PASSED for record in report.records)

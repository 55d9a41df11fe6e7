from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.checks.model import Outcome
from adjudge.checks.tests import tap
from adjudge.checks.tests.kind import TestsKind
from adjudge.checks.tests.records import Place, UnreadableReportError
from adjudge.system.configuration import Suite, SuiteFormat

if TYPE_CHECKING:
    from collections.abc import Callable


def _outcomes(text: str, place: Place) -> dict[str, Outcome]:
    return {record.id: record.outcome for record in tap.read(text.encode(), place).records}


@pytest.mark.requirement("TESTS-5")
@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("1..2\nok 1 - pays\nnot ok 2 counts\n", {"pays": "passed", "counts": "failed"}),
        ("TAP version 13\nok - pays\n1..1\n", {"pays": "passed"}),
        ("1..1\nok 1 - pays # SKIP no net\n", {"pays": "not run"}),
        ("1..1\nnot ok 1 - pays # TODO later\n", {"pays": "not run"}),
        ("1..1\nok 1 - pays # todo\n", {"pays": "not run"}),
        ("1..0 # SKIP nothing here\n", {}),
        ("1..1\nok 1 - a \\# b\n", {"a # b": "passed"}),
        ("1..1\nok 1 - a # b\n", {"a # b": "passed"}),
        ("noise\n1..1\nmore noise\nok 1 - pays\n", {"pays": "passed"}),
        ("1..3\nok 1 - pays\nBail out! no database\n", {"pays": "passed"}),
        (
            "1..1\n# Subtest: group\n    ok 1 - child\n    1..1\nok 1 - group\n",
            {"group > child": "passed", "group": "passed"},
        ),
        (
            "1..1\n    1..2\n    ok 1 - child\n    ok 2 - off # SKIP\nok 1 - group\n",
            {"group > child": "passed", "group > off": "not run", "group": "not run"},
        ),
        (
            "1..1\n    1..2\n    ok 1 - child\nok 1 - group\n",
            {"group > child": "passed", "group": "not run"},
        ),
        ("1..1\n    1..0\nok 1 - group\n", {"group": "not run"}),
        (
            "1..1\n    1..1\n    not ok 1 - child\nok 1 - group\n",
            {"group > child": "failed", "group": "failed"},
        ),
        ("1..1\nok 1 - a\n  ---\n  ok: 1\n  not ok 2 - no point\n  ...\n", {"a": "passed"}),
    ],
)
def test_points_have_the_outcome_that_they_show(
    place: Place, text: str, outcomes: dict[str, str]
) -> None:
    assert _outcomes(text, place) == outcomes


@pytest.mark.requirement("TESTS-6")
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no plan"),
        ("ok 1 - pays\n", "there is no plan"),
        ("1..2\nok 1 - pays\n", "2 points were planned and 1 were reported"),
        ("1..1\nok 1\n1..1\n", "line 3 of standard output: a second plan"),
        ("TAP version 11\n1..0\n", "line 1 of standard output"),
        (f"1..{'9' * 5000}\n", "line 1 of standard output"),
    ],
)
def test_output_that_is_not_complete_is_refused(place: Place, text: str, message: str) -> None:
    with pytest.raises(UnreadableReportError, match=message):
        tap.read(text.encode(), place)


NODE = """
const { test, describe, it } = require('node:test');
const assert = require('node:assert');
test('pays [ACC-1]', () => {});
test('counts # all', () => { assert.equal(1 + 1, 3); });
test('off', { skip: 'no net' }, () => {});
test('later', { todo: 'soon' }, () => { assert.fail('x'); });
describe('refunds [ACC-2]', () => { it('in full', () => {}); it.skip('in part', () => {}); });
describe('nothing', () => {});
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="node is missing: apt-get install nodejs")
def test_node_tells_its_tests_as_tap(stage: Callable[..., Any], check: Callable[..., Any]) -> None:
    suite = Suite("node", ("node", "--test", "--test-reporter=tap"), SuiteFormat.TAP)
    place = stage({"bank.test.js": NODE}, suite)
    checks = [
        check(marked=["ACC-1"]),
        check(named=["counts # all"]),
        check(named=["off", "later", "nothing"]),
        check(marked=["ACC-2"]),
        check(named=["refunds* > in full"]),
        check(named=["in ful"]),
    ]

    results = TestsKind().run(checks, place)

    assert [[case.outcome.value for case in result.cases] for result in results] == [
        ["passed"],
        ["failed"],
        ["not run", "not run", "not run"],
        ["passed", "not run", "not run"],
        ["passed"],
        ["not run"],
    ]
    failed = results[1].cases[0]
    assert (failed.location.file, failed.location.line) == ("bank.test.js", 5)
    assert failed.actual == "1 + 1 == 3" or "2 == 3" in failed.actual
    assert "the nearest that exists is in full" in results[5].reason


def test_a_node_file_that_cannot_be_loaded_is_no_evidence(
    stage: Callable[..., Any], check: Callable[..., Any]
) -> None:
    suite = Suite("node", ("node", "--test", "--test-reporter=tap"), SuiteFormat.TAP)
    place = stage({"bank.test.js": "require('no-such'); " + NODE}, suite)

    (result,) = TestsKind().run([check(marked=["ACC-1"])], place)

    assert result.outcome is Outcome.NOT_RUN


_LINES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "ok",
            "not ok 1 - a",
            "    ok 1 - b",
            "1..1",
            "    1..1",
            "  ---",
            "  ...",
            "Bail out!",
            "TAP version 14",
        ]
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_LINES, max_size=12).map("\n".join).map(str.encode) | st.binary())
def test_any_bytes_are_a_report_or_refused(place: Place, data: bytes) -> None:
    with contextlib.suppress(UnreadableReportError):
        for record in tap.read(data, place).records:
            assert record.names
            assert record.outcome in Outcome

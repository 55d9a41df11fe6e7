from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.cases.kind import Cases
from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.findings import Location
from adjudge.spec.case_form import BATCH, GIVEN
from adjudge.spec.model import Check
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.system.stages import LocalStage

    OpenStage = Callable[..., LocalStage]

P, F, I, N = Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.NOT_RUN  # noqa: E741 -- the columns of a table

MODULE = """
import collections, os, signal, sys, time

def fee(amount, kind="plain"):
    if amount < 0:
        raise ValueError("negative")
    print("computing", amount)
    return amount * 2

def pair(a):
    return a, {"b": a}

def end(how):
    if how == "exit":
        sys.exit(3)
    if how == "die":
        os._exit(3)
    if how == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "hang":
        time.sleep(60)
    return how

def forge(value):
    for fd in range(3, 64):
        try:
            os.write(fd, b'{"token": "", "returned": "good"}\\n')
        except OSError:
            pass
    return value

class Table:
    @staticmethod
    def name():
        return collections.OrderedDict(a=1.5)
"""


def check(text: str, **options: Any) -> Check:
    fence, body = Location("spec/a.md", 10), Location("spec/a.md", 11)
    return Check("A-1#1", "A-1", "cases", text, fence, body, language="yaml", options=options)


def run(stage: LocalStage, text: str) -> CheckResult:
    (result,) = Cases().run([check(text)], stage)
    return result


def outcomes(result: CheckResult) -> list[Outcome]:
    return [case.outcome for case in result.cases]


@pytest.fixture
def stage(tree: Path, open_stage: OpenStage) -> LocalStage:
    (tree / "fees.py").write_text(MODULE)
    return open_stage(limits=Limits(seconds=20))


@pytest.mark.requirement("CASES-1")
def test_each_row_is_a_run_of_the_command(stage: LocalStage) -> None:
    text = """
command: sh -c 'echo "$1-$2"; exit $3' x {a} "{b} c" {code}
rows:
  - {a: 1, b: $HOME, code: 0, out: 1-$HOME c}
  - {a: 1, b: y, code: 0, out: wrong}
  - {a: "", b: y, code: 4, out: -y c}
expect: {stdout: "{out}"}
name: row {number} of {b}
"""
    result = run(stage, text)

    assert outcomes(result) == [P, F, F]
    assert [case.name for case in result.cases] == ["row 1 of $HOME", "row 2 of y", "row 3 of y"]
    assert [case.location.line for case in result.cases] == [14, 15, 16]
    assert (result.cases[1].expected, result.cases[1].actual) == ("wrong", "1-y c")
    assert result.cases[2].reason == "exit code 4 instead of 0"
    assert result.transcript.endswith("1 of 3 rows passed")


def test_a_command_that_fails_says_its_last_words(stage: LocalStage) -> None:
    text = """
command: sh -c 'echo first >&2; echo "no account {a}" >&2; exit 1'
rows: [{a: ada}]
expect: {stdout: "3"}
"""
    reason = run(stage, text).cases[0].reason

    assert reason == "exit code 1 instead of 0 (stderr ends: no account ada); stdout differs"


@pytest.mark.parametrize(
    ("script", "expect", "expected"),
    [
        ("exit 2", "{exit: 2}", P),
        ("exit 2", "{exit: 1}", F),
        ("echo no >&2; exit 2", "{refused: true}", P),
        ("echo no; exit 2", "{refused: true}", F),
        ("exit 0", "{refused: true}", F),
        ("exit 0", "{refused: false}", P),
        ("echo a; echo b >&2", "{stdout: a, stderr: b}", P),
        ("echo a; echo b >&2", "{stdout: a, stderr: c}", F),
        ("kill -9 $$", "{exit: 0}", F),
    ],
)
def test_an_ending_is_judged(
    stage: LocalStage, script: str, expect: str, expected: Outcome
) -> None:
    text = f"command: [sh, -c, '{script}']\nrows: [{{a: 1}}]\nexpect: {expect}"

    assert outcomes(run(stage, text)) == [expected]


def test_access_that_should_have_been_refused_is_marked(stage: LocalStage) -> None:
    text = "command: echo secret\nrows: [{a: 1}]\nexpect: {refused: true}"

    assert run(stage, text).cases[0].granted


def test_a_command_reads_its_input_and_environment(stage: LocalStage) -> None:
    text = """
command: sh -c 'cat; echo $LEVEL'
stdin: "{a}"
environment: {LEVEL: "{b}"}
rows: [{a: "x\\n", b: 3}]
expect: {stdout: "x\\n3"}
"""
    assert outcomes(run(stage, text)) == [P]


def test_a_row_that_takes_too_long_is_undecided_and_the_next_is_judged(stage: LocalStage) -> None:
    text = "command: sleep {a}\ntimeout: 300 ms\nrows: [{a: 60}, {a: 0}]\nexpect: {exit: 0}"
    result = run(stage, text)

    assert outcomes(result) == [I, P]
    assert result.cases[0].reason == "it did not end within 0.3 s"


def test_a_program_that_is_not_there_is_not_run(stage: LocalStage) -> None:
    result = run(stage, "command: no-such\nrows: [{a: 1}]\nexpect: {exit: 0}")

    assert (outcomes(result), result.cases[0].fault) == ([N], Fault.BINDING)


def test_a_table_of_which_every_row_is_left_open_decides_nothing(stage: LocalStage) -> None:
    result = run(stage, "command: 'true'\nrows: [{a: 1}]\nopen: true\nexpect: {exit: 0}")

    assert outcomes(result) == [Outcome.INCONCLUSIVE]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("true", F),
        ("True", F),
        ("false", P),
        ("FALSE", P),
        ("yes", Outcome.NOT_RUN),
        ("''", Outcome.NOT_RUN),
        ("1", Outcome.NOT_RUN),
    ],
)
def test_a_word_that_is_neither_true_nor_false_expects_no_refusal_and_no_success(
    stage: LocalStage, word: str, outcome: Outcome
) -> None:
    result = run(stage, f"command: echo\nrows: [{{a: {word}}}]\nexpect: {{refused: '{{a}}'}}")

    assert outcomes(result) == [outcome]


@pytest.mark.requirement("CASES-4")
def test_what_the_specification_leaves_open_never_fails(stage: LocalStage) -> None:
    text = """
command: [sh, -c, "{script}"]
timeout: 300 ms
rows:
  - {script: exit 1, say: any}
  - {script: kill -9 $$, say: any}
  - {script: sleep 60, say: any}
  - {script: exit 1, say: no}
expect: {exit: 0}
open: {say: any}
"""
    result = run(stage, text)

    assert outcomes(result) == [P, P, P, F]
    assert [case.reason for case in result.cases[:3]] == [
        "left open: exit code 1",
        "left open: exit code -9 (signal 9)",
        "left open: it did not end within 0.3 s",
    ]


@pytest.mark.requirement("CASES-1")
@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("call: fees:fee\narguments: ['{a}']\nexpect: {returns: '{b}'}", [P, F]),
        ("call: fees:fee\narguments: {amount: '{a}'}\nexpect: {returns: '{b}'}", [P, F]),
        ("call: fees:fee\narguments: ['{a}']\nexpect: {returns: 2, stdout: computing 1}", [P, F]),
        ("call: fees:fee\narguments: ['{a}']\nexpect: {raises: ValueError}", [F, P]),
        ("call: fees:fee\narguments: ['{a}']\nexpect: {raises: builtins.Exception}", [F, P]),
        ("call: fees:fee\narguments: ['{a}']\nexpect: {raises: KeyError}", [F, F]),
        ("call: fees:fee\narguments: []\nexpect: {raises: TypeError}", [P, P]),
        ("call: fees:pair\narguments: [1]\nexpect: {returns: [1, {b: 1}]}", [P, P]),
        ("call: fees:Table.name\nexpect: {returns: {a: 1.5}}", [P, P]),
        ("call: fees:none\nexpect: {returns: 1}", [N, N]),
        ("call: nowhere:none\nexpect: {returns: 1}", [N, N]),
        ("call: fees:fee\npython: no-such\nexpect: {returns: 1}", [N, N]),
    ],
)
def test_each_row_is_a_call_of_the_function(
    stage: LocalStage, rest: str, expected: list[Outcome]
) -> None:
    assert outcomes(run(stage, f"rows: [{{a: 1, b: 2}}, {{a: -1, b: 9}}]\n{rest}")) == expected


def test_an_exception_is_told_from_a_wrong_value(stage: LocalStage) -> None:
    text = "call: fees:fee\narguments: ['{a}']\nrows: [{a: -1}, {a: -2}]\nexpect: {returns: 1}"
    first, second = run(stage, text).cases

    assert first.reason == "ValueError: negative, not: returns"
    assert first.cause == second.cause == "ValueError at fees.py:6"
    assert 'raise ValueError("negative")' in first.actual


def test_the_end_of_the_worker_is_the_row_s_and_the_next_row_gets_a_new_one(
    stage: LocalStage,
) -> None:
    text = """
call: fees:end
arguments: ["{how}"]
timeout: 1 s
rows: [{how: exit}, {how: die}, {how: fine}, {how: crash}, {how: hang}, {how: fine}]
expect: {returns: fine}
"""
    result = run(stage, text)

    assert outcomes(result) == [F, F, P, F, I, P]
    assert "SystemExit: 3" in result.cases[0].reason
    assert "exit code 3" in result.cases[1].reason
    assert "exit code -11" in result.cases[3].reason


@pytest.mark.requirement("RUN-6")
def test_a_function_can_not_answer_in_the_worker_s_place(stage: LocalStage) -> None:
    text = """
call: fees:forge
arguments: ["{a}"]
rows: [{a: bad}, {a: bad}, {a: bad}]
expect: {returns: good}
"""
    assert P not in outcomes(run(stage, text))


def test_the_files_of_a_folder_are_rows(stage: LocalStage, folder: Path) -> None:
    (folder / "suite").mkdir()
    (folder / "suite" / "a.txt").write_bytes(b"\xff\n")
    text = """
command: sh -c 'cmp - "$1" && echo x >> "$1" && echo "$2"' x {path} {stem}
stdin: "{content}"
each: file in suite/*.txt
expect: {stdout: a}
"""
    assert outcomes(run(stage, text)) == [P]
    assert (folder / "suite" / "a.txt").read_bytes() == b"\xff\n"
    (path,) = Cases().inputs(check(text), folder).files
    assert path == folder / "suite" / "a.txt"


def test_checks_for_single_rows_run_once_and_together_with_the_block_s_own(
    stage: LocalStage, tree: Path
) -> None:
    text = "command: sh -c 'echo x >> log; wc -l < log'\nrows: [{a: 1}, {a: 2}]\nexpect: {stdout: '{a}'}"
    block = check(text)
    rows = [
        replace(block, id=f"R-{a}#1", options={GIVEN: [{"a": a}], BATCH: block.id}) for a in (1, 2)
    ]
    kind = Cases()

    assert {kind.batch(one) for one in (block, *rows)} == {block.id}
    results = kind.run([block, *rows], stage)
    assert [outcomes(result) for result in results] == [[P, P], [P], [P]]


def test_a_block_that_can_not_be_read_is_not_run(stage: LocalStage) -> None:
    result = run(stage, "command: x\nrows: []\nexpect: {exit: 0}")

    assert (outcomes(result), result.cases[0].fault) == ([N], Fault.SPECIFICATION)


@pytest.mark.requirement("CASES-3")
def test_an_unknown_equality_is_an_error_at_its_place(folder: Path) -> None:
    text = "command: x\nrows: [{a: 1}]\nexpect: {stdout: a}\nequal: unorderd lines"
    (finding,) = Cases().diagnose(check(text), folder)

    assert (finding.code, finding.location.line) == ("ADJ140", 14)
    assert 'did you mean "unordered lines"?' in finding.message


def test_a_folder_that_the_system_does_not_have_is_not_run(stage: LocalStage) -> None:
    result = run(stage, "command: x\ncwd: nowhere\nrows: [{a: 1}]\nexpect: {exit: 0}")

    assert outcomes(result) == [N]


def test_secrets_are_not_in_the_result(
    open_stage: OpenStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    stage = open_stage(pass_environment=("TOKEN",))
    case = run(stage, "command: sh -c 'echo $TOKEN'\nrows: [{a: 1}]\nexpect: {stdout: x}").cases[0]

    assert case.actual == "[secret TOKEN]"


def test_a_long_output_is_cut(stage: LocalStage) -> None:
    text = "command: head -c 100000 /dev/zero\nrows: [{a: 1}]\nexpect: {stdout: x}"

    assert len(run(stage, text).cases[0].actual) < 17_000

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CheckResult, Fault, Method, Outcome
from adjudge.checks.proof.kind import Proof
from adjudge.checks.table import KINDS
from adjudge.codes import proof as codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.codes.model import Code
    from adjudge.spec.model import Check

    MakeCheck = Callable[..., Check]
    Run = Callable[..., CheckResult]

GOOD = "---- MODULE M ----\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nLow == x < 2\n====\n"
STATED = {"command": ["prove", "{file}"], "success": "proved", "failure": "refuted"}
WRONG = {"wrong": {"replace": "a", "by": "b"}}


def test_the_kind_is_in_the_table() -> None:
    assert isinstance(KINDS["proof"], Proof)
    assert KINDS["proof"].method is Method.ANALYSIS


def test_each_module_runs_alone(proof_check: MakeCheck) -> None:
    assert Proof().batch(proof_check(GOOD)) == "A-1#1"


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (GOOD, {"invariant": "Low", "invariantt": "Low"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": 3}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low /\\ x"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "constants": {"N": "3 INVARIANT X"}}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "constants": ["N"]}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "deadlock": "no"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "timeout": "3"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "engine": "apalache"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "wrong": {"replace": "x < 2"}}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "specification": "S", "init": "Init"}, codes.PROOF_OPTION),
        (GOOD, {"invariant": "Low", "config": "M.cfg"}, codes.PROOF_OPTION),
        ("", {"invariant": "Low", "file": "M.tla"}, codes.PROOF_FILE),
        ("", {"invariant": "Low", "file": "../M.tla"}, codes.PROOF_FILE),
        ("", {"invariant": "Low", "file": "/etc/passwd"}, codes.PROOF_FILE),
        (GOOD, {"invariant": "Low", "wrong": "Wrong.tla"}, codes.PROOF_FILE),
        (
            GOOD.replace("VARIABLE", "EXTENDS Lost\nVARIABLE"),
            {"invariant": "Low"},
            codes.PROOF_FILE,
        ),
        (GOOD, {}, codes.PROOF_CHECKS_NOTHING),
        (GOOD, {"init": "Init", "next": "Next"}, codes.PROOF_CHECKS_NOTHING),
        (GOOD, {"invariant": "Low", "wrong": {"replace": "y", "by": "z"}}, codes.CONTROL_TEXT),
        (GOOD, {"invariant": "Low", "wrong": {"replace": "x", "by": "y"}}, codes.CONTROL_TEXT),
        (
            GOOD,
            {"invariant": "Low", "wrong": {"replace": "1 - x", "by": "1 - x"}},
            codes.CONTROL_TEXT,
        ),
        ("Low == TRUE", {"invariant": "Low"}, codes.MODULE_UNREADABLE),
        ("", {"invariant": "Low"}, codes.MODULE_UNREADABLE),
        (GOOD, {"invariant": "Low", "file": "M.tla"}, codes.MODULE_UNREADABLE),
        (GOOD, {"invariant": "Lwo"}, codes.CLAIM_UNDEFINED),
        (GOOD, {"invariant": "Low", "specification": "Spec"}, codes.CLAIM_UNDEFINED),
    ],
)
def test_what_a_tla_block_can_not_mean_is_a_finding_and_is_not_run(
    text: str,
    options: dict[str, Any],
    code: Code,
    proof_check: MakeCheck,
    folder: Path,
    run_proof: Run,
) -> None:
    findings = Proof().diagnose(proof_check(text, **options), folder)
    result = run_proof(text, **options)

    assert [finding.code for finding in findings] == [code.id]
    assert findings[0].requirement == "A-1"
    assert (result.outcome, result.cases[0].fault) == (Outcome.NOT_RUN, Fault.SPECIFICATION)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({**WRONG}, codes.PROOF_WITHOUT_PATTERN),
        ({**WRONG, "command": ["prove", "{file}"]}, codes.PROOF_WITHOUT_PATTERN),
        ({**STATED}, codes.PROOF_WITHOUT_CONTROL),
        ({**STATED, "wrong": []}, codes.PROOF_OPTION),
        ({**STATED, **WRONG, "success": "("}, codes.PROOF_OPTION),
        ({**STATED, **WRONG, "command": "prove {file}"}, codes.PROOF_OPTION),
        ({**STATED, **WRONG, "command": ["prove"]}, codes.PROOF_OPTION),
        ({**STATED, **WRONG, "command": ["prove", "{file}", "{port}"]}, codes.PROOF_OPTION),
        ({**STATED, **WRONG, "file": "a.txt"}, codes.MODULE_UNREADABLE),
        ({**STATED, **WRONG, "files": ["lemma.txt"]}, codes.PROOF_FILE),
        ({**STATED, "wrong": {"replace": "q", "by": "b"}}, codes.CONTROL_TEXT),
    ],
)
def test_what_any_other_block_can_not_mean_is_a_finding_and_is_not_run(
    options: dict[str, Any], code: Code, proof_check: MakeCheck, folder: Path, run_proof: Run
) -> None:
    findings = Proof().diagnose(proof_check("a theorem", "proof", **options), folder)
    result = run_proof("a theorem", "proof", **options)

    assert [finding.code for finding in findings][:1] == [code.id]
    assert (result.outcome, result.cases[0].fault) == (Outcome.NOT_RUN, Fault.SPECIFICATION)


def test_a_file_behind_a_symbolic_link_is_refused(
    proof_check: MakeCheck, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.tla").write_text(GOOD, encoding="utf-8")
    (folder / "M.tla").symlink_to(tmp_path / "secret.tla")
    (folder / "own.tla").write_text(GOOD, encoding="utf-8")
    (folder / "N.tla").symlink_to(folder / "own.tla")

    for name in ("M.tla", "N.tla"):
        findings = Proof().diagnose(proof_check("", file=name, invariant="Low"), folder)
        assert [finding.code for finding in findings] == [codes.PROOF_FILE.id]


def test_inputs_are_the_files_that_a_module_uses_and_what_decides(
    tlc: str, proof_check: MakeCheck, folder: Path
) -> None:
    (folder / "Limits.tla").write_text("---- MODULE Limits ----\nTop == 3\n====\n")
    (folder / "Wrong.tla").write_text(GOOD, encoding="utf-8")
    text = GOOD.replace("VARIABLE", "EXTENDS Limits\nVARIABLE")
    check = proof_check(text, invariant="Low", wrong="Wrong.tla", engine=tlc)
    inputs = Proof().inputs(check, folder)

    assert {path.name for path in inputs.files} == {"Limits.tla", "Wrong.tla"}
    assert inputs.tools.keys() == {"adjudge-proof", "tla2tools", "java"}


def test_another_program_or_pattern_is_another_input(proof_check: MakeCheck, folder: Path) -> None:
    options = {**STATED, **WRONG, "command": [sys.executable, "{file}"]}
    first = Proof().inputs(proof_check("a", "proof", **options), folder)
    second = Proof().inputs(proof_check("a", "proof", **{**options, "success": "yes"}), folder)

    assert first.tools != second.tools
    assert "bytes of" in first.tools["proof"]

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import CheckResult, Outcome
from adjudge.checks.proof.kind import Proof
from adjudge.checks.proof.linked import settled
from adjudge.codes import proof as codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.spec.model import Check

    MakeCheck = Callable[..., Check]


@pytest.mark.parametrize(
    ("file", "language"),
    [
        ("a.tla", "tla"),
        ("a.qnt", "quint"),
        ("b/a.lean", "lean"),
        ("a.txt", "proof"),
        ("a", "proof"),
    ],
)
def test_the_suffix_tells_the_language(
    file: str, language: str, proof_check: MakeCheck, folder: Path
) -> None:
    linked = settled(proof_check(f"module {file}", "", file=file), folder)

    assert (linked.language, linked.text, linked.options) == (language, "", {"file": file})


def test_a_block_says_everything_itself(proof_check: MakeCheck, folder: Path) -> None:
    block = proof_check("---- MODULE M ----", file="M.tla")

    assert settled(block, folder) is block


def test_a_linked_module_is_checked_as_the_files_beside_it_say(
    tla_checker: str,
    folder: Path,
    module_text: Callable[[str], str],
    run_proof: Callable[..., CheckResult],
) -> None:
    text = module_text("Turns")
    (folder / "models").mkdir()
    (folder / "models" / "Turns.tla").write_text(text, encoding="utf-8")
    (folder / "models" / "Turns.cfg").write_text("SPECIFICATION Spec\nINVARIANT Exclusive\n")
    wrong = text.replace("MODULE Turns", "MODULE Wrong").replace("turn' = Other(p)", "turn' = p")
    (folder / "models" / "Turns.wrong.tla").write_text(wrong, encoding="utf-8")
    folder.parent.joinpath("adjudge.toml").write_text("", encoding="utf-8")
    result = run_proof("module models/Turns.tla", "", file="models/Turns.tla")

    (case,) = result.cases
    assert case.outcome is Outcome.PASSED
    assert "broken by wrong version 1 (file models/Turns.wrong.tla)" in case.actual


def test_a_linked_proof_without_a_wrong_version_is_a_finding(
    proof_check: MakeCheck, folder: Path
) -> None:
    (folder / "Sum.lean").write_text("theorem a : 1 = 1 := rfl\n", encoding="utf-8")
    findings = Proof().diagnose(proof_check("proof Sum.lean", "", file="Sum.lean"), folder)

    assert [finding.code for finding in findings] == [codes.PROOF_WITHOUT_CONTROL.id]

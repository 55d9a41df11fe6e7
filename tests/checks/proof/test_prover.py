"""Provers that others wrote, where they are installed, and small ones that can do what none does."""

from __future__ import annotations

import stat
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.checks.proof.provers import KNOWN, file_name, merged
from adjudge.system.configuration import Prover

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., CheckResult]
    Find = Callable[[str], str]

SMALL = """
import os, sys, time
text = open(sys.argv[1]).read()
if "slow" in text: time.sleep(30)
if "loud" in text: print("x" * 3_000_000)
if "big" in text: kept = bytearray(400 * 1024 ** 2); time.sleep(5)
if "nonsense" in text: print("syntax error"); raise SystemExit(2)
if "broken tool" in text: print("proved"); raise SystemExit(1)
if "silent" in text: raise SystemExit(0)
if "both" in text: print("proved, refuted"); raise SystemExit(0)
if "lemma" in text: text = text.replace("lemma", open("lemma.txt").read())
print("refuted: 2 + 2 = 5" if "5" in text else "proved " + os.environ.get("EXTRA", ""))
"""
TRUE, FALSE = "2 + 2 = 4", {"wrong": {"replace": "4", "by": "5"}}


@pytest.fixture
def small(tmp_path: Path) -> dict[str, Any]:
    """A prover that decides very little, as options of a block."""
    path = tmp_path / "small.py"
    path.write_text(SMALL, encoding="utf-8")
    command = ["{python}", str(path), "{file}"]
    return {"command": command, "success": "^proved", "failure": "^refuted"}


def outcome(result: CheckResult) -> tuple[Outcome, str]:
    (case,) = result.cases
    return case.outcome, case.reason


def test_a_proof_whose_wrong_version_is_refused_passes(
    small: dict[str, Any], run_proof: Run
) -> None:
    result = run_proof(TRUE, "proof", **small, **FALSE)

    assert outcome(result) == (Outcome.PASSED, "")
    assert "--- wrong version 1 (`4` replaced by `5`): it is refuted" in result.transcript


def test_a_refuted_module_fails_with_the_words_of_its_prover(
    small: dict[str, Any], run_proof: Run
) -> None:
    result = run_proof("2 + 2 = 5", "proof", **small, wrong={"replace": "5", "by": "6"})

    (case,) = result.cases
    assert case.outcome is Outcome.FAILED
    assert case.actual == "refuted: 2 + 2 = 5"


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("4 ", "the control passed too: this proof can't fail"),
        ("4 nonsense", "another reason than a refutation"),
        ("4 silent", "another reason than a refutation"),
        ("4 slow", "another reason than a refutation"),
    ],
)
def test_a_control_that_is_not_refuted_leaves_the_proof_unverified(
    by: str, reason: str, small: dict[str, Any], run_proof: Run
) -> None:
    wrong = {"replace": "4", "by": by}
    result = run_proof(TRUE, "proof", **small, wrong=wrong, timeout="1 s")

    (case,) = result.cases
    assert (case.outcome, case.fault) == (Outcome.NOT_RUN, Fault.SPECIFICATION)
    assert reason in case.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4 silent", "exit code 0, without the sign of success"),
        ("4 broken tool", "exit code 1, with the sign of success"),
        ("4 nonsense", "exit code 2, without the sign of success, and no sign"),
        ("4 slow", "did not end within 1 s"),
        ("4 loud", "wrote more than"),
        ("4 big", "more than 268435456 bytes of memory"),
    ],
)
def test_nothing_but_the_sign_of_success_and_exit_code_zero_passes(
    text: str, reason: str, small: dict[str, Any], open_stage: Any, proof_check: Any
) -> None:
    from adjudge.checks.proof.kind import Proof
    from adjudge.system.stage import Limits

    stage = open_stage(limits=Limits(seconds=20, memory=256 * 1024**2))
    check = proof_check(text, "proof", **small, **FALSE, timeout="1 s")
    (result,) = Proof().run([check], stage)

    (case,) = result.cases
    assert case.outcome is Outcome.INCONCLUSIVE
    assert reason in case.reason


def test_a_sign_of_refutation_outweighs_one_of_success(
    small: dict[str, Any], run_proof: Run
) -> None:
    signs = {"success": "proved", "failure": "refuted"}
    result = run_proof("4 both", "proof", **{**small, **signs}, **FALSE)

    assert result.outcome is Outcome.FAILED


def test_a_prover_that_is_not_installed_leaves_the_check_unrun(run_proof: Run) -> None:
    stated = {"command": ["no-such-prover", "{file}"], "success": "yes", "failure": "no"}
    result = run_proof(TRUE, "proof", **stated, **FALSE)

    assert result.outcome is Outcome.NOT_RUN
    assert "no-such-prover" in result.reason


def test_a_module_of_a_file_finds_the_files_beside_it(
    small: dict[str, Any], folder: Path, run_proof: Run
) -> None:
    (folder / "proofs").mkdir()
    (folder / "proofs" / "sum.txt").write_text("2 + 2 = 4, lemma", encoding="utf-8")
    (folder / "lemma.txt").write_text("1 + 1 = 2", encoding="utf-8")
    files = {"file": "proofs/sum.txt", "files": ["lemma.txt"]}
    result = run_proof("\n", "proof", **small, **FALSE, **files)

    assert outcome(result) == (Outcome.PASSED, "")


def test_a_prover_is_configured_for_the_whole_project(
    small: dict[str, Any], folder: Path, run_proof: Run
) -> None:
    (folder.parent / "adjudge.toml").write_text(
        textwrap.dedent(f"""
        [tools.adder]
        command = ["{{python}}", "{small["command"][1]}", "{{file}}"]
        success = "^proved yes"
        failure = "^refuted"
        version = ["{{python}}", "-c", "print('adder 1.0')"]
        file = "sum.txt"
        environment = {{EXTRA = "yes"}}
        """),
        encoding="utf-8",
    )
    result = run_proof(TRUE, "proof", tool="adder", **FALSE)

    assert outcome(result) == (Outcome.PASSED, "")
    assert result.tools == {"adder": "adder 1.0"}


def test_settings_nearer_to_the_module_win() -> None:
    near, far = Prover(success="near"), Prover(success="far", failure="far")

    assert merged(near, far) == Prover(success="near", failure="far")


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("quint", "// a bank\nmodule bank {\n}", "bank.qnt"),
        ("quint", "nothing", "module.qnt"),
        ("lean", "theorem a : True := trivial", "Module.lean"),
    ],
)
def test_a_module_gets_the_name_of_file_that_its_prover_expects(
    language: str, text: str, name: str
) -> None:
    assert file_name(KNOWN[language], text) == name


SPIN = {
    "command": ["sh", "check.sh", "{file}"],
    "files": ["check.sh"],
    "success": r"errors: 0\b",
    "failure": r"errors: [1-9]",
}
LOCK = """\
byte inside; bool locked;
active [2] proctype client() {
  do
  :: atomic { !locked -> locked = true };
     inside++; assert(inside == 1); inside--;
     locked = false
  od
}
"""


def test_spin_proves_a_lock_and_refutes_one_that_does_not_lock(
    program: Find, folder: Path, run_proof: Run
) -> None:
    program("spin")
    program("gcc")
    script = folder / "check.sh"
    script.write_text("spin -a $1 && gcc -DSAFETY -o pan pan.c && ./pan\n", encoding="utf-8")
    script.chmod(stat.S_IRWXU)
    wrong = {"replace": "locked = true", "by": "locked = false"}
    result = run_proof(LOCK, "proof", **SPIN, wrong=wrong)

    assert outcome(result) == (Outcome.PASSED, "")


BANK = """\
method Withdraw(balance: int, amount: int) returns (rest: int)
  requires 0 <= amount <= balance
  ensures rest >= 0
{
  rest := balance - amount;
}
"""


def test_dafny_proves_a_postcondition_and_refutes_it_without_its_precondition(
    program: Find, run_proof: Run
) -> None:
    dafny = [program("dafny"), "/compile:0", "{file}"]
    wrong = {"replace": "amount <= balance", "by": "amount"}
    result = run_proof(BANK, "dafny", command=dafny, version=["sh", "-c", "echo old"], wrong=wrong)

    assert outcome(result) == (Outcome.PASSED, "")


QUINT = """\
module bank {
  var balance: int
  action init = balance' = 3
  action withdraw = all { balance >= 3, balance' = balance - 3 }
  run drainTest = init.then(withdraw).then(all { assert(balance == 0), balance' = balance })
}
"""


def test_quint_passes_a_run_and_refuses_it_with_another_amount(
    program: Find, run_proof: Run
) -> None:
    program("quint")
    wrong = {"replace": "balance - 3", "by": "balance - 2"}
    result = run_proof(QUINT, "quint", wrong=wrong)

    assert outcome(result) == (Outcome.PASSED, "")

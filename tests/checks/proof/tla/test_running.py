"""Whole `tla` blocks on the checkers themselves: the same verdicts and states from both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Text = Callable[[str], str]
    Run = Callable[..., CheckResult]

COUNT = "---- MODULE Count ----\nEXTENDS Naturals\nVARIABLE x\nInit == x = 0\n{}\n====\n"
RISING = "Next == x < 3 /\\ x' = x + 1\nStay == UNCHANGED x\nMove == Next \\/ Stay"
MEMBERS = {"constants": {"Member": ["m1", "m2", "m3"]}, "deadlock": False}
GO = {"replace": "/\\ ready = Member\n", "by": "/\\ TRUE\n"}
OVERFULL = {"replace": "small' = 3 /\\ big' = big", "by": "small' = 4 /\\ big' = big"}
TURN = {"replace": "turn' = Other(p)", "by": "turn' = p"}


def count(definitions: str) -> str:
    return COUNT.format(definitions)


def told(result: CheckResult) -> list[tuple[str, Outcome]]:
    return [(case.name, case.outcome) for case in result.cases]


@pytest.fixture(params=["tlc", "tla_checker"])
def checker(request: pytest.FixtureRequest) -> str:
    name: str = request.getfixturevalue(request.param)
    return name


@pytest.mark.parametrize(
    ("name", "options", "states"),
    [
        ("Jugs", {"invariant": "Fits", "constants": {"Goal": 7}, "wrong": OVERFULL}, 16),
        ("Turns", {"invariant": "Exclusive", "wrong": TURN}, 20),
        ("Commit", {"invariant": "Agreed", "wrong": GO, **MEMBERS}, 288),
    ],
)
def test_checkers_agree_that_a_good_model_holds_in_all_its_states(
    name: str,
    options: dict[str, Any],
    states: int,
    checker: str,
    module_text: Text,
    run_proof: Run,
) -> None:
    result = run_proof(module_text(name), engine=checker, **options)

    assert [outcome for _, outcome in told(result)] == [Outcome.PASSED]
    assert f"holds in all {states} states; broken by" in result.cases[0].actual


@pytest.mark.parametrize(
    ("name", "options", "steps"),
    [
        ("Jugs", {"invariant": "Unreached", "constants": {"Goal": 4}}, 7),
        ("Commit", {"invariant": "Agreed", **MEMBERS}, 4),
    ],
)
def test_checkers_agree_on_the_shortest_way_to_a_broken_invariant(
    name: str,
    options: dict[str, Any],
    steps: int,
    checker: str,
    module_text: Text,
    run_proof: Run,
) -> None:
    text = module_text(name).replace(GO["replace"], GO["by"])
    result = run_proof(text, engine=checker, **options)

    (case,) = result.cases
    assert case.outcome is Outcome.FAILED
    assert case.fault is Fault.SYSTEM
    assert case.actual.startswith(f"broken after {steps} states: ")
    assert len(re.findall(r"^  \d+ ", result.transcript, re.MULTILINE)) == steps


def test_a_case_stands_where_its_claim_is_defined(tla_checker: str, run_proof: Run) -> None:
    text = count(f"{RISING}\n  Low == x < 4")
    result = run_proof(text, engine=tla_checker, invariant="Low", next="Move")

    assert result.cases[0].location == Location("spec/a.md", 11, 3)


def test_tools_tell_the_versions_of_what_decided(tlc: str, run_proof: Run) -> None:
    tools = run_proof(count("Next == x' = x +\nLow == TRUE"), engine=tlc, invariant="Low").tools

    assert re.fullmatch(r"sha256:[0-9a-f]{16}", tools["tla2tools"])
    assert re.match(r"\d+\.\d+ \(\w+\)", tools["TLC"])
    assert re.search(r"\d+", tools["java"])


def test_a_property_holds_with_fairness_and_not_without(
    tlc: str, module_text: Text, run_proof: Run
) -> None:
    wrong = {"replace": "/\\ WF_vars(Up)", "by": ""}
    fair = run_proof(module_text("Climb"), engine=tlc, property="Arrives", wrong=wrong)
    lazy = run_proof(module_text("Climb"), engine=tlc, property="Arrives", specification="Lazy")

    assert told(fair) == [("property Arrives", Outcome.PASSED)]
    assert told(lazy) == [("property Arrives", Outcome.FAILED)]
    assert "Stuttering" in lazy.transcript
    assert "(spec/a.md:9:1)" in lazy.transcript


def test_tla_checker_decides_no_temporal_property(
    tla_checker: str, module_text: Text, run_proof: Run
) -> None:
    result = run_proof(
        module_text("Climb"), engine=tla_checker, property="Arrives", invariant="Low"
    )

    assert told(result) == [
        ("invariant Low", Outcome.PASSED),
        ("property Arrives", Outcome.NOT_RUN),
    ]
    assert "install Java" in result.cases[1].reason


def test_each_broken_claim_is_told_and_the_others_are_decided(
    tla_checker: str, run_proof: Run
) -> None:
    text = count(f"{RISING}\nLow == x < 2\nOdd == x # 2\nSmall == x < 4")
    result = run_proof(text, engine=tla_checker, invariants=["Low", "Odd", "Small"], next="Move")

    assert told(result) == [
        ("invariant Low", Outcome.FAILED),
        ("invariant Odd", Outcome.FAILED),
        ("invariant Small", Outcome.PASSED),
    ]


def test_a_deadlock_is_a_failure_of_its_own(tla_checker: str, run_proof: Run) -> None:
    text = count(f"{RISING}\nSmall == x < 4")
    wrong = {"replace": "x < 3", "by": "x < 5"}
    result = run_proof(text, engine=tla_checker, invariant="Small", wrong=wrong)

    assert told(result) == [
        ("invariant Small", Outcome.PASSED),
        ("no deadlock", Outcome.FAILED),
    ]


@pytest.mark.parametrize(
    "claim", ["Claim == TRUE", "Claim == x = x", "Claim == x \\in Nat \\/ x \\notin Nat"]
)
def test_a_claim_that_nothing_can_break_proves_nothing(
    claim: str, tla_checker: str, run_proof: Run
) -> None:
    result = run_proof(
        count(f"{RISING}\n{claim}"), engine=tla_checker, invariant="Claim", next="Move"
    )

    (case,) = result.cases
    assert case.outcome is Outcome.NOT_RUN
    assert case.fault is Fault.SPECIFICATION
    assert "this proof can't fail" in case.reason


def test_a_model_without_an_initial_state_passes_nothing(tla_checker: str, run_proof: Run) -> None:
    text = count("Next == x' = x\nLow == x < 4").replace("x = 0", "x = 0 /\\ x = 1")
    result = run_proof(text, engine=tla_checker, invariant="Low")

    (case,) = result.cases
    assert case.outcome is Outcome.INCONCLUSIVE
    assert "no initial state" in case.reason


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("x + 1 + 0", "the control passed too: this proof can't fail"),
        ("x + nothing", "another reason than a refutation"),
        ('"three"', "another reason than a refutation"),
    ],
)
def test_a_control_that_is_not_refuted_leaves_the_proof_unverified(
    by: str, reason: str, tla_checker: str, run_proof: Run
) -> None:
    text = count(f"{RISING}\nLow == x < 4")
    result = run_proof(
        text,
        engine=tla_checker,
        invariant="Low",
        next="Move",
        wrong={"replace": "x + 1", "by": by},
    )

    (case,) = result.cases
    assert case.outcome is Outcome.NOT_RUN
    assert reason in case.reason


def test_an_error_of_syntax_is_told_at_its_line_of_the_document(tlc: str, run_proof: Run) -> None:
    text = count("Next == x' = x +\nLow == x < 4")
    result = run_proof(text, engine=tlc, invariant="Low")

    (case,) = result.cases
    assert case.outcome is Outcome.INCONCLUSIVE
    assert case.fault is Fault.SPECIFICATION
    assert case.location == Location("spec/a.md", 8, 14)
    assert "Encountered" in case.reason


def test_tla_checker_tells_an_error_of_syntax_too(tla_checker: str, run_proof: Run) -> None:
    text = count("Next == x' == x\nLow == x < 4")
    result = run_proof(text, engine=tla_checker, invariant="Low")

    (case,) = result.cases
    assert case.outcome is Outcome.INCONCLUSIVE
    assert case.location.line == 8


def test_a_model_that_never_ends_is_cut_short_and_undecided(
    tla_checker: str, run_proof: Run
) -> None:
    text = count("Next == x' = x + 1\nLow == x >= 0")
    result = run_proof(text, engine=tla_checker, invariant="Low", timeout="1 s")

    (case,) = result.cases
    assert case.outcome is Outcome.INCONCLUSIVE
    assert "did not end within 1 s" in case.reason


def test_modules_beside_the_document_are_used(tlc: str, folder: Path, run_proof: Run) -> None:
    (folder / "models").mkdir()
    (folder / "models" / "Limits.tla").write_text(
        "---- MODULE Limits ----\nTop == 3\n====\n", encoding="utf-8"
    )
    text = count(f"{RISING.replace('3', 'Top')}\nLow == x <= Top").replace(
        "Naturals", "Naturals, Limits"
    )
    (folder / "models" / "Count.tla").write_text(text, encoding="utf-8")
    (folder / "models" / "Count.cfg").write_text(
        "INIT Init NEXT Move \\* how it goes\nINVARIANT Low\nCHECK_DEADLOCK FALSE\n",
        encoding="utf-8",
    )
    result = run_proof(
        "\n",
        engine=tlc,
        file="models/Count.tla",
        config="models/Count.cfg",
        wrong={"replace": "x + 1", "by": "x + 2"},
    )

    assert told(result) == [("invariant Low", Outcome.PASSED)]


def test_a_missing_checker_leaves_the_check_unrun_and_says_what_installs_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run_proof: Run
) -> None:
    monkeypatch.setenv("TLA2TOOLS_JAR", str(tmp_path / "none.jar"))
    monkeypatch.delenv("TLA_CHECKER_WASM", raising=False)
    result = run_proof(count("Next == x' = x\nLow == x < 4"), invariant="Low")

    assert told(result) == [("A-1#1", Outcome.NOT_RUN)]
    assert "TLA2TOOLS_JAR names" in result.reason
    assert "pip install 'adjudge[tla]'" in result.reason


def test_a_file_that_is_no_tla_checker_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run_proof: Run
) -> None:
    wasm = tmp_path / "other.wasm"
    wasm.write_bytes(b"\0asm\x01\0\0\0")
    monkeypatch.setenv("TLA_CHECKER_WASM", str(wasm))
    result = run_proof(count("Next == x' = x\nLow == x < 4"), engine="tla-checker", invariant="Low")

    assert told(result) == [("A-1#1", Outcome.NOT_RUN)]
    assert "can't be used as tla-checker" in result.reason


def test_nothing_is_written_beside_the_document(
    tla_checker: str, folder: Path, module_text: Text, run_proof: Run
) -> None:
    run_proof(module_text("Jugs"), engine=tla_checker, invariant="Unreached", constants={"Goal": 5})

    assert list(folder.iterdir()) == []


def test_a_damaged_cache_of_the_compiled_checker_is_made_again(
    tla_checker: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run_proof: Run
) -> None:
    monkeypatch.setenv("ADJUDGE_CACHE", str(tmp_path / "fresh"))
    text = count(f"{RISING}\nLow == x < 2")
    run_proof(text, engine=tla_checker, invariant="Low")
    (kept,) = (tmp_path / "fresh" / "wasm").iterdir()
    kept.write_bytes(b"damaged")
    result = run_proof(text, engine=tla_checker, invariant="Low")

    assert result.outcome is Outcome.FAILED
    assert kept.stat().st_size > 1000


@pytest.mark.parametrize(
    ("step", "outcome"),
    [("(x + 1) % 4", Outcome.PASSED), ("(x - 1) % 4", Outcome.NOT_RUN)],
)
def test_tla_checker_divides_no_negative_numbers(
    step: str, outcome: Outcome, tla_checker: str, run_proof: Run
) -> None:
    result = run_proof(
        count(f"Next == x' = {step}\nLow == x < 4"), engine=tla_checker, invariant="Low"
    )

    assert told(result) == [("invariant Low", outcome)]

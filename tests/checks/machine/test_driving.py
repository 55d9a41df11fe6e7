"""Systems with one fault each: every fault is found, shortened, and told under the right requirement."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.machine.driving import Driven, drive
from adjudge.checks.machine.options import Options
from adjudge.machine.engine import Model

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine
    from adjudge.system.driver import Driver

# What is wrong with the bank, whom the failure names beside the block, and how it is told.
BANK_FAULTS = [
    ("charges for a refusal", ("ACC-2",), "a refusal changes nothing"),
    ("crashes on strangers", (), "the system failed"),
    ("crashes on the last coin", (), "the system failed"),
    ("doubles on itself", ("ACC-2",), "the specification refuses it"),
    ("freezes twice", (), "the specification refuses it"),
    ("keeps a coin", (), "the specification accepts it, the system refused it"),
    ("loses a coin above two", ("ACC-2",), "the specification says balance["),
    ("moves backwards", (), "no such value may be accepted"),
    ("moves when frozen", (), "in Frozen, "),
    ("never thaws", (), "the specification "),
    ("no limit at all", ("ACC-1",), "the specification refuses it"),
    ("overdraft after unfreeze", ("ACC-1",), "the specification refuses it"),
    ("overdraft by one", ("ACC-1",), "is -1"),
    ("overdraft of cy", ("ACC-1",), "balance[cy] is -"),
    ("pays in parts", (), "no such value may be accepted"),
    ("pays itself", (), "the specification refuses it"),
    ("pays nobody", ("ACC-2",), "no such value may be accepted"),
    ("refuses the third transfer", (), "the system refused it"),
    ("says yes and does nothing", (), "the system accepted it"),
    ("shows another's balance", ("ACC-2",), "the specification says balance["),
    ("starts otherwise", (), "the specification starts with balance[cy]=3"),
    ("takes truths for numbers", (), "no such value may be accepted"),
    ("thawing starts anew", (), "the specification says balance["),
    ("thaws what is not frozen", (), "unfreeze() in Open, "),
]
TOKEN_FAULTS = [
    ("a minute short", (), "the system refused it"),
    ("an hour", ("TOK-1",), "the specification refuses it"),
    ("good after leaving", ("TOK-2",), "use() in Out, "),
    ("keeps the first time", (), "the system refused it"),
    ("leaves twice", (), "logout() in Out, "),
    ("logs in twice", (), "login() in In, "),
    ("never expires", ("TOK-", "TOK-"), "the specification refuses it"),
    ("never leaves", (), ""),
    ("off by one", ("TOK-1",), "use() in In, age=15"),
    ("sliding expiry", ("TOK-1",), "the specification refuses it"),
]


def _driven(machine: Machine, driver: Driver, seed: int = 1) -> Driven:
    return drive(Model(machine, machine.drive), driver, Options(seed=seed), lambda _: None)


def _is_told(driven: Driven, requirements: tuple[str, ...], words: str) -> None:
    first = driven.failures[0]
    assert len(first.log) <= 8
    assert first.stable
    assert len(first.disagreement.requirements) >= min(len(requirements), 1)
    assert all(
        any(name.startswith(wanted) for name in first.disagreement.requirements)
        for wanted in requirements
    )
    assert words in first.disagreement.message("ACC-9")


@pytest.mark.requirement("MACH-13")
@pytest.mark.parametrize(("fault", "requirements", "words"), BANK_FAULTS)
def test_a_fault_of_the_bank_is_found_and_told_under_its_requirement(
    fault: str,
    requirements: tuple[str, ...],
    words: str,
    account: Machine,
    faulty_bank: Callable[[str], Driver],
) -> None:
    _is_told(_driven(account, faulty_bank(fault)), requirements, words)


@pytest.mark.requirement("MACH-13")
@pytest.mark.parametrize(("fault", "requirements", "words"), TOKEN_FAULTS)
def test_a_fault_of_the_tokens_is_found_and_told_under_its_requirement(
    fault: str,
    requirements: tuple[str, ...],
    words: str,
    token: Machine,
    faulty_tokens: Callable[[str], Driver],
) -> None:
    _is_told(_driven(token, faulty_tokens(fault)), requirements, words)


@pytest.mark.requirement("MACH-13")
def test_half_of_the_shortened_runs_have_at_most_six_calls(
    account: Machine,
    token: Machine,
    faulty_bank: Callable[[str], Driver],
    faulty_tokens: Callable[[str], Driver],
) -> None:
    driven = [_driven(account, faulty_bank(fault)) for fault, *_ in BANK_FAULTS]
    driven += [_driven(token, faulty_tokens(fault)) for fault, *_ in TOKEN_FAULTS]

    assert median(len(each.failures[0].log) for each in driven) <= 6


@pytest.mark.requirement("MACH-13")
@pytest.mark.parametrize("seed", range(10))
def test_the_three_faults_that_hide_are_found_within_300_calls(
    seed: int,
    account: Machine,
    token: Machine,
    faulty_bank: Callable[[str], Driver],
    faulty_tokens: Callable[[str], Driver],
) -> None:
    runs = [
        _driven(token, faulty_tokens("sliding expiry"), seed),
        _driven(token, faulty_tokens("off by one"), seed),
        _driven(account, faulty_bank("overdraft after unfreeze"), seed),
    ]

    assert [run.failures[0].disagreement.requirements for run in runs] == [
        ("TOK-1",),
        ("TOK-1",),
        ("ACC-1",),
    ]
    assert all(len(run.failures[0].found) <= 300 for run in runs)


@pytest.mark.requirement("MACH-12")
def test_a_correct_system_raises_no_alarm_with_any_of_50_seeds(
    account: Machine,
    token: Machine,
    faulty_bank: Callable[[str], Driver],
    faulty_tokens: Callable[[str], Driver],
) -> None:
    accounts, tokens = Model(account, account.drive), Model(token)
    for seed in range(50):
        settings = Options(seed=seed)
        assert drive(accounts, faulty_bank(""), settings, lambda _: None).failures == ()
        assert drive(tokens, faulty_tokens(""), settings, lambda _: None).failures == ()


def test_the_same_seed_makes_the_same_calls(
    account: Machine, faulty_bank: Callable[[str], Driver]
) -> None:
    first, second = (_driven(account, faulty_bank("never thaws"), 5) for _ in range(2))

    assert first.failures == second.failures
    assert first.coverage == second.coverage


def test_coverage_counts_the_pairs_of_each_transition(
    account: Machine, faulty_bank: Callable[[str], Driver]
) -> None:
    coverage = _driven(account, faulty_bank("")).coverage

    assert coverage.reachable == 110 * 182
    assert sum(pairs for pairs, _ in coverage.transitions.values()) == coverage.exercised
    assert sum(pairs for _, pairs in coverage.transitions.values()) == coverage.reachable
    assert coverage.exercised > 150

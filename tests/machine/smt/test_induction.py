from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.machine.proofs import Effort, Proof, Verdict
from adjudge.machine.smt import prove
from adjudge.machine.terms import TRUE

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.model import Machine

ACCOUNT = """
    [*] --> Open
    Open : Open
    Open : transfer(src, dst, amount) [src != dst and {guard}] / balance[src] -= amount, balance[dst] += amount
"""
BLOCK = """
    types:      {account: [ada, bob, cy], money: 1..3}
    parameters: {src: account, dst: account, amount: money}
    variables:  {balance: {of: account, type: int, starts: 3}}
    always:
      ACC-1: all(balance[a] >= 0 for a in account)
      ACC-2: sum(balance[a] for a in account) == 9
"""


def _proofs(machine: Machine, effort: Effort | None = None) -> dict[str, Proof]:
    return {each.property.requirement: each for each in prove(machine, effort).proofs}


def test_balances_stay_above_zero_for_amounts_far_beyond_the_declared_ones(
    machine: Callable[[str, str], Machine],
) -> None:
    bank = machine(
        ACCOUNT.replace("{guard}", "balance[src] >= amount"),
        BLOCK,
    )

    proofs = _proofs(bank)

    assert {name: each.verdict for name, each in proofs.items()} == {
        "ACC-1": Verdict.PROVED,
        "ACC-2": Verdict.PROVED,
    }
    assert proofs["ACC-1"].assumption == (
        "for every amount >= 1, whatever balance holds, with the declared values of account"
    )
    assert proofs["ACC-1"].rests_on == ()


def test_a_guard_that_is_off_by_one_is_refuted_with_an_amount_that_shows_it(
    machine: Callable[[str, str], Machine],
) -> None:
    bank = machine(
        ACCOUNT.replace("{guard}", "balance[src] + 1 >= amount"),
        BLOCK,
    )

    proof = _proofs(bank)["ACC-1"]

    assert proof.verdict is Verdict.NOT_INDUCTIVE
    assert proof.situation
    assert proof.situation.call
    source, target, amount = proof.situation.call.arguments
    assert proof.situation.state[f"balance[{source}]"] == int(amount) - 1
    assert proof.situation.after[f"balance[{source}]"] == -1
    assert source != target
    assert bank.transitions[proof.situation.transition or 0].event == "transfer"


def test_the_lower_end_of_a_type_is_kept(machine: Callable[[str, str], Machine]) -> None:
    counter = """
        [*] --> On
        On : On
        On : add(n) / total += n
    """
    block = """
        types:      {pieces: LOW..3}
        parameters: {n: pieces}
        variables:  {total: {type: int, starts: 0}}
        always:     {CNT-1: total >= 0}
    """

    verdicts = [
        _proofs(machine(counter, block.replace("LOW", low)))["CNT-1"].verdict for low in ("0", "-1")
    ]

    assert verdicts == [Verdict.PROVED, Verdict.NOT_INDUCTIVE]


def test_a_condition_that_the_start_breaks_is_broken_at_the_start(
    machine: Callable[[str, str], Machine],
) -> None:
    stuck = machine(
        "[*] --> On\nOn : On\nOn : work()",
        "variables: {n: {type: int, starts: 0}}\nalways: {NUM-1: n > 0}",
    )

    proof = _proofs(stuck)["NUM-1"]

    assert proof.verdict is Verdict.BROKEN_AT_START
    assert str(proof.situation) == "[state = On, n = 0]"


def test_a_condition_may_need_another_one_to_be_proved(
    machine: Callable[[str, str], Machine],
) -> None:
    pair = machine(
        "[*] --> On\nOn : On\nOn : work() / a = a + b, b = b + 1",
        """
        variables: {a: {type: int, starts: 0}, b: {type: int, starts: 0}}
        always: {SUM-1: a >= 0, SUM-2: b >= 0}
        """,
    )

    proofs = _proofs(pair)

    assert [proofs[name].verdict for name in ("SUM-1", "SUM-2")] == [Verdict.PROVED] * 2
    assert proofs["SUM-1"].rests_on == ("SUM-2",)
    assert proofs["SUM-2"].rests_on == ()


def test_a_condition_that_rests_on_a_broken_one_is_not_proved(
    machine: Callable[[str, str], Machine],
) -> None:
    pair = machine(
        "[*] --> On\nOn : On\nOn : work() / a = a + b, b = b - 1",
        """
        variables: {a: {type: int, starts: 0}, b: {type: int, starts: 0}}
        always: {SUM-1: a >= 0, SUM-2: b >= 0}
        """,
    )

    assert {each.verdict for each in _proofs(pair).values()} == {Verdict.NOT_INDUCTIVE}


def test_a_variable_is_in_its_range_only_where_that_can_be_proved(
    machine: Callable[[str, str], Machine],
) -> None:
    diagram = "[*] --> On\nOn : On\nOn : tick(d) / age = EFFECT"
    block = """
        types: {minutes: 1..7}
        parameters: {d: minutes}
        variables: {age: {type: 0..31, starts: 0}}
        always: {AGE-1: age != 40}
    """

    verdicts = [
        _proofs(machine(diagram.replace("EFFECT", effect), block))["AGE-1"].verdict
        for effect in ("min(age + d, 31)", "age + d")
    ]

    assert verdicts == [Verdict.PROVED, Verdict.NOT_INDUCTIVE]


def test_a_demand_on_each_step_of_an_event_is_proved_or_refuted(
    machine: Callable[[str, str], Machine],
) -> None:
    diagram = "[*] --> In\nIn : In\nIn : use() [age GUARD 15]\nIn : tick(d) / age += d"
    block = """
        types: {minutes: [1, 14]}
        parameters: {d: minutes}
        variables: {age: {type: int, starts: 0}}
        always after: {TOK-1: {use: age < 15}, TOK-2: {tick: age' > age}}
    """

    good, late = (_proofs(machine(diagram.replace("GUARD", text), block)) for text in ("<", "<="))

    assert [good["TOK-1"].verdict, good["TOK-2"].verdict] == [Verdict.PROVED] * 2
    assert late["TOK-1"].verdict is Verdict.NOT_INDUCTIVE
    assert str(late["TOK-1"].situation) == "use() at [state = In, age = 15]"


def test_a_question_that_is_too_hard_stays_undecided(
    machine: Callable[[str, str], Machine],
) -> None:
    hard = machine(
        "[*] --> On\nOn : On\nOn : set(x, y, z) / a = x, b = y, c = z",
        """
        types: {number: 1..3}
        parameters: {x: number, y: number, z: number}
        variables: {a: {type: int, starts: 1}, b: {type: int, starts: 1}, c: {type: int, starts: 1}}
        always: {NUM-1: a * a * a + b * b * b != c * c * c}
        """,
    )

    result = prove(hard, Effort(resources=100_000))

    assert [each.verdict for each in result.proofs] == [Verdict.UNKNOWN]
    assert [each.code for each in result.findings] == ["ADJ586"]
    assert result == prove(hard, Effort(resources=100_000))


def test_division_rounds_down_as_in_python(machine: Callable[[str, str], Machine]) -> None:
    halves = machine(
        "[*] --> On\nOn : On\nOn : add(d) / n += d, q = n // 7, r = n % 7",
        """
        types: {number: -3..3}
        parameters: {d: number}
        variables: {n: {type: int, starts: 0}, q: {type: int, starts: 0}, r: {type: int, starts: 0}}
        always after:
          DIV-1: {add: "q' * 7 + r' == n"}
          DIV-2: {add: "0 <= r' and r' < 7"}
        """,
    )

    assert {each.verdict for each in _proofs(halves).values()} == {Verdict.PROVED}


def test_nothing_rests_on_a_cell_that_two_effects_write(
    machine: Callable[[str, str], Machine],
) -> None:
    bank = machine(
        """
        [*] --> On
        On : On
        On : move(a, b) [a != b] / coins[a] = 1, coins[b] = 2
        """,
        """
        types: {who: [ada, bob]}
        parameters: {a: who, b: who}
        variables: {coins: {of: who, type: int, starts: 1}}
        always: {CNS-1: "all(coins[w] > 0 for w in who)"}
        """,
    )
    unguarded = replace(bank, transitions=(replace(bank.transitions[0], guard=TRUE),))

    verdicts = [_proofs(each)["CNS-1"].verdict for each in (bank, unguarded)]

    assert verdicts == [Verdict.PROVED, Verdict.NOT_INDUCTIVE]

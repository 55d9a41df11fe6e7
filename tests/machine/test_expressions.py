from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adjudge.codes import machine as codes
from adjudge.findings import Location
from adjudge.machine import effects, expressions, labels
from adjudge.machine.model import INTEGER, Type, Variable
from adjudge.machine.scope import BOOL, INT, Scope
from adjudge.machine.show import show
from adjudge.machine.terms import (
    Cell,
    Gathering,
    Literal,
    Named,
    Operation,
    Operator,
    Quantified,
    conjunction,
    disjunction,
    negation,
)
from adjudge.machine.written import ReadingError, Written

if TYPE_CHECKING:
    from adjudge.codes import Code
    from adjudge.machine.terms import Term

HERE = Location("spec/a.md", 5, 11)
TYPES = {
    "account": Type("account", ("ada", "bob"), HERE),
    "colour": Type("colour", ("red", "in transit"), HERE),
    "slot": Type("slot", range(1, 4), HERE),
}
SCOPE = Scope(
    TYPES,
    {
        "balance": Variable("balance", INTEGER, {}, HERE, ("account",)),
        "age": Variable("age", INTEGER, {}, HERE),
        "open": Variable("open", "bool", {}, HERE),
        "paint": Variable("paint", "colour", {}, HERE),
        "größe": Variable("größe", INTEGER, {}, HERE),
        "grid": Variable("grid", "bool", {}, HERE, ("account", "slot")),
    },
    {"src": "account", "n": "slot"},
    primes=True,
)


def read(text: str) -> Term:
    return expressions.read(Written(text, HERE), SCOPE).term


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0 <= age <= 31", "0 <= age and age <= 31"),
        ("age in (1, 2)", "age == 1 or age == 2"),
        ("age not in [1]", "not age == 1"),
        ("not (not open)", "open"),
        ("1 + 2 * age", "1 + 2 * age"),
        ("(1 + 2) * age", "(1 + 2) * age"),
        ("- age", "-age"),
        ("age if open else -3", "age if open else -3"),
        ("implies(open, age > 0)", "implies(open, age > 0)"),
        (
            "all(balance[a] > 0 for a in account if a != src)",
            "all(balance[a] > 0 for a in account if a != src)",
        ),
        (
            "any(grid[a, i] for a in account for i in slot)",
            "any(any(grid[a, i] for i in slot) for a in account)",
        ),
        ("max(balance[a] for a in account)", "max(balance[a] for a in account)"),
        ("max(age, n, 3) - abs(age)", "max(age, n, 3) - abs(age)"),
        ("balance'[src] == balance[src]", "balance'[src] == balance[src]"),
        ("größe' > größe", "größe' > größe"),
        ("paint == 'in transit'", 'paint == "in transit"'),
        ('paint == "red"', "paint == red"),
        ("open == true and True", "open == True"),
        ("grid[src, n + 1]", "grid[src, n + 1]"),
        ("age // 2 % 3", "age // 2 % 3"),
    ],
)
def test_an_expression_is_read(written: str, shown: str) -> None:
    assert show(read(written)) == shown


@pytest.mark.requirement("MACH-3")
@pytest.mark.parametrize(
    ("written", "code", "column"),
    [
        ("", codes.MACHINE_EXPRESSION, 11),
        ("größe > größer", codes.MACHINE_UNKNOWN, 19),
        ("größe' > 1 and blance", codes.MACHINE_UNKNOWN, 26),
        ("paint == 'green'", codes.MACHINE_UNKNOWN, 20),
        ("age > ", codes.MACHINE_EXPRESSION, 15),
        ("age ** 2", codes.MACHINE_EXPRESSION, 11),
        ("age / 2", codes.MACHINE_EXPRESSION, 11),
        ("age // 0", codes.MACHINE_EXPRESSION, 18),
        ("age % n", codes.MACHINE_EXPRESSION, 17),
        ("age is 2", codes.MACHINE_EXPRESSION, 18),
        ("age > 2if open else 3", codes.MACHINE_EXPRESSION, 17),
        ("age > 0x10", codes.MACHINE_EXPRESSION, 17),
        ("age > 1.5", codes.MACHINE_EXPRESSION, 17),
        ("age.bit_length()", codes.MACHINE_EXPRESSION, 11),
        ("__import__('os')", codes.MACHINE_EXPRESSION, 11),
        ("print(age)", codes.MACHINE_EXPRESSION, 11),
        ("(lambda: 1)()", codes.MACHINE_EXPRESSION, 12),
        ("[age for age in account]", codes.MACHINE_EXPRESSION, 11),
        ("f'{age}'", codes.MACHINE_EXPRESSION, 18),
        ('f"{age}"', codes.MACHINE_EXPRESSION, 11),
        ("age := 3", codes.MACHINE_EXPRESSION, 15),
        ("'\\d' == paint", codes.MACHINE_EXPRESSION, 11),
        ("age > \\", codes.MACHINE_EXPRESSION, 17),
        ("age # comment", codes.MACHINE_EXPRESSION, 15),
        ("all(open)", codes.MACHINE_EXPRESSION, 11),
        ("min(balance[a] for a in account if open)", codes.MACHINE_EXPRESSION, 46),
        ("abs(age, 2)", codes.MACHINE_EXPRESSION, 11),
        ("max(age)", codes.MACHINE_EXPRESSION, 11),
        ("abs(x=age)", codes.MACHINE_EXPRESSION, 11),
        ("all(open for src in account)", codes.MACHINE_NAME, 24),
        ("all(open for a in acount)", codes.MACHINE_UNKNOWN, 29),
        ("open + 1", codes.MACHINE_TYPE, 11),
        ("age and open", codes.MACHINE_TYPE, 11),
        ("src == paint", codes.MACHINE_TYPE, 18),
        ("open < open", codes.MACHINE_TYPE, 11),
        ("balance == 3", codes.MACHINE_TYPE, 11),
        ("age[src]", codes.MACHINE_TYPE, 11),
        ("grid[src]", codes.MACHINE_TYPE, 11),
        ("grid[src, 4]", codes.MACHINE_TYPE, 21),
        ("balance[paint]", codes.MACHINE_TYPE, 19),
        ("account == ada", codes.MACHINE_TYPE, 11),
        ("age if open else open", codes.MACHINE_TYPE, 28),
        ("src' == ada", codes.MACHINE_EXPRESSION, 11),
        ("99999999999999999999 > age", codes.MACHINE_EXPRESSION, 11),
        ("(" * 300 + "age" + ")" * 300, codes.MACHINE_EXPRESSION, None),
        ("not " * 400 + "open", codes.MACHINE_EXPRESSION, None),
        ("-" * 1900 + "1", codes.MACHINE_EXPRESSION, None),
        ("age + " * 400 + "1", codes.MACHINE_EXPRESSION, 11),
    ],
)
def test_what_is_no_expression_is_an_error_at_its_place(
    written: str, code: Code, column: int | None
) -> None:
    with pytest.raises(ReadingError) as error:
        read(written)

    assert error.value.code is code
    assert error.value.message
    assert error.value.location.column == (column or error.value.location.column)


def test_a_prime_belongs_to_properties_of_steps_only() -> None:
    with pytest.raises(ReadingError, match="after a step"):
        expressions.read(Written("age' > 3", HERE), Scope(SCOPE.types, SCOPE.variables))


def test_what_is_wanted_decides_the_sort() -> None:
    assert expressions.read(Written("age > 3", HERE), SCOPE, BOOL).kinds == BOOL
    with pytest.raises(ReadingError, match="is a whole number where a truth"):
        expressions.read(Written("age", HERE), SCOPE, BOOL)


NUMBERS: st.SearchStrategy[Term] = st.deferred(
    lambda: st.one_of(
        st.integers(-9, 99).map(Literal),
        st.sampled_from(
            [Cell("age"), Cell("age", (), after=True), Named("n"), Cell("balance", (Named("src"),))]
        ),
        st.builds(
            Operation,
            st.sampled_from([Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY]),
            st.tuples(NUMBERS, NUMBERS),
        ),
        st.builds(
            lambda left, right, operator: Operation(operator, (left, Literal(right))),
            NUMBERS,
            st.integers(1, 9),
            st.sampled_from([Operator.DIVIDE, Operator.REMAINDER]),
        ),
        st.builds(
            Operation,
            st.sampled_from([Operator.MINIMUM, Operator.MAXIMUM]),
            st.tuples(NUMBERS, NUMBERS, NUMBERS),
        ),
        st.builds(lambda term: Operation(Operator.ABSOLUTE, (term,)), NUMBERS),
        st.builds(
            lambda term: Operation(Operator.NEGATE, (term,)),
            NUMBERS.filter(lambda term: not isinstance(term, Literal)),
        ),
        st.builds(lambda *parts: Operation(Operator.IF, parts), TRUTHS, NUMBERS, NUMBERS),
        st.builds(
            lambda body, test: Quantified(Gathering.SUM, "a", "account", body, test),
            NUMBERS.filter(lambda term: "for a " not in show(term)),
            TRUTHS.filter(lambda term: "for a " not in show(term)),
        ),
    )
)
"""Terms in the form in which they are read: a negative number is a number."""
TRUTHS: st.SearchStrategy[Term] = st.deferred(
    lambda: st.one_of(
        st.booleans().map(Literal),
        st.sampled_from([Cell("open"), Cell("grid", (Literal("ada"), Named("n")))]),
        st.sampled_from(
            [
                Operation(Operator.EQUAL, (Cell("paint"), Literal("in transit"))),
                Operation(Operator.DIFFERENT, (Cell("paint"), Literal("red"))),
            ]
        ),
        st.builds(
            Operation,
            st.sampled_from([Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.EQUAL]),
            st.tuples(NUMBERS, NUMBERS),
        ),
        st.builds(conjunction, TRUTHS, TRUTHS),
        st.builds(disjunction, TRUTHS, TRUTHS),
        st.builds(negation, TRUTHS),
        st.builds(lambda *parts: Operation(Operator.IMPLIES, parts), TRUTHS, TRUTHS),
        st.builds(lambda *parts: Operation(Operator.EQUAL, parts), TRUTHS, TRUTHS),
    )
)


@settings(max_examples=25)
@given(st.one_of(NUMBERS, TRUTHS))
def test_what_is_shown_is_read_as_the_same_term(term: Term) -> None:
    text = show(term)
    if len(text) > 1900:
        return

    assert repr(read(text)) == repr(term)


LETTERS = st.text(
    st.sampled_from("age open src[]()'\"=<>!+-*/%,.:;#\\ \n\tfor in if else 0 9 ä \u02b9")
)


@pytest.mark.requirement("MACH-3")
@given(st.one_of(st.text(), LETTERS), st.one_of(st.text(), LETTERS))
def test_any_text_is_an_expression_or_an_error(text: str, other: str) -> None:
    for written in (Written(text, HERE), Written(f"{text} == {other}", HERE)):
        for reader in (
            lambda each: expressions.read(each, SCOPE, INT),
            lambda each: effects.read(each, SCOPE),
            labels.read,
        ):
            with contextlib.suppress(ReadingError):
                reader(written)

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.spec.verified_by import Clause, parse


@pytest.mark.parametrize(
    ("value", "kind", "name", "options"),
    [
        ("tests marked ACC-1", "tests", "", {"marked": ["ACC-1"]}),
        ("Tests marked ACC-1, ACC-2", "tests", "", {"marked": ["ACC-1", "ACC-2"]}),
        ("tests marked ACC-1 in unit", "tests", "", {"marked": ["ACC-1"], "suite": "unit"}),
        ("test marked `ACC-1` in suite e2e", "tests", "", {"marked": ["ACC-1"], "suite": "e2e"}),
        ('tests named "a*, b", c*', "tests", "", {"named": ["a*, b", "c*"]}),
        ('tests named "x" in unit', "tests", "", {"named": ["x"], "suite": "unit"}),
        ("test tests/x.py::test_y", "tests", "", {"named": ["tests/x.py::test_y"]}),
        ("test `t.py::test_y[a, b]`", "tests", "", {"named": ["t.py::test_y[a, b]"]}),
        ("test t.py::test_y[a, b]", "tests", "", {"named": ["t.py::test_y[a, b]"]}),
        ("card log in", "card", "log in", {}),
        ("sign-off by Ada Lovelace", "sign-off", "Ada Lovelace", {}),
        ("signoff by Ada", "sign-off", "Ada", {}),
        ("module proofs/Bank.tla", "proof", "proofs/Bank.tla", {"file": "proofs/Bank.tla"}),
        ("proof `Bank.lean`", "proof", "Bank.lean", {"file": "Bank.lean"}),
    ],
)
def test_a_clause_names_what_verifies(
    value: str, kind: str, name: str, options: dict[str, Any]
) -> None:
    (clause,) = parse(value)

    assert (clause.kind, clause.name, clause.options) == (kind, name, options)


def test_several_clauses_are_separated_by_commas() -> None:
    assert parse("tests marked A-1, A-2 in unit, card x; sign-off by Ada") == (
        Clause(
            "tests",
            "tests marked A-1, A-2 in unit",
            "",
            {"marked": ["A-1", "A-2"], "suite": "unit"},
        ),
        Clause("card", "card x", "x"),
        Clause("sign-off", "sign-off by Ada", "Ada"),
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        ",",
        "the tests",
        "tests",
        "tests marked",
        "tests marked in unit",
        "tests marked the first ones",
        "tests named",
        "test everything",
        "test ::test_y",
        "card",
        "card ``",
        "card a, b",
        "sign-off by",
        "module",
        "proof of correctness, eventually",
        "proof of correctness",
        "x" * 20_000,
    ],
)
def test_anything_else_is_an_error(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(value)


@given(st.text("tesmarkdno \"'`[],;:-A1*"))
def test_any_text_is_clauses_or_an_error(value: str) -> None:
    try:
        clauses = parse(value)
    except ValueError:
        return
    assert clauses

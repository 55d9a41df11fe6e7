from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.findings import Location
from adjudge.spec.case_form import read_form
from adjudge.spec.case_table import read_table
from adjudge.spec.model import Check

VALID = "command: fee {a}\nrows: [{a: 1, b: 2}]\nexpect: {stdout: '{b}'}\n"
NOWHERE = Path("/nonexistent")


def check(text: str, language: str = "yaml", **options: Any) -> Check:
    fence, body = Location("spec/a.md", 10), Location("spec/a.md", 11)
    return Check("A-1#1", "A-1", "cases", text, fence, body, language=language, options=options)


def test_a_block_is_read_with_its_rows() -> None:
    table = read_table(check(VALID), NOWHERE)

    assert table.findings == ()
    assert table.form.command == ("fee", "{a}")
    assert [row.values for row in table.rows] == [{"a": 1, "b": 2}]
    assert table.rows[0].location == Location("spec/a.md", 12, 8)


def test_a_csv_block_has_its_form_in_braces() -> None:
    block = check("a,b\n1,2\n", "csv", command="fee {a}", expect={"stdout": "{b}"})
    table = read_table(block, NOWHERE)

    assert table.findings == ()
    assert table.rows[0].values == {"a": "1", "b": "2"}
    assert table.rows[0].location.line == 12


def test_braces_and_body_together_make_the_form() -> None:
    block = check("expect: {exit: 0}\nrows: [{a: 1}]", command="fee {a}", name="fee of {a}")

    assert read_table(block, NOWHERE).form.name == "fee of {a}"


def test_rows_are_numbered_where_the_block_asks_for_it() -> None:
    assert read_table(check(VALID + "name: row {number}"), NOWHERE).rows[0].values["number"] == 1
    assert "number" not in read_table(check(VALID), NOWHERE).rows[0].values


@pytest.mark.parametrize(
    ("value", "expected"),
    [("true", [True, True]), ("false", [False, False]), ("{a: [1, 3]}", [True, False])],
)
def test_rows_can_be_left_open(value: str, expected: list[bool]) -> None:
    text = f"command: x\nrows: [{{a: 1}}, {{a: 2}}]\nexpect: {{exit: 0}}\nopen: {value}\n"
    table = read_table(check(text), NOWHERE)

    assert [table.is_open(row) for row in table.rows] == expected


@pytest.mark.parametrize(
    ("text", "code", "line", "message"),
    [
        (VALID.replace("command", "comand"), "ADJ140", 11, 'did you mean "command"'),
        (VALID.replace("expect", "equal"), "ADJ140", 10, "`expect` is missing"),
        (VALID + "call: m:f", "ADJ140", 10, "exactly one of command, call"),
        (VALID + "file: a.csv", "ADJ140", 10, "exactly one of rows, file, each"),
        (VALID.replace("{stdout", "{stdoutt"), "ADJ140", 13, 'did you mean "stdout"'),
        (VALID.replace("{stdout", "{returns"), "ADJ140", 13, "can't be expected"),
        (VALID + "timeout: 5", "ADJ140", 14, "not a text"),
        (VALID + "types: {a: int}", "ADJ140", 14, "not known"),
        (VALID + "cwd: ../x", "ADJ140", 14, "leads out"),
        (VALID + "open: maybe", "ADJ140", 14, "write true"),
        (VALID + "each: x/*.json", "ADJ140", 14, "of the form"),
        ("call: f\nrows: [{a: 1}]\nexpect: {returns: 1}", "ADJ140", 11, "of the form"),
        ("call: m:f\nrows: 3\nexpect: {returns: 1}", "ADJ140", 12, "rows are a list"),
        ("command: [\n", "ADJ140", 12, "did not find"),
        ("- a", "ADJ140", 11, "not a mapping"),
        (VALID.replace("{a}", "{c}"), "ADJ142", 11, "has no column “c”"),
        (VALID.replace("'{b}'", "'{bb}'"), "ADJ142", 13, "has no column “bb”"),
        (VALID.replace("[{a: 1, b: 2}]", "[]"), "ADJ143", 10, "no rows"),
        (VALID + "open: true", "ADJ145", 10, "can't fail"),
        ("command: x\nfile: none.csv\nexpect: {exit: 0}", "ADJ141", 10, "there is no"),
        (VALID.replace("b: 2", "b: '2'") + "types: {b: json}", "", 0, ""),
    ],
)
def test_what_can_not_be_used_is_an_error_at_its_place(
    text: str, code: str, line: int, message: str
) -> None:
    findings = read_table(check(text), NOWHERE).findings

    assert [f.code for f in findings] == [code] * bool(code)
    for finding in findings:
        assert (finding.location.line, finding.requirement) == (line, "A-1")
        assert message in finding.message


def test_an_entry_stands_in_the_braces_or_in_the_block() -> None:
    (finding,) = read_table(check(VALID, command="x"), NOWHERE).findings

    assert "in the braces and in the block" in finding.message


@given(st.text(st.sampled_from("command: fe{}a[]\n'rows,12xp\"-&*!")))
def test_any_text_is_a_form_or_a_located_error(text: str) -> None:
    reading = read_form(check(text))

    assert reading.findings
    lines = text.count("\n") + 1
    assert all(10 <= f.location.line <= 11 + lines for f in reading.findings)

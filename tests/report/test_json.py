from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from adjudge.report.json_ import render, render_specification, schemas

if TYPE_CHECKING:
    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result

FOLDER = Path(__file__).parents[2] / "docs" / "reference" / "schema"
ANY = st.text(st.characters(exclude_categories=[]), max_size=20)


def _validated(name: str, text: str) -> Any:
    """Parse a report and hold it against the committed schema."""
    schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    value = json.loads(text)
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)
    return value


@pytest.mark.requirement("REPORT-3")
@pytest.mark.parametrize("name", schemas())
def test_the_committed_schema_is_the_one_of_the_types(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(schemas()[name], encoding="utf-8")

    assert (FOLDER / name).read_text(encoding="utf-8") == schemas()[name], (
        f"if the format may change, copy {tmp_path / name} to {FOLDER}"
    )


def test_the_result_says_all_that_a_program_needs(everything: Result) -> None:
    value = _validated("result-1.json", render(everything))

    assert value["schema"] == "adjudge/result/1"
    assert (value["exit_code"], value["exit_meaning"]) == (1, "a MUST is violated")
    assert value["counts"]["violated"] == 2
    assert len(value["judgments"]) == 16
    waived = next(j for j in value["judgments"] if j["requirement"] == "ACC-4")
    assert (waived["verdict"], waived["underlying"]) == ("waived", "violated")
    assert waived["waiver"]["until"] == "2026-03-01"
    stale = next(j for j in value["judgments"] if j["requirement"] == "ACC-7")
    assert stale["checks"][0]["changed"] == ["the check", "hurl 6.0 → 6.1"]
    assert [cause["requirements"] for cause in value["causes"]] == [["ACC-2", "ACC-3"]]
    assert value["findings"][0]["name"] == "waiver-expired"


def test_a_specification_is_printed_whole_or_in_part(everything: Result) -> None:
    specification = everything.specification
    one = specification.requirements[6:7]

    whole = _validated("specification-1.json", render_specification(specification))
    part = _validated("specification-1.json", render_specification(specification, one))

    assert [r["id"] for r in whole["requirements"]] == [f"ACC-{n}" for n in range(1, 9)]
    assert whole["terms"][0]["name"] == "peak load"
    assert whole["documents"][0]["path"] == "spec/bank.md"
    assert [r["id"] for r in part["requirements"]] == ["ACC-7"]
    assert part["requirements"][0]["relations"][0]["target"] == "ACC-1"


def test_a_mapping_that_cant_be_changed_is_written(fabricate: Fabricate) -> None:
    requirement = fabricate.requirement("ACC-1", 10, attributes=MappingProxyType({"owner": "ada"}))
    result = fabricate.result([(requirement, {})])

    value = json.loads(render_specification(result.specification))

    assert value["requirements"][0]["attributes"] == {"owner": "ada"}


@pytest.mark.requirement("REPORT-3")
@settings(max_examples=50)
@given(ANY)
def test_whatever_is_said_the_report_is_valid(fabricate: Fabricate, text: str) -> None:
    result = fabricate.hostile(text)

    _validated("result-1.json", render(result))
    _validated("specification-1.json", render_specification(result.specification))

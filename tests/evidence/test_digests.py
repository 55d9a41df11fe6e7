from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.checks.kind import CheckInputs
from adjudge.evidence.digests import (
    binding_digest,
    check_digest,
    digest,
    inputs_digest,
    requirement_digest,
    tools_digest,
)
from adjudge.evidence.model import Digests
from adjudge.findings import Location
from adjudge.spec.model import Level, Status
from adjudge.system.binding import Call, MachineBinding, Program, Read, Request, Source
from adjudge.system.configuration import Suite, SuiteFormat, System
from adjudge.system.templates import parse

if TYPE_CHECKING:
    from tests.evidence.conftest import Make

HERE = Path()


@pytest.mark.requirement("EVIDENCE-7")
def test_moving_a_requirement_within_its_file_changes_no_digest(make: Make) -> None:
    moved = Location("spec/bank.md", 99, 1)

    assert requirement_digest(make.requirement()) == requirement_digest(
        make.requirement(location=moved, end_line=120)
    )
    assert check_digest(make.check(), CheckInputs(), HERE) == check_digest(
        make.check(location=moved, body=moved), CheckInputs(), HERE
    )


@pytest.mark.requirement("EVIDENCE-7")
def test_moving_a_machine_with_its_diagram_changes_no_digest(make: Make) -> None:
    here = make.check(kind="machine", options={"diagram": "stateDiagram-v2", "diagram_line": 3})
    below = replace(here, options={**here.options, "diagram_line": 30})
    other = replace(here, options={**here.options, "diagram": "stateDiagram"})

    assert check_digest(here, CheckInputs(), HERE) == check_digest(below, CheckInputs(), HERE)
    assert check_digest(here, CheckInputs(), HERE) != check_digest(other, CheckInputs(), HERE)


@pytest.mark.requirement("EVIDENCE-2")
@pytest.mark.parametrize(
    "change", [{"text": "It MUST."}, {"level": Level.MAY}, {"title": "Other"}, {"id": "ACC-2"}]
)
def test_what_the_requirement_demands_enters_its_digest(make: Make, change: dict[str, Any]) -> None:
    before = make.requirement()

    assert requirement_digest(make.requirement(**change)) != requirement_digest(before)


def test_adopting_or_explaining_a_requirement_keeps_its_digest(make: Make) -> None:
    proposed = make.requirement(status=Status.PROPOSED, rationale="because")

    assert requirement_digest(proposed) == requirement_digest(make.requirement())


@pytest.mark.parametrize(
    "change", [{"text": "$ false\n"}, {"kind": "hurl"}, {"options": {"cwd": "empty"}}]
)
def test_the_block_and_its_options_enter_the_checks_digest(
    make: Make, change: dict[str, Any]
) -> None:
    assert check_digest(make.check(**change), CheckInputs(), HERE) != check_digest(
        make.check(), CheckInputs(), HERE
    )


def test_the_content_of_a_named_file_enters_and_its_folder_does_not(
    make: Make, tmp_path: Path
) -> None:
    digests = []
    for folder, content in (("a", "1"), ("b", "1"), ("c", "2")):
        path = tmp_path / folder / "orders.csv"
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
        digests.append(check_digest(make.check(), CheckInputs((path,)), path.parent))

    assert digests[0] == digests[1] != digests[2]


def test_a_file_in_a_named_folder_enters_and_a_missing_file_is_not_an_empty_one(
    make: Make, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    inputs = CheckInputs((folder,))
    before = check_digest(make.check(), inputs, tmp_path)
    (folder / "row.json").touch()
    after = check_digest(make.check(), inputs, tmp_path)
    (folder / "row.json").unlink()

    assert before != after
    assert check_digest(make.check(), inputs, tmp_path) == before
    assert check_digest(make.check(), CheckInputs((folder / "row.json",)), tmp_path) != before


def test_a_file_that_moves_or_becomes_executable_is_another(make: Make, tmp_path: Path) -> None:
    digests = set()
    for name, mode in (("a/x", 0o644), ("b/x", 0o644), ("b/x", 0o755)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
        path.chmod(mode)
        digests.add(check_digest(make.check(), CheckInputs((path,)), tmp_path))

    assert len(digests) == 3


def test_only_what_belongs_to_the_system_enters_its_binding() -> None:
    suite = Suite("unit", ("pytest",), SuiteFormat.PYTEST, system="node")
    python = System("python")
    bare = binding_digest(python, {})

    assert binding_digest(python, {"unit": suite}) == bare
    assert binding_digest(python, {"unit": replace(suite, system="")}) != bare
    assert binding_digest(python, {"unit": replace(suite, system="python")}) != bare
    assert binding_digest(System("python", environment={"A": "1"}), {}) != bare


@pytest.mark.parametrize(
    "change",
    [
        {"events": {"open": Call(Program((parse("open"),)), (0,))}},
        {"observe": {"n": Read(Program((parse("n"),)), (0,))}},
        {"operations": {"open": Call(Request("POST", parse("/open")), (200,))}},
        {"source": Source("spec/bindings.py", "x = 1")},
        {"constants": {"pins": {"ada": "1815"}}},
    ],
)
def test_what_connects_a_machine_to_a_system_enters_the_digest_of_what_drives_it(
    change: dict[str, Any],
) -> None:
    system, bound = System("python"), MachineBinding("Door")
    before = binding_digest(system, {}, machines=[bound])
    moved = replace(bound, places={"events.open": Location("adjudge.toml", 9)})

    assert binding_digest(system, {}, machines=[replace(bound, **change)]) != before
    assert binding_digest(system, {}, machines=[moved]) == before
    assert binding_digest(system, {}) == binding_digest(replace(system, openapi="a.yaml"), {})


def test_the_order_of_a_mapping_does_not_matter() -> None:
    tools = {"hurl": "6.0", "curl": "8"}

    assert tools_digest(tools) == tools_digest(MappingProxyType(dict(reversed(tools.items()))))


@pytest.mark.requirement("EVIDENCE-2")
def test_each_of_the_five_digests_enters_the_whole() -> None:
    base = Digests("r", "c", "b", "s", "t")
    names = ("requirement", "check", "binding", "system", "tools")

    assert (
        len({inputs_digest(base), *(inputs_digest(replace(base, **{n: "x"})) for n in names)}) == 6
    )


def test_a_value_without_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no canonical form"):
        digest(object())


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(values, values)
def test_equal_digests_mean_equal_values(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (repr_of(one) == repr_of(other))


def repr_of(value: object) -> str:
    """A text that is equal for equal values and, unlike `==`, tells True from 1."""
    if isinstance(value, dict):
        return f"map {sorted((k, repr_of(v)) for k, v in value.items())}"
    return repr([repr_of(v) for v in value]) if isinstance(value, list) else repr(value)


def test_text_without_an_encoding_has_a_digest() -> None:
    assert digest("\ud800") != digest("\ud801")

"""Requirements that a machine's properties name get checks of that machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.spec import project

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.spec.model import Specification

DIAGRAM = "```mermaid\nstateDiagram-v2\n    [*] --> A\n    A --> B : go()\n```\n"


def _read(folder: Path, *documents: str) -> Specification:
    for number, text in enumerate(documents):
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    return project.read(folder, ["*.md"])


def _machine(properties: str) -> str:
    return (
        f"# One\n\n## ONE-9: All of it\n\nIt MUST hold.\n\n{DIAGRAM}\n"
        f"```yaml machine One\n{properties}\n```\n"
    )


@pytest.mark.parametrize(
    "properties",
    [
        "always: {ONE-1: state == A}",
        "never: {ONE-1: state == A}",
        "always after: {ONE-1: {go: state == A}}",
        "always_after: {ONE-1: {go: state == A}}",
        "leads to: {ONE-1: {from: state == A, to: state == B, within: 1 steps}}",
        "always: {ONE-1: state == A, ONE-9: state == A}\nnever: {ONE-1: state == B}",
    ],
)
def test_a_requirement_that_a_property_names_gets_one_check_after_its_own(
    properties: str, tmp_path: Path
) -> None:
    other = "# Two\n\n## ONE-1: A part\n\nIt MUST hold.\n\n```hurl\nGET {{base}}/\nHTTP 200\n```\n"

    read = _read(tmp_path, _machine(properties), other)

    assert read.findings == ()
    first, second = read.by_id["ONE-1"].checks
    assert (first.id, first.kind) == ("ONE-1#1", "hurl")
    assert (second.id, second.kind, second.requirement) == ("ONE-1#2", "machine", "ONE-1")
    (block,) = read.by_id["ONE-9"].checks
    assert second.options == {**block.options, "block": "ONE-9#1"}
    assert second.location.file == "0.md"
    assert second.location.line == block.body.line


def test_a_property_of_no_requirement_is_an_error_at_its_name(tmp_path: Path) -> None:
    document = _machine("always:\n  ONE-8: state == A")

    (finding,) = _read(tmp_path, document).findings

    assert finding.code == "ADJ361"
    assert str(finding.location) == "0.md:15:3"
    assert 'did you mean "ONE-9"?' in finding.message


def test_a_text_that_a_comma_cut_is_no_name_of_a_requirement(tmp_path: Path) -> None:
    read = _read(tmp_path, _machine("always: {ONE-9: implies(state == A, state == B)}"))

    assert read.findings == ()


def test_a_property_of_several_requirements_is_an_error(tmp_path: Path) -> None:
    for name in ("001-a", "002-b"):
        folder = tmp_path / "specs" / name
        folder.mkdir(parents=True)
        (folder / "spec.md").write_text(
            "# Feature Specification: X\n\n## Requirements\n\n### Functional Requirements\n\n"
            "- **FR-001**: It MUST hold.\n",
            encoding="utf-8",
        )
    (tmp_path / "m.md").write_text(_machine("always: {FR-001: state == A}"), encoding="utf-8")

    read = project.read(tmp_path, ["m.md", "specs"])

    assert [finding.code for finding in read.findings if finding.code.startswith("ADJ36")] == [
        "ADJ362"
    ]


def test_a_block_that_is_no_yaml_shares_nothing(tmp_path: Path) -> None:
    assert all(f.code != "ADJ361" for f in _read(tmp_path, _machine("always: {")).findings)

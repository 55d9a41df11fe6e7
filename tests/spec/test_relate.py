from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from adjudge.findings import Severity
from adjudge.spec import native
from adjudge.spec.model import Document, RelationKind, Specification, Status
from adjudge.spec.relate import relate
from adjudge.spec.source import Source

TODAY = date(2026, 6, 1)


def related(*texts: str) -> Specification:
    """Read each text as a document of its own and relate them."""
    documents = [
        native.read(Source.decode(f"spec/{number}.md", dedent(text).encode()))
        for number, text in enumerate(texts, 1)
    ]
    return relate(documents, TODAY)


def scoped(scope: str, document: Document) -> Document:
    """Put a scope in front of every ID, as dialects that number per file do."""
    from dataclasses import replace

    return replace(
        document,
        path=f"{scope}.md",
        requirements=tuple(
            replace(r, id=f"{scope}/{r.id}", document=f"{scope}.md") for r in document.requirements
        ),
    )


def requirement(label: str, *lines: str) -> str:
    return "\n\n".join((f"## {label}: t", "It MUST.", *lines)) + "\n\n"


def test_the_later_of_two_requirements_with_one_id_is_an_error_that_names_the_first() -> None:
    specification = related(requirement("A-1"), "\n" + requirement("A-1"))

    (finding,) = specification.findings

    assert finding.code == "ADJ130"
    assert str(finding.location) == "spec/2.md:2:4"
    assert "spec/1.md:1:4" in finding.message
    assert len(specification.requirements) == 2


def test_a_relation_to_an_unknown_requirement_names_the_nearest() -> None:
    specification = related(requirement("ACC-1"), requirement("ACC-2", "Refines: ACC-11"))

    (finding,) = specification.findings

    assert finding.code == "ADJ131"
    assert finding.severity is Severity.ERROR
    assert str(finding.location) == "spec/2.md:5:10"
    assert 'did you mean "ACC-1"?' in finding.message
    assert specification.by_id["ACC-2"].relations[0].target == "ACC-11"


@pytest.mark.parametrize("key", ["Refines", "Supersedes", "Depends on"])
def test_a_circle_of_relations_is_reported_once_with_its_way(key: str) -> None:
    specification = related(
        requirement("A-1", f"{key}: A-2")
        + requirement("A-2", f"{key}: A-3")
        + requirement("A-3", f"{key}: A-1")
        + requirement("A-4", f"{key}: A-1")
    )

    (finding,) = [f for f in specification.findings if f.code == "ADJ133"]

    assert "A-1 → A-2 → A-3 → A-1" in finding.message
    assert str(finding.location).startswith("spec/1.md:17:")


def test_a_requirement_that_relates_to_itself_is_a_circle() -> None:
    specification = related(requirement("A-1", "Depends on: A-1"))

    assert [f.code for f in specification.findings] == ["ADJ133"]


def test_two_kinds_of_relation_make_no_circle_together() -> None:
    specification = related(
        requirement("A-1", "Refines: A-2") + requirement("A-2", "Depends on: A-1")
    )

    assert specification.findings == ()


def test_what_is_superseded_gets_the_status_and_a_note() -> None:
    specification = related(requirement("A-1"), requirement("A-2", "Supersedes: A-1"))

    (note,) = specification.findings

    assert specification.by_id["A-1"].status is Status.SUPERSEDED
    assert specification.by_id["A-2"].status is Status.ACCEPTED
    assert specification.documents[0].requirements[0].status is Status.SUPERSEDED
    assert (note.code, note.severity) == ("ADJ134", Severity.NOTE)


def test_what_says_that_it_is_superseded_needs_no_note() -> None:
    specification = related(
        requirement("A-1", "Status: superseded"), requirement("A-2", "Supersedes: A-1")
    )

    assert specification.findings == ()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Status: proposed", Status.ACCEPTED),
        ("Since: 2026-06-02", Status.ACCEPTED),
        ("Since: 2026-06-01", Status.SUPERSEDED),
        ("Status: archived", Status.SUPERSEDED),
    ],
)
def test_only_what_has_come_into_force_supersedes(line: str, status: Status) -> None:
    specification = related(requirement("A-1"), requirement("A-2", "Supersedes: A-1", line))

    assert specification.by_id["A-1"].status is status


def test_requirements_that_supersede_each_other_all_stay_in_force() -> None:
    specification = related(
        requirement("A-1", "Supersedes: A-2") + requirement("A-2", "Supersedes: A-1")
    )

    assert {r.status for r in specification.requirements} == {Status.ACCEPTED}
    assert [f.code for f in specification.findings] == ["ADJ133"]


def test_an_id_without_its_scope_means_the_one_of_the_own_scope() -> None:
    text = requirement("FR-001") + requirement("FR-002", "Refines: FR-001")
    first, second = (native.read(Source.decode("x.md", text.encode())) for _ in "ab")

    specification = relate([scoped("001-a", first), scoped("002-b", second)], TODAY)

    assert specification.findings == ()
    assert [r.relations[0].target for r in specification.requirements if r.relations] == [
        "001-a/FR-001",
        "002-b/FR-001",
    ]


def test_an_id_without_its_scope_is_found_in_the_only_scope_that_has_it() -> None:
    here = native.read(
        Source.decode("spec/1.md", requirement("A-1", "Depends on: FR-001").encode())
    )
    there = native.read(Source.decode("x.md", requirement("FR-001").encode()))

    specification = relate([here, scoped("001-a", there)], TODAY)

    assert specification.findings == ()
    (relation,) = specification.by_id["A-1"].relations
    assert (relation.kind, relation.target) == (RelationKind.DEPENDS_ON, "001-a/FR-001")


def test_an_id_that_several_scopes_have_is_ambiguous_and_stays_as_written() -> None:
    here = native.read(Source.decode("spec/1.md", requirement("A-1", "Refines: FR-001").encode()))
    there = native.read(Source.decode("x.md", requirement("FR-001").encode()))

    specification = relate([here, scoped("001-a", there), scoped("002-b", there)], TODAY)

    (finding,) = specification.findings
    assert finding.code == "ADJ132"
    assert "001-a/FR-001, 002-b/FR-001" in finding.message
    assert specification.by_id["A-1"].relations[0].target == "FR-001"


def test_a_chain_of_three_thousand_relations_is_followed_without_recursion() -> None:
    text = "".join(requirement(f"A-{n}", f"Refines: A-{n + 1}") for n in range(3000))

    specification = related(text + requirement("A-3000", "Refines: A-0"))

    assert [f.code for f in specification.findings] == ["ADJ133"]


def test_the_findings_of_the_documents_come_first() -> None:
    specification = related("## A-1: t\n\nNo level.\n\nRefines: B-1\n")

    assert [f.code for f in specification.findings] == ["ADJ119", "ADJ131"]

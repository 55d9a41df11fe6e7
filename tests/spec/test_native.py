from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Finding, Location, Severity
from adjudge.spec.model import (
    Dialect,
    Document,
    DocumentLevel,
    Kind,
    Level,
    RelationKind,
    Requirement,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str], Document]

PLAIN = "## ACC-1: A title\n\nIt MUST hold.\n\n"


def only(document: Document) -> Requirement:
    """Return the single requirement of a document without findings."""
    assert document.findings == ()
    (requirement,) = document.requirements
    return requirement


def found(document: Document) -> list[tuple[str, int, int]]:
    return [(f.code, f.location.line, f.location.column) for f in document.findings]


def finding(document: Document) -> Finding:
    (result,) = document.findings
    return result


def test_a_requirement_is_a_heading_that_starts_with_an_id_and_a_colon(read: Read) -> None:
    document = read("""\
        # Accounts

        ## ACC-1: A balance never drops below zero

        The balance MUST NOT drop below zero.

        > Why: we sell no overdraft.

        ## ACC-2: Moving money conserves it

        A transfer SHOULD NOT create money.
        """)

    first, second = document.requirements

    assert (first.id, first.label) == ("ACC-1", "ACC-1")
    assert first.title == "A balance never drops below zero"
    assert first.text == "The balance MUST NOT drop below zero."
    assert first.rationale == "we sell no overdraft."
    assert (first.level, second.level) == (Level.MUST, Level.SHOULD)
    assert first.location == Location("spec/a.md", 3, 4)
    assert (first.end_line, second.end_line) == (8, 11)
    assert (document.title, document.dialect) == ("Accounts", Dialect.NATIVE)
    assert document.findings == ()


@pytest.mark.parametrize(
    ("heading", "label", "title"),
    [
        ("# ACC-1: T", "ACC-1", "T"),
        ("###### ACC-1: T", "ACC-1", "T"),
        ("ACC-1: T\n---", "ACC-1", "T"),
        ("## ACC-1:T", "ACC-1", "T"),
        ("## ACC-1 : T", "ACC-1", "T"),
        ("## **ACC-1**: T", "ACC-1", "T"),
        ("## **ACC-1:** T", "ACC-1", "T"),
        ("## `ACC-1`: T", "ACC-1", "T"),
        ("## ACC-1a: T", "ACC-1a", "T"),
        ("## ACC-1.2.3: T", "ACC-1.2.3", "T"),
        ("## A2-US-EAST-12: T: with a colon", "A2-US-EAST-12", "T: with a colon"),
        ("## ACC-1:", "ACC-1", ""),
    ],
)
def test_headings_of_requirements(read: Read, heading: str, label: str, title: str) -> None:
    requirement = only(read(f"{heading}\n\nIt MUST.\n"))

    assert (requirement.id, requirement.title) == (label, title)


@pytest.mark.parametrize(
    "heading",
    ["## UTF-8", "## SHA-256 digests", "## Title: ACC-1", "## Acc: x", "## A-x: y", "ACC-1: x"],
)
def test_other_headings_are_none(read: Read, heading: str) -> None:
    document = read(f"{heading}\n\nIt MUST.\n")

    assert (document.requirements, document.findings) == ((), ())


@pytest.mark.parametrize(
    "heading",
    ["## ACC-2 Title", "## ACC-2", "## ACC-2 - Title", "## acc-2: Title", "## [ACC-2] Title"],
)
def test_a_heading_that_is_almost_a_requirement_is_a_warning(read: Read, heading: str) -> None:
    document = read(f"{PLAIN}{heading}\n\nText.\n")

    assert [(f.code, f.location.line) for f in document.findings] == [("ADJ127", 5)]


def test_a_requirement_in_a_quotation_is_a_warning(read: Read) -> None:
    document = read(f"{PLAIN}> ## ACC-2: Quoted\n")

    assert found(document) == [("ADJ128", 5, 6)]
    assert [r.id for r in document.requirements] == ["ACC-1"]


def test_a_requirement_ends_where_the_next_heading_of_its_depth_starts(read: Read) -> None:
    document = read("""\
        ## A-1: One

        It MUST.

        ### Details

        More.

        ### A-2: Below

        It MUST too.

        ### Notes

        Nobody's.

        ## Other

        Prose.
        """)

    first, second = document.requirements

    assert first.text == "It MUST.\n\n### Details\n\nMore."
    assert second.text == "It MUST too."
    assert (first.end_line, second.end_line) == (8, 12)


def test_the_text_keeps_prose_lists_tables_and_examples(read: Read) -> None:
    requirement = only(
        read("""\
        ## A-1: One

        It MUST answer:

        1) this
           * and that
        2) or so

        | a | b |
        |---|---|
        | c | d |

        ```json
        {"a": 1}
        ```

        <!-- nobody sees this -->

        > A quotation.

            code
        """)
    )

    assert requirement.text == (
        "It MUST answer:\n\n"
        "1. this\n   - and that\n2. or so\n\n"
        "| a | b |\n| c | d |\n\n"
        '```json\n{"a": 1}\n```\n\n'
        "> A quotation.\n\n"
        "```\ncode\n```"
    )


def test_structured_lines_become_data_and_leave_the_text(read: Read) -> None:
    requirement = only(
        read("""\
        ## A-1: One

        It SHOULD.

        Refines: B-1, [B-2](b.md#b-2)
        Depends on: `B-3` and B-4.
        Supersedes: none

        - Status: proposed
        - Since: 2026-03-01
        - Kind: constraint
        - Level: MAY
        - Owner: Ada
        - Something else

        Waived: until 2026-12-31 by Ada Lovelace: known, see the log

        Verified by:

        - tests marked A-1 in unit
        - card log in
        """)
    )

    assert requirement.text == "It SHOULD.\n\n- Something else"
    assert [(r.kind, r.target) for r in requirement.relations] == [
        (RelationKind.REFINES, "B-1"),
        (RelationKind.REFINES, "B-2"),
        (RelationKind.DEPENDS_ON, "B-3"),
        (RelationKind.DEPENDS_ON, "B-4"),
    ]
    assert str(requirement.relations[1].location) == "spec/a.md:5:16"
    assert str(requirement.relations[3].location) == "spec/a.md:6:23"
    assert (requirement.status, requirement.since) == (Status.PROPOSED, date(2026, 3, 1))
    assert (requirement.kind, requirement.level) == (Kind.CONSTRAINT, Level.MAY)
    assert requirement.attributes == {"owner": "Ada"}
    (waiver,) = requirement.waivers
    assert (waiver.owner, waiver.reason) == ("Ada Lovelace", "known, see the log")
    assert (waiver.until, waiver.location.line) == (date(2026, 12, 31), 16)
    assert [(c.id, c.kind, c.location.line) for c in requirement.checks] == [
        ("A-1#1", "tests", 20),
        ("A-1#2", "card", 21),
    ]
    assert requirement.checks[0].options == {"marked": ["A-1"], "suite": "unit"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Status: propsed", "ADJ121"),
        ("Status:", "ADJ121"),
        ("Since: 2026-02-30", "ADJ121"),
        ("Since: tomorrow", "ADJ121"),
        ("Kind: optional", "ADJ121"),
        ("Level: WILL", "ADJ121"),
        ("Refines: the first one", "ADJ121"),
        ("Refines:", "ADJ121"),
        ("Waived:", "ADJ121"),
        ("Waived: for now", "ADJ123"),
        ("Waived: until 2026-12-31", "ADJ123"),
        ("Waived: until 2026-12-31 by Ada", "ADJ123"),
        ("Waived: until 2026-12-31 by Ada:", "ADJ123"),
        ("Waived: until 2026-13-31 by Ada: reason", "ADJ123"),
        ("Waived: until soon by Ada: reason", "ADJ123"),
        ("Waived: by Ada: reason", "ADJ123"),
        ("Verified by: the tests", "ADJ124"),
        ("Verified by: tests marked", "ADJ124"),
        ("Refine: ACC-2", "ADJ120"),
        ("Waived until 2026-12-31 by Ada", "ADJ120"),
    ],
)
def test_a_line_that_can_not_be_read_is_a_finding_and_states_nothing(
    read: Read, line: str, code: str
) -> None:
    document = read(f"{PLAIN}{line}\n")

    assert found(document) == [(code, 5, 1)]
    (requirement,) = document.requirements
    assert (requirement.waivers, requirement.relations, requirement.checks) == ((), (), ())
    assert (requirement.status, requirement.since) == (Status.ACCEPTED, None)


def test_a_requirement_without_a_level_word_is_a_must_and_a_warning(read: Read) -> None:
    document = read("## A-1: One\n\nThe balance never drops. `MUST`\n")

    (requirement,) = document.requirements
    assert (requirement.level, requirement.level_stated) == (Level.MUST, False)
    assert found(document) == [("ADJ119", 1, 4)]


def test_a_level_word_in_the_title_or_a_level_line_is_enough(read: Read) -> None:
    document = read("## A-1: It MAY wait\n\nx\n\n## A-2: Zwei\n\nWird.\n\nLevel: should\n")

    assert document.findings == ()
    assert [r.level for r in document.requirements] == [Level.MAY, Level.SHOULD]


def test_the_rationale_is_no_source_of_a_level(read: Read) -> None:
    document = read("## A-1: One\n\nx\n\n> Why: the law says it MUST.\n")

    assert found(document) == [("ADJ119", 1, 4)]


def test_a_kind_comes_from_a_line_a_heading_or_the_checks(read: Read) -> None:
    document = read("""\
        ## A-1: One

        It MUST.

        ```yaml objective
        must: p99 < 250 ms
        ```

        ## A-2: Two

        It MUST.

        ## Constraints

        ### A-3: Three

        It MUST.

        ### A-4: Four

        It MUST.

        Kind: functional
        """)

    assert [r.kind for r in document.requirements] == [
        Kind.NON_FUNCTIONAL,
        Kind.FUNCTIONAL,
        Kind.CONSTRAINT,
        Kind.FUNCTIONAL,
    ]


def test_executable_blocks_become_checks_in_their_order(read: Read) -> None:
    requirement = only(
        read("""\
        ## A-1: One

        It MUST.

        ```console {cwd: empty, timeout: 5 s}
        $ true
        ```

        Verified by: card x

        - In a list:

          ~~~hurl log in
          GET {{base}}/
          HTTP 200
          ~~~
        """)
    )

    console, card, hurl = requirement.checks

    assert requirement.text == "It MUST.\n\n- In a list:"
    assert (console.id, console.kind, console.language) == ("A-1#1", "console", "console")
    assert console.options == {"cwd": "empty", "timeout": "5 s"}
    assert console.text == "$ true\n"
    assert (str(console.location), str(console.body)) == ("spec/a.md:5:1", "spec/a.md:6:1")
    assert (card.id, card.kind, card.name) == ("A-1#2", "card", "x")
    assert (hurl.id, hurl.kind, hurl.name) == ("A-1#3", "hurl", "log in")
    assert hurl.text == "GET {{base}}/\nHTTP 200\n"
    assert (str(hurl.location), str(hurl.body)) == ("spec/a.md:13:3", "spec/a.md:14:3")


def test_a_diagram_belongs_to_the_machine_below_it(read: Read) -> None:
    requirement = only(
        read("""\
        ## A-1: One

        It MUST.

        ```mermaid
        stateDiagram-v2
            [*] --> Open
        ```

        ```yaml machine Account
        types: {}
        ```
        """)
    )

    (check,) = requirement.checks

    assert requirement.text == "It MUST."
    assert (check.kind, check.name, check.text) == ("machine", "Account", "types: {}\n")
    assert check.options == {
        "diagram": "stateDiagram-v2\n    [*] --> Open\n",
        "diagram_line": 6,
    }


def test_a_diagram_without_a_machine_is_a_note_and_stays_in_the_text(read: Read) -> None:
    document = read(f"{PLAIN}```mermaid\nstateDiagram-v2\n```\n")

    assert (finding(document).code, finding(document).severity) == ("ADJ118", Severity.NOTE)
    assert "stateDiagram" in document.requirements[0].text


def test_other_diagrams_are_only_pictures(read: Read) -> None:
    assert only(read(f"{PLAIN}```mermaid\nflowchart LR\n```\n")).checks == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```console {cwd empty", ("ADJ110", 5, 1)),
        ("```console {cwd empty\n$ a\n```", ("ADJ111", 5, 1)),
        ("```yaml objectve\na: 1\n```", ("ADJ112", 5, 1)),
        ("```consol\n$ a\n```", ("ADJ113", 5, 1)),
        ("```console\n\n```", ("ADJ115", 5, 1)),
        ("```yaml contract\n```", ("ADJ115", 5, 1)),
        ("x\n    ```console\n    $ a\n    ```", ("ADJ116", 6, 5)),
        ("    ```console\n    $ a", ("ADJ116", 5, 5)),
        ("<details>\n```console\n$ a\n```\n</details>", ("ADJ116", 6, 1)),
        ("```yaml objective\na: 1\n  b: [\n```", ("ADJ117", 7, 4)),
        ("- x\n\n  ```yaml objective\n  a: 1\n  a: 2\n  ```", ("ADJ117", 9, 3)),
        ("```console\n$ a", ("ADJ110", 5, 1)),
        ("```python\nx", ("ADJ110", 5, 1)),
        ("- x\n  ```console\n  $ a\n\nend", ("ADJ110", 6, 3)),
        ("```yaml tests\nname: x\n```", ("ADJ125", 6, 1)),
        ("```yaml tests\nsuite: x\n```", ("ADJ125", 6, 1)),
        ("```yaml tests\nmarked: A\nnamed: b\n```", ("ADJ125", 7, 1)),
        ("```yaml tests\nmarked: []\n```", ("ADJ125", 6, 1)),
        ("```yaml tests\nnamed: [a, 1]\n```", ("ADJ125", 6, 12)),
        ("```yaml tests\nmapping: {ACC-1: ''}\n```", ("ADJ125", 6, 11)),
        ("```yaml tests\nmarked: a\nsuite: [b]\n```", ("ADJ125", 7, 1)),
        ("```yaml tests\n- a\n```", ("ADJ125", 6, 1)),
        ("```yaml tests\nmapping: {ACC-7: a}\n```", ("ADJ126", 6, 11)),
    ],
)
def test_a_block_that_can_not_be_read_is_an_error_and_no_check(
    read: Read, text: str, expected: tuple[str, int, int]
) -> None:
    document = read(f"{PLAIN}{text}\n")

    assert expected in found(document)
    assert {f.severity for f in document.findings} == {Severity.ERROR}
    assert document.requirements[0].checks == ()


def test_a_broken_block_keeps_its_number(read: Read) -> None:
    document = read(f"{PLAIN}```consol\n$ a\n```\n\n```console\n$ a\n```\n")

    assert [check.id for check in document.requirements[0].checks] == ["ACC-1#2"]


def test_an_illustration_is_no_check_and_part_of_the_text(read: Read) -> None:
    requirement = only(read(f"{PLAIN}```console {{illustration: true}}\n$ a\n```\n"))

    assert requirement.checks == ()
    assert "$ a" in requirement.text


def test_an_executable_block_under_no_requirement_is_an_error(read: Read) -> None:
    document = read("# Intro\n\n```console\n$ a\n```\n\n```sh\nls\n```\n")

    assert found(document) == [("ADJ114", 3, 1)]


def test_a_commented_block_is_nothing(read: Read) -> None:
    assert only(read(f"{PLAIN}<!--\n```console\n$ a\n```\n-->\n")).checks == ()


def test_a_tests_block_selects_tests(read: Read) -> None:
    requirement = only(read(f"{PLAIN}```yaml tests\nsuite: unit\nnamed: [a*, b]\n```\n"))

    (check,) = requirement.checks
    assert (check.kind, check.options) == ("tests", {"named": ["a*", "b"], "suite": "unit"})


@pytest.mark.parametrize("above", [True, False])
def test_a_mapping_links_tests_to_requirements_from_anywhere(read: Read, *, above: bool) -> None:
    mapping = "```yaml tests\nsuite: unit\nmapping:\n  ACC-1: [a*, b]\n  ACC-2: c\n```\n\n"
    rest = f"{PLAIN}```console\n$ a\n```\n\n## ACC-2: Two\n\nIt MUST.\n\n"
    document = read(mapping + rest if above else rest + mapping)

    first, second = document.requirements

    assert document.findings == ()
    assert [(c.id, c.kind) for c in first.checks] == [("ACC-1#1", "console"), ("ACC-1#2", "tests")]
    assert first.checks[1].options == {"named": ["a*", "b"], "suite": "unit"}
    assert [(c.id, c.options["named"]) for c in second.checks] == [("ACC-2#1", ["c"])]


def test_the_front_matter_holds_for_the_whole_document(read: Read) -> None:
    document = read("""\
        ---
        title: Accounts
        level: source
        status: proposed
        since: 2026-01-01
        attributes: {Team: payments, Owner: Ada}
        other: [1, no]
        ---

        ## A-1: One

        It MUST.

        ## A-2: Two

        It MUST.

        Status: accepted

        Team: cards
        """)

    first, second = document.requirements

    assert document.findings == ()
    assert (document.title, document.level) == ("Accounts", DocumentLevel.SOURCE)
    assert document.front_matter["other"] == [1, "no"]
    assert (first.status, first.since) == (Status.PROPOSED, date(2026, 1, 1))
    assert first.attributes == {"team": "payments", "owner": "Ada"}
    assert second.status is Status.ACCEPTED
    assert second.attributes == {"team": "cards", "owner": "Ada"}
    assert first.location.line == 10


@pytest.mark.parametrize(
    ("front", "line", "column"),
    [
        ("title: [a", 2, 10),
        ("- a", 2, 1),
        ("level: achored", 2, 1),
        ("title: x\nlevel: 3", 3, 1),
        ("status: done", 2, 1),
        ("since: soon", 2, 1),
        ("title: {a: b}", 2, 1),
        ("attributes: x", 2, 1),
        ("attributes: {a: [b]}", 2, 14),
        ("levle: source", 2, 1),
        ("a: 1\na: 2", 3, 1),
    ],
)
def test_front_matter_that_can_not_be_read_is_an_error(
    read: Read, front: str, line: int, column: int
) -> None:
    document = read(f"---\n{front}\n---\n\n{PLAIN}")

    assert found(document) == [("ADJ108", line, column)]
    assert [r.id for r in document.requirements] == ["ACC-1"]


def test_front_matter_that_is_never_closed_is_an_error(read: Read) -> None:
    assert ("ADJ108", 1, 1) in found(read(f"---\ntitle: x\n\n{PLAIN}"))


def test_terms_are_the_items_of_a_glossary(read: Read) -> None:
    document = read(f"""\
{PLAIN}
## Glossary

- **peak load**: 10,000 requests
  per minute
- __quiet:__ none
- plain: a meaning
- **dash** – also
- no meaning at all

### More

* **deep**: below
""")

    assert [(t.name, t.meaning, t.location.line, t.location.column) for t in document.terms] == [
        ("peak load", "10,000 requests per minute", 8, 5),
        ("quiet", "none", 10, 5),
        ("plain", "a meaning", 11, 3),
        ("dash", "also", 12, 5),
        ("deep", "below", 17, 5),
    ]
    assert only(document).text == "It MUST hold."


def test_an_empty_document_has_no_requirements(read: Read) -> None:
    for text in ("", "\n", "# T\n"):
        assert read(text).requirements == ()
        assert read(text).findings == ()

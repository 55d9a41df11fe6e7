"""Whatever a document says, reading a machine ends with a machine or with findings, never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "[*] --> A",
                "A --> B : go(n) [n > x] / x = n",
                "B --> A : back()",
                "B --> c : go(n)",
                "c --> A : [x == 1]",
                "c --> A : [else]",
                "A --> B",
                "A --> [*]",
                "A --> [*] : end()",
                "state c <<choice>>",
                "state A {",
                "state B {",
                "}",
                "--",
                'state "a title" as A',
                "A : A",
                "A : go(n) / x += n",
                "A : entry / x = 0",
                "A --> B : after(15 min)",
                "note left of A",
                "direction LR",
                "state B {\n[*] --> C\nC --> D : go(n)\nD --> [*] : end()\n}",
                "state B {\n[*] --> C\nC --> D : go(n)\n--\n[*] --> E\nE --> F : go(n)\n}",
                "B --> A : after(3 min)",
                "A --> B : wait(n)",
                "A : wait(m) / x += m",
                "B --> A : go(n) [else]",
                "A --> B : go(n) / y[i] = x for i in t, x = 1",
                "A --> B : set(k) / y[k] = 1, y[a] = 2",
                "---",
            ]
        ),
        st.text(max_size=30),
        st.text(st.sampled_from("AB[]*-> :{}()<=/;%\"' n x"), max_size=30),
    ),
    max_size=9,
).map("\n".join)
BLOCKS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "parameters: {n: 1..3}",
                "variables: {x: {type: int, starts: 0}}",
                "clock: 1 min",
                "explore: x < 9",
                "always: {ACC-1: x >= 0}",
                "always: [x >= 0]",
                "always after: {ACC-1: {go: x' == n}}",
                "leads to: {ACC-1: {from: state == A, to: state == B, within: 3 steps}}",
                "types: {t: [a, b], u: 3..1}",
                "variables: {y: {of: t, type: u, starts: {a: 1}}}",
                "drive: {t: [a]}",
                "internal: go",
                "for each: {k: t}\ntypes: {t: [a, b]}",
                "types: {t: [a, b]}\nvariables: {x: {type: 0..5, starts: 0}, y: {of: t, type: int, starts: 0}}",
                "parameters: {n: 1..3, k: t}",
                "clock: 30 s",
                "together with: Other",
                'never: {ACC-1: [state in B, "state\' == A", state == C]}',
            ]
        ),
        st.builds(
            "{}: {}".format,
            st.sampled_from(
                ["types", "parameters", "variables", "drive", "clock", "always", "never"]
            ),
            st.text(max_size=20),
        ),
        st.text(max_size=20),
    ),
    max_size=6,
).map("\n".join)


@pytest.mark.requirement("MACH-1")
@given(LINES, BLOCKS)
def test_reading_any_machine_ends_with_a_machine_or_with_findings(
    reading: Read, diagram: str, block: str
) -> None:
    found = reading(diagram, block)

    assert (found.machine is None) == bool(found.findings)
    for each in found.findings:
        assert each.location.file == "spec/a.md"
        assert each.message
        assert each.next_step

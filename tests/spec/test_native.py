from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.findings import Location
from adjudge.spec.model import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document

    Read = Callable[[str], Document]


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
    assert document.title == "Accounts"
    assert document.findings == ()

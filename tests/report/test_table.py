from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.report.table import WRITERS, writer

if TYPE_CHECKING:
    from adjudge.run.result import Result


@pytest.mark.requirement("REPORT-1")
@pytest.mark.parametrize("name", WRITERS)
def test_every_writer_of_the_table_renders_the_same_result(name: str, everything: Result) -> None:
    text = writer(name).render(everything)

    assert text == writer(name).render(everything)
    assert all(f"ACC-{number}" in text for number in range(1, 8))
    assert text.endswith("\n")


def test_a_writer_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="pdf"):
        writer("pdf")

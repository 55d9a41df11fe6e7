"""The report writers by name: one file and one line each.

The terminal's is apart: it also needs to know the terminal.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.run.result import Result


class Writer(Protocol):
    """A module that renders a result."""

    def render(self, result: Result) -> str:
        """Render the result as the text of one file."""
        ...


WRITERS: Mapping[str, str] = {
    "json": "adjudge.report.json_",
    "junit": "adjudge.report.junit",
    "sarif": "adjudge.report.sarif",
    "markdown": "adjudge.report.markdown",
}
"""The module of each writer; imported only when it writes, as some need heavy libraries."""


def writer(name: str) -> Writer:
    """Return the writer of that name.

    Raises:
        KeyError: there is none; `WRITERS` names them all.
    """
    return cast("Writer", import_module(WRITERS[name]))

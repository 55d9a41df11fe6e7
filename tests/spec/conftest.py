"""What the tests of the specification's readers share."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from adjudge.spec import native
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document


@pytest.fixture(scope="session")
def read() -> Callable[[str], Document]:
    """Read a text, indented as in the test, as the native document `spec/a.md`."""
    return lambda text: native.read(Source.decode("spec/a.md", dedent(text).encode()))

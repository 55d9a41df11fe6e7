"""What the tests of the specification's readers share."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from adjudge.spec import native
from adjudge.spec.dialects import READERS
from adjudge.spec.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.spec.model import Document


@pytest.fixture(scope="session")
def read() -> Callable[[str], Document]:
    """Read a text, indented as in the test, as the native document `spec/a.md`."""
    return lambda text: native.read(Source.decode("spec/a.md", dedent(text).encode()))


@pytest.fixture(scope="session")
def read_as() -> Callable[[str, str], Document]:
    """Read a text, indented as in the test, under a path, by whichever reader recognises it."""

    def read(path: str, text: str) -> Document:
        source = Source.decode(path, dedent(text).encode())
        return next(reader for reader in READERS if reader.recognises(source)).read(source)

    return read

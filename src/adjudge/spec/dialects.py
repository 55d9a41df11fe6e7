"""The dialects of specification documents: one file and one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from adjudge.spec import kiro, native, openspec, spec_kit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.spec.model import Document
    from adjudge.spec.source import Source


class Reader(Protocol):
    """A module that reads one dialect."""

    def recognises(self, source: Source) -> bool:
        """Tell from its path and text whether the file is written in this dialect."""
        ...

    def read(self, source: Source) -> Document:
        """Read the file; whatever it holds, this yields a document and never raises."""
        ...


READERS: Sequence[Reader] = (openspec, kiro, spec_kit, native)
"""In the order in which they are asked; the native dialect takes whatever is left."""

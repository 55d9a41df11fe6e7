"""Documents that were read before, so that an unchanged specification is not parsed again.

One file holds all documents of a project, each under its path with the digest of its bytes. It
may be deleted at any time; two processes may use it at once. Who can write it can change what a
specification seems to say, so it belongs where the system under judgment can't write.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from adjudge.spec.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILE = "documents.msgpack"
MAXIMAL_BYTES = 256 * 1024**2
"""A larger cache is neither written nor read."""


class _Entry(msgspec.Struct, array_like=True, frozen=True):
    digest: str
    document: msgspec.Raw


class _File(msgspec.Struct, array_like=True, frozen=True):
    version: str
    entries: dict[str, _Entry]


class DocumentCache:
    """The documents of one project, by path and digest.

    Args:
        folder: where the file is kept; it is created when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._kept = _load(self._path)
        self._decoder = msgspec.msgpack.Decoder(Document)

    def get(self, path: str, digest: str) -> Document | None:
        """Return the document that these bytes at this path gave before, or None."""
        entry = self._kept.get(path)
        if entry is None or entry.digest != digest:
            return None
        try:
            return self._decoder.decode(entry.document)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def keep(self, documents: Sequence[Document]) -> None:
        """Replace what is kept by these documents, if they are not what is kept already.

        A folder that can't be written is no error: reading only takes longer the next time.
        """
        if {d.path: d.digest for d in documents} == {p: e.digest for p, e in self._kept.items()}:
            return
        encode = msgspec.msgpack.encode
        entries = {d.path: _Entry(d.digest, msgspec.Raw(encode(d))) for d in documents}
        data = encode(_File(_version(), entries))
        if len(data) <= MAXIMAL_BYTES:
            with suppress(OSError):
                _replace(self._path, data)


def _load(path: Path) -> dict[str, _Entry]:
    """Read the file; one that is damaged, too large or of another version holds nothing."""
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMAL_BYTES + 1)
        kept = msgspec.msgpack.decode(data, type=_File)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return kept.entries if kept.version == _version() and len(data) <= MAXIMAL_BYTES else {}


def _replace(path: Path, data: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{FILE}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@cache
def _version() -> str:
    """Identify the code that reads documents by the sizes and times of its files."""
    import hashlib
    from importlib.util import find_spec

    package = Path(__file__).parent
    markdown = find_spec("markdown_it")
    origin = [Path(markdown.origin)] if markdown and markdown.origin else []
    digest = hashlib.sha256()
    for file in (*_sources(package), *_sources(package.parent / "codes"), *origin):
        status = file.stat()
        digest.update(f"{file.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    yield from sorted(package.rglob("*.py"))

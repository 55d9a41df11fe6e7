"""Reading all of a project's specification."""

from __future__ import annotations

import gc
import hashlib
import stat
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from adjudge.codes import documents as codes
from adjudge.findings import Finding, Location
from adjudge.spec.model import Dialect, Document, Specification
from adjudge.spec.places import find
from adjudge.spec.relate import relate
from adjudge.spec.shared_checks import share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from adjudge.spec.document_cache import DocumentCache

MAXIMAL_BYTES = 4 * 1024**2
"""Of one document."""
# Tools keep plans and notes beside their specifications; those oblige nobody.
_FOREIGN = frozenset({".specify", ".kiro", "openspec"})


def read(
    root: Path,
    patterns: Sequence[str] = (),
    *,
    cache: Path | None = None,
    today: date | None = None,
) -> Specification:
    """Read and relate the documents of a project; whatever is wrong is in the findings.

    Args:
        root: the project's folder.
        patterns: files, folders or globs relative to it; without any, the usual places.
        cache: a folder in which documents are kept for the next time.
        today: the day on which dates count; without it, the local day.
    """
    places = find(root, patterns)
    known = _open(cache)
    with _collector_paused():
        documents, findings = _documents(root, places.paths, known)
    if known:
        known.keep(documents)
    # What is kept are documents as written: the rows that they name have files of their own.
    documents = _expanded(documents, root)
    obliging = share(tuple(_obliging(documents)))
    specification = relate(obliging, today or datetime.now(UTC).astimezone().date())
    return replace(specification, findings=(*places.findings, *findings, *specification.findings))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector, which would walk everything read again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _open(folder: Path | None) -> DocumentCache | None:
    if folder is None:
        return None
    from adjudge.spec.document_cache import DocumentCache

    return DocumentCache(folder)


def _documents(
    root: Path, paths: Sequence[str], known: DocumentCache | None
) -> tuple[list[Document], list[Finding]]:
    documents: list[Document] = []
    findings: list[Finding] = []
    for path in paths:
        data = _load(root, path)
        document = data if isinstance(data, Finding) else _document(path, data, known)
        if isinstance(document, Finding):
            findings.append(document)
        else:
            documents.append(document)
    return documents, findings


def _expanded(documents: list[Document], root: Path) -> list[Document]:
    """Make requirements of the rows that are some."""
    requirements = (r for document in documents for r in document.requirements)
    if not any(check.kind == "cases" for r in requirements for check in r.checks):
        return documents
    from adjudge.spec.expansion import expand

    return [expand(document, root) for document in documents]


def _load(root: Path, path: str) -> bytes | Finding:
    try:
        status = (root / path).stat()
        if not stat.S_ISREG(status.st_mode):
            message = f'"{path}" is not a file'
            return codes.UNREADABLE_DOCUMENT.at(Location(path), message)
        with (root / path).open("rb") as file:
            data = file.read(MAXIMAL_BYTES + 1)
    except OSError as error:
        message = f'"{path}" can\'t be read: {error.strerror}'
        return codes.UNREADABLE_DOCUMENT.at(Location(path), message)
    if len(data) > MAXIMAL_BYTES:
        message = f'"{path}" is larger than {MAXIMAL_BYTES // 1024**2} MiB'
        return codes.DOCUMENT_TOO_LARGE.at(
            Location(path),
            message,
            expected=f"at most {MAXIMAL_BYTES} bytes",
            actual=f"{status.st_size} bytes",
        )
    return data


def _document(path: str, data: bytes, known: DocumentCache | None) -> Document | Finding:
    if known and (document := known.get(path, hashlib.sha256(data).hexdigest())):
        return document
    return parse(path, data)


def parse(path: str, data: bytes) -> Document | Finding:
    """Read one document in whatever dialect it is written.

    Args:
        path: POSIX, relative to the project; some dialects are known by it.
        data: the file's bytes.

    Returns:
        The document, or the finding that says where it is not UTF-8.
    """
    from adjudge.spec.dialects import READERS
    from adjudge.spec.source import Source
    from adjudge.spec.together import resolved

    try:
        source = Source.decode(path, data)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f'"{path}" is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}'
        return codes.NOT_UTF_8.at(
            Location(path, line, column),
            message,
            expected="UTF-8",
            actual=f"0x{data[error.start]:02x} ({error.reason})",
        )
    reader = next(reader for reader in READERS if reader.recognises(source))
    return resolved(reader.read(source))


def _obliging(documents: Sequence[Document]) -> Iterator[Document]:
    """Leave out the notes of other tools, and report native documents that oblige nobody."""
    folders = {PurePosixPath(d.path).parent for d in documents if d.dialect is not Dialect.NATIVE}
    for document in documents:
        if document.dialect is not Dialect.NATIVE:
            if document.requirements or document.terms or document.findings:
                yield document
        elif document.requirements:
            yield document
        elif not _beside(PurePosixPath(document.path), folders):
            yield document if document.terms else _empty(document)


def _beside(path: PurePosixPath, folders: set[PurePosixPath]) -> bool:
    """Tell whether a file stands among the files of another tool."""
    return path.parts[0] in _FOREIGN or not folders.isdisjoint(path.parents)


def _empty(document: Document) -> Document:
    message = f'"{document.path}" holds no requirement'
    found = codes.EMPTY_DOCUMENT.at(Location(document.path), message)
    return replace(document, findings=(found, *document.findings))

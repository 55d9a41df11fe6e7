"""Finds the specification documents of a repository by their dialects, and OpenAPI documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.spec.model import Dialect
from adjudge.system.discovered import FoundSpecification

if TYPE_CHECKING:
    from adjudge.findings import Location
    from adjudge.system.discover_files import Files

_PATTERNS = (
    ("spec/**/*.md", r"spec/(?:.*/)?[^/]+\.md", Dialect.NATIVE),
    ("specs/*/spec.md", r"specs/[^/]+/spec\.md", Dialect.SPEC_KIT),
    (".specify/memory/constitution.md", r"\.specify/memory/constitution\.md", Dialect.SPEC_KIT),
    (".kiro/specs/*/requirements.md", r"\.kiro/specs/[^/]+/requirements\.md", Dialect.KIRO),
    ("openspec/specs/*/spec.md", r"openspec/specs/[^/]+/spec\.md", Dialect.OPENSPEC),
)
_OPENAPI = re.compile(r"""^\s*\{?\s*["']?(?:openapi|swagger)["']?\s*:""", re.MULTILINE)


def specifications(files: Files) -> list[FoundSpecification]:
    """Return each pattern that matches, with the number of its files."""
    counted = ((glob, dialect, len(files.named(rule))) for glob, rule, dialect in _PATTERNS)
    return [FoundSpecification(glob, dialect, count) for glob, dialect, count in counted if count]


def openapi(files: Files) -> list[Location]:
    """Return where OpenAPI and Swagger documents say what they are."""
    named = files.named(r"(?i)(?:.*/)?[^/]*(?:openapi|swagger)[^/]*\.(?:ya?ml|json)")
    matches = ((name, _OPENAPI.search(files.read(name))) for name in named)
    return [files.at(name, match[0].strip()) for name, match in matches if match]

"""The `[tools]` of the project's `adjudge.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.errors import ConfigurationError
from adjudge.spec.files import project_of
from adjudge.system import toml
from adjudge.system.configuration import Tools

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.spec.model import Check


def configured(check: Check, folder: Path) -> tuple[Tools, Path]:
    """Return what is configured for the project of a document, and that project's folder."""
    root = project_of(check.location.file, folder)
    try:
        return toml.read(root).tools, root
    except ConfigurationError:  # whoever loads the project reports it; here nothing is configured
        return Tools(), root

"""Where Adjudge keeps what it can make again; all of it may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def default_folder() -> Path:
    """Return the folder of caches: `ADJUDGE_CACHE`, or `adjudge` where the user's caches are.

    It lies outside the project, because what is built or run inside a checkout finds the
    checkout's own configuration in the folders above it.
    """
    named = os.environ.get("ADJUDGE_CACHE")
    if named:
        return Path(named).resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return (Path(base) / "adjudge").resolve()


def of_project(cache: Path, root: Path) -> Path:
    """Return the folder of one project's caches, which need not exist yet."""
    key = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return cache / f"{root.resolve().name}-{key}"

"""Modules that a line `Verified by: module PATH` names: what files beside them say of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.spec.model import Check

_LANGUAGES = {
    ".tla": "tla",
    ".qnt": "quint",
    ".lean": "lean",
    ".dfy": "dafny",
    ".als": "alloy",
}


def settled(check: Check, folder: Path) -> Check:
    """Return a block as it is, and a linked module as the block that would say the same.

    The language follows from the file's suffix. `Lock.cfg` beside `Lock.tla` is its configuration,
    as TLC has it, and `Lock.wrong.tla` its wrong version.
    """
    if check.language:
        return check
    file = PurePosixPath(str(check.options.get("file", "")))
    language = _LANGUAGES.get(file.suffix, "proof")
    options: dict[str, Any] = {"file": file.as_posix()}
    if language == "tla" and (folder / file.with_suffix(".cfg")).is_file():
        options["config"] = file.with_suffix(".cfg").as_posix()
    wrong = file.with_suffix(f".wrong{file.suffix}") if file.name else file
    if wrong != file and (folder / wrong).is_file():
        options["wrong"] = {"file": wrong.as_posix()}
    return replace(check, language=language, text="", options=options)

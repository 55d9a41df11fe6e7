"""The provers whose commands and output are known; everything else is said in the check or in `[tools]`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.system.configuration import Prover

if TYPE_CHECKING:
    from collections.abc import Mapping

KNOWN: Mapping[str, Prover] = {
    # https://dafny.org/dafny/DafnyRef/DafnyRef#sec-dafny-verify
    "dafny": Prover(
        ("dafny", "verify", "{file}"),
        r"(?m)finished with [1-9]\d* verified, 0 errors\s*$",
        r"finished with \d+ verified, [1-9]\d* error",
        ("dafny", "--version"),
        "Module.dfy",
    ),
    # warnings are errors, so that `sorry` is one: https://lean-lang.org/doc/reference/latest/
    "lean": Prover(
        ("lean", "-DwarningAsError=true", "{file}"),
        r"\A\s*\Z",
        r"error:.*(?:unsolved goals|type mismatch|failed|could not|is false|no progress)",
        ("lean", "--version"),
        "Module.lean",
    ),
    # https://quint-lang.org/docs/quint; the other backends are fetched when they are first used
    "quint": Prover(
        ("quint", "test", "--backend=typescript", "{file}"),
        r"(?m)^\s*[1-9]\d* passing|\[ok\] No violation found",
        r"(?m)^\s*[1-9]\d* failed|\[violation\]",
        ("quint", "--version"),
        "{module}.qnt",
    ),
    # `alloy exec` of Alloy 6.2, org.alloytools.alloy.cli
    "alloy": Prover(
        ("alloy", "exec", "{file}"),
        r"(?m)^\d+\. check .*\bUNSAT\b",
        r"(?m)^\d+\. check .*\d/\d+\s+SAT\b",
        ("alloy", "version"),
        "Module.als",
    ),
}
"""What is built in, by the language of the block."""

_MODULE = re.compile(r"^\s*module\s+(\w+)", re.MULTILINE)


def merged(*layers: Prover) -> Prover:
    """Put settings over one another; the first that says something about a field decides."""
    result = Prover()
    for layer in layers:
        given = {
            name: getattr(layer, name)
            for name in Prover.__dataclass_fields__
            if getattr(layer, name) and not getattr(result, name)
        }
        result = replace(result, **given)
    return result


def file_name(prover: Prover, text: str) -> str:
    """Return the name of the file for a module; `{module}` is the name of the first in it."""
    found = _MODULE.search(text)
    return (prover.file or "module.txt").replace("{module}", found[1] if found else "module")

"""The options of a `tla` block: the model that TLC's configuration file would hold, and the controls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adjudge.checks.proof.options import (
    OptionError,
    WrongVersion,
    read_options,
    seconds,
    text,
    texts,
    truth,
    wrong_versions,
)
from adjudge.checks.proof.tla.finding import ENGINES
from adjudge.checks.proof.tla.model import Claim, ClaimKind, Model
from adjudge.codes.proof import PROOF_OPTION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.findings import Finding
    from adjudge.spec.model import Check

_NAME = re.compile(r"[A-Za-z0-9_]*[A-Za-z_][A-Za-z0-9_]*\Z")
_ATOM = r'(?:-?\d+|"[^"\\\n]*"|[A-Za-z0-9_]+)'
_SET = re.compile(rf"\{{\s*(?:{_ATOM}(?:\s*,\s*{_ATOM})*)?\s*\}}")


@dataclass(frozen=True, slots=True)
class TlaOptions:
    """What the braces say; see `docs/reference/proof.md`."""

    invariants: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    specification: str = ""
    init: str = ""
    next: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    deadlock: bool = True
    file: str = ""
    config: str = ""
    wrong: tuple[WrongVersion, ...] = ()
    engine: str = ""
    seconds: float | None = None

    def model(self, defined: Sequence[str]) -> Model:
        """Return the model that the options describe.

        Args:
            defined: the names that the module defines; `Spec`, or else `Init` and `Next`, is the
                behaviour where the options don't say.
        """
        behaviour = self._behaviour(defined)
        claims = [Claim(ClaimKind.INVARIANT, name) for name in self.invariants]
        claims += [Claim(ClaimKind.PROPERTY, name) for name in self.properties]
        statements = [f"{keyword} {name}" for keyword, name in behaviour]
        statements += [f"CONSTANT {name} = {value}" for name, value in self.constants.items()]
        statements += [f"CONSTRAINT {name}" for name in self.constraints]
        names = tuple(name for _, name in behaviour)
        return Model(
            tuple(dict.fromkeys(claims)), tuple(statements), names, self.constraints, self.deadlock
        )

    def _behaviour(self, defined: Sequence[str]) -> list[tuple[str, str]]:
        if self.init or self.next:
            return [("INIT", self.init or "Init"), ("NEXT", self.next or "Next")]
        if self.specification or "Spec" in defined:
            return [("SPECIFICATION", self.specification or "Spec")]
        return [("INIT", "Init"), ("NEXT", "Next")]


def read_tla_options(check: Check) -> tuple[TlaOptions, list[Finding]]:
    """Read a block's options; with findings, the options must not be used."""
    fields, findings = read_options(check, _READERS)
    options = TlaOptions(**fields)
    for problem in _conflicts(options, fields):
        findings.append(PROOF_OPTION.at(check.location, problem, requirement=check.requirement))
    return options, findings


def _conflicts(options: TlaOptions, fields: Mapping[str, Any]) -> list[str]:
    problems = []
    if options.specification and (options.init or options.next):
        problems.append("`specification` and `init` or `next` both say how the module behaves")
    said = sorted(_MODEL & fields.keys())
    if options.config and said:
        problems.append(f"`config` names a file that says the same as {', '.join(said)}")
    return problems


def _identifier(value: Any) -> str:
    if _NAME.match(name := text(value)):
        return name
    raise OptionError(f"“{value}” is no name of a definition")


def _identifiers(value: Any) -> tuple[str, ...]:
    return tuple(_identifier(name) for name in texts(value))


def _constants(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise OptionError(f"“{value}” is not a mapping from names to values")
    return {_identifier(name): _constant(entry) for name, entry in value.items()}


def _constant(value: Any) -> str:
    """Write a value as a configuration file does: a word is a model value, a list a set."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"{{{', '.join(_constant(entry) for entry in value)}}}"
    if isinstance(value, str) and _is_value(value):
        return value
    raise OptionError(f"“{value}” is no value: write a number, a word, a text in quotes, or a set")


def _is_value(written: str) -> bool:
    """Tell whether a text is one value: an atom, or a set of values, which may be sets."""
    while (shorter := _SET.sub("0", written)) != written:
        written = shorter
    return re.fullmatch(_ATOM, written) is not None


def _engine(value: Any) -> str:
    if value in ENGINES:
        return str(value)
    raise OptionError(f"“{value}” is none of {', '.join(ENGINES)}")


_READERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "invariant": ("invariants", _identifiers),
    "invariants": ("invariants", _identifiers),
    "property": ("properties", _identifiers),
    "properties": ("properties", _identifiers),
    "specification": ("specification", _identifier),
    "init": ("init", _identifier),
    "next": ("next", _identifier),
    "constants": ("constants", _constants),
    "constraint": ("constraints", _identifiers),
    "constraints": ("constraints", _identifiers),
    "deadlock": ("deadlock", truth),
    "file": ("file", text),
    "config": ("config", text),
    "wrong": ("wrong", wrong_versions),
    "engine": ("engine", _engine),
    "timeout": ("seconds", seconds),
}
_MODEL = frozenset(
    {"invariants", "properties", "specification", "init", "next", "constants", "constraints"}
)

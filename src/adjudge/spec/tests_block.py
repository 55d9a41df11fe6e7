"""The block `yaml tests`: which existing tests are evidence, for one requirement or for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adjudge.codes import lines as codes
from adjudge.findings import Finding, Location
from adjudge.spec import yaml
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.spec.fences import Fence

_SELECTORS = ("marked", "named", "mapping")
_KEYS = (*_SELECTORS, "suite")


@dataclass(frozen=True, slots=True)
class Mapped:
    """Tests that a mapping links to the requirement `label`, as written, from anywhere in it."""

    label: str
    options: Mapping[str, Any]
    location: Location


@dataclass(frozen=True, slots=True)
class Selection:
    """What a block says: options of one check, or a mapping for many requirements."""

    options: Mapping[str, Any] = field(default_factory=dict)
    mapped: tuple[Mapped, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_tests(fence: Fence, requirement: str = "") -> Selection:
    """Read a `yaml tests` block whose YAML is known to be valid."""
    parsed = yaml.read(fence.text)
    try:
        return _read(fence, parsed)
    except _WrongError as error:
        place = yaml.within(fence.body, *parsed.position(*error.path))
        found = codes.MALFORMED_TESTS.at(place, error.message, requirement=requirement)
        return Selection(findings=(found,))


class _WrongError(Exception):
    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


def _read(fence: Fence, parsed: yaml.Yaml) -> Selection:
    value = parsed.value
    if not isinstance(value, dict):
        raise _WrongError("the block is not a mapping")
    for key in value:
        if key not in _KEYS:
            raise _WrongError(f'"{key}" is no key of a tests block: {suggestion(key, _KEYS)}', key)
    given = [key for key in _SELECTORS if key in value]
    if len(given) != 1:
        raise _WrongError("exactly one of marked, named and mapping must be given", *given[1:])
    suite = value.get("suite")
    if suite is not None and not isinstance(suite, str):
        raise _WrongError("the suite is not a name", "suite")
    common = {"suite": suite} if suite else {}
    if given != ["mapping"]:
        return Selection({given[0]: _texts(value[given[0]], given[0]), **common})
    return Selection(mapped=_mapped(fence, parsed, common))


def _mapped(fence: Fence, parsed: yaml.Yaml, common: Mapping[str, Any]) -> tuple[Mapped, ...]:
    mapping = parsed.value["mapping"]
    if not isinstance(mapping, dict) or not mapping:
        raise _WrongError("the mapping names no requirement", "mapping")
    return tuple(
        Mapped(
            label,
            {"named": _texts(patterns, "mapping", label), **common},
            yaml.within(fence.body, *parsed.position("mapping", label)),
        )
        for label, patterns in mapping.items()
    )


def _texts(value: Any, *path: str) -> list[str]:
    """Read one text or a list of texts."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not texts:
        raise _WrongError(f"{path[-1]} names no test", *path)
    for number, text in enumerate(texts):
        if not isinstance(text, str) or not text.strip():
            raise _WrongError(f"{path[-1]} holds something that is not a name", *path, number)
    return texts

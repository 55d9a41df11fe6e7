"""Reading the options of proof checks: what every kind of module has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adjudge import quantities
from adjudge.codes.proof import PROOF_OPTION
from adjudge.spec.nearest import suggestion

if TYPE_CHECKING:
    from adjudge.findings import Finding
    from adjudge.spec.model import Check

Readers = Mapping[str, tuple[str, Callable[[Any], Any]]]
"""For each option the field that it fills and how its value is read."""


@dataclass(frozen=True, slots=True)
class WrongVersion:
    """How a wrong version is made: `replace` in the module becomes `by`, or `file` holds it all."""

    replace: str = ""
    by: str = ""
    file: str = ""


class OptionError(ValueError):
    """A value that an option can't have."""


def read_options(check: Check, readers: Readers) -> tuple[dict[str, Any], list[Finding]]:
    """Read a check's options into fields; each that can't be read is a finding."""
    fields: dict[str, Any] = {}
    findings = []
    for name, value in check.options.items():
        try:
            field, read = _reader(check.language, name, readers)
            fields[field] = _value(name, read, value)
        except OptionError as error:
            where = check.location
            findings.append(PROOF_OPTION.at(where, str(error), requirement=check.requirement))
    return fields, findings


def _reader(language: str, name: str, readers: Readers) -> tuple[str, Callable[[Any], Any]]:
    if name in readers:
        return readers[name]
    message = f"a {language} block has no option “{name}”; {suggestion(name, readers)}"
    raise OptionError(message)


def _value(name: str, read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise OptionError(f"{name}: {error}") from error


def text(value: Any) -> str:
    """Read a text that is not empty."""
    if isinstance(value, str) and value and "\0" not in value:
        return value
    raise OptionError(f"“{value}” is not a text; put it in quotes")


def truth(value: Any) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise OptionError(f"“{value}” is neither true nor false")


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts; a single text is a list of one."""
    return tuple(text(each) for each in (value if isinstance(value, list) else [value]))


def seconds(value: Any) -> float:
    """Read a duration."""
    return quantities.seconds(text(value))


def wrong_versions(value: Any) -> tuple[WrongVersion, ...]:
    """Read what makes a module wrong: one version, or a list of them."""
    return tuple(_wrong(each) for each in (value if isinstance(value, list) else [value]))


def _wrong(value: Any) -> WrongVersion:
    if isinstance(value, str):
        return WrongVersion(file=text(value))
    if isinstance(value, Mapping) and value.keys() == {"file"}:
        return WrongVersion(file=text(value["file"]))
    if isinstance(value, Mapping) and value.keys() == {"replace", "by"}:
        if not isinstance(value["by"], str):
            raise OptionError(f"“{value['by']}” is not a text; put it in quotes")
        return WrongVersion(text(value["replace"]), value["by"])
    raise OptionError("a wrong version is {replace: text, by: text}, or {file: path}")

"""The `[Options]` of an entry, with their values filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.tree import Constant, Definition, Duration, Placeholder
from adjudge.checks.hurl.values import is_integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.tree import Entry, Option

_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_IN_SECONDS = ("connect-timeout", "max-time")
UNLIMITED = -1


@dataclass(slots=True)
class Settings:
    """How an entry is run.

    Times are in seconds, `None` where nothing is said. `redirects` and `retries` are `UNLIMITED`
    for no bound of their own. `headers` are added to the request, `dropped` (in lower case) left
    out of it.
    """

    compressed: bool = False
    insecure: bool = False
    location: bool = False
    trusted: bool = False
    skip: bool = False
    coerce: bool = True
    delay: float = 0.0
    seconds: float | None = None
    connect: float | None = None
    interval: float = 1.0
    redirects: int = 50
    repeats: int = 1
    retries: int = 0
    user: tuple[str, str] | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)


def settings_of(entry: Entry, scope: Scope) -> Settings:
    """Fill in the options of an entry; variables that they define stay defined.

    Raises:
        EvaluationError: an option has a value that it can't take.
    """
    settings = Settings()
    for option in entry.options:
        value = option.value
        if isinstance(value, Definition):
            scope.variables[value.name] = scope.operand(value.value)
        elif option.name in _SETTERS:
            _SETTERS[option.name](settings, _value(option, scope))
    return settings


def _value(option: Option, scope: Scope) -> object:
    value = option.value
    if isinstance(value, Duration):
        return _seconds(option.name, value.amount, value.unit)
    if isinstance(value, Definition):
        return None
    filled = scope.operand(value)
    durations = {"delay", "retry-interval", *_IN_SECONDS}
    if option.name not in durations or isinstance(value, Constant):
        return filled
    if isinstance(value, Placeholder) and isinstance(filled, str):
        digits = filled.rstrip("msh")
        filled = int(digits) if digits.isdigit() else filled
        unit = str(scope.operand(value))[len(digits) :]
        return _seconds(option.name, filled, unit)
    return _seconds(option.name, filled, "")


def _seconds(name: str, amount: object, unit: str) -> float:
    unit = unit or ("s" if name in _IN_SECONDS else "ms")
    if not isinstance(amount, int) or isinstance(amount, bool) or unit not in _MILLISECONDS:
        raise EvaluationError(f"the option `{name}` takes a duration", blameless=True)
    return amount * _MILLISECONDS[unit] / 1000


def _flag(attribute: str) -> Callable[[Settings, object], None]:
    def set_flag(settings: Settings, value: object) -> None:
        if not isinstance(value, bool):
            raise EvaluationError(f"`{value}` is neither true nor false", blameless=True)
        setattr(settings, attribute, value)

    return set_flag


def _number(attribute: str) -> Callable[[Settings, object], None]:
    def set_number(settings: Settings, value: object) -> None:
        if isinstance(value, str) and value.lstrip("-").isdigit():
            value = int(value)
        if not is_integer(value) or not isinstance(value, int) or value < UNLIMITED:
            raise EvaluationError(f"`{value}` is no number of times", blameless=True)
        setattr(settings, attribute, value)

    return set_number


def _duration(attribute: str) -> Callable[[Settings, object], None]:
    return lambda settings, value: setattr(settings, attribute, value)


def _header(settings: Settings, value: object) -> None:
    name, _, text = str(value).partition(":")
    settings.headers.append((name.strip(), text.strip()))


def _user(settings: Settings, value: object) -> None:
    name, _, password = str(value).partition(":")
    settings.user = (name, password)


def _no_coercion(settings: Settings, value: object) -> None:
    settings.coerce = value is not True


def _drop(settings: Settings, value: object) -> None:
    settings.dropped.add(str(value).strip().lower())


def _trusted(settings: Settings, value: object) -> None:
    settings.trusted = value is True
    settings.location = settings.location or settings.trusted


_SETTERS: dict[str, Callable[[Settings, object], None]] = {
    "compressed": _flag("compressed"),
    "connect-timeout": _duration("connect"),
    "delay": _duration("delay"),
    "header": _header,
    "insecure": _flag("insecure"),
    "location": _flag("location"),
    "location-trusted": _trusted,
    "max-redirs": _number("redirects"),
    "max-time": _duration("seconds"),
    "no-header": _drop,
    "no-jsonpath-coercion": _no_coercion,
    "repeat": _number("repeats"),
    "retry": _number("retries"),
    "retry-interval": _duration("interval"),
    "skip": _flag("skip"),
    "user": _user,
}

SHOWN_ONLY = ("fail-with-body", "verbose", "verbosity", "very-verbose")
"""Options that change nothing but what the program of that name prints."""

SUPPORTED = frozenset({*_SETTERS, *SHOWN_ONLY, "variable", "http1.1"})
"""Options that are followed; the others are refused unless they say `false`."""

"""Which tests of a suite a check is about."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from adjudge.codes.checks import TESTS_SELECT_NOTHING, TESTS_UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adjudge.checks.tests.records import Record
    from adjudge.findings import Finding
    from adjudge.spec.model import Check

_KEYS = ("marked", "named", "suite")
_MOST_COMPARED = 4_000
_IN_NAME = re.compile(r"(?:^|\s)\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Selection:
    """The tests that carry one of the marks, and those that have one of the names.

    `suite` is empty where every suite of the system may hold them. Names are globs: `*` stands
    for any text and `?` for one character, brackets and everything else for themselves.
    """

    marked: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    suite: str = ""


def select(check: Check) -> tuple[Selection, tuple[Finding, ...]]:
    """Read the selection of a check from its options or else from the YAML of its block."""
    settings = _settings(check)
    if isinstance(settings, str):
        return Selection(), (
            TESTS_UNREADABLE.at(check.body, settings, requirement=check.requirement),
        )
    problems = [
        TESTS_UNREADABLE.at(check.location, text, requirement=check.requirement)
        for text in _problems(settings)
    ]
    if problems:
        return Selection(), tuple(problems)
    suite = settings.get("suite") or ""
    selection = Selection(_texts(settings, "marked"), _texts(settings, "named"), suite)
    if selection.marked or selection.named:
        return selection, ()
    nothing = TESTS_SELECT_NOTHING.at(
        check.location, "the check selects no test", requirement=check.requirement
    )
    return selection, (nothing,)


def _settings(check: Check) -> dict[str, Any] | str:
    """Return the settings as written, or what is wrong with their YAML."""
    options = dict(check.options)
    if "marked" in options or "named" in options:
        return options
    import yaml

    try:
        written = yaml.safe_load(check.text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return f"the block is not YAML: {error}"
    if written is None:
        return options
    if not isinstance(written, dict):
        return f"the block holds {written!r:.80}, not keys and values"
    return {**written, **options}


def _problems(settings: dict[str, Any]) -> Iterable[str]:
    for key, value in settings.items():
        near = difflib.get_close_matches(str(key), _KEYS, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        if key not in _KEYS:
            yield f"unknown key {key!r}{hint}"
        elif key == "suite" and not isinstance(value, str):
            yield f"'suite' is {value!r:.80}, not a name"
        elif key != "suite" and not _is_texts(value):
            yield f"'{key}' is {value!r:.80}, not a text or a list of texts"


def _is_texts(value: object) -> bool:
    entries = value if isinstance(value, list | tuple) else [value]
    return all(isinstance(entry, str) and entry.strip() for entry in entries)


def _texts(settings: dict[str, Any], key: str) -> tuple[str, ...]:
    value = settings.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


def has_name(record: Record, pattern: str) -> bool:
    """Tell whether the glob is one of the names of a test; upper and lower case differ."""
    if "*" not in pattern and "?" not in pattern:
        return pattern in record.names
    # pytest writes parameters in brackets, so a bracket must stand for itself.
    literal = pattern.replace("[", "[[]")
    return any(fnmatchcase(name, literal) for name in record.names)


def marks_in(name: str) -> frozenset[str]:
    """Return the IDs that a test's name carries in brackets: `refuses an overdraft [ACC-1]`.

    For formats that know no marks. A bracket right behind a word is a parameter, not a mark.
    """
    found = _IN_NAME.findall(name)
    return frozenset(part.strip() for group in found for part in group.split(",") if part.strip())


def nearest(wanted: str, records: Sequence[Record], *, mark: bool) -> str:
    """Return the existing mark or name that is most like `wanted`, or an empty text."""
    known = {n for r in records for n in (r.marks if mark else r.names)}
    compared = sorted(known, key=lambda name: (abs(len(name) - len(wanted)), name))
    return next(iter(difflib.get_close_matches(wanted, compared[:_MOST_COMPARED], 1, 0.5)), "")

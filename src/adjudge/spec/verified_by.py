"""What a line `Verified by:` may name: existing tests, proofs, cards and people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PIECE = re.compile(r"""(?:"[^"]*"|'[^']*'|`[^`]*`|\[[^\]]*\]|[^,;"'`\[])+|["'`\[]""")
_START = re.compile(
    r"(?i)(?:tests?\s+marked|tests?\s+named|tests?(?=\s+\S)|cards?(?=\s)|sign-?off\s+by|module(?=\s)|proof(?=\s))"
)
_SUITE = re.compile(r"(?i)\s+in\s+(?:suite\s+)?(?P<suite>[\w.-]+)\s*\Z")
_LONGEST = 10_000
_MARK = re.compile(r"[\w./#-]+\Z")


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that verifies: the kind of check, its name and its options, as written."""

    kind: str
    text: str
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def parse(value: str) -> tuple[Clause, ...]:
    """Read what stands behind `Verified by:`; several are separated by commas.

    Raises:
        ValueError: it names nothing that can verify; the message says which part.
    """
    if len(value) > _LONGEST:
        raise ValueError(f"more than {_LONGEST} characters stand behind the colon")
    pieces = [piece.strip() for piece in _PIECE.findall(value)]
    groups: list[list[str]] = []
    for piece in filter(None, pieces):
        if _START.match(piece):
            groups.append([piece])
        elif groups:
            groups[-1].append(piece)
        else:
            raise ValueError(f'"{piece}" names nothing that can verify')
    if not groups:
        raise ValueError("nothing stands behind the colon")
    return tuple(_clause(group) for group in groups)


def _clause(pieces: list[str]) -> Clause:
    text = ", ".join(pieces)
    start = _START.match(text)
    word = " ".join(start[0].casefold().split()) if start else ""
    rest = text[len(start[0]) if start else 0 :].strip()
    if word.startswith("test"):
        return _tests(word, rest, text)
    if len(pieces) > 1:
        raise ValueError(f'"{pieces[1]}" names nothing that can verify')
    name = _bare(rest)
    if not name:
        raise ValueError(f'"{text}" names nothing')
    if word.startswith("card"):
        return Clause("card", text, name)
    if word.startswith("sign"):
        return Clause("sign-off", text, name)
    if name == rest and len(name.split()) > 1:
        raise ValueError(f'"{name}" is not a path; put one that holds blanks in quotes')
    return Clause("proof", text, name, {"file": name})


def _tests(word: str, rest: str, text: str) -> Clause:
    suite = _SUITE.search(rest)
    names = [_bare(piece) for piece in _PIECE.findall(rest[: suite.start()] if suite else rest)]
    names = [name for name in names if name]
    if not names:
        raise ValueError(f'"{text}" names no test')
    marked = word.endswith("marked")
    if wrong := next((name for name in names if marked and not _MARK.match(name)), ""):
        raise ValueError(f'"{wrong}" is not the ID of a requirement')
    if word in {"test", "tests"} and (wrong := next((n for n in names if not _is_test(n)), "")):
        raise ValueError(f'"{wrong}" is not a test: write FILE::NAME')
    options: dict[str, Any] = {"marked" if marked else "named": names}
    return Clause("tests", text, options=options | ({"suite": suite["suite"]} if suite else {}))


def _is_test(name: str) -> bool:
    return "::" in name and not name.startswith("::")


def _bare(text: str) -> str:
    """Take off the quotes or backticks around a name."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "\"'`":
        return stripped[1:-1].strip()
    return stripped

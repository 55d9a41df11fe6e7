"""Where each key of a TOML text stands; `tomllib` reads the values but forgets their places."""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]
"""The keys and, within arrays, the positions (from 0) that lead to a value."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""+|\'\'\'.*?\'\'\'+|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR = re.compile(r"[^,\]\}\n#]*")


def places(text: str) -> dict[KeyPath, int]:
    """Return the offset at which each key and each element of an array begins.

    The text must be valid TOML: what `tomllib` accepts.
    """
    return _Scanner(text.replace("\r\n", " \n")).scan()


class _Scanner:
    """Walks over valid TOML; each method starts at `self.at` and leaves it behind what it read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.tables: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        """Walk over all statements."""
        table: KeyPath = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.found

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[0]

    def _header(self) -> KeyPath:
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        self._skip(_BLANK)
        path = self._key(())
        self._skip(_BLANK)
        self.at += 2 if array else 1
        if array:
            number = self.tables.get(path, 0)
            self.tables[path] = number + 1
            path = (*path, number)
        return path

    def _key(self, table: KeyPath) -> KeyPath:
        """Read a dotted key below a table and remember where each of its parts stands."""
        path = table
        while True:
            start = self.at
            quoted = self._skip(_STRING)
            part = _unquoted(quoted) if quoted else self._skip(_BARE)
            path = (*path, part)
            self.found.setdefault(path, start)
            if not self._skip(_DOT):
                return path

    def _pair(self, table: KeyPath) -> None:
        path = self._key(table)
        self._skip(_BLANK)
        self.at += 1  # the equals sign
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(_BLANK)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline_table(path)
        elif not self._skip(_STRING):
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        number = 0
        while not self._closed("]"):
            self.found[*path, number] = self.at
            self._value((*path, number))
            number += 1

    def _inline_table(self, path: KeyPath) -> None:
        while not self._closed("}"):
            self._pair(path)

    def _closed(self, bracket: str) -> bool:
        """Step over the opening bracket or a comma; tell whether the closing one follows."""
        self._skip(_BLANK)
        if self.text[self.at : self.at + 1] in {"[", "{", ","}:
            self.at += 1
            self._skip(_BLANK)
        if self.at >= len(self.text) or self.text[self.at] == bracket:
            self.at += 1
            return True
        return False


def _unquoted(text: str) -> str:
    import tomllib

    (key,) = tomllib.loads(f"{text} = 0")
    return key

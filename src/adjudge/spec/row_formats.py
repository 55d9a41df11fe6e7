"""The formats of files of rows: one function and one line of the table each."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Numbered = tuple[int, dict[str, Any]]
"""The line on which a row starts, counted from 1, and its values."""


class RowsError(AdjudgeError):
    """The text is not rows in its format; `line` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def _separated(delimiter: str) -> Callable[[str], Iterator[Numbered]]:
    def read(text: str) -> Iterator[Numbered]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        header: list[str] = []
        try:
            start = 1
            for cells in reader:
                if not header:
                    header = _header(cells, start)
                elif cells:
                    yield start, _row(header, cells, start)
                start = reader.line_num + 1
        except csv.Error as error:
            raise RowsError(str(error), reader.line_num) from error

    return read


def _header(cells: list[str], line: int) -> list[str]:
    stripped = [cell.strip() for cell in cells]
    twice = {cell for cell in stripped if stripped.count(cell) > 1}
    if twice:
        raise RowsError(f"the column “{min(twice)}” is named twice", line)
    if any(not cell for cell in stripped):
        raise RowsError("a column has no name", line)
    return stripped


def _row(header: list[str], cells: list[str], line: int) -> dict[str, Any]:
    if len(cells) != len(header):
        raise RowsError(f"the row has {len(cells)} cells, the header {len(header)}", line)
    return dict(zip(header, cells, strict=True))


def _json_lines(text: str) -> Iterator[Numbered]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            value, end = _decoded(line, 0, number)
            if line[end:].strip():
                raise RowsError("something follows the value", number)
            yield number, _mapping(value, number)


_BLANK = re.compile(r"[ \t\r\n]*")


def _json_list(text: str) -> Iterator[Numbered]:
    """Read the list value by value, since only then each row's line is known."""
    position = _skip(text, 0)
    if text[position : position + 1] != "[":
        raise RowsError("the file does not hold a list of objects")
    position = _skip(text, position + 1)
    more = text[position : position + 1] != "]"
    line, counted = 1, 0
    while more:
        line, counted = line + text.count("\n", counted, position), position
        value, position = _decoded(text, position, line)
        yield line, _mapping(value, line)
        position = _skip(text, position)
        more = text[position : position + 1] == ","
        position = _skip(text, position + 1) if more else position
    end = _skip(text, position + 1)
    if text[position : position + 1] != "]" or end < len(text):
        where = position if end >= len(text) else end
        message = "expected “,” or “]” after a row, and nothing after the list"
        raise RowsError(message, text.count("\n", 0, where) + 1)


def _skip(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def _decoded(text: str, position: int, line: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise RowsError(error.msg, line if "\n" not in text else error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise RowsError(str(error), line) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key is given twice in one object")
    return value


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)


def _yaml(text: str) -> Iterator[Numbered]:
    from adjudge.spec import yaml

    try:
        read = yaml.read(text)
    except yaml.YamlError as error:
        raise RowsError(error.message, min(error.line, text.count("\n") + 1)) from error
    if not isinstance(read.value, list):
        raise RowsError("the file does not hold a list of mappings", 1)
    for index, value in enumerate(read.value):
        line, _ = read.position(index)
        yield line, _mapping(value, line)


def _mapping(value: Any, line: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RowsError("a row is not a mapping from columns to values", line)
    return value


_EXAMPLE = "`" * 32
_TAB = "→"


@dataclass(slots=True)
class _Example:
    line: int
    markdown: str = ""
    html: str | None = None


def _commonmark(text: str) -> Iterator[Numbered]:
    """Read the examples of CommonMark's `spec.txt`, numbered as its own test program does.

    An example is fenced by 32 backticks; a line with a full stop parts Markdown from HTML, and an
    arrow stands for a tab (https://spec.commonmark.org/0.31.2/, "About this document").
    """
    section = ""
    number = 0
    example: _Example | None = None
    for line_number, line in enumerate(text.split("\n"), 1):
        if example is None:
            if line.strip() == f"{_EXAMPLE} example":
                example = _Example(line_number)
            elif heading := re.match(r"#+ +(.*?)\s*$", line):
                section = heading[1]
        elif line.strip() == _EXAMPLE:
            number += 1
            yield example.line, _columns(example, number, section)
            example = None
        elif example.html is not None:
            example.html += f"{line}\n"
        elif line.strip() == ".":
            example.html = ""
        else:
            example.markdown += f"{line}\n"
    if example is not None:
        raise RowsError("the example is never closed", example.line)


def _columns(example: _Example, number: int, section: str) -> dict[str, Any]:
    return {
        "example": number,
        "section": section,
        "markdown": example.markdown.replace(_TAB, "\t"),
        "html": (example.html or "").replace(_TAB, "\t"),
    }


FORMATS: Mapping[str, Callable[[str], Iterator[Numbered]]] = {
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "json": _json_list,
    "jsonl": _json_lines,
    "yaml": _yaml,
    "commonmark": _commonmark,
}
"""Each reads a text whose lines end in a line feed and raises `RowsError`."""
EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".yaml": "yaml",
    ".yml": "yaml",
}

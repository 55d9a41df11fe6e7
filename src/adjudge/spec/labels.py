"""Requirement IDs at the start of a line, as Spec Kit's authors and agents write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ID = r"[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*-\d{1,4}[a-z]?(?:\.\d{1,3})*(?![A-Za-z0-9-]*[A-Za-z0-9])"
_MARKS = r"[*_`~\[\]()]*"
_RANGE = r"(?:–|—|\.{2,3}|-|~|to|through|bis|至|到|から)"
_JOIN = rf"(?:,|、|，|/|&|\+|and|und|et|y|e|和|及|与|{_RANGE})"
_LIST = re.compile(
    rf"(?P<open>\s*(?:[-*+]\s+)?(?:\[[ xX]\]\s*)?{_MARKS})"
    rf"(?P<ids>{_ID}(?:{_MARKS}\s*{_JOIN}\s*{_MARKS}(?:{_ID}|\d{{1,4}}(?![\w.])))*)"
    rf"(?P<close>[*_`~\]]*)"
)
_MEMBER = re.compile(rf"{_ID}|(?<![\w.-])\d{{1,4}}(?![\w.])|(?<=[–—~/])\d{{1,4}}(?![\w.])")
_IS_RANGE = re.compile(rf"[^A-Za-z.–—~-]*{_RANGE}[^A-Za-z.–—~-]*\Z")
_NOTE = re.compile(
    r"\s*[*_`~]*[(\[（【](?P<note>[^()\[\]（）【】\n]{1,120})[)\]）】](?P<close>[*_`~]*)"
)
_DELIMITER = re.compile(r"[*_`~]*\s*[*_`~]*(?P<mark>[:：]|[–—-](?=\s)|\.(?=\s))\s*[*_`~]*\s*")
_NUMBERED = re.compile(r"(?P<prefix>.*?-)(?P<number>\d+)(?P<suffix>.*)\Z")
_BOLD = re.compile(r"\*\*|__")
LONGEST_RANGE = 200
LONGEST_LIST = 500


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that defines what its IDs name.

    `note` is what brackets after the IDs hold, `title` a name that shares their bold type, `rest`
    the text behind them. `strong` tells that
    the IDs are bold or in a heading, which references rarely are. `problem` says why a range
    among the IDs can't be counted.
    """

    labels: tuple[str, ...]
    rest: str
    note: str = ""
    title: str = ""
    strong: bool = False
    struck: bool = False
    problem: str = ""


def read_labels(line: str, *, heading: bool = False) -> Labelled | None:
    """Read the IDs that a line starts with, or return None if it defines none.

    In a heading the IDs alone define; elsewhere they must be bold or be followed by a colon, a
    dash or a full stop.
    """
    match = _LIST.match(line, 0, LONGEST_LIST)
    if not match:
        return None
    bold = "**" in match["open"] or "__" in match["open"]
    note, rest = _note(line[match.end() :])
    delimiter = _DELIMITER.match(rest)
    if not (heading or bold or delimiter):
        return None
    labels, problem = _expand(match["ids"])
    text = rest[delimiter.end() :] if delimiter else rest.lstrip("*_`~ ")
    consumed = line[match.start("close") : len(line) - len(text)]
    title, text = _title(text) if bold and not _BOLD.search(consumed) else ("", text)
    struck = "~~" in match["open"]
    strong = bold or heading
    return Labelled(
        labels, text.strip(), note, title, strong=strong, struck=struck, problem=problem
    )


def _title(text: str) -> tuple[str, str]:
    """Split a text that begins inside bold type into the bold part and the rest."""
    bold = _BOLD.search(text)
    if not bold:
        return "", text
    rest = text[bold.end() :].strip().lstrip(":：–—- ")
    return (text[: bold.start()].rstrip(" :："), rest) if rest else ("", text[: bold.start()])


def _note(text: str) -> tuple[str, str]:
    match = _NOTE.match(text)
    if not match or text[match.end() : match.end() + 1] == "(":
        return "", text
    return match["note"].strip(), text[match.end() :]


def _expand(ids: str) -> tuple[tuple[str, ...], str]:
    """List the IDs with ranges written out; the second part says what can't be."""
    labels: list[str] = []
    problem, end = "", 0
    for member in _MEMBER.finditer(ids):
        label = _full(member[0], labels)
        if labels and _IS_RANGE.match(ids[end : member.start()]):
            between, fault = _between(labels, label)
            labels += between
            problem = problem or fault
        labels.append(label)
        end = member.end()
    return tuple(dict.fromkeys(labels)), problem


def _full(label: str, before: list[str]) -> str:
    """Complete a bare number with the prefix of the ID before it."""
    if not label.isdigit() or not before:
        return label
    match = _NUMBERED.match(before[-1])
    return f"{match['prefix']}{label}" if match else label


def _between(before: list[str], last: str) -> tuple[tuple[str, ...], str]:
    first = before[-1]
    start, end = _NUMBERED.match(first), _NUMBERED.match(last)
    if not start or not end or start["prefix"] != end["prefix"]:
        return (), f"{first} and {last} are not the ends of one range"
    low, high = int(start["number"]), int(end["number"])
    if not low < high <= low + LONGEST_RANGE:
        return (), f"the range from {first} to {last} can't be counted"
    width = len(start["number"])
    return tuple(f"{start['prefix']}{n:0{width}d}" for n in range(low + 1, high)), ""

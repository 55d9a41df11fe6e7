"""What stands below a requirement's heading, or in its list item, in any dialect."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.codes import blocks as block_codes
from adjudge.codes import lines as line_codes
from adjudge.findings import Finding
from adjudge.spec.fences import Fence, hidden_fence, read_fence, read_info
from adjudge.spec.lines import ATTRIBUTES, Entry, Lines, split_lines
from adjudge.spec.prose import blocks, render, tidy
from adjudge.spec.stated import Stated, interpret
from adjudge.spec.verification import Verification, is_diagram, misplaced, verification

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from adjudge.spec.source import Source

_WHY = re.compile(r"(?i)[*_]{0,3}(?:why|rationale)[*_]{0,3}\s*:[*_]{0,3}\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Body:
    """Everything that blocks say about one requirement.

    `text` is the prose without rationale, structured lines and executable blocks, laid out in
    one way only; `findings` hold those of `stated` and `verification` too.
    """

    text: str
    rationale: str
    stated: Stated
    verification: Verification
    findings: tuple[Finding, ...]


def read_body(
    source: Source,
    tokens: Sequence[Token],
    requirement: str,
    attributes: Sequence[str] = ATTRIBUTES,
) -> Body:
    """Read the blocks of one requirement.

    Args:
        source: the file.
        tokens: complete blocks of the file that belong to the requirement, and to no other.
        requirement: its ID, from which the IDs of its checks are made.
        attributes: keys of structured lines, in lower case, that are attributes.
    """
    machine = any(
        (notation := read_info(token.info.strip()).notation) and notation.kind == "machine"
        for token in tokens
        if token.type == "fence"
    )
    walker = _Walker(source, requirement, attributes, has_machine=machine)
    for block in blocks(tokens):
        walker.read(block)
    walker.finish_list_key()
    stated = interpret(source, walker.entries, requirement)
    checks = verification(requirement, walker.fences, stated.verified)
    return Body(
        "\n\n".join(filter(None, walker.texts)),
        "\n\n".join(filter(None, walker.rationale)),
        stated,
        checks,
        (*walker.findings, *stated.findings, *checks.findings),
    )


def read_outside(source: Source, tokens: Sequence[Token]) -> Verification:
    """Read blocks that belong to no requirement: what is executable there is an error."""
    result = Verification()
    for token in tokens:
        if token.type != "fence":
            if may_hide_a_fence(token):
                result.findings += hidden_fences(source, token, "")
            continue
        fence = read_fence(source, token)
        found = misplaced(fence) if fence.info.executable else Verification()
        result.mapped += found.mapped
        result.findings += found.findings or fence.findings()
    return result


def may_hide_a_fence(token: Token) -> bool:
    """Tell cheaply whether `hidden_fences` has to look at a token."""
    content = token.content
    return ("```" in content or "~~~" in content) and token.type in _HIDING


def hidden_fences(source: Source, token: Token, requirement: str) -> Iterator[Finding]:
    """Report what was meant as an executable block and is HTML, code or prose to Markdown."""
    content = token.content
    if token.type == "html_block":
        content = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), content)
    first = token.map[0] + 1 if token.map else 1
    for line, text in enumerate(content.split("\n"), first):
        if hidden_fence(text):
            yield block_codes.HIDDEN_FENCE.at(
                source.at(line),
                f"Markdown takes this for {_HIDING[token.type]}, not for a block",
                requirement=requirement,
                expected="a blank line above the fence, and at most three blanks before it",
                actual=text.strip(),
            )


_HIDING = {"html_block": "HTML", "code_block": "an indented code block", "inline": "prose"}


_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})


def _why(block: Sequence[Token]) -> re.Match[str] | None:
    """Find the word that makes a quotation the rationale."""
    if block[0].type != "blockquote_open" or block[1].type != "paragraph_open":
        return None
    return _WHY.match(block[2].content)


class _Walker:
    """Takes the blocks of one requirement apart."""

    def __init__(
        self, source: Source, requirement: str, attributes: Sequence[str], *, has_machine: bool
    ) -> None:
        self.source = source
        self.requirement = requirement
        self.attributes = attributes
        self.texts: list[str] = []
        self.rationale: list[str] = []
        self.entries: list[Entry] = []
        self.fences: list[Fence] = []
        self.findings: list[Finding] = []
        self.has_machine = has_machine
        self.list_key: Entry | None = None

    def read(self, block: Sequence[Token]) -> None:
        if block[0].type == "paragraph_open":
            self.finish_list_key()
            self._paragraph(block[1])
            return
        replaced = self._absorb(block)
        if block[0].type in _LISTS:
            self._items(block, replaced)
        self.finish_list_key()
        why = _why(block)
        if why:
            replaced[id(block[2])] = block[2].content[why.end() :]
            self.rationale.append(render(block[1:-1], replaced))
        else:
            self.texts.append(render(block, replaced))

    def finish_list_key(self) -> None:
        """Give up waiting for the list of values of a key that has none behind its colon."""
        if self.list_key:
            self.entries.append(self.list_key)
            self.list_key = None

    def _absorb(self, block: Sequence[Token]) -> dict[int, str]:
        """Keep the blocks that are executable; they leave the text, which is the result."""
        replaced: dict[int, str] = {}
        for token in block:
            if token.type != "fence":
                if token.content and may_hide_a_fence(token):
                    self.findings += hidden_fences(self.source, token, self.requirement)
                continue
            fence = read_fence(self.source, token)
            kept = fence.info.executable or is_diagram(fence)
            if kept:
                self.fences.append(fence)
            else:
                self.findings += fence.findings(self.requirement)
            if fence.info.executable or (kept and self.has_machine):
                replaced[id(token)] = ""
        return replaced

    def _paragraph(self, inline: Token) -> None:
        if may_hide_a_fence(inline):
            self.findings += hidden_fences(self.source, inline, self.requirement)
        lines = self._lines(inline)
        self.texts.append(tidy(lines.prose))
        self.entries += lines.entries
        if self.entries and lines.entries and not self.entries[-1].value:
            self.list_key = self.entries.pop()

    def _items(self, block: Sequence[Token], replaced: dict[int, str]) -> None:
        """Read the structured lines with which items of the outermost list start."""
        level = block[0].level + 1
        starts = [
            block[number + 2]
            for number, token in enumerate(block)
            if token.type == "list_item_open"
            and token.level == level
            and block[number + 1].type == "paragraph_open"
        ]
        for inline in starts:
            lines = self._values(self.list_key, inline) if self.list_key else self._lines(inline)
            self.entries += lines.entries
            replaced[id(inline)] = lines.prose
        if starts:
            self.list_key = None

    def _values(self, key: Entry, inline: Token) -> Lines:
        """Take a list item for one more value of the key above the list."""
        first, end = inline.map or (0, 1)
        value = " ".join(inline.content.split())
        return Lines((Entry(key.key, value, first + 1, end),), (), "")

    def _lines(self, inline: Token) -> Lines:
        first = inline.map[0] + 1 if inline.map else 1
        lines = split_lines(inline.content, first, self.attributes)
        for miss in lines.near_misses:
            self.findings.append(
                line_codes.MISSPELT_KEY.at(
                    self.source.at(miss.line),
                    f'"{miss.written}" is no key: did you mean "{miss.meant.capitalize()}"?',
                    requirement=self.requirement,
                    expected=f"{miss.meant.capitalize()}:",
                    actual=miss.written,
                )
            )
        return lines

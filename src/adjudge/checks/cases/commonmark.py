"""CommonMark's own rule for when two HTML texts are equal, as a normal form.

The rule is that of `test/normalize.py` in https://github.com/commonmark/commonmark-spec: white space
collapses outside `pre`; around block-level tags it does not count; attributes are sorted; a
self-closing tag is an opening one; references are characters, but for `<`, `>`, `&` and `"`.
"""

from __future__ import annotations

import html
import re
from html.entities import name2codepoint
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCKS = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "canvas",
        "caption",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "iframe",
        "li",
        "map",
        "object",
        "ol",
        "output",
        "p",
        "pre",
        "progress",
        "script",
        "section",
        "style",
        "table",
        "tbody",
        "td",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "video",
    ]
)
_SPECIAL = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
_CHUNK = re.compile(r"<!\[CDATA\[.*?\]\]>|<[^>]*>|[^<]+")
_CDATA = "<![CDATA"
_BLANKS = re.compile(r"\s+")
_OPEN, _CLOSE, _OTHER = "open", "close", "other"


def normal(text: str) -> str:
    """Return the normal form of an HTML text: equal for texts that CommonMark counts as equal."""
    reader = _Reader()
    for chunk in _CHUNK.findall(text):
        if chunk.startswith(_CDATA):
            reader.parts.append(chunk)
        else:
            reader.feed(chunk)
    reader.close()
    return "".join(reader.parts)


def shown(text: str) -> str:
    """Return the normal form with a line for each run of tags, so that a difference has a place."""
    return normal(text).replace("><", ">\n<")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.verbatim = False
        self.tag = ""
        self.last = _OPEN

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.verbatim = self.verbatim or tag == "pre"
        self._open(tag, attrs, _OPEN)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.verbatim = self.verbatim or tag == "pre"
        self._open(tag, attrs, _CLOSE)

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.verbatim = False
        elif tag in _BLOCKS:
            self._strip_end()
        self._add(f"</{tag}>", _CLOSE, tag)

    def handle_data(self, data: str) -> None:
        after_tag = self.last in {_OPEN, _CLOSE}
        if after_tag and self.tag == "br":
            data = data.lstrip("\n")
        if not self.verbatim:
            data = _BLANKS.sub(" ", data)
            if after_tag and self.tag in _BLOCKS:
                data = data.lstrip() if self.last == _OPEN else data.strip()
        self._add(data)

    def handle_comment(self, data: str) -> None:
        self._add(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._add(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self._add(f"<!{data}>")

    def handle_pi(self, data: str) -> None:
        self._add(f"<?{data}>")

    def handle_entityref(self, name: str) -> None:
        point = name2codepoint.get(name)
        self._add(f"&{name};" if point is None else _character(point))

    def handle_charref(self, name: str) -> None:
        try:
            point = int(name[1:], 16) if name.startswith("x") else int(name)
            self._add(_character(point))
        except (ValueError, OverflowError):
            self._add(f"&{name};")

    def _open(self, tag: str, attributes: Sequence[tuple[str, str | None]], kind: str) -> None:
        if tag in _BLOCKS:
            self._strip_end()
        # An attribute without a value sorts before the same one with any.
        ordered = sorted(attributes, key=lambda pair: (pair[0], pair[1] is not None, pair[1] or ""))
        self._add(f"<{tag}{''.join(map(_attribute, ordered))}>", kind, tag)

    def _add(self, part: str, kind: str = _OTHER, tag: str | None = None) -> None:
        self.parts.append(part)
        self.last = kind
        if tag is not None:
            self.tag = tag

    def _strip_end(self) -> None:
        """Take white space from the end of all that was written, however many parts that is."""
        while self.parts:
            self.parts[-1] = self.parts[-1].rstrip()
            if self.parts[-1]:
                return
            self.parts.pop()


def _attribute(pair: tuple[str, str | None]) -> str:
    name, value = pair
    return f" {name}" if value is None else f' {name}="{html.escape(value)}"'


def _character(point: int) -> str:
    return _SPECIAL.get(chr(point), chr(point))

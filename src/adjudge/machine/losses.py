"""What Mermaid would draw wrongly in a line of a diagram, and how to write it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adjudge.codes import machine as codes
from adjudge.machine.written import ReadingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.written import Written

_TEXT_LOSSES = (
    (
        re.compile(r"&#?\w+;"),
        "Mermaid ends the text at the `;` of `{0}`",
        "write the character itself: `a < b` with blanks around it is drawn as it is",
    ),
    (
        re.compile(";"),
        "Mermaid ends the text at `;` and draws the rest as states",
        "write effects with commas between them: `/ a = 1, b = 2`",
    ),
    (
        re.compile(":"),
        "most versions of Mermaid can't read a second `:` in a line",
        "leave it out: a label has none, and a title does without",
    ),
    (
        re.compile("%%"),
        "Mermaid draws `%%` behind other text: it is a comment only on a line of its own",
        "put the comment on a line of its own",
    ),
    (
        re.compile(r"<(?!br\s*/?>)[^\W\d_/!]\w*|<[/!?]"),
        "Mermaid takes `{0}` for HTML and leaves it out of the picture",
        "put blanks around it: `a < b`",
    ),
    (
        re.compile(r"\*(?=[^\s*]).*?(?<=[^\s*])\*|(?<!\w)_+(?=[^\s_]).*?(?<=[^\s_])_+(?!\w)"),
        "Mermaid takes the marks around `{0}` for emphasis and leaves them out",
        "put blanks around `*`, and let names neither begin nor end with `_`",
    ),
    (
        re.compile(r"\\n|\$\$"),
        "Mermaid does not draw `{0}` as it is written",
        "leave it out",
    ),
)
_LINE_LOSSES = (
    (
        re.compile(r"\w+\[H\*?\]|\[H\*?\]"),
        "Mermaid has no history; it would draw `{0}` as a state of that name",
        "keep the state to return to in a variable, and choose the arrow by a guard",
    ),
    (
        re.compile(r"[^\W\d]\w*(?:-[\w]+)+"),
        'Mermaid can\'t read "{0}", a name with `-` in it, as a state',
        'write it with `_`, or give it a title: `state "in-transit" as InTransit`',
    ),
)


_RESERVED = frozenset(
    ["note", "state", "class", "style", "default", "scale", "click", "href", "acctitle", "accdescr"]
)
_TAKEN = frozenset(
    [
        "root",
        "root_start",
        "constructor",
        "toString",
        "toLocaleString",
        "hasOwnProperty",
        "valueOf",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    ]
)
"""What Mermaid's grammar takes for a word of its own, and names that its objects have already."""


def undrawable(name: Written) -> ReadingError | None:
    """Return why Mermaid can't draw a state of this name, if it can't."""
    if name.text.casefold() not in _RESERVED and name.text not in _TAKEN:
        return None
    message = f'Mermaid can\'t draw a state named "{name.text}": the word is its own'
    mend = f'choose another name, with a title: `state "{name.text}" as {name.text.title()}State`'
    return ReadingError(codes.DIAGRAM_LOSS, message, name.location, name.text, mend)


def losses(written: Written, text: int) -> Iterator[ReadingError]:
    """Yield what would be lost: in the names before the offset `text`, and in the text behind it."""
    yield from _found(written, _LINE_LOSSES, 0, text)
    yield from _found(written, _TEXT_LOSSES, text, len(written.text))


def _found(
    written: Written,
    table: tuple[tuple[re.Pattern[str], str, str], ...],
    start: int,
    end: int,
) -> Iterator[ReadingError]:
    for pattern, message, mend in table:
        if match := pattern.search(written.text, start, end):
            place = written.at(match.start())
            yield ReadingError(codes.DIAGRAM_LOSS, message.format(match[0]), place, match[0], mend)

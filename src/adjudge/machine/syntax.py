"""From the text of an expression to Python's syntax tree, with places in the document.

`ast` only parses: nothing of the text is ever executed.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from adjudge.codes import machine as codes
from adjudge.machine.written import ReadingError, Written

LONGEST = 2000
"""Characters of one expression; longer ones are refused."""
PRIME = "\u02b9"
"""Stands for the prime of `balance'`: one letter to Python, so that columns stay."""
_TOKEN = re.compile(
    r"""(?P<prime>(?<=\w)')|(?P<text>"[^"\\]*"|'[^'\\]*')|(?P<run>(?<!\w)\d[\d_]*[^\W\d_]\w*)"""
    r"""|(?P<strange>[\\\u02b9"'#\x00-\x08\x0b-\x1f])""",
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree and the text that it was read from."""

    body: ast.expr
    written: Written
    prepared: str

    def place(self, node: ast.AST) -> int:
        """Return the offset in the text at which a node begins."""
        column = getattr(node, "col_offset", 0)
        return len(self.prepared.encode()[:column].decode(errors="ignore"))

    def text(self, node: ast.AST) -> str:
        """Return what a node was read from."""
        end = getattr(node, "end_col_offset", None)
        encoded = self.prepared.encode()
        part = encoded[getattr(node, "col_offset", 0) : end].decode(errors="ignore")
        return part.replace(PRIME, "'")


def parse(written: Written) -> Parsed:
    """Parse one expression.

    Raises:
        ReadingError: it is empty, too long or too deep, or not the syntax of an expression.
    """
    written = written.part(0)
    if not written.text:
        raise _error(written, 0, "here an expression is missing")
    if len(written.text) > LONGEST:
        raise _error(written, 0, f"this expression is longer than {LONGEST} characters")
    prepared = _prepared(written)
    try:
        tree = ast.parse(prepared, mode="eval")
    except SyntaxError as error:
        raise _error(written, _offset(error, prepared), _message(error)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise _error(written, 0, "this expression is nested too deep") from error
    return Parsed(tree.body, written, prepared)


def _prepared(written: Written) -> str:
    """Replace primes, and refuse what Python would warn of or read in another way."""
    pieces = []
    end = 0
    text = written.text.replace("\n", " ")
    for match in _TOKEN.finditer(text):
        if match["run"]:
            message = f'the number in "{match["run"]}" runs into letters'
            raise _error(written, match.start(), message, match["run"])
        if match["strange"]:
            message = f"{match['strange']!r} can't stand in an expression"
            raise _error(written, match.start(), message, match["strange"])
        if match["prime"]:
            pieces += [text[end : match.start()], PRIME]
            end = match.end()
    return "".join(pieces) + text[end:]


def _offset(error: SyntaxError, prepared: str) -> int:
    """Return where the error is; Python's 0 means that something is missing at the end."""
    last = max(len(prepared) - 1, 0)
    return min(error.offset - 1, last) if error.offset else last


def _message(error: SyntaxError) -> str:
    text = (error.msg or "it is not the syntax of an expression").partition(". Perhaps")[0]
    return f"this can't be read as an expression: {text}"


def _error(written: Written, offset: int, message: str, actual: str = "") -> ReadingError:
    actual = actual or written.text[offset : offset + 60]
    return ReadingError(codes.MACHINE_EXPRESSION, message, written.at(offset), actual)

"""Wrong versions of a TLA+ module, made by changing one piece of it: what a claim must notice.

The claims themselves stay as they are, for a claim that was made false shows nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from adjudge.checks.proof.tla.tokens import Sort, Token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adjudge.checks.proof.tla.model import Model
    from adjudge.checks.proof.tla.module import Module

_OTHER = {
    "+": "-",
    "-": "+",
    "=": "#",
    "<": "<=",
    ">": ">=",
    "<=": "<",
    "=<": "<",
    ">=": ">",
    "#": "=",
    "/=": "=",
    "\\in": "\\notin",
    "\\notin": "\\in",
    "\\cup": "\\cap",
    "\\union": "\\cap",
    "TRUE": "FALSE",
    "FALSE": "TRUE",
}
_EDGES = frozenset({"/\\", "\\/", ":", "IN", "THEN", "ELSE", "->"})
_NO_GUARD = frozenset(
    {*("'", "UNCHANGED", "\\E", "\\A", "LET", "IF", "THEN", "CASE", "==", "CHOOSE", "~")}
    | {*("[]", "<>", "ENABLED", "EXCEPT", "\\X")}
)
_BINDERS = frozenset({"[", "{", "(", ",", "\\E", "\\A", "CHOOSE"})
_PAIRS = {"(": ")", "[": "]", "{": "}", "<<": ">>"}


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of a module's text from `start` to `end`, and what it becomes."""

    start: int
    end: int
    by: str

    def applied(self, text: str) -> str:
        """Return the text with the change made."""
        return text[: self.start] + self.by + text[self.end :]

    def __str__(self) -> str:
        return f"{self.start}: {self.by}"


def changes(module: Module, model: Model) -> list[Change]:
    """Return the changes to try, those that break a claim most often first.

    Only definitions that the behaviour uses are changed; of several definitions, each has its
    turn before one has its second.
    """
    claimed = [claim.name for claim in model.claims]
    behaviour = module.reachable(model.behaviour)
    acting = frozenset(name for name in behaviour if _acts(module, name))
    initial, strings = _initial(module, model, acting), _strings(module)
    found = [
        [
            *_unfair(module.definitions[name].body),
            *(() if name in initial else _unguarded(module.definitions[name].body, acting)),
            *_altered(module.definitions[name].body, strings, initial=name in initial),
        ]
        for name in sorted(behaviour - set(claimed), key=lambda n: module.definitions[n].start)
    ]
    rounds = zip_longest(*found)
    return [change for round_ in rounds for change in round_ if change is not None]


def _initial(module: Module, model: Model, acting: frozenset[str]) -> frozenset[str]:
    """Find the definitions that say how it starts: a conjunct left out there leaves it open."""
    named = [name for name in model.behaviour if name in module.definitions]
    direct = {n for name in named for n in module.definitions[name].names} | set(named)
    return module.reachable(sorted(direct - acting))


def _acts(module: Module, name: str) -> bool:
    used = module.reachable([name])
    return any(t.text in {"'", "UNCHANGED"} for n in used for t in module.definitions[n].body)


def _strings(module: Module) -> list[str]:
    found = {
        token.text
        for definition in module.definitions.values()
        for token in definition.body
        if token.sort is Sort.STRING
    }
    return sorted(found)


def _unfair(body: Sequence[Token]) -> Iterator[Change]:
    """Leave out each promise of fairness."""
    for number, token in enumerate(body):
        if token.text.startswith(("WF_", "SF_")):
            opening = next((n for n in range(number, len(body)) if body[n].text == "("), None)
            closing = _closing(body, opening) if opening is not None else None
            if closing is not None:
                yield Change(token.start, body[closing].end, "TRUE")


def _closing(body: Sequence[Token], opening: int) -> int | None:
    depth = 0
    for number in range(opening, len(body)):
        depth += (body[number].text == "(") - (body[number].text == ")")
        if depth == 0:
            return number
    return None


def _unguarded(body: Sequence[Token], acting: frozenset[str]) -> Iterator[Change]:
    """Leave out each condition under which a step may be taken; `acting` names are steps."""
    piece: list[Token] = []
    for token in (*body, None):
        if token is not None and token.text not in _EDGES:
            piece.append(token)
            continue
        if _is_condition(piece, acting):
            yield Change(piece[0].start, piece[-1].end, "TRUE")
        piece = []


def _is_condition(piece: Sequence[Token], acting: frozenset[str]) -> bool:
    texts = [token.text for token in piece]
    balanced = all(texts.count(left) == texts.count(right) for left, right in _PAIRS.items())
    return balanced and len(piece) > 1 and not (_NO_GUARD | acting).intersection(texts)


def _altered(body: Sequence[Token], strings: Sequence[str], *, initial: bool) -> Iterator[Change]:
    """Change each number, text, sign and relation."""
    for number, token in enumerate(body):
        before = [each.text for each in body[max(number - 2, 0) : number]]
        for by in _replacements(token, strings):
            if not _binds(token, before) and not (initial and token.text in {"=", "\\in"}):
                yield Change(token.start, token.end, by)


def _replacements(token: Token, strings: Sequence[str]) -> Iterator[str]:
    if token.sort is Sort.STRING and len(strings) > 1:
        yield strings[(strings.index(token.text) + 1) % len(strings)]
    elif token.sort is Sort.NUMBER and token.text.isdigit():
        yield str(int(token.text) + 1)
        yield "0" if int(token.text) else "999"
    elif token.text in _OTHER:
        yield _OTHER[token.text]


def _binds(token: Token, before: Sequence[str]) -> bool:
    """Tell whether a sign gives a value or introduces a name, so that it can't be another one."""
    if token.text == "=":
        return before[-1:] in (["'"], ["]"])
    return token.text == "\\in" and before[:1] != [] and before[0] in _BINDERS

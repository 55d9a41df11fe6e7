"""Names of a machine as identifiers of TLA+, where everything shares one name space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adjudge.machine.model import Machine

_WORDS = """
    ACTION ASSUME ASSUMPTION AXIOM BOOLEAN BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE
    DEFS DOMAIN ELSE ENABLED EXCEPT EXTENDS FALSE HAVE HIDE IF IN INSTANCE Int LAMBDA LEMMA LET
    LOCAL MODULE NEW Nat OBVIOUS OMITTED ONLY OTHER PICK PROOF PROPOSITION PROVE QED RECURSIVE
    Real STATE STRING SUBSET SUFFICES TAKE TEMPORAL THEN THEOREM TRUE UNCHANGED UNION USE VARIABLE
    VARIABLES WITH WITNESS Bound Finished Greatest Init Least Next Quotient
Remainder Spec vars
"""

RESERVED = frozenset(_WORDS.split())
"""The words of TLA+ (Lamport, "Specifying Systems", chapter 15) and those every module here defines."""


class Names:
    """Gives each name of a machine an identifier that nothing else in its module has."""

    def __init__(self, machine: Machine) -> None:
        self._taken = set(RESERVED)
        self.variables = {each.name: self.claim(each.name) for each in machine.variables}
        self.parameters = {name: self.claim(name) for name in machine.parameters}
        self.types = {name: self.claim(f"Type_{name}") for name in machine.types}

    def claim(self, wish: str) -> str:
        """Take an identifier for a definition: the wish, or with a number where that is taken."""
        name = self.bound(wish, ())
        self._taken.add(name)
        return name

    def bound(self, wish: str, scope: Iterable[str]) -> str:
        """Return an identifier for a name that a quantifier binds; TLA+ hides none in its scope."""
        return _apart(spelled(wish), self._taken.union(scope))


def spelled(text: str) -> str:
    """Write any text as an identifier of TLA+: letters, digits and `_`, and one letter at least."""
    joined = text.replace("-", "_")
    plain = re.sub(r"[^A-Za-z0-9_]", lambda found: f"_u{ord(found[0]):x}_", joined, flags=re.ASCII)
    marked = not re.match(r"[A-Za-z]", plain) or plain.startswith(("WF_", "SF_"))
    return f"n_{plain}" if marked else plain


def _apart(wish: str, taken: set[str]) -> str:
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish}_{number}"
    return name

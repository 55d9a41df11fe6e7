"""Which requirements somebody means by the words of a command line."""

from __future__ import annotations

from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from adjudge.errors import AdjudgeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.spec.model import Requirement, Specification


def select(specification: Specification, words: Sequence[str]) -> tuple[Requirement, ...]:
    """Return the requirements that any of the words means, in the specification's order.

    A word is an ID or label, a check's ID (`ACC-3#1` means its requirement), a pattern, or the
    path of a document or of a folder that holds some. No words mean everything.

    Raises:
        AdjudgeError: a word means nothing; the message names the nearest ID.
    """
    if not words:
        return specification.requirements
    for word in words:
        if not any(_means(word, requirement) for requirement in specification.requirements):
            raise _unknown(specification, word)
    return tuple(r for r in specification.requirements if any(_means(w, r) for w in words))


def _means(word: str, requirement: Requirement) -> bool:
    word = word.partition("#")[0]
    path = word.removeprefix("./").rstrip("/")
    return (
        fnmatchcase(requirement.id, word)
        or fnmatchcase(requirement.label, word)
        or requirement.document == path
        or requirement.document.startswith(f"{path}/")
    )


def _unknown(specification: Specification, word: str) -> AdjudgeError:
    known = [r.id for r in specification.requirements]
    near = get_close_matches(word, known, 1)
    step = f"did you mean {near[0]}?" if near else "`adjudge list` shows every ID"
    return AdjudgeError(f"no requirement or document is called {word!r}", next_step=step)

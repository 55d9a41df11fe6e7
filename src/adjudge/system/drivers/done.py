"""What came of one act, and what it means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.system.binding import Raises, Returns
from adjudge.system.driver import Action, Answer
from adjudge.system.json_paths import document

if TYPE_CHECKING:
    from adjudge.system.binding import Outcome

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Done:
    """One act that was carried out.

    `shown` names it for a person (`POST /transfers`). `status` is that of HTTP or an exit code,
    None for a function, which `raised` an exception (its names, the most special first) or
    `returned` a JSON value. `text` is a body or standard output, `message` that of the exception
    or standard error. `failure` says in
    words why there is no outcome (a crash, a bound); `gone` that nothing may answer any more, so
    that only a new start makes the system as new.
    """

    shown: str
    status: int | None = None
    raised: tuple[str, ...] = ()
    message: str = ""
    returned: object = None
    text: str = ""
    failure: str = ""
    gone: bool = False
    action: Action | None = None
    begun: float = 0.0
    ended: float = 0.0

    @property
    def detail(self) -> str:
        """The act and its outcome in one line."""
        said = " ".join((self.text if self.text.strip() else self.message).split())
        if self.failure:
            outcome = self.failure
        elif self.status is not None:
            outcome = f"{self.status} {said}".rstrip()
        elif self.raised:
            outcome = f"{self.raised[0]}: {self.message}"
        else:
            outcome = json.dumps(self.returned, ensure_ascii=False)
        return f"{self.shown} → {_shortened(outcome)}"

    @property
    def result(self) -> object:
        """The JSON value in which values are looked for.

        Raises:
            PathError: the text is no JSON.
        """
        return self.returned if self.status is None else document(self.text)


def answer(done: Done, accepted: tuple[Outcome, ...], refused: tuple[Outcome, ...]) -> Answer:
    """Say what an outcome means; what no list has is an error.

    Only a function without a list of accepted outcomes accepts by returning anything.
    """
    if done.failure:
        return Answer.ERROR
    if _is_among(done, refused):
        return Answer.REFUSED
    plain = done.status is None and not done.raised and not accepted
    return Answer.ACCEPTED if plain or _is_among(done, accepted) else Answer.ERROR


def _is_among(done: Done, outcomes: tuple[Outcome, ...]) -> bool:
    return any(_is(done, outcome) for outcome in outcomes)


def _is(done: Done, outcome: Outcome) -> bool:
    if isinstance(outcome, Raises):
        return outcome.name.replace(":", ".") in done.raised
    if isinstance(outcome, Returns):
        # As texts, because 1, 1.0 and True are equal in Python.
        same = _canonical(outcome.value) == _canonical(done.returned)
        return done.status is None and not done.raised and same
    return done.status == outcome


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"

"""A failure as steps that can be repeated without Adjudge: what is done, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.checks.machine.disagreements import Sort
from adjudge.system.driver import Action, CommandAction, FunctionAction, HttpAction, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.checks.machine.driving import Failure

_OTHERWISE = {Sort.ACCEPTED, Sort.REFUSED, Sort.ERROR}
_SEEN = {Sort.STATE, Sort.REFUSAL_CHANGED, Sort.START}


@dataclass(frozen=True, slots=True)
class Step:
    """One action and what is demanded of it.

    `otherwise` says that its status, or exit code, must not be the one that was seen; without it
    the same must come again. `cells` are JSONPaths in its result with the values there.
    """

    action: Action
    otherwise: bool = False
    cells: Mapping[str, object] | None = None


def steps(failure: Failure) -> list[Step]:
    """Return a failure as steps of which the last ones fail on the system that was judged.

    Returns:
        Nothing where the failure can't be told by actions alone: it does not show again, or
        nobody knows how the cells were read that are wrong.
    """
    found = failure.disagreement
    if not failure.stable or found.sort not in _OTHERWISE | _SEEN:
        return []
    made = [Step(action) for played in failure.log for action in played.reply.actions]
    if found.sort in _OTHERWISE:
        judged = failure.log[-1].reply.actions if failure.log else ()
        return [*made[:-1], Step(made[-1].action, otherwise=True)] if judged else []
    readings = failure.log[-1].readings if failure.log else {}
    looked = list(_looked(found.wanted, readings))
    return [*made, *looked] if looked else []


def _looked(wanted: Mapping[str, object], readings: Mapping[str, Reading]) -> Iterator[Step]:
    for label, value in wanted.items():
        reading = readings.get(label)
        if reading is not None:
            yield Step(reading.action, cells={reading.path: value})


def status(action: HttpAction | CommandAction) -> int:
    """Return the status or the exit code that was seen."""
    return action.status if isinstance(action, HttpAction) else action.exit_code


def redacted(step: Step, redact: Callable[[str], str]) -> Step:
    """Return a step without the secrets in what was sent and in what came back."""
    action = step.action
    if isinstance(action, HttpAction):
        headers = {name: redact(value) for name, value in action.headers.items()}
        action = replace(
            action,
            url=redact(action.url),
            headers=headers,
            body=redact(action.body),
            response=redact(action.response),
        )
    elif isinstance(action, CommandAction):
        action = replace(action, argv=tuple(map(redact, action.argv)))
    elif isinstance(action, FunctionAction):
        said = redact(action.result)
        action = replace(action, arguments=redact(action.arguments), result=said)
    return replace(step, action=action)

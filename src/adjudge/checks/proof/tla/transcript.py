"""The transcript of a checked model: what was visited, each counterexample, and the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.proof.tla.engine import Ending, Ran, Step
from adjudge.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.checks.proof.tla.block import Block
    from adjudge.checks.proof.tla.deciding import Decided


def shown(engine: str, block: Block, decided: Decided) -> str:
    """Write everything that a person needs to see that the verdicts are right."""
    return "\n".join(_lines(engine, block, decided))


def _lines(engine: str, block: Block, decided: Decided) -> Iterator[str]:
    """Counterexamples come last, for a report that has little room shows the end."""
    if decided.whole is not None:
        yield f"{engine}: {_counts(decided.whole)}"
    for claim, ran in decided.shown.items():
        if ran.ending is not Ending.BROKEN:
            yield f"{claim}: {ran.ending}{f' ({ran.reason})' if ran.reason else ''}"
    yield from (f"control: {line}" for line in decided.controls)
    if decided.unusable:
        yield decided.unusable
    if decided.deadlock is not None:
        yield "deadlock: no step is possible in the last state:"
        yield from _trace(block, decided.deadlock)
    for claim, ran in decided.shown.items():
        if ran.ending is Ending.BROKEN:
            yield f"{claim} is broken ({_counts(ran)}):"
            yield from _trace(block, ran)


def _counts(ran: Ran) -> str:
    generated = "" if ran.generated is None else f", {ran.generated:,} generated"
    return f"{plural(ran.distinct, 'distinct state')}{generated}"


def _trace(block: Block, ran: Ran) -> Iterator[str]:
    for number, step in enumerate(ran.trace, 1):
        values = f": {', '.join(step.values)}" if step.values else ""
        yield f"  {number} {step.action}{_place(block, step)}{values}"


def _place(block: Block, step: Step) -> str:
    if not step.line or block.module is None:
        return ""
    if step.module == block.module.name and not block.options.file:
        return f" ({block.place(step.line)})"
    return f" ({step.module}.tla:{step.line})"

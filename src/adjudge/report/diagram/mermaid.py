"""A painted diagram as Mermaid: the author's own text, with classes and remarks added.

Every label stays as it is; what is painted stands in classes and, as numbers, in notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.machine.model import Arrow, Diagram
    from adjudge.report.diagram.of_machine import Paint

_CLASSES = {
    "none": "stroke:#d55e00,stroke-width:3px",
    "some": "stroke:#0072b2,stroke-width:3px",
    "all": "stroke:#00795a,stroke-width:3px",
    "path": "stroke:#b3007a,stroke-width:4px",
}


def render(diagram: Diagram, paint: Paint) -> str:
    """Return the text of a Mermaid diagram that shows what is painted."""
    lines = [diagram.text.rstrip("\n")]
    for arrow in diagram.arrows:
        lines += _remarks(arrow, paint)
    lines += _painted(diagram, paint)
    return "\n".join(lines) + "\n"


def _remarks(arrow: Arrow, paint: Paint) -> Iterator[str]:
    """Say in a note at the source of an arrow how often it was exercised, or when it was taken."""
    event = arrow.label.partition("(")[0].strip()
    steps = [str(n) for n, taken in enumerate(paint.path, 1) if taken in arrow.transitions]
    covered = [paint.coverage[each] for each in arrow.transitions if each in paint.coverage]
    if steps:
        yield _note(arrow.source, f"{event}, step {', '.join(steps)}")
    elif covered:
        done, all_ = (sum(each) for each in zip(*covered, strict=True))
        yield _note(arrow.source, f"{event}, {done} of {all_} pairs")


def _note(state: str, text: str) -> str:
    return f"    note right of {state}\n        {text}\n    end note"


def _painted(diagram: Diagram, paint: Paint) -> Iterator[str]:
    states: dict[str, str] = {}
    for node in diagram.nodes:
        leaving = [a for a in diagram.arrows if a.source == node.name]
        pairs = [paint.coverage[t] for a in leaving for t in a.transitions if t in paint.coverage]
        done, all_ = sum(d for d, _ in pairs), sum(a for _, a in pairs)
        if pairs:
            states[node.name] = "all" if done >= all_ else "some" if done else "none"
        if node.name in paint.end:
            states[node.name] = "path"
    for name in dict.fromkeys(states.values()):
        yield f"    classDef {name} {_CLASSES[name]}"
    for state, name in states.items():
        yield f"    class {state} {name}"

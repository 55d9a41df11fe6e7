"""Whatever is drawn inside a state: outside of it, nothing of it is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from adjudge.machine.engine import Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adjudge.machine.ground import State
    from adjudge.machine.read import Reading

    Read = Callable[..., Reading]

MOST = 150
BLOCK = """
types: {t: [a, b]}
parameters: {n: 0..2, k: t}
variables: {x: {type: int, starts: 0}, y: {of: t, type: int, starts: 0}}
clock: 1 min
"""
LABELS = st.builds(
    "{}(n, k){}{}".format,
    st.sampled_from(["go", "hop"]),
    st.sampled_from(["", " [x > 1]", " [n > x]", " [state in (A, B)]"]),
    st.sampled_from(["", " / x = n", " / y[k] = 1", " / y[i] = x for i in t"]),
)


def region(first: str, second: str, minutes: int) -> st.SearchStrategy[str]:
    lines = st.one_of(
        LABELS.map(lambda label: f"{first} --> {second} : {label}"),
        LABELS.map(lambda label: f"{second} --> {first} : {label}"),
        st.just(f"{first} --> {second} : after({minutes} min)"),
    )
    begin = f"[*] --> {first}\n{first} --> {second} : in()"
    return st.lists(lines, max_size=3, unique=True).map(lambda each: "\n".join([begin, *each]))


OUTER = st.lists(
    st.one_of(
        LABELS.map(lambda label: f"A --> B : {label}"),
        LABELS.map(lambda label: f"B --> A : {label}"),
        st.just("B --> A : after(3 min)"),
    ),
    max_size=3,
    unique=True,
).map("\n".join)


def reached(model: Model) -> Iterator[State]:
    waiting = list(model.initial)
    seen = set(waiting)
    while waiting and len(seen) < MOST:
        state = waiting.pop()
        yield state
        new = {after for _, after in model.successors(state)} - seen
        seen |= new
        waiting += new


@settings(max_examples=30)
@given(region("C", "D", 2), region("E", "F", 1), OUTER)
def test_nothing_is_remembered_of_a_state_that_was_left(
    reading: Read, left: str, right: str, outer: str
) -> None:
    found = reading(
        f"[*] --> A\nA --> B : start()\nstate B {{\n{left}\n--\n{right}\n}}\n{outer}", BLOCK
    )
    if found.machine is None:
        assert {each.code for each in found.findings} <= {"ADJ512"}
        return
    model = Model(found.machine)
    hidden = [each for each in found.machine.variables if each.timer or each.control][1:]

    for state in reached(model):
        assert not any(test(state) for _, test in model.clashes)
        shown = model.layout.show(state)
        if shown["state"] == "A":
            assert [shown[each.name] for each in hidden] == [each.starts[()][0] for each in hidden]

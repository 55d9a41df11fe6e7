"""Codes of findings: what exploring a machine shows."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

PROPERTY_BROKEN = Code(
    "ADJ550",
    "machine-breaks-requirement",
    Severity.ERROR,
    "The machine allows what a requirement forbids; the finding names the shortest calls to it.",
    "A system that does exactly what the diagram says violates the requirement.",
    "Open : withdraw(n) / balance -= n\n\nalways: {ACC-1: balance >= 0}",
    "Add the guard that is missing, or correct the requirement.",
)
DEADLOCK = Code(
    "ADJ551",
    "machine-stuck",
    Severity.WARNING,
    "The machine can reach a state in which nothing can happen, and it is not drawn as an end.",
    "Often a way out was forgotten or a state's name is misspelt.",
    "[*] --> Open\nOpen --> Closed : close()",
    "Draw the way out, or `Closed --> [*]` if it may stop there.",
)
UNREACHABLE_STATE = Code(
    "ADJ552",
    "state-never-reached",
    Severity.WARNING,
    "No calls lead to a state of the diagram.",
    "What is drawn there is never checked, and nobody can ever see it.",
    "Open --> Vip : promote() [balance > 100]\n\nvariables: {balance: {type: 0..9, starts: 0}}",
    "Draw a way to it, correct the guard on the way, or remove the state.",
)
NEVER_ENABLED = Code(
    "ADJ553",
    "transition-never-possible",
    Severity.WARNING,
    "A line of the diagram is never possible: in no state that can be reached does its guard hold.",
    "The event is refused always, which is hardly what the line was drawn for.",
    "In : use() [age > 99]\n\nvariables: {age: {type: 0..31, starts: 0}}",
    "Correct the guard, or remove the line.",
)
TWO_RESULTS = Code(
    "ADJ554",
    "call-with-two-results",
    Severity.WARNING,
    "One call in one state may lead to different states.",
    "Either result of the system is taken for right, so less is checked than it seems.",
    "Open : pay(n) [n > 3] / due = 0\nOpen : pay(n) [n > 1] / due = 1",
    "Make the guards of the lines exclude each other.",
)
TWO_EFFECTS = Code(
    "ADJ555",
    "two-effects-on-one-cell",
    Severity.ERROR,
    "Two effects of one call write the same cell, in a state that can be reached.",
    "All effects happen at once, so nobody can tell which of the two counts.",
    "Open : transfer(src, dst) / balance[src] -= 1, balance[dst] += 1",
    "Exclude it by the guard, such as `src != dst`.",
)
OUTSIDE_TYPE = Code(
    "ADJ556",
    "content-outside-type",
    Severity.ERROR,
    "A variable gets a content that its type does not have.",
    "The state has no meaning, so it was not explored any further.",
    "In : tick() / age += 1\n\nvariables: {age: {type: 0..31, starts: 0}}",
    "Add a guard, keep the content within its type by `min` or `max`, or widen the type.",
)
NO_VALUE = Code(
    "ADJ557",
    "expression-without-value",
    Severity.ERROR,
    "An expression has no value in a state that can be reached.",
    "Exploring ends there, and nothing is decided that was not broken before.",
    "Open : next() [shelf[n] > 0] / n += 1, where n leaves the type that shelf is over",
    "Exclude the state by the guard.",
)
CUT_SHORT = Code(
    "ADJ558",
    "exploring-cut-short",
    Severity.WARNING,
    "Exploring was ended by a limit before every state was visited.",
    "What was not found by then may still be there, so it counts as undecided and never as passed.",
    "A variable of type int that grows without end, without `explore:`",
    "Bound the search by a condition under `explore:`, or make types smaller.",
)
NOTHING_TO_JUDGE = Code(
    "ADJ559",
    "nothing-to-judge",
    Severity.WARNING,
    "What a requirement speaks of never happens in the machine, or no time can pass for it.",
    "It would hold whatever the machine does; so it counts as undecided.",
    "leads to:\n  ORD-3: {from: state == Lost, to: state == Found, within: 3 steps}",
    "Correct the event or the condition that it begins with.",
)
UNNOTICED_GUARD = Code(
    "ADJ560",
    "guard-nobody-misses",
    Severity.NOTE,
    "Without a guard, or one of the conditions that it joins, more is allowed and every requirement "
    "still holds.",
    "The guard is not needed or, more often, a requirement is missing that says what it is for.",
    "Open : transfer(src, dst, n) [src != dst and balance[src] >= n and n != 2]",
    "Write down what the guard is for as a property, or remove it.",
)
IDLE_GUARD = Code(
    "ADJ561",
    "guard-excludes-nothing",
    Severity.NOTE,
    "A guard, or one of the conditions that it joins, holds wherever it is asked.",
    "Readers think that something is refused there, and nothing ever is.",
    "In : use() [age <= 31]\n\nvariables: {age: {type: 0..31, starts: 0}}",
    "Remove it, or correct what it compares.",
)
NOTHING_DEMANDED = Code(
    "ADJ562",
    "machine-demands-nothing",
    Severity.NOTE,
    "A machine has no property: nothing is said of what must hold in it.",
    "A mistake in the diagram can't contradict anything, so only the drawing itself is checked.",
    "```yaml machine Account\nvariables: {balance: {type: int, starts: 0}}\n```",
    "Write what must hold under `always:`, `always after:` or `leads to:`.",
)

ALL: tuple[Code, ...] = (
    PROPERTY_BROKEN,
    DEADLOCK,
    UNREACHABLE_STATE,
    NEVER_ENABLED,
    TWO_RESULTS,
    TWO_EFFECTS,
    OUTSIDE_TYPE,
    NO_VALUE,
    CUT_SHORT,
    NOTHING_TO_JUDGE,
    UNNOTICED_GUARD,
    IDLE_GUARD,
    NOTHING_DEMANDED,
)

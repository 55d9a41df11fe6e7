"""Codes of findings: what a proof for all values says of a machine."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

GUARDS_LEAVE_A_GAP = Code(
    "ADJ580",
    "guards-leave-a-gap",
    Severity.WARNING,
    "Two lines for one event split a quantity, as `[amount < 10]` and `[amount > 10]` do, and "
    "neither takes what lies between them.",
    "What no line allows is refused, so the value on the boundary is refused; that is rarely what "
    "the writer meant, and readers will answer the question in different ways.",
    "Open : pay(amount) [amount < 10] / fee = 0\nOpen : pay(amount) [amount > 10] / fee = 1",
    "Decide what happens on the boundary: write `<=` or `>=` in one of the two guards, or a line "
    "of its own; if it is to be refused, say so with `!=` in one of them.",
)

GUARDS_OVERLAP = Code(
    "ADJ581",
    "guards-overlap",
    Severity.WARNING,
    "Two lines for one event allow the same call in the same state, with different results.",
    "The specification lets the system choose. A check can't tell which of the two is right, and "
    "two implementations that both comply behave differently.",
    "Open : pay(amount) [amount <= 10] / fee = 0\nOpen : pay(amount) [amount >= 10] / fee = 1",
    "Make the guards exclude each other, or use a choice with `[else]`.",
)

GUARD_NEVER_HOLDS = Code(
    "ADJ582",
    "guard-never-holds",
    Severity.WARNING,
    "A guard can't hold in any state that the proved conditions allow, whatever the values.",
    "The line promises something that never happens.",
    "Open : close() [balance < 0]\n\nalways: {ACC-1: balance >= 0}",
    "Correct the guard, or remove the line.",
)

GUARD_ALWAYS_HOLDS = Code(
    "ADJ583",
    "guard-always-holds",
    Severity.NOTE,
    "A guard holds in every state that the proved conditions allow, whatever the values.",
    "It reads as a restriction and restricts nothing.",
    "Open : close() [balance >= 0]\n\nalways: {ACC-1: balance >= 0}",
    "Remove the guard, or write the one that was meant.",
)

CONDITION_CANNOT_FAIL = Code(
    "ADJ584",
    "condition-cannot-fail",
    Severity.WARNING,
    "A condition holds in every state that the variables could have, reachable or not.",
    "It says nothing of the machine: no mistake in it could ever break this requirement.",
    "always: {ACC-1: balance >= 0 or balance < 0}",
    "Write the condition that the requirement is about.",
)

NOT_INDUCTIVE = Code(
    "ADJ585",
    "not-inductive",
    Severity.NOTE,
    "A condition is not proved for all values: some step breaks it from a state in which it holds, "
    "and that state may be one that can't be reached.",
    "Nothing is wrong if the exhaustive search passes; but what it says is limited to its bound.",
    "always: {ORD-1: implies(state == Shipped, paid)}",
    "If the state that is shown can't be reached, write down why as another `always` condition: "
    "with it the proof may succeed.",
)

PROOF_UNDECIDED = Code(
    "ADJ586",
    "proof-undecided",
    Severity.NOTE,
    "The solver could not tell within its limits whether a condition holds for all values.",
    "What is known of the condition is what the exhaustive search says, within its bound.",
    "always: {NUM-1: a * a * a + b * b * b != c * c * c}",
    "Products of variables are hard; state the condition with sums and comparisons.",
)

BOUNDARY_IN_WORDS = Code(
    "ADJ587",
    "boundary-in-words",
    Severity.WARNING,
    "The text of a requirement names a limit in words that leave the limit itself open, such as "
    "“within” or “until”, and its machine compares with that limit.",
    "“Within 15 minutes” is read as including 15:00 by some and as excluding it by others. The "
    "machine has decided, the words have not, and people implement the words.",
    "The token MUST expire within 15 minutes.\n\nIn : use() [age < 15]",
    "Say in the text what happens exactly on the limit: “at exactly 15 minutes it is refused”, "
    "“less than 15 minutes”, “15 minutes or more”.",
)

ALL = (
    GUARDS_LEAVE_A_GAP,
    GUARDS_OVERLAP,
    GUARD_NEVER_HOLDS,
    GUARD_ALWAYS_HOLDS,
    CONDITION_CANNOT_FAIL,
    NOT_INDUCTIVE,
    PROOF_UNDECIDED,
    BOUNDARY_IN_WORDS,
)

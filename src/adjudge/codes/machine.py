"""Codes of findings: reading machines, their diagrams and their expressions."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

MACHINE_KEY = Code(
    "ADJ500",
    "machine-key",
    Severity.ERROR,
    "A `yaml machine` block, or an entry of it, has a key that means nothing there.",
    "What was meant by it would silently not hold.",
    "```yaml machine\nalways aftr: {TOK-1: {use: age < 15}}\n```",
    "Write one of the keys that the message names.",
)
MACHINE_VALUE = Code(
    "ADJ501",
    "machine-value",
    Severity.ERROR,
    "An entry of a `yaml machine` block has a value of another shape than it needs.",
    "Guessing what was meant would check something that nobody wrote.",
    "```yaml machine\ntypes: {money: many}\n```",
    "Write the entry as the reference page of machines shows it.",
)
MACHINE_NAME = Code(
    "ADJ502",
    "machine-name",
    Severity.ERROR,
    "A name of a machine is no word, or already means something else.",
    "An expression that uses it could be read in two ways.",
    "```yaml machine\nparameters: {balance: money}\nvariables: {balance: {type: int, starts: 0}}\n```",
    "Choose another name: letters, digits and underscores, not beginning with a digit.",
)
MACHINE_UNKNOWN = Code(
    "ADJ503",
    "machine-unknown-name",
    Severity.ERROR,
    "A machine uses a name (a variable, parameter, value, state, type or event) that it does not declare.",
    "Nothing can be computed from it, so nothing would be checked.",
    "Open --> Frozen : freeze() [blance > 0]",
    "Correct the spelling, or declare the name.",
)
MACHINE_EXPRESSION = Code(
    "ADJ504",
    "machine-expression",
    Severity.ERROR,
    "An expression of a machine can't be read.",
    "Machines use a small part of Python that can be explored, proved and explained; nothing else is run.",
    "Open --> Frozen : freeze() [balance.get(a) ** 2]",
    "Use `and or not`, comparisons, `+ - * // %`, `in`, `a if c else b`, `min max abs implies`, and "
    "`all any sum min max` over a type.",
)
MACHINE_TYPE = Code(
    "ADJ505",
    "machine-type",
    Severity.ERROR,
    "The parts of an expression of a machine do not fit together: truths, numbers and names are mixed.",
    "Such a comparison is never true, or always; the requirement would hold by accident.",
    "Open --> Frozen : freeze() [balance[ada] == ada]",
    "Compare and compute with values of one type.",
)
MACHINE_START = Code(
    "ADJ506",
    "machine-start",
    Severity.ERROR,
    "A variable starts outside its type, or not every cell of it has a start.",
    "The machine would begin where it can never be.",
    "```yaml machine\nvariables: {age: {type: 0..31, starts: 32}}\n```",
    "Give each cell a value of its type.",
)
DIAGRAM_LINE = Code(
    "ADJ507",
    "diagram-line",
    Severity.ERROR,
    "A line of a state diagram is not understood.",
    "A part of the picture that is not read would be shown to people and checked by nobody.",
    "Open -> Frozen : freeze()",
    "Write `A --> B : event(parameters) [guard] / effects`, or `A : event() …` for a line inside a state.",
)
DIAGRAM_LOSS = Code(
    "ADJ508",
    "diagram-loss",
    Severity.ERROR,
    "Mermaid would draw a part of a state diagram wrongly, or not at all.",
    "People would read something else than what is checked.",
    "Open --> Open : deposit(amount) [amount<limit]",
    "Write it as the message says.",
)
LABEL_SYNTAX = Code(
    "ADJ509",
    "label-syntax",
    Severity.ERROR,
    "The label of an arrow, or of a line inside a state, can't be read.",
    "Nothing says when the transition happens.",
    "Open --> Frozen : freeze( [balance > 0",
    "Write `event(parameters) [guard] / effect, effect`.",
)
EVENT_SIGNATURE = Code(
    "ADJ510",
    "event-signature",
    Severity.ERROR,
    "Two labels give one event different parameters.",
    "One event of a system has one form; nothing could call both.",
    "Open --> Frozen : freeze(account)\nFrozen --> Open : freeze()",
    "Write the same parameters in the same order wherever the event stands.",
)
EFFECT = Code(
    "ADJ511",
    "effect",
    Severity.ERROR,
    "What stands after the `/` of a label is not a change of a variable.",
    "The state after the event would be unknown.",
    "Open --> Open : deposit(amount) / amount = 3",
    "Write `variable = value`, `variable += value`, `variable -= value` or `variable *= value`.",
)
DOUBLE_WRITE = Code(
    "ADJ512",
    "double-write",
    Severity.ERROR,
    "Two effects of one label write the same cell, for values of the parameters that the guard allows.",
    "Effects happen at once, so that it is undecided which of the two remains.",
    "transfer(src, dst) / balance[src] -= 1, balance[dst] += 1",
    "Exclude those values in the guard, such as `[src != dst]`, or write one effect.",
)
INITIAL_STATE = Code(
    "ADJ513",
    "initial-state",
    Severity.ERROR,
    "A state diagram, or a part of one, has no initial state, or more than one.",
    "Nothing says where the machine begins.",
    "stateDiagram-v2\n    Open --> Frozen : freeze()",
    "Write `[*] --> STATE` exactly once.",
)
UNDRAWN_WAY = Code(
    "ADJ514",
    "unreachable-state",
    Severity.ERROR,
    "No arrow leads to a state of a diagram.",
    "Whatever the diagram says of that state is never checked.",
    "stateDiagram-v2\n    [*] --> Open\n    Frozen --> Open : unfreeze()",
    "Draw an arrow to the state, or remove it.",
)
NO_MACHINE = Code(
    "ADJ515",
    "nothing-happens",
    Severity.ERROR,
    "A `yaml machine` block has no state diagram, or one without any event.",
    "A machine in which nothing can happen has every property.",
    "```yaml machine\nvariables: {age: {type: int, starts: 0}}\n```",
    "Put a Mermaid state diagram above the block, in the section of the same requirement.",
)
REQUIREMENT_NAME = Code(
    "ADJ516",
    "machine-requirement",
    Severity.ERROR,
    "A property of a machine stands under something that is no requirement's ID.",
    "The property would be evidence for nothing.",
    "```yaml machine\nalways: {no overdraft: balance >= 0}\n```",
    "Write the ID of the requirement that demands it, such as ACC-1.",
)
MACHINE_SIZE = Code(
    "ADJ517",
    "machine-size",
    Severity.ERROR,
    "The parts of a machine that run side by side have too many common ways.",
    "The machine could not be written out, so that nothing of it would be checked.",
    "state On {\n    …ten regions that all know the event reset()…\n}",
    "Let fewer parts know the event, or check the parts one by one.",
)

ALL: tuple[Code, ...] = (
    MACHINE_KEY,
    MACHINE_VALUE,
    MACHINE_NAME,
    MACHINE_UNKNOWN,
    MACHINE_EXPRESSION,
    MACHINE_TYPE,
    MACHINE_START,
    DIAGRAM_LINE,
    DIAGRAM_LOSS,
    LABEL_SYNTAX,
    EVENT_SIGNATURE,
    EFFECT,
    DOUBLE_WRITE,
    INITIAL_STATE,
    UNDRAWN_WAY,
    NO_MACHINE,
    REQUIREMENT_NAME,
    MACHINE_SIZE,
)

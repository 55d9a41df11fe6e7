"""Codes of findings: what connects a machine to a system."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

AMBIGUOUS_ANSWER = Code(
    id="ADJ240",
    name="ambiguous-answer",
    severity=Severity.ERROR,
    what="The same status, exit code or outcome of a call means both accepted and refused.",
    why="Whether the system did what the specification demands could not be told.",
    example='[machines.Account.events]\nfreeze = {request = "POST /freeze", accepted = [200], refused = [200, 409]}',
    mend="leave the answer in one of the two lists",
)
DOUBLE_BINDING = Code(
    id="ADJ241",
    name="double-binding",
    severity=Severity.ERROR,
    what="Two tables of `adjudge.toml` connect the same machine to the same system.",
    why="Which of them is used would be an accident.",
    example='[machines.Account]\n[machines.second]\nmachine = "Account"',
    mend="give each of them the `systems` that it is for",
)
UNREADABLE_OPENAPI = Code(
    id="ADJ242",
    name="unreadable-openapi",
    severity=Severity.ERROR,
    what="A document that `openapi` names is missing, no JSON or YAML, or not what OpenAPI 3 allows.",
    why="The events that its operations bind would be called wrongly, or not at all.",
    example="paths:\n  /transfers:\n    post:\n      operationId: transfer\n      responses: []",
    mend="correct the document at this place; only references within it (`#/…`) are followed",
)
UNREADABLE_BINDINGS = Code(
    id="ADJ243",
    name="unreadable-bindings",
    severity=Severity.ERROR,
    what="The Python file of bindings is missing, too large or no Python.",
    why="The events that it connects to the system could not be called.",
    example='@event("transfer"\ndef transfer(http): ...',
    mend="correct the file at this place, or the key `bindings` that names it",
)
UNKNOWN_EVENT = Code(
    id="ADJ244",
    name="unknown-event",
    severity=Severity.ERROR,
    what="A binding is for an event or a variable that the machine does not have.",
    why="A misspelt name would leave the event uncalled or the variable unobserved.",
    example='[machines.Account.events]\ntranfser = {request = "POST /transfers", accepted = [201]}',
    mend="write the name as the machine has it, or remove the entry",
)

ALL: tuple[Code, ...] = (
    AMBIGUOUS_ANSWER,
    DOUBLE_BINDING,
    UNREADABLE_OPENAPI,
    UNREADABLE_BINDINGS,
    UNKNOWN_EVENT,
)

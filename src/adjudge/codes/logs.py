"""Codes of findings: recorded logs that are held against a machine."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

UNREADABLE_LOG = Code(
    "ADJ340",
    "unreadable-log",
    Severity.ERROR,
    "A line of a log is not an event: it is no JSON, is too long, lacks a key or has one that is unknown.",
    "An event that is skipped may be the one that breaks the specification, so nothing can be said of the log.",
    '{"event": "transfer", "argument": {"src": "ada"}, "outcome": "accepted"}',
    "Write each event as the reference page of `check-log` shows it; what else is logged goes under `extra`.",
)

UNKNOWN_IN_LOG = Code(
    "ADJ341",
    "unknown-in-log",
    Severity.ERROR,
    "A log names an event, a parameter or a variable that the machine does not have.",
    "What the machine does not know can't be compared with what it allows.",
    '{"event": "transferr", "arguments": {}, "outcome": "accepted"}',
    "Use the names of the machine, or map the log's names under `[machines.NAME.log]`.",
)

LOG_DISAGREES = Code(
    "ADJ342",
    "log-disagrees",
    Severity.ERROR,
    "An event of a log is one that the specification does not allow at that place.",
    "The system did, or showed, something else than what was specified.",
    'machine Account, where ada has 3 coins:\n{"event": "transfer", "arguments": {"src": "ada", "dst": "bob", "amount": 4}, "outcome": "accepted"}',
    "Correct the system; if it is right, correct the diagram or its demands.",
)

LOG_TIME = Code(
    "ADJ343",
    "log-time",
    Severity.ERROR,
    "The time of an event can't be read, or lies before that of an event above it.",
    "How much time passed decides what a machine with a clock allows.",
    '{"event": "login", "arguments": {}, "outcome": "accepted", "at": "quarter past ten"}',
    "Write times as RFC 3339 or as seconds, and events in the order in which they happened.",
)

LOG_UNDECIDED = Code(
    "ADJ344",
    "log-undecided",
    Severity.WARNING,
    "A log decides nothing: it has no event of the machine, or more states agree with it than can be followed.",
    "It would be taken for a log that was found right.",
    "an empty file",
    "Log every event of the machine, and the variables that tell its states apart.",
)

ALL: tuple[Code, ...] = (
    UNREADABLE_LOG,
    UNKNOWN_IN_LOG,
    LOG_DISAGREES,
    LOG_TIME,
    LOG_UNDECIDED,
)

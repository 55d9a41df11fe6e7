"""Codes of findings: evidence."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

VIOLATED = Code(
    "ADJ401",
    "requirement-violated",
    Severity.ERROR,
    what="A check of a requirement in force ran, and the system did something else.",
    why="The system does not do what was agreed.",
    example="`HTTP 409` is required, and the service answers `HTTP 200`.",
    mend="mend the system, or change the requirement if it is wrong",
)
NO_CHECK = Code(
    "ADJ402",
    "requirement-without-check",
    Severity.ERROR,
    what="A requirement in force has no check.",
    why="Nothing would notice if the system stopped doing it.",
    example="A requirement that is prose only.",
    mend="write a check under it, or mark it as proposed",
)
NOT_RUN = Code(
    "ADJ403",
    "check-not-run",
    Severity.ERROR,
    what="A check of a requirement in force executed nothing.",
    why="Without evidence there is no verdict.",
    example="The tool that runs the block is not installed.",
    mend="remove what keeps the check from running, then run it",
)
STALE = Code(
    "ADJ404",
    "evidence-stale",
    Severity.ERROR,
    what="The evidence belongs to an earlier requirement, check, configuration, system or tool.",
    why="What was shown then need not hold now.",
    example="The system changed after its last verification.",
    mend="run `adjudge verify`",
)
FLAKY = Code(
    "ADJ405",
    "check-flaky",
    Severity.ERROR,
    what="Repetitions of one check on one system came out differently.",
    why="Neither its passes nor its failures can be trusted.",
    example="A check that failed in 2 of 3 runs.",
    mend="find what differs between the runs: time, order, randomness, or a shared resource",
)
MASKED = Code(
    "ADJ406",
    "case-masked",
    Severity.ERROR,
    what="A case could not be reached because something before it failed.",
    why="What the earlier failure hides is not known.",
    example="The second request needs a token that the first one did not get.",
    mend="mend the earlier failure first",
)
INCONCLUSIVE = Code(
    "ADJ407",
    "check-inconclusive",
    Severity.ERROR,
    what="A check ran, and what it showed decides nothing.",
    why="It could be either.",
    example="The binding of the check raised an error of its own.",
    mend="mend what the reason names, then run it again",
)
WAIVER_EXPIRED = Code(
    "ADJ408",
    "waiver-expired",
    Severity.WARNING,
    what="A waiver's last day is over.",
    why="It covers nothing any more.",
    example="`Waived by ada until 2026-01-31: …`, read in February 2026.",
    mend="mend the requirement and remove the waiver, or let its owner decide anew",
)
WAIVER_NEEDLESS = Code(
    "ADJ409",
    "waiver-needless",
    Severity.NOTE,
    what="A waiver covers a requirement that is satisfied.",
    why="It would hide the next violation.",
    example="The system was mended, the waiver was left.",
    mend="remove the waiver",
)
WAIVED = Code(
    "ADJ410",
    "requirement-waived",
    Severity.NOTE,
    what="A person decided to live with a verdict until a day.",
    why="Waivers are always shown, so that nobody forgets them.",
    example="`Waived by ada until 2026-12-31: …` under a violated requirement.",
    mend="mend the requirement before the waiver ends",
)
ID_REUSED = Code(
    "ADJ411",
    "requirement-id-reused",
    Severity.WARNING,
    what="The ID of a removed requirement came back with another text.",
    why="What was said about the ID before is now taken for the new requirement.",
    example="ACC-4 about refunds was removed; later ACC-4 is about interest.",
    mend="give the new requirement an ID that was never used",
)
KIND_UNEXECUTED = Code(
    "ADJ412",
    "check-kind-unexecuted",
    Severity.ERROR,
    what="A check of a requirement in force has a kind that nothing executes yet.",
    why="What it says was not tried, whatever other checks of the requirement showed.",
    example="An acceptance scenario in words, a Gherkin block or an objective.",
    mend="in place of it, write a console, hurl or cases block, or name tests with `Verified by:`",
)
ROW_EDITED = Code(
    "ADJ420",
    "ledger-row-edited",
    Severity.ERROR,
    what="A row of the ledger is not what was written.",
    why="The verdicts that rest on it can't be trusted.",
    example="`outcome` was changed from `failed` to `passed` with a database tool.",
    mend="find out who edited the ledger; then remove it and run `adjudge verify`",
)
ROW_MISSING = Code(
    "ADJ421",
    "ledger-row-missing",
    Severity.ERROR,
    what="A row between others, or the end of the ledger, is gone.",
    why="Somebody removed evidence.",
    example="Row 16 is followed by row 18.",
    mend="find out who edited the ledger; then remove it and run `adjudge verify`",
)
CHAIN_BROKEN = Code(
    "ADJ422",
    "ledger-chain-broken",
    Severity.ERROR,
    what="A row does not follow from the row before it.",
    why="Rows were exchanged, inserted or written anew.",
    example="Two rows swapped their places.",
    mend="find out who edited the ledger; then remove it and run `adjudge verify`",
)
STORE_DAMAGED = Code(
    "ADJ423",
    "ledger-damaged",
    Severity.ERROR,
    what="The database file is damaged, or its guards against edits were removed.",
    why="What it holds may be incomplete.",
    example="The disk was full, or a trigger was dropped with a database tool.",
    mend="remove the ledger and run `adjudge verify`",
)

ALL: tuple[Code, ...] = (
    VIOLATED,
    NO_CHECK,
    NOT_RUN,
    STALE,
    FLAKY,
    MASKED,
    INCONCLUSIVE,
    WAIVER_EXPIRED,
    WAIVER_NEEDLESS,
    WAIVED,
    ID_REUSED,
    KIND_UNEXECUTED,
    ROW_EDITED,
    ROW_MISSING,
    CHAIN_BROKEN,
    STORE_DAMAGED,
)

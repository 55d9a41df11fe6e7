"""Codes of findings: requirements of a specification taken together."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

DUPLICATE_REQUIREMENT = Code(
    "ADJ130",
    "duplicate-requirement",
    Severity.ERROR,
    "Two requirements have the same ID.",
    "Evidence and relations that name the ID could mean either.",
    "## ACC-1: Balance\n\n## ACC-1: Transfer",
    "Give the later requirement an ID that was never used.",
)
UNKNOWN_RELATION = Code(
    "ADJ131",
    "unknown-relation",
    Severity.ERROR,
    "A relation names a requirement that the specification does not hold.",
    "The order of work and the history of the requirement can't be told.",
    "Refines: ACC-99",
    "Correct the ID.",
)
AMBIGUOUS_RELATION = Code(
    "ADJ132",
    "ambiguous-relation",
    Severity.ERROR,
    "A relation names an ID that several documents use.",
    "It could mean any of them, so it means none.",
    "Refines: FR-001, where two features have an FR-001",
    "Write the ID with its scope in front, as the finding names them.",
)
CIRCULAR_RELATION = Code(
    "ADJ133",
    "circular-relation",
    Severity.ERROR,
    "Requirements refine, supersede or depend on each other in a circle.",
    "There is no order in which they could be built or read.",
    "## ACC-1: One\n\nDepends on: ACC-2\n\n## ACC-2: Two\n\nDepends on: ACC-1",
    "Remove one of the relations that the finding lists.",
)
SUPERSEDED = Code(
    "ADJ134",
    "superseded",
    Severity.NOTE,
    "A requirement is superseded by another, and does not say so itself.",
    "It is no longer judged, which its own readers can't see.",
    "## ACC-4: Old\n\n## ACC-7: New\n\nSupersedes: ACC-4",
    "Add a line `Status: superseded` to the older requirement.",
)

ALL = (
    DUPLICATE_REQUIREMENT,
    UNKNOWN_RELATION,
    AMBIGUOUS_RELATION,
    CIRCULAR_RELATION,
    SUPERSEDED,
)

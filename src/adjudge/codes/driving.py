"""Codes of findings: machines that are driven against a running system."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

MACHINE_OPTION = Code(
    "ADJ360",
    "machine-option",
    Severity.ERROR,
    "An option in the braces of a machine's block is unknown or has a value that it can't have.",
    "The search would be shorter, longer or another one than its writer asked for.",
    "```yaml machine Account {call: 1000}\nstates: [Open]\n```",
    "Use `calls`, `time`, `seed` and `values`; see the page on machine checks.",
)
PROPERTY_OF_NOBODY = Code(
    "ADJ361",
    "property-of-no-requirement",
    Severity.ERROR,
    "A property of a machine names a requirement that does not exist.",
    "What the property shows would be evidence for nobody, and its requirement stays unverified.",
    "```yaml machine Account\nalways: {ACC-11: balance >= 0}\n```",
    "Write the ID of a requirement of the specification in front of the property.",
)
PROPERTY_OF_SEVERAL = Code(
    "ADJ362",
    "property-of-several-requirements",
    Severity.ERROR,
    "A property of a machine names a requirement, and several are called that.",
    "It can't be told whose evidence the property is.",
    "```yaml machine Photos\nalways: {FR-001: albums >= 0}\n```",
    "Write the whole ID with its scope, such as `001-photos/FR-001`.",
)

ALL: tuple[Code, ...] = (MACHINE_OPTION, PROPERTY_OF_NOBODY, PROPERTY_OF_SEVERAL)

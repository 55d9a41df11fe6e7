"""Codes of findings: fenced blocks of a specification."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

UNCLOSED_FENCE = Code(
    "ADJ110",
    "unclosed-fence",
    Severity.ERROR,
    "A fenced block is never closed.",
    "Everything below it, requirements included, is taken for the block's text.",
    "```console\n$ bank balance ada\n``",
    "Close the block with a line of the same fence, indented like the line that opens it.",
)
UNREADABLE_OPTIONS = Code(
    "ADJ111",
    "unreadable-options",
    Severity.ERROR,
    "The braces behind an executable block's language are not a YAML flow mapping.",
    "The block can't be run as its author meant it, so it is not run at all.",
    "```console {cwd: empty\n$ bank balance ada\n```",
    "Write the options as `{key: value, key: value}` at the end of the line.",
)
UNKNOWN_NOTATION = Code(
    "ADJ112",
    "unknown-notation",
    Severity.ERROR,
    "A YAML, JSON or CSV block has a second word that names no notation.",
    "It looks executable and is not; left alone it would verify nothing in silence.",
    "```yaml objectve\nmust: p99 < 250 ms\n```",
    "Correct the word, or remove it if the block is only an illustration.",
)
MISSPELT_LANGUAGE = Code(
    "ADJ113",
    "misspelt-language",
    Severity.ERROR,
    "A block's language is almost that of an executable notation.",
    "It looks executable and is not; left alone it would verify nothing in silence.",
    "```consol\n$ bank balance ada\n```",
    "Correct the language.",
)
CHECK_OUTSIDE_REQUIREMENT = Code(
    "ADJ114",
    "check-outside-requirement",
    Severity.ERROR,
    "An executable block stands under no requirement.",
    "It could not be evidence for anything, so it is not run.",
    "# Introduction\n\n```console\n$ bank balance ada\n```",
    "Move the block below a requirement's heading, or mark it with `{illustration: true}`.",
)
EMPTY_CHECK = Code(
    "ADJ115",
    "empty-check",
    Severity.ERROR,
    "An executable block is empty.",
    "A check that does nothing can't fail, so it is no evidence.",
    "```console\n```",
    "Write the check, or remove the block.",
)
HIDDEN_FENCE = Code(
    "ADJ116",
    "hidden-fence",
    Severity.ERROR,
    "A line looks like the start of an executable block, but Markdown does not take it for a fence.",
    "The block is prose, code or HTML to Markdown, so it would verify nothing in silence.",
    "<details>\n```console\n$ bank balance ada\n```\n</details>",
    "Leave a blank line above the fence and indent it by at most three blanks.",
)
MALFORMED_YAML = Code(
    "ADJ117",
    "malformed-yaml",
    Severity.ERROR,
    "An executable block is not valid YAML (1.2, core schema, each key once).",
    "The block can't be run, so its requirement stays unverified.",
    "```yaml objective\nmust: p99 < 250 ms\nmust: p99 < 200 ms\n```",
    "Correct the YAML at the place the finding names.",
)
DIAGRAM_WITHOUT_MACHINE = Code(
    "ADJ118",
    "diagram-without-machine",
    Severity.NOTE,
    "A state diagram stands under a requirement that has no `yaml machine` block for it.",
    "The diagram is only a picture: nothing says what its events and variables are.",
    "```mermaid\nstateDiagram-v2\n    [*] --> Open\n```",
    "Add a `yaml machine` block below the diagram to make it executable.",
)

ALL = (
    UNCLOSED_FENCE,
    UNREADABLE_OPTIONS,
    UNKNOWN_NOTATION,
    MISSPELT_LANGUAGE,
    CHECK_OUTSIDE_REQUIREMENT,
    EMPTY_CHECK,
    HIDDEN_FENCE,
    MALFORMED_YAML,
    DIAGRAM_WITHOUT_MACHINE,
)

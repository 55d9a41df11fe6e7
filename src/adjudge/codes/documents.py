"""Codes of findings: the files of a specification, their front matter and headings."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

NOT_UTF_8 = Code(
    "ADJ101",
    "not-utf-8",
    Severity.ERROR,
    "A specification document is not encoded in UTF-8.",
    "Its requirements can't be read, so none of them is judged.",
    "A file saved as Latin-1 or UTF-16.",
    "Save the file as UTF-8.",
)
UNREADABLE_DOCUMENT = Code(
    "ADJ102",
    "unreadable-document",
    Severity.ERROR,
    "A specification document, or a folder of them, can't be opened.",
    "Its requirements can't be read, so none of them is judged.",
    "A file without read permission, or a link to a file that is gone.",
    "Make the file readable, or remove it from the specification.",
)
DOCUMENT_TOO_LARGE = Code(
    "ADJ103",
    "document-too-large",
    Severity.ERROR,
    "A specification document is larger than 4 MiB.",
    "It is not read, so that reading stays bounded in time and memory.",
    "A log or an export that was saved as Markdown under the specification's folder.",
    "Split the document, or move what is not specification elsewhere.",
)
OUTSIDE_PROJECT = Code(
    "ADJ104",
    "outside-project",
    Severity.ERROR,
    "A specification document lies outside the project, or a link leads there.",
    "What the project's history does not hold can change without anybody seeing it.",
    "spec/shared.md is a symbolic link to /etc/motd",
    "Copy the file into the project.",
)
NOTHING_MATCHES = Code(
    "ADJ105",
    "nothing-matches",
    Severity.ERROR,
    "A path or pattern of specification documents matches no Markdown file.",
    "Requirements that were meant to be judged are not, and nobody would notice.",
    'specification = ["sepc/*.md"]',
    "Correct the path or pattern; it is relative to the project's root.",
)
NO_SPECIFICATION = Code(
    "ADJ106",
    "no-specification",
    Severity.ERROR,
    "The project has no specification in any of the usual places.",
    "There is nothing to judge the project by.",
    "A project without spec/, specs/, .specify/memory/constitution.md, .kiro/specs/ and openspec/",
    "Write `spec/<topic>.md`, or name the documents in `adjudge.toml`: specification = [...].",
)
EMPTY_DOCUMENT = Code(
    "ADJ107",
    "empty-document",
    Severity.WARNING,
    "A document of the specification holds no requirement.",
    "Prose without an ID obliges nobody: nothing in this file is judged.",
    "# Accounts\n\nThe balance never drops below zero.",
    "Start the heading of each requirement with an ID and a colon, like `## ACC-1: Title`.",
)
MALFORMED_FRONT_MATTER = Code(
    "ADJ108",
    "malformed-front-matter",
    Severity.ERROR,
    "The front matter is not a YAML mapping, is never closed, or a known key has a value it can't have.",
    "What it says about the whole document (level, status, since) does not take effect.",
    "---\nlevel: achored\n---",
    "Correct the front matter: YAML between two lines `---`, with the values the message names.",
)
NO_LEVEL_WORD = Code(
    "ADJ119",
    "no-level-word",
    Severity.WARNING,
    "A requirement states no level: none of MUST, SHALL, SHOULD or MAY (RFC 2119) in its text.",
    "It is judged as a MUST, and whoever reads it can't tell.",
    "## ACC-1: Balance\n\nThe balance never drops below zero.",
    "Say how binding it is: `The balance MUST NOT drop below zero.`, or add a line `Level: SHOULD`.",
)
ALMOST_A_REQUIREMENT = Code(
    "ADJ127",
    "almost-a-requirement",
    Severity.WARNING,
    "A heading looks like a requirement's, but its ID is not followed by a colon or not in capitals.",
    "It is read as an ordinary heading, so what stands below it is not judged.",
    "## ACC-2 Moving money conserves it",
    "Write the heading as `## ACC-2: Title`.",
)
NESTED_REQUIREMENT = Code(
    "ADJ128",
    "nested-requirement",
    Severity.WARNING,
    "A requirement's heading stands inside a list or a quotation.",
    "A section that is part of a list or a quotation has no end of its own, so it is not read.",
    "> ## ACC-1: Title",
    "Move the heading out of the list or quotation.",
)

ALL = (
    NOT_UTF_8,
    UNREADABLE_DOCUMENT,
    DOCUMENT_TOO_LARGE,
    OUTSIDE_PROJECT,
    NOTHING_MATCHES,
    NO_SPECIFICATION,
    EMPTY_DOCUMENT,
    MALFORMED_FRONT_MATTER,
    NO_LEVEL_WORD,
    ALMOST_A_REQUIREMENT,
    NESTED_REQUIREMENT,
)

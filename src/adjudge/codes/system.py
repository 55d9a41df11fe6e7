"""Codes of findings: configuration and system."""

from __future__ import annotations

from adjudge.codes.model import Code
from adjudge.findings import Severity

UNREADABLE_CONFIGURATION = Code(
    id="ADJ201",
    name="unreadable-configuration",
    severity=Severity.ERROR,
    what="`adjudge.toml` is not TOML, not UTF-8, too large, or can't be opened.",
    why="Nothing can be judged without knowing what is under judgment.",
    example="start = python server.py",
    mend="correct the text at this place; strings stand in quotes",
)
UNKNOWN_KEY = Code(
    id="ADJ202",
    name="unknown-key",
    severity=Severity.ERROR,
    what="A key of `adjudge.toml` has no meaning where it stands.",
    why="A misspelt key would silently leave a setting at its default.",
    example='[systems.shop]\nstrat = "python server.py"',
    mend="use one of the keys in the reference of adjudge.toml, or remove it",
)
WRONG_VALUE = Code(
    id="ADJ203",
    name="wrong-value",
    severity=Severity.ERROR,
    what="A value in `adjudge.toml` is of another kind than its key needs.",
    why="Guessing what was meant could weaken a bound or run another command.",
    example="[systems.shop]\ntimeout = 30",
    mend="write the value as the reference of adjudge.toml shows it",
)
MISSING_KEY = Code(
    id="ADJ204",
    name="missing-key",
    severity=Severity.ERROR,
    what="A key is missing without which another one has no meaning.",
    why="A system could not be started, or a suite not be read.",
    example='[systems.shop]\nstart = "python server.py"',
    mend="add the key, or remove the one that needs it",
)
UNKNOWN_PLACEHOLDER = Code(
    id="ADJ205",
    name="unknown-placeholder",
    severity=Severity.ERROR,
    what="A name in braces can't be filled where it stands.",
    why="The program would be given the braces themselves, and fail in a way hard to explain.",
    example='[systems.shop]\nstart = "python server.py --port {prot}"',
    mend="use a placeholder that is known there, or double the braces to mean them",
)
LEAVING_PATH = Code(
    id="ADJ206",
    name="leaving-path",
    severity=Severity.ERROR,
    what="A path in `adjudge.toml` leads out of the project, itself or through a symbolic link.",
    why="What is judged would depend on files that no revision of the project holds.",
    example='[systems.shop]\ndirectory = "../shop"',
    mend="name a path inside the project, relative to adjudge.toml",
)
CONFLICTING_KEYS = Code(
    id="ADJ207",
    name="conflicting-keys",
    severity=Severity.ERROR,
    what="Two keys that exclude each other are given, or none of several that are needed.",
    why="Which of them counts would be an accident.",
    example='[systems.shop]\nstart = "serve"\nready = {port = 80, log = "up"}',
    mend="keep exactly one of them",
)
UNKNOWN_SYSTEM = Code(
    id="ADJ208",
    name="unknown-system",
    severity=Severity.ERROR,
    what="A suite or a machine names a system that `adjudge.toml` does not define.",
    why="Its tests or its checks would never run and its requirements stay unverified.",
    example='[suites.unit]\nsystem = "shpo"',
    mend="name a system that has a table of its own",
)
LEAVING_LINK = Code(
    id="ADJ230",
    name="leaving-link",
    severity=Severity.ERROR,
    what="A symbolic link of the judged tree is absolute or leads out of the project.",
    why="A check that writes through it would change files outside its private copy.",
    example="cache -> /var/cache/shop",
    mend="make the link relative and keep it inside the project, or ignore it in .gitignore",
)
UNKNOWN_CLOCK = Code(
    id="ADJ260",
    name="unknown-clock",
    severity=Severity.ERROR,
    what="The `clock` of a system is none that Adjudge can move.",
    why="Every check that needs the time to pass would stay undecided.",
    example='[systems.shop]\nclock = "faketime"',
    mend='write `clock = "libfaketime"`, or a table with a `request` or a `command` that moves it',
)
CLOCK_WITHOUT_SECONDS = Code(
    id="ADJ261",
    name="clock-without-seconds",
    severity=Severity.ERROR,
    what="The request or the command that moves a system's clock does not say by how much.",
    why="The clock would move by the same time whatever a check asks for.",
    example='[systems.shop]\nclock = {request = "POST /test/clock"}',
    mend="put {seconds} where the number of seconds belongs",
)

ALL: tuple[Code, ...] = (
    UNREADABLE_CONFIGURATION,
    UNKNOWN_KEY,
    WRONG_VALUE,
    MISSING_KEY,
    UNKNOWN_PLACEHOLDER,
    LEAVING_PATH,
    CONFLICTING_KEYS,
    UNKNOWN_SYSTEM,
    LEAVING_LINK,
    UNKNOWN_CLOCK,
    CLOCK_WITHOUT_SECONDS,
)

"""A module for any prover: its text, the files beside it, its wrong versions, and what checks it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from adjudge.checks.proof.configured import configured
from adjudge.checks.proof.controls import Control, controls
from adjudge.checks.proof.files import content, named_file
from adjudge.checks.proof.options import (
    OptionError,
    WrongVersion,
    read_options,
    seconds,
    text,
    texts,
    wrong_versions,
)
from adjudge.checks.proof.provers import KNOWN, merged
from adjudge.codes.proof import (
    MODULE_UNREADABLE,
    PROOF_FILE,
    PROOF_OPTION,
    PROOF_WITHOUT_CONTROL,
    PROOF_WITHOUT_PATTERN,
)
from adjudge.findings import Finding
from adjudge.spec.files import FileNameError
from adjudge.spec.model import Check
from adjudge.system import placeholders
from adjudge.system.configuration import Prover

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adjudge.codes.model import Code

_FILLED = frozenset({"file", "scratch", "python"})


@dataclass(frozen=True, slots=True)
class Options:
    """What the braces say; see `docs/reference/proof.md`."""

    command: tuple[str, ...] = ()
    success: str = ""
    failure: str = ""
    version: tuple[str, ...] = ()
    tool: str = ""
    file: str = ""
    files: tuple[str, ...] = ()
    wrong: tuple[WrongVersion, ...] = ()
    seconds: float | None = None


@dataclass(slots=True)
class Module:
    """A block for a prover; with findings it must not be run.

    `tool` is the prover's name and `prover` how it is run. `file` is the name of the module's own
    file, if it has one. `beside` are the files that it needs, with the names under which it finds
    them, and `files` everything that was read.
    """

    check: Check
    folder: Path
    options: Options = field(default_factory=Options)
    tool: str = ""
    prover: Prover = field(default_factory=Prover)
    text: str = ""
    file: str = ""
    beside: tuple[tuple[Path, str], ...] = ()
    controls: tuple[Control, ...] = ()
    files: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def problem(self, code: Code, message: str) -> None:
        """Note a finding."""
        found = code.at(self.check.location, message, requirement=self.check.requirement)
        self.findings.append(found)


def read_module(check: Check, folder: Path) -> Module:
    """Read a block, every file that it names, and what is configured for its prover."""
    module = Module(check, folder)
    fields, module.findings = read_options(check, _READERS)
    module.options = Options(**fields)
    module.tool = module.options.tool or check.language
    module.prover = _prover(module)
    _check_prover(module)
    module.text = _text(module)
    module.beside = tuple(
        (path, name) for name in module.options.files if (path := _file(module, name))
    )
    _read_controls(module)
    return module


def _prover(module: Module) -> Prover:
    """Put the block's options over `[tools.NAME]`, and that over what is built in."""
    options = module.options
    own = Prover(
        options.command, options.success, options.failure, options.version, seconds=options.seconds
    )
    tools, _ = configured(module.check, module.folder)
    known = KNOWN.get(module.tool, Prover())
    return merged(own, tools.provers.get(module.tool, Prover()), known)


def _check_prover(module: Module) -> None:
    given = {
        "command": module.prover.command,
        "success": module.prover.success,
        "failure": module.prover.failure,
    }
    missing = [name for name, value in given.items() if not value]
    if missing and not module.findings:
        message = f"nothing says the {' and the '.join(missing)} of {module.tool}"
        module.problem(PROOF_WITHOUT_PATTERN, message)
    for word in (*module.prover.command, *module.prover.version):
        for name in set(placeholders.names(word)) - _FILLED:
            module.problem(PROOF_OPTION, f"{{{name}}} in “{word}” has no value here")
    if module.prover.command and not any("{file}" in word for word in module.prover.command):
        module.problem(PROOF_OPTION, "the command is not told which {file} it checks")


def _text(module: Module) -> str:
    """Return the module's text, from the block or from the file that it names."""
    own = module.check.text
    if not module.options.file:
        if not own.strip():
            module.problem(MODULE_UNREADABLE, "the block is empty, and names no file")
        return own
    if own.strip():
        message = "the block holds a module and names a file; which is it?"
        module.problem(MODULE_UNREADABLE, message)
        return own
    path = _file(module, module.options.file)
    module.file = PurePosixPath(module.options.file).name
    try:
        return content(path) if path else ""
    except FileNameError as error:
        module.problem(PROOF_FILE, str(error))
        return ""


def _file(module: Module, name: str) -> Path | None:
    try:
        path = named_file(module.folder, name)
    except FileNameError as error:
        module.problem(PROOF_FILE, str(error))
        return None
    module.files.append(path)
    return path


def _read_controls(module: Module) -> None:
    if not module.options.wrong:
        if "wrong" not in module.check.options:
            message = "no wrong version of the module is given that must be refuted"
            module.problem(PROOF_WITHOUT_CONTROL, message)
        return
    if not module.text:
        return
    wrong = module.options.wrong
    made, findings = controls(module.check, wrong, module.text, module.folder)
    module.controls = tuple(made)
    module.findings += findings
    module.files += [control.path for control in made if control.path]


def _command(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise OptionError(f"“{value}” is not a list of words, such as [lean, '{{file}}']")
    return texts(value)


def _pattern(value: Any) -> str:
    written = text(value)
    try:
        re.compile(written)
    except re.error as error:
        raise OptionError(f"“{written}” is no regular expression: {error}") from error
    return written


def _some(value: Any) -> tuple[WrongVersion, ...]:
    found = wrong_versions(value)
    if not found:
        raise OptionError("the list is empty; at least one wrong version must be refuted")
    return found


_READERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "command": ("command", _command),
    "success": ("success", _pattern),
    "failure": ("failure", _pattern),
    "version": ("version", _command),
    "tool": ("tool", text),
    "file": ("file", text),
    "files": ("files", texts),
    "wrong": ("wrong", _some),
    "timeout": ("seconds", seconds),
}

"""A `tla` block as a whole: the modules, the model and the wrong versions, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.proof.controls import controls
from adjudge.checks.proof.files import content, named_file
from adjudge.checks.proof.tla.deciding import Wrong
from adjudge.checks.proof.tla.model import Claim, Model, ModelError, read_model
from adjudge.checks.proof.tla.module import STANDARD, Module, read_module
from adjudge.checks.proof.tla.options import TlaOptions, read_tla_options
from adjudge.codes.proof import (
    CLAIM_UNDEFINED,
    MODULE_UNREADABLE,
    PROOF_CHECKS_NOTHING,
    PROOF_FILE,
)
from adjudge.findings import Finding, Location
from adjudge.spec.files import FileNameError
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.codes.model import Code

_INNER = re.compile(r"-{4,}[ \t]*MODULE[ \t]+(\w+)")


@dataclass(slots=True)
class Block:
    """What a block says; with findings it must not be run.

    `others` are the modules that the first one uses, by name. `files` are all that were read.
    """

    check: Check
    folder: Path
    options: TlaOptions = field(default_factory=TlaOptions)
    module: Module | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    model: Model = field(default_factory=lambda: Model(()))
    wrongs: tuple[Wrong, ...] = ()
    files: list[Path] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def problem(self, code: Code, message: str, where: Location | None = None) -> None:
        """Note a finding."""
        where = where or self.check.location
        self.findings.append(code.at(where, message, requirement=self.check.requirement))

    def place(self, line: int, column: int = 1) -> Location:
        """Return where a position of the root module is written, lines and columns from 1."""
        if self.options.file:
            return self.check.location
        body = self.check.body
        return replace(body, line=body.line + line - 1, column=body.column + column - 1)

    def defined_at(self, claim: Claim) -> Location:
        """Return where a claim is written, or the block itself."""
        definition = self.module.definitions.get(claim.name) if self.module else None
        if definition is None or self.module is None:
            return self.check.location
        line = self.module.line(definition.start)
        column = definition.start - self.module.text.rfind("\n", 0, definition.start)
        return self.place(line, column)


def read_block(check: Check, folder: Path) -> Block:
    """Read a block and every file that it names."""
    block = Block(check, folder)
    block.options, block.findings = read_tla_options(check)
    text = None if block.findings else _text(block)
    block.module = read_module(text) if text is not None else None
    if block.module is None:
        if text is not None:
            block.problem(MODULE_UNREADABLE, "there is no header `---- MODULE Name ----`")
        return block
    block.others = dict(_others(block, block.module))
    block.model = _model(block, block.module)
    _check_claims(block, block.module)
    block.wrongs = tuple(_wrongs(block, block.module))
    return block


def _text(block: Block) -> str | None:
    """Return the text of the root module, from the block or from the file that it names."""
    own = block.check.text.strip()
    if not block.options.file:
        if not own:
            block.problem(MODULE_UNREADABLE, "the block is empty, and names no file")
        return block.check.text if own else None
    if own:
        block.problem(MODULE_UNREADABLE, "the block holds a module and names a file; which is it?")
        return None
    return _read(block, block.options.file)


def _read(block: Block, name: str) -> str | None:
    try:
        path = named_file(block.folder, name)
        block.files.append(path)
        return content(path)
    except FileNameError as error:
        block.problem(PROOF_FILE, str(error))
        return None


def _others(block: Block, module: Module) -> Iterator[tuple[str, str]]:
    """Read the modules of the project that the module uses, and those that they use."""
    beside = Path(block.options.file).parent if block.options.file else Path()
    known = {module.name, *_INNER.findall(module.text)} | STANDARD
    waiting = list(module.uses)
    while waiting:
        name = waiting.pop(0)
        if name in known:
            continue
        known.add(name)
        text = _read(block, (beside / f"{name}.tla").as_posix())
        other = read_module(text) if text is not None else None
        if text is not None:
            yield name, text
            known |= set(_INNER.findall(text))
        waiting += other.uses if other else ()


def _model(block: Block, module: Module) -> Model:
    if not block.options.config:
        return block.options.model(tuple(module.definitions))
    text = _read(block, block.options.config)
    try:
        model = read_model(text or "")
    except ModelError as error:
        block.problem(PROOF_FILE, f"{block.options.config}:{error.line}: {error}")
        return Model(())
    return replace(model, deadlock=model.deadlock and block.options.deadlock)


def _check_claims(block: Block, module: Module) -> None:
    if not block.model.claims:
        if not block.findings:
            message = "the module is checked against no invariant and no property"
            block.problem(PROOF_CHECKS_NOTHING, message)
        return
    others = [read_module(text) for text in block.others.values()]
    defined = {n for m in (module, *others) if m is not None for n in m.definitions}
    names = [*block.model.behaviour, *(claim.name for claim in block.model.claims)]
    for name in dict.fromkeys(names):
        if name not in defined:
            block.problem(CLAIM_UNDEFINED, f"the module {module.name} defines no {name}")


def _wrongs(block: Block, module: Module) -> Iterator[Wrong]:
    made, findings = controls(block.check, block.options.wrong, module.text, block.folder)
    block.findings += findings
    for control in made:
        wrong = read_module(control.text)
        if control.path is not None:
            block.files.append(control.path)
        if wrong is None:
            block.problem(MODULE_UNREADABLE, f"{control.what}: there is no module in it")
        else:
            yield Wrong(wrong, control.what)

"""A block as it stands in a document: read, and everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.checks.hurl import survey
from adjudge.checks.hurl.cases import Place
from adjudge.checks.hurl.errors import HurlSyntaxError
from adjudge.checks.hurl.files import Files
from adjudge.checks.hurl.options import BlockOptions, Engine, read_options
from adjudge.checks.hurl.parser import parse
from adjudge.checks.hurl.survey import Remark
from adjudge.checks.hurl.tree import HurlFile
from adjudge.codes import checks as codes
from adjudge.findings import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.codes import Code
    from adjudge.spec.model import Check


@dataclass(frozen=True, slots=True)
class Block:
    """A block that was read; with findings that are errors it must not be run.

    `unsupported` is what only the program `hurl` can do, or nobody may.
    """

    file: HurlFile
    options: BlockOptions
    findings: tuple[Finding, ...]
    unsupported: tuple[Remark, ...] = ()

    @property
    def error(self) -> Finding | None:
        """The first finding that keeps the block from being run."""
        return next((f for f in self.findings if f.severity is Severity.ERROR), None)


def read_block(check: Check, folder: Path) -> Block:
    """Read a block and find what is wrong with it, without running anything.

    Args:
        check: the check as written.
        folder: the folder of its document, where files that it names stand.
    """
    options, findings = read_options(check)
    place = Place(check.body)
    try:
        file = parse(check.text)
    except HurlSyntaxError as error:
        located = codes.HURL_SYNTAX.at(
            place.at(error.position),
            error.message,
            requirement=check.requirement,
            next_step=error.next_step,
        )
        return Block(HurlFile(()), options, (*findings, located))
    if not file.entries:
        empty = codes.HURL_EMPTY.at(
            check.location, "this hurl block has no request", requirement=check.requirement
        )
        return Block(file, options, (*findings, empty))
    unsupported = tuple(survey.unsupported(file, check.text))

    def found(code: Code, remark: Remark, prefix: str = "") -> Finding:
        location = place.at(remark.position)
        return code.at(location, f"{prefix}{remark.message}", requirement=check.requirement)

    findings += tuple(found(codes.HURL_EXPRESSION, r) for r in survey.mistakes(file))
    findings += tuple(found(codes.HURL_FILE, r) for r in survey.missing_files(file, Files(folder)))
    findings += tuple(
        found(codes.HURL_UNSUPPORTED, remark, "not supported here: ")
        for remark in unsupported
        if remark.forbidden or options.engine is not Engine.PROGRAM
    )
    if options.clock and not any(o.name == "delay" for e in file.entries for o in e.options):
        idle = "clock: no request of this block has a `delay`, so its time would never pass"
        findings += (codes.HURL_OPTION.at(check.location, idle, requirement=check.requirement),)
    if not findings and not file.expects_something:
        message = "no request of this hurl block says what its response must be"
        place_of_block, about = check.location, check.requirement
        findings = (codes.HURL_EXPECTS_NOTHING.at(place_of_block, message, requirement=about),)
    return Block(file, options, findings, unsupported)

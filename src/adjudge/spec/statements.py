"""Statements that carry an ID: what `**FR-001**: …` and its many relatives define."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adjudge.spec.foreign import stated_level
from adjudge.spec.labels import Labelled, read_labels
from adjudge.spec.model import Kind, Requirement, Status
from adjudge.spec.passages import Form
from adjudge.spec.wording import title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adjudge.spec.passages import Passage
    from adjudge.spec.source import Source

_FUNCTIONAL = frozenset(
    (
        "FR",
        "F",
        "REQ",
        "R",
        "BR",
        "UR",
        "SR",
        "PR",
        "TR",
        "DR",
        "IR",
        "AR",
        "AC",
        "UX",
        "UI",
        "SEC",
        "UC",
        "FUNC",
        "API",
        "MUST",
        "SHALL",
        "EC",
    )
)
_NON_FUNCTIONAL = frozenset(
    (
        "NFR",
        "SC",
        "NF",
        "QR",
        "QA",
        "PERF",
        "SLO",
        "KPI",
        "REL",
    )
)
_CONSTRAINT = frozenset(
    (
        "CR",
        "CON",
        "CONSTR",
        "C",
        "TC",
    )
)
_KNOWN = _FUNCTIONAL | _NON_FUNCTIONAL | _CONSTRAINT
# What these number obliges nobody: assumptions, decisions, questions, risks, tasks, stories.
_OTHERS = frozenset(
    (
        "A",
        "AS",
        "ASM",
        "ASSUMP",
        "D",
        "DEC",
        "ADR",
        "Q",
        "OQ",
        "CLAR",
        "RISK",
        "T",
        "TASK",
        "OOS",
        "OOT",
        "DEP",
        "ENT",
        "KE",
        "GOAL",
        "GAP",
        "US",
        "STORY",
    )
)
_LATER = re.compile(r"(?i)out of scope|deferred|future|post-mvp|later|not in scope|non-goals?")
_GONE = re.compile(r"(?i)removed|deprecated|superseded|withdrawn|obsolete|deleted")
MOST_IN_RANGES = 5_000
_NUMBER = re.compile(r"-(\d+)")


@dataclass(frozen=True, slots=True)
class Statement:
    """A text and the IDs that it defines.

    `body` holds the lines below the first; `section` the headings above, outermost first.
    `end_line` is the last line of the list item, the section or the paragraph.
    """

    labelled: Labelled
    form: Form
    line: int
    end_line: int
    body: tuple[str, ...] = ()
    section: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole text without the IDs; of a heading, what stands below it if anything does."""
        if self.form is Form.HEADING and self.body:
            return "\n".join(self.body).strip()
        return "\n".join((self.labelled.rest, *self.body)).strip()


def statements(passages: Sequence[Passage]) -> tuple[Statement, ...]:
    """Collect the statements that carry a requirement's ID, in the order of the text.

    An ID that is bold or in a heading somewhere is defined there; the same ID at the start of a
    plain item or of a table's row is then a reference. IDs of assumptions, decisions, questions,
    risks, tasks and stories define no requirement.
    """
    found = tuple(_Collector().collect(passages))
    strong = {label for s in found if s.labelled.strong for label in s.labelled.labels}
    return tuple(filter(None, (_own(statement, strong) for statement in found)))


def kind_of(label: str, section: Iterable[str] = ()) -> Kind:
    """Tell the kind of a requirement from its ID, else from the headings above it."""
    parts = set(label.split("-"))
    if parts & _NON_FUNCTIONAL:
        return Kind.NON_FUNCTIONAL
    if parts & _CONSTRAINT:
        return Kind.CONSTRAINT
    headings = " ".join(section).casefold()
    if "non-functional" in headings or "nonfunctional" in headings:
        return Kind.NON_FUNCTIONAL
    return Kind.CONSTRAINT if "constraint" in headings else Kind.FUNCTIONAL


def requirements_of(source: Source, scope: str, statement: Statement) -> Iterator[Requirement]:
    """Make a requirement of each ID of a statement; brackets after it may put it out of force."""
    labelled = statement.labelled
    level, stated = stated_level(statement.text)
    heading = labelled.rest if statement.form is Form.HEADING else ""
    title = labelled.title or heading or (labelled.note if not _status_word(labelled.note) else "")
    for label in labelled.labels:
        yield Requirement(
            f"{scope}/{label}",
            label,
            title_of(title or statement.text) or label,
            level,
            kind_of(label, statement.section),
            statement.text,
            source.at(statement.line, label),
            statement.end_line,
            source.path,
            status=_status(statement),
            level_stated=stated,
            attributes={"note": labelled.note} if labelled.note else {},
        )


def _status_word(note: str) -> bool:
    return bool(_LATER.search(note) or _GONE.search(note))


def _status(statement: Statement) -> Status:
    """Tell whether the statement is in force from what is struck out or said in its brackets."""
    if statement.labelled.struck or _GONE.search(statement.labelled.note):
        return Status.ARCHIVED
    above = statement.section[-1] if statement.section else ""
    later = _LATER.search(statement.labelled.note) or _LATER.search(above)
    return Status.PROPOSED if later else Status.ACCEPTED


def _own(statement: Statement, strong: set[str]) -> Statement | None:
    """Keep of the IDs those that the statement itself defines."""
    labelled = statement.labelled
    labels = tuple(
        label
        for label in labelled.labels
        if _is_requirement(label) and (labelled.strong or label not in strong)
    )
    return replace(statement, labelled=replace(labelled, labels=labels)) if labels else None


def _is_requirement(label: str) -> bool:
    """Tell a requirement's ID from names of the same shape, such as SHA-256."""
    words = [part for part in label.split("-") if not part[0].isdigit()]
    if words[-1] in _OTHERS or words[0] in _OTHERS:
        return False
    number = _NUMBER.findall(label)[-1]
    return bool(_KNOWN & set(words)) or number.startswith("0")


class _Collector:
    """Gathers lines until the statement that they belong to ends."""

    def __init__(self) -> None:
        self.current: Statement | None = None
        self.body: list[str] = []
        self.headings: list[Passage] = []
        self.spare = MOST_IN_RANGES

    def collect(self, passages: Sequence[Passage]) -> Iterator[Statement]:
        for passage in passages:
            if passage.form is Form.HEADING:
                self._enter(passage)
            for statement in self._read(passage):
                yield from self._finished()
                self.current, self.body = statement, []
        yield from self._finished()

    def _finished(self) -> Iterator[Statement]:
        if self.current:
            yield replace(self.current, body=tuple(self.body))

    def _enter(self, heading: Passage) -> None:
        self.headings = [above for above in self.headings if above.depth < heading.depth]
        self.headings.append(heading)

    def _read(self, passage: Passage) -> Iterator[Statement]:
        if passage.form is Form.ROW:
            yield from self._row(passage)
            return
        started = False
        for number, line in enumerate(passage.lines):
            labelled = read_labels(line, heading=passage.form is Form.HEADING)
            if labelled:
                started = True
                yield self._start(passage, labelled, passage.line + number)
            elif started or self._reaches(passage):
                mark = "- " if passage.form is Form.ITEM and number == 0 else ""
                self.body.append(mark + line.strip())

    def _row(self, row: Passage) -> Iterator[Statement]:
        labelled = read_labels(row.cells[0], heading=True) if row.cells else None
        if labelled and not labelled.rest:
            rest = " | ".join(cell for cell in row.cells[1:] if cell.strip())
            yield self._start(row, replace(labelled, rest=rest, strong=False), row.line)

    def _start(self, passage: Passage, labelled: Labelled, line: int) -> Statement:
        labelled = self._afford(labelled)
        section = tuple(" ".join(h.lines) for h in self.headings if h.line != line)
        return Statement(labelled, passage.form, line, passage.end_line, (), section)

    def _afford(self, labelled: Labelled) -> Labelled:
        """Keep only the ends of a range once a document's ranges have named too much."""
        self.spare -= len(labelled.labels) - 1
        if self.spare >= 0 or len(labelled.labels) < 3:  # noqa: PLR2004 - both ends of a range
            return labelled
        problem = f"the ranges of this document name more than {MOST_IN_RANGES} IDs"
        ends = (labelled.labels[0], labelled.labels[-1])
        return replace(labelled, labels=ends, problem=problem)

    def _reaches(self, passage: Passage) -> bool:
        """Tell whether the passage still belongs to the statement before it."""
        if not self.current:
            return False
        if self.current.form in {Form.ITEM, Form.HEADING}:
            return passage.line <= self.current.end_line
        last = self.body[-1] if self.body else self.current.labelled.rest
        introduces = last.startswith("- ") or last.rstrip("*_ ").endswith((":", "："))
        if passage.form is Form.ITEM and introduces and passage.line <= self.current.end_line + 2:
            self.current = replace(self.current, end_line=passage.end_line)
            return True
        return False

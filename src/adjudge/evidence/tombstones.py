"""Requirements that were removed: an ID keeps its meaning also after it is gone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from adjudge.codes import evidence as codes
from adjudge.evidence.digests import requirement_digest
from adjudge.evidence.rows import Draft, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from adjudge.evidence.rows import Row
    from adjudge.findings import Finding
    from adjudge.spec.model import Requirement


def drafts(
    gone: Mapping[str, str],
    marks: Mapping[str, Row],
    requirements: Iterable[Requirement],
    today: date,
) -> Iterator[Draft]:
    """Yield what must be recorded: who went, and who came back as it was.

    Args:
        gone: the digest of each requirement's text that has evidence and is not there any more.
        marks: the newest mark of each requirement that was ever removed.
        requirements: what is there.
        today: the day to record.
    """
    for name, text in sorted(gone.items()):
        if not _removed(marks.get(name)):
            yield _draft(Entry.REMOVED, name, text, today)
    for requirement in requirements:
        mark = marks.get(requirement.id)
        text = requirement_digest(requirement) if mark else ""
        if mark and _removed(mark) and mark.inputs == text:
            yield _draft(Entry.RESTORED, requirement.id, text, today)


def reused(marks: Mapping[str, Row], requirements: Iterable[Requirement]) -> Iterator[Finding]:
    """Yield a finding for each requirement that took the ID of another one that was removed.

    One that comes back with the text it had, as when branches are switched, is the same one.
    """
    for requirement in requirements:
        mark = marks.get(requirement.id)
        if mark and _removed(mark) and mark.inputs != requirement_digest(requirement):
            day = json.loads(mark.body)["day"]
            message = f"{requirement.id} was removed on {day} and is back with another text"
            yield codes.ID_REUSED.at(requirement.location, message, requirement=requirement.id)


def _removed(mark: Row | None) -> bool:
    return mark is not None and mark.entry == Entry.REMOVED


def _draft(entry: Entry, name: str, text: str, today: date) -> Draft:
    body = json.dumps({"requirement": name, "day": today.isoformat()}, ensure_ascii=False)
    return Draft(entry, name, text, body)

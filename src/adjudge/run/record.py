"""From an executed check to its evidence."""

from __future__ import annotations

import platform
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from adjudge.checks.model import CheckResult, Fault, Method, not_run
from adjudge.evidence.judge import UNEXECUTED
from adjudge.evidence.model import Evidence
from adjudge.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.checks.kind import CheckKind
    from adjudge.run.execute import Executed
    from adjudge.run.plan import Work


def evidence_of(executed: Executed, kind: CheckKind, revision: str) -> Evidence:
    """Make the record of a check's run; `revision` is the judged commit or `working tree`."""
    result = executed.result
    plain = _plain(executed.work, result, kind.method, executed.started)
    return replace(
        plain,
        seconds=executed.seconds,
        runs=result.runs,
        transcript=result.transcript,
        revision=revision,
        environment={**environment(), **result.tools},
        tools=executed.work.tools,
        attachments=result.attachments,
    )


def unsupported(work: Work) -> Evidence:
    """Say, as evidence that is never recorded, that no module executes this kind of check."""
    reason = f"{UNEXECUTED} `{work.check.kind}` checks yet"
    result = not_run(work.check.id, work.check.location, reason, Fault.ENVIRONMENT)
    return _plain(work, result, Method.TEST, datetime.now(UTC))


@cache
def environment() -> Mapping[str, str]:
    """Tell what machine and versions take part."""
    return {
        "adjudge": VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(terse=True),
    }


def _plain(work: Work, result: CheckResult, method: Method, started: datetime) -> Evidence:
    return Evidence(
        requirement=work.requirement.id,
        check=work.check.id,
        system=work.system.name,
        kind=work.check.kind,
        method=method,
        digests=work.digests,
        outcome=result.outcome,
        cases=result.cases,
        started=started,
        seconds=0.0,
        reason=result.reason,
        location=work.check.location,
    )

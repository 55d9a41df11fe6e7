from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from adjudge.findings import Severity
from adjudge.report.facts import exit_meaning, remaining_findings, repeat_command, systems, tally

if TYPE_CHECKING:
    from tests.report.conftest import Fabricate

    from adjudge.run.result import Result


def test_a_run_that_was_ended_says_so(fabricate: Fabricate) -> None:
    ended = fabricate.result([], interrupted=True)

    assert exit_meaning(ended) == "the run was ended early"
    assert tally(ended) == "2 systems: no requirement"


def test_an_error_that_is_no_verdict_is_told_from_an_undecided_must(
    fabricate: Fabricate, everything: Result
) -> None:
    error = replace(everything.findings[0], severity=Severity.ERROR)
    requirement = fabricate.requirement("ACC-1", 10, checks=())

    assert exit_meaning(fabricate.result([], findings=(error,))) == "there are errors to mend"
    assert exit_meaning(fabricate.result([(requirement, {})])) == "a MUST is undecided"


def test_findings_that_repeat_a_judgment_are_left_to_it(everything: Result) -> None:
    assert [f.code for f in remaining_findings(everything)] == ["ADJ408"]


def test_the_command_that_repeats_survives_any_id(fabricate: Fabricate) -> None:
    requirement = fabricate.requirement("001 photos/FR-1; rm", 10)
    (judgment,) = fabricate.result([(requirement, {})], ("python",)).judgments

    words = shlex.split(repeat_command(judgment))

    assert words == ["adjudge", "verify", requirement.id, "--system", "python", "--all"]
    assert "--system" not in repeat_command(replace(judgment, system=""))


def test_a_project_without_systems_has_one_column(fabricate: Fabricate) -> None:
    result = fabricate.result([(fabricate.requirement("ACC-1", 10), {})], ("",))

    assert systems(replace(result, systems=())) == ("",)

"""Ways in which a MUST could look satisfied although something that verifies it did not run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from adjudge.evidence.model import Verdict
from adjudge.run.result import Result

if TYPE_CHECKING:
    from pathlib import Path

Verify = Callable[..., Result]

PASSING = "```console\n$ greet Ada\nhello Ada\n```\n"


@pytest.fixture
def judged(project: Path, verify: Verify) -> Callable[[str], Result]:
    """Judges one requirement with the given blocks under it."""

    def judge(blocks: str) -> Result:
        (project / "spec" / "greeting.md").write_text(
            f"# Greeting\n\n## HI-1: It greets\n\nIt MUST greet.\n\n{blocks}"
        )
        return verify()

    return judge


def _verdicts(result: Result) -> list[Verdict]:
    return [judgment.verdict for judgment in result.judgments]


@pytest.mark.parametrize(
    "unread",
    [
        "```console {cwd: empty\n$ false\n```\n",
        "```console\n```\n",
        "```consol\n$ false\n```\n",
        "```yaml objectve\nmust: p99 < 250 ms\n```\n",
        "```yaml cases\ncommand: greet\ncommand: greet\n```\n",
        "```yaml tests\nmarked:\n```\n",
        "<details>\n```console\n$ false\n```\n</details>\n",
        "Verified by: hope\n",
        "```console {system: nobody}\n$ false\n```\n",
        "```console {system: []}\n$ false\n```\n",
        "```console {system: 5}\n$ false\n```\n",
        "```console {system: {a: b}}\n$ false\n```\n",
        "## HI-1: It greets differently\n\nIt MUST greet.\n\n```console\n$ false\n[1]\n```\n",
        "```console\n$ false\n",
    ],
)
def test_a_block_that_cannot_be_used_is_not_covered_by_one_that_passes(
    judged: Callable[[str], Result], unread: str
) -> None:
    result = judged(f"{PASSING}\n{unread}")

    assert set(_verdicts(result)) == {Verdict.UNVERIFIED}
    assert result.exit_code == 3
    assert "spec/greeting.md:" in result.judgments[0].reason


@pytest.mark.parametrize("named", ["nobody", "[]", "5", "[5]", "{a: b}", "null"])
def test_a_requirement_whose_only_check_is_about_no_system_is_unverified(
    judged: Callable[[str], Result], named: str
) -> None:
    result = judged(PASSING.replace("console", f"console {{system: {named}}}"))

    assert _verdicts(result) == [Verdict.UNVERIFIED]
    assert "ADJ300" in {finding.code for finding in result.findings}
    assert result.exit_code == 3


@pytest.mark.parametrize("named", ["greeter", "[greeter]", "[greeter, greeter]"])
@pytest.mark.parametrize(
    ("fence", "body"),
    [
        ("console", "$ greet Ada\nhello Ada\n"),
        (
            "yaml cases",
            "command: greet {name}\nrows: [{name: Ada}]\nexpect: {stdout: hello {name}}\n",
        ),
    ],
)
def test_a_check_may_name_the_system_that_it_is_about(
    judged: Callable[[str], Result], named: str, fence: str, body: str
) -> None:
    body = body.replace("hello {name}}", "'hello {name}'}")

    result = judged(f"```{fence} {{system: {named}}}\n{body}```\n")

    assert _verdicts(result) == [Verdict.SATISFIED]


def test_two_requirements_of_one_id_do_not_share_their_evidence(
    judged: Callable[[str], Result], verify: Verify
) -> None:
    wrong = PASSING.replace("hello Ada", "hallo Ada")
    judged(f"{PASSING}\n## HI-1: It greets in German\n\nIt MUST greet.\n\n{wrong}")

    for result in (verify(), verify(), verify(execute=False)):
        assert _verdicts(result).count(Verdict.SATISFIED) == 0
        assert result.exit_code != 0


def test_a_specification_without_a_requirement_satisfies_nothing(
    project: Path, verify: Verify
) -> None:
    (project / "spec" / "greeting.md").write_text("# Greeting\n\nIt MUST greet.\n")

    assert verify().exit_code == 3

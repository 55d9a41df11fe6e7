from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.checks.model import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from adjudge.spec.model import Check

TEXT = 'GET {{base}}/json\nHTTP 403\n[Asserts]\njsonpath "$.text" == "x"\nGET {{base}}/echo\n'

# Speaks as Hurl does (https://hurl.dev/docs/manual.html): `--version`, and with `--json` one line
# for the file. It sends nothing; what it reports is what the test put beside it.
FAKE = """#!{python}
import json, pathlib, sys
here = pathlib.Path(__file__).parent
if sys.argv[1:] == ["--version"]:
    print("hurl 8.0.1 (fake) libcurl/0")
    sys.exit()
(here / "arguments").write_text(json.dumps(sys.argv[1:]))
(here / "variables").write_text(
    pathlib.Path(sys.argv[sys.argv.index("--variables-file") + 1]).read_text()
)
report = json.loads((here / "report").read_text())
print(json.dumps(report["output"]))
print("> GET /json s3cret", file=sys.stderr)
print("error: it went wrong", file=sys.stderr)
sys.exit(report["exit"])
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: Any) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "hurl"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    stage.environment = {"PATH": str(folder)}
    return folder


def report(folder: Path, exit_code: int, *entries: dict[str, Any]) -> None:
    output = {"entries": list(entries), "success": exit_code == 0}
    (folder / "report").write_text(json.dumps({"exit": exit_code, "output": output}))


def entry(index: int, status: int, *asserts: tuple[int, bool]) -> dict[str, Any]:
    return {
        "index": index,
        "calls": [{"response": {"status": status}}],
        "asserts": [
            {"line": line, "success": success, **({} if success else {"message": "it is not"})}
            for line, success in asserts
        ],
    }


def test_the_installed_program_decides_and_its_version_is_an_input(
    fake: Path, stage: Any, check: Callable[..., Check]
) -> None:
    report(fake, 0, entry(1, 403, (2, True), (2, True), (4, True)), entry(2, 200))

    result = Hurl().run([check(TEXT)], stage)[0]

    assert [case.outcome.value for case in result.cases] == ["passed"] * 3
    assert [case.location.line for case in result.cases] == [12, 14, 15]
    assert result.tools == {"hurl": "hurl 8.0.1 (fake) libcurl/0"}
    assert Hurl().inputs(check(TEXT), stage.folder).tools == result.tools
    assert f'base="{stage.base}"\n' in (fake / "variables").read_text()
    assert "<secret>" in result.transcript
    assert "s3cret" not in result.transcript


def test_a_failed_assert_of_the_program_is_a_failed_case_that_masks(
    fake: Path, stage: Any, check: Callable[..., Check]
) -> None:
    report(fake, 4, entry(1, 200, (2, True), (2, False)))

    cases = Hurl().run([check(TEXT)], stage)[0].cases

    assert [case.outcome.value for case in cases] == ["failed", "inconclusive", "inconclusive"]
    assert cases[0].actual == "it is not"
    assert cases[0].granted
    assert cases[2].reason.startswith("masked by HTTP 403")


@pytest.mark.parametrize("exit_code", [1, 2, 3])
def test_a_program_that_could_not_run_the_block_decides_nothing(
    fake: Path, stage: Any, check: Callable[..., Check], exit_code: int
) -> None:
    report(fake, exit_code, entry(1, 403, (2, True), (4, True)), entry(2, 200))

    cases = Hurl().run([check(TEXT)], stage)[0].cases

    assert {case.outcome.value for case in cases} == {"inconclusive"}
    assert cases[0].reason == f"hurl ended with {exit_code}: error: it went wrong"
    assert cases[0].fault is Fault.ENVIRONMENT


def test_a_line_that_the_report_leaves_out_is_no_pass(
    fake: Path, stage: Any, check: Callable[..., Check]
) -> None:
    report(fake, 0, entry(1, 403, (2, True)), entry(2, 200))

    cases = Hurl().run([check(TEXT)], stage)[0].cases

    assert [c.outcome.value for c in cases] == ["passed", "inconclusive", "inconclusive"]


def test_no_report_is_no_evidence(fake: Path, stage: Any, check: Callable[..., Check]) -> None:
    report(fake, 0)

    result = Hurl().run([check(TEXT)], stage)[0]

    assert {case.outcome.value for case in result.cases} == {"inconclusive"}


def test_our_own_reader_may_be_asked_for(
    fake: Path, stage: Any, check: Callable[..., Check], server: Any
) -> None:
    result = Hurl().run([check("GET {{base}}/json\n", engine="adjudge")], stage)[0]

    assert set(result.tools) == {"adjudge-hurl"}
    assert len(server.seen) == 1


def test_what_would_let_the_program_leave_the_system_is_left_to_our_own_reader(
    fake: Path, stage: Any, check: Callable[..., Check], server: Any
) -> None:
    text = "GET {{base}}/redirect\n[Options]\nlocation: true\nHTTP 200\n"

    chosen = Hurl().run([check(text)], stage)[0]
    forced = Hurl().run([check(text, engine="hurl")], stage)[0]

    assert chosen.outcome.value == "passed"
    assert len(server.seen) == 2
    assert forced.outcome.value == "not run"
    assert "follow redirections to any host" in forced.reason


def test_the_program_is_not_run_where_it_is_missing(
    stage: Any, check: Callable[..., Check], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = Hurl().run([check("GET {{base}}/json\n", engine="hurl")], stage)[0]

    assert result.outcome.value == "not run"
    assert result.cases[0].fault is Fault.ENVIRONMENT
    assert "not on PATH" in result.reason

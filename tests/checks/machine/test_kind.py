"""The check kind `machine` as a whole: blocks, bindings, real systems."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import CheckResult, Fault, Outcome
from adjudge.checks.table import KINDS
from adjudge.spec import project
from adjudge.system import toml
from adjudge.system.stages import Stages
from adjudge.system.trees import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from adjudge.spec.model import Check, Specification
    from adjudge.system.stages import LocalStage

DOCUMENT = """\
# Door

## DOOR-1: A locked door stays shut

While it is locked, the door MUST NOT open.

## DOOR-9: The door does what the diagram says

The door MUST do what this diagram allows and refuse everything else.

```mermaid
stateDiagram-v2
    [*] --> Shut
    Shut --> Open : open()
    Open --> Shut : close()
    Shut --> Locked : lock()
    Locked --> Shut : unlock()
```

```yaml machine Door OPTIONS
always after: {DOOR-1: {open: state == Shut}}
```
"""


def _read(folder: Path, options: str = "") -> Specification:
    (folder / "door.md").write_text(DOCUMENT.replace(" OPTIONS", options), encoding="utf-8")
    return project.read(folder, ["door.md"])


def _block(specification: Specification) -> Check:
    return specification.by_id["DOOR-9"].checks[0]


def test_the_binding_of_the_machine_is_an_input(tmp_path: Path) -> None:
    check = _block(_read(tmp_path))

    assert KINDS["machine"].inputs(check, tmp_path).machines == ("Door",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{call: 3}", 'no option “call”; did you mean "calls"?'),
        ("{calls: 0}", "calls: “0” is not a whole number from 1 to 1,000,000"),
        ("{calls: true}", "calls: “True” is not a whole number"),
        ("{time: 20}", "time: “20” is not a duration such as “20 s”"),
        ("{time: 20 parsecs}", "time: “20 parsecs” is not a duration"),
        ("{seed: -1}", "seed: “-1” is not a whole number"),
        ("{values: many}", "values: “many” is not a whole number"),
    ],
)
def test_an_option_that_means_nothing_is_an_error(
    options: str, message: str, tmp_path: Path
) -> None:
    check = _block(_read(tmp_path, f" {options}"))

    (finding,) = KINDS["machine"].diagnose(check, tmp_path)

    assert finding.code == "ADJ360"
    assert message in finding.message


def test_options_that_fit_are_no_finding(tmp_path: Path) -> None:
    check = _block(_read(tmp_path, " {calls: 50, time: 5 s, seed: 7, values: 0}"))

    assert KINDS["machine"].diagnose(check, tmp_path) == ()


def test_the_check_of_a_named_requirement_runs_with_the_block_and_repeats_no_finding(
    tmp_path: Path,
) -> None:
    specification = _read(tmp_path, " {call: 3}")
    (derived,) = specification.by_id["DOOR-1"].checks
    kind = KINDS["machine"]

    assert kind.batch(derived) == kind.batch(_block(specification)) == "DOOR-9#1"
    assert kind.diagnose(derived, tmp_path) == ()


SERVER = """
import json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NEXT = {
    ("Shut", "open"): "Open", ("Open", "close"): "Shut",
    ("Shut", "lock"): "Locked", ("Locked", "unlock"): "Shut",
}
FAULT = sys.argv[2] if len(sys.argv) > 2 else ""
if FAULT == "opens when locked":
    NEXT["Locked", "open"] = "Open"
door = {"state": "Shut"}

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    def do_GET(self):
        self.answer(200, door)
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/reset":
            door["state"] = "Shut"
            return self.answer(200, {})
        if self.path == "/keys":
            return self.answer(201, {"key": f"key-{id(self)}"})
        event = self.path[1:]
        if not self.headers.get("Authorization", "").startswith("Bearer key-"):
            return self.answer(401, {})
        if FAULT == "breaks" and event == "unlock":
            return self.answer(500, {})
        if FAULT == "other status" and (door["state"], event) not in NEXT:
            return self.answer(418, {})
        if (door["state"], event) not in NEXT:
            return self.answer(409, {})
        if not (FAULT == "slams" and event == "close"):
            door["state"] = NEXT[door["state"], event]
        self.answer(200, door)
    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
CALL = """{name} = {{request = "POST /{name}", headers = {{Authorization = "Bearer {{token['porter']}}"}}, accepted = [200], refused = [409]}}"""
EVENTS = "\n".join(CALL.format(name=name) for name in ("open", "close", "lock", "unlock"))
BINDING = f"""
[machines.Door]
reset = {{request = "POST /reset", accepted = [200]}}
[machines.Door.login]
token = {{request = "POST /keys", json = {{who = "{{who}}"}}, accepted = [201], value = "$.key"}}
[machines.Door.events]
{EVENTS}
[machines.Door.observe]
state = {{request = "GET /", value = "$.state"}}
"""
OPTIONS = " {calls: 40}"


def _project(folder: Path, fault: str, binding: str) -> None:
    (folder / "server.py").write_text(SERVER, encoding="utf-8")
    (folder / "adjudge.toml").write_text(
        f"""
[systems.door]
start = ["{sys.executable}", "{{directory}}/server.py", "{{port}}", "{fault}"]
ready = {{port = "{{port}}"}}
base = "http://127.0.0.1:{{port}}"
{binding}
""",
        encoding="utf-8",
    )


@contextmanager
def _stage(folder: Path, fault: str = "", binding: str = BINDING) -> Iterator[LocalStage]:
    _project(folder, fault, binding)
    configuration = toml.read(folder)
    system = configuration.systems["door"]
    tree = Snapshot.take(folder, [system]).tree(system)
    with Stages(configuration, system, tree) as stages, stages.stage(folder) as stage:
        yield stage


def _results(
    folder: Path, fault: str = "", binding: str = BINDING, document: str = DOCUMENT
) -> tuple[CheckResult, CheckResult]:
    """Run the block of DOOR-9 and the check that DOOR-1 has from it."""
    (folder / "door.md").write_text(document.replace(" OPTIONS", OPTIONS), encoding="utf-8")
    specification = project.read(folder, ["door.md"])
    checks = [specification.by_id[name].checks[0] for name in ("DOOR-9", "DOOR-1")]
    with _stage(folder, fault, binding) as stage:
        block, named = KINDS["machine"].run(checks, stage)
    return block, named


def test_a_door_that_is_right_satisfies_block_and_named_requirement(tmp_path: Path) -> None:
    block, named = _results(tmp_path)

    assert block.outcome is named.outcome is Outcome.PASSED
    told = {case.name: case.reason for case in (*block.cases, *named.cases)}
    assert told["running system: every call does what the diagram says"] == (
        "driven: no violation in 40 calls (12 of 12 state-call pairs)"
    )
    assert any("proved for all values" in t or "exhaustive: 3 states" in t for t in told.values())
    assert [case.name for case in named.cases] == [
        "specification: property 1: state == Shut",
        "running system: property 1: state == Shut",
    ]
    assert '"exercised": 12, "reachable": 12' in block.attachments["coverage.json"]


@pytest.mark.requirement("MACH-14")
def test_a_violation_names_the_requirement_and_is_saved_as_cases_that_run(tmp_path: Path) -> None:
    block, named = _results(tmp_path, "opens when locked")

    failed = [case for case in block.cases if case.outcome is Outcome.FAILED]
    assert failed[0].reason.startswith(
        "DOOR-1: open() in Locked: the specification refuses it, the system accepted it"
    )
    assert failed[0].reason.endswith("Shortest way there: lock() → open()")
    assert named.outcome is Outcome.FAILED
    assert block.runs == 2

    case = replace(
        _block(_read(tmp_path)),
        kind="hurl",
        text=block.attachments["counterexample.hurl"],
        language="hurl",
        options={},
    )
    program = tmp_path / "counterexample.py"
    program.write_text(block.attachments["counterexample.py"], encoding="utf-8")
    outcomes = []
    for fault in ("opens when locked", ""):
        with _stage(tmp_path, fault) as stage:
            (result,) = KINDS["hurl"].run([case], stage)
            with stage.start() as instance:
                done = subprocess.run([sys.executable, program, instance.base], check=False)
            outcomes.append((result.outcome, done.returncode))
    assert outcomes == [(Outcome.FAILED, 1), (Outcome.PASSED, 0)]


@pytest.mark.parametrize(
    ("fault", "message", "blamed"),
    [
        ("breaks", "unlock() in Shut: the specification refuses it, the system failed", "system"),
        ("slams", "the specification says state=Shut afterwards, the system accepted", "system"),
        ("other status", "this answer is declared neither accepted nor refused", "binding"),
    ],
)
def test_what_is_wrong_and_whose_fault_it_is_are_told(
    fault: str, message: str, blamed: str, tmp_path: Path
) -> None:
    block, _ = _results(tmp_path, fault)

    (failed, *_) = [case for case in block.cases if case.outcome is Outcome.FAILED]
    assert message in failed.reason
    assert failed.fault is Fault(blamed)


@pytest.mark.requirement("MACH-10")
@pytest.mark.parametrize(
    ("binding", "reason"),
    [
        ("", "nothing connects the machine Door to this system: write an entry for `open()`"),
        (
            BINDING.replace("lock = ", "bolt = ", 1).replace("unbolt", "unlock"),
            "machine Door has no event “bolt”",
        ),
        (BINDING.partition("close = ")[0], "nothing says how this system is asked for `lock()`"),
    ],
)
def test_a_machine_that_is_not_bound_is_not_run_whatever_its_diagram_proves(
    binding: str, reason: str, tmp_path: Path
) -> None:
    for result in _results(tmp_path, binding=binding):
        assert result.outcome is Outcome.NOT_RUN
        assert reason in result.reason


def test_a_diagram_that_breaks_its_own_property_is_the_specification_s_fault(
    tmp_path: Path,
) -> None:
    contradiction = DOCUMENT.replace("{open: state == Shut}", "{open: state == Locked}")

    block, named = _results(tmp_path, document=contradiction)

    for result in (block, named):
        failed = [case for case in result.cases if case.outcome is Outcome.FAILED]
        assert {case.fault for case in failed} == {Fault.SPECIFICATION}
        assert "the diagram itself does not keep DOOR-1: broken after" in failed[0].reason


def test_a_machine_that_can_t_be_read_is_not_run(tmp_path: Path) -> None:
    for result in _results(tmp_path, document=DOCUMENT.replace("lock()", "lock(")):
        assert result.outcome is Outcome.NOT_RUN
        assert "door.md:" in result.reason


def test_a_system_that_does_not_start_is_not_run(tmp_path: Path) -> None:
    broken = BINDING.replace("[machines.Door]", "build = ['false']\n[machines.Door]", 1)

    for result in _results(tmp_path, binding=broken):
        assert result.outcome is Outcome.NOT_RUN


@pytest.mark.requirement("MACH-17")
def test_time_that_can_t_pass_leaves_unverified_what_needs_it(tmp_path: Path) -> None:
    timed = DOCUMENT.replace("Shut --> Locked : lock()", "Open --> Locked : after(2 min)").replace(
        "always after:", "clock: 1 min\nalways after:"
    )
    binding = "\n".join(line for line in BINDING.splitlines() if not line.startswith("lock ="))

    block, _ = _results(tmp_path, document=timed, binding=binding)

    assert block.outcome is Outcome.NOT_RUN
    (late,) = [c for c in block.cases if c.name == "running system: what happens as time passes"]
    assert "time could not pass for the system: " in late.reason
    (calls,) = [c for c in block.cases if "every call" in c.name]
    assert calls.outcome is Outcome.INCONCLUSIVE
    assert "unlock was called and never accepted" in calls.reason


def test_calls_at_once_are_asked_for_by_a_number_of_groups(tmp_path: Path) -> None:
    assert KINDS["machine"].diagnose(_block(_read(tmp_path, " {concurrent: 20}")), tmp_path) == ()
    (finding,) = KINDS["machine"].diagnose(_block(_read(tmp_path, " {concurrent: many}")), tmp_path)
    assert "concurrent: “many” is not a whole number" in finding.message


def test_a_requirement_of_calls_at_once_gets_a_check_of_the_machine(tmp_path: Path) -> None:
    text = DOCUMENT.replace(" OPTIONS", "").replace(
        "state == Shut}}", "state == Shut}}\nat once: DOOR-1"
    )
    (tmp_path / "door.md").write_text(text, encoding="utf-8")
    specification = project.read(tmp_path, ["door.md"])

    assert [check.kind for check in specification.by_id["DOOR-1"].checks] == ["machine"]
    assert KINDS["machine"].diagnose(_block(specification), tmp_path) == ()


def test_calls_at_once_of_nobody_are_a_finding(tmp_path: Path) -> None:
    text = DOCUMENT.replace(" OPTIONS", "").replace(
        "state == Shut}}", "state == Shut}}\nat once: [DOOR-7]"
    )
    (tmp_path / "door.md").write_text(text, encoding="utf-8")

    findings = project.read(tmp_path, ["door.md"]).findings

    assert any("DOOR-7" in finding.message for finding in findings)


def test_no_message_transcript_or_file_tells_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOOR_SECRET", "POST /open")
    secret = BINDING.replace(
        "[machines.Door]", 'pass_environment = ["DOOR_SECRET"]\n[machines.Door]', 1
    )

    block, named = _results(tmp_path, "opens when locked", secret)

    for result in (block, named):
        assert result.outcome is Outcome.FAILED
        told = [text for case in result.cases for text in (case.actual, case.reason)]
        assert not [t for t in (*told, result.transcript) if "POST /open" in t]

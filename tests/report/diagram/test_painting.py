from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import Method, Outcome
from adjudge.errors import AdjudgeError
from adjudge.evidence.model import Digests, Evidence
from adjudge.findings import Location
from adjudge.machine.read import read
from adjudge.report.diagram.of_machine import sketched
from adjudge.report.diagram.painting import covered, followed
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from adjudge.machine.model import Machine

DIAGRAM = """\
stateDiagram-v2
    [*] --> Shut
    Shut --> Open : open()
    Open --> Shut : close()
"""


def _evidence(**attachments: object) -> Evidence:
    return Evidence(
        "DOOR-1",
        "DOOR-1#1",
        "python",
        "machine",
        Method.TEST,
        Digests("a", "b", "c", "d", "e"),
        Outcome.PASSED,
        (),
        datetime.now(UTC),
        1.0,
        attachments={f"{name}.json": json.dumps(text) for name, text in attachments.items()},
    )


@pytest.fixture
def door() -> Machine:
    place = Location("doors.md", 3, 1)
    options = {"diagram": DIAGRAM, "diagram_line": 2}
    check = Check("DOOR-1#1", "DOOR-1", "machine", "{}", place, place, "Door", options=options)
    machine = read(check).machine
    assert machine is not None
    return machine


def test_coverage_is_read_from_the_evidence() -> None:
    shares = {"0": [1, 1], "1": [0, 1], "refused": [0, 2]}
    evidence = _evidence(coverage={"exercised": 1, "reachable": 4, "transitions": shares})

    paint, words = covered(evidence)

    assert paint.coverage == {0: (1, 1), 1: (0, 1)}
    assert words == "1 of 4 state-call pairs"


def test_a_counterexample_is_followed_through_the_machine(door: Machine) -> None:
    calls: list[dict[str, object]] = [
        {"event": event, "arguments": []} for event in ("open", "open", "close", "open")
    ]

    paint, words = followed(_evidence(counterexample={"calls": calls}), door)

    assert paint.path == (0, 1, 0)
    assert paint.end == {"Open"}
    assert words == "open() → open() → close() → open()"


def test_bad_input_of_a_counterexample_leads_nowhere(door: Machine) -> None:
    calls = [
        {"event": "open", "arguments": []},
        {"event": "close", "arguments": [], "bad_input": True},
    ]

    paint, words = followed(_evidence(counterexample={"calls": calls}), door)

    assert (list(paint.path), set(paint.end)) == ([0], {"Open"})
    assert words == "open() → close()"


def test_a_call_that_is_refused_at_the_end_is_named_in_the_state_where_it_is(door: Machine) -> None:
    calls = [{"event": event, "arguments": []} for event in ("open", "open")]

    paint, _ = followed(_evidence(counterexample={"calls": calls}), door)
    sketch = sketched(door.diagrams[0], "", paint)

    (spot,) = [spot for spot in sketch.spots if spot.key == "Open"]
    assert [(text.lines, text.remark) for text in spot.inner] == [
        (("open() is to be refused",), "2")
    ]


def test_evidence_without_them_says_what_to_do(door: Machine) -> None:
    with pytest.raises(AdjudgeError, match="no coverage: the system was not driven") as caught:
        covered(_evidence())
    assert caught.value.next_step == "adjudge verify DOOR-1 --all"
    with pytest.raises(AdjudgeError, match="no counterexample"):
        followed(_evidence(), door)

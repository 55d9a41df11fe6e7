from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping

    Adjudge = Callable[..., subprocess.CompletedProcess[str]]

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "schema" / "log-1.json"
SPECIFICATION = """\
# Tokens

## TOK-1: A token expires

A token MUST NOT be good for longer than 15 minutes.

```mermaid
stateDiagram-v2
    [*] --> Out
    Out --> In : login() / age = 0
    Out : Out
    Out : wait(d)
    In : In
    In : use() [age < 15]
    In : wait(d) / age = min(age + d, 31)
    In --> Out : logout()
```

```yaml machine Token
clock:      1 min
types:      {minutes: 1..16}
parameters: {d: minutes}
variables:  {age: {type: 0..31, starts: 0}}
```
"""
BINDING = """\
[machines.Token.log]
instance = "session.id"

[machines.Token.log.spans."POST /login"]
event = "login"
accepted = {"http.response.status_code" = [200]}
refused = {"http.response.status_code" = 409}

[machines.Token.log.spans."GET /me"]
event = "use"
observe = {age = "token.age"}
"""


@pytest.fixture
def root(project: Path) -> Path:
    (project / "spec" / "tea.md").unlink()
    (project / "spec" / "tokens.md").write_text(SPECIFICATION)
    (project / "adjudge.toml").write_text(BINDING)
    return project


def written(root: Path, *events: dict[str, object]) -> str:
    path = root / "log.jsonl"
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    return path.name


def event(name: str, at: object, outcome: str = "accepted", **more: object) -> dict[str, object]:
    return {"event": name, "outcome": outcome, "at": at, **more}


def test_a_log_that_the_specification_allows_ends_with_0(root: Path, adjudge: Adjudge) -> None:
    log = written(
        root,
        event("login", "2026-11-22T10:00:00Z"),
        event("use", "2026-11-22T11:14:00+01:00", observed={"age": 14}),
        event("use", "2026-11-22T10:15:00Z", "refused"),
    )

    done = adjudge("check-log", log, folder=root)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Token (TOK-1): 3 events allowed\n"


def test_the_first_event_that_is_not_allowed_is_named_with_what_would_have_been(
    root: Path, adjudge: Adjudge
) -> None:
    log = written(root, event("login", 0), event("use", 840), event("use", 960), event("use", 961))

    done = adjudge("check-log", log, folder=root)

    assert done.returncode == 1
    assert "2 events allowed, then not allowed" in done.stdout
    assert "log.jsonl:3:1: error ADJ342 use() accepted: the specification refuses it" in done.stdout
    assert "  state=In, age=16" in done.stdout
    assert "allowed there: " in done.stdout
    assert "logout()" in done.stdout


def test_between_two_units_of_the_clock_the_log_is_given_the_benefit_of_the_doubt(
    root: Path, adjudge: Adjudge
) -> None:
    log = written(root, event("login", 30), event("use", 925), event("use", 931, "refused"))

    assert adjudge("check-log", log, folder=root).returncode == 0


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ('{"event": "use"', "ADJ340", "log.jsonl:2:1"),
        ('{"event": "use"}', "ADJ340", "outcome"),
        ('{"event": "use", "outcome": "accepted", "observd": {}}', "ADJ340", "observd"),
        ('{"event": "use", "outcome": "accepted", "observed": {"age": 1.5}}', "ADJ340", "1.5"),
        ('{"event": "user", "outcome": "accepted"}', "ADJ341", 'did you mean "use"'),
        ('{"event": "use", "outcome": "accepted", "at": "noon"}', "ADJ343", "noon"),
        ('{"event": "use", "outcome": "accepted", "at": 5}', "ADJ343", "5 s before an event"),
    ],
)
def test_a_line_that_can_not_be_read_ends_with_2_and_names_the_line(
    line: str, code: str, message: str, root: Path, adjudge: Adjudge
) -> None:
    (root / "log.jsonl").write_text(f"{json.dumps(event('login', 10))}\n{line}\n")

    done = adjudge("check-log", "log.jsonl", folder=root)

    assert done.returncode == 2
    assert code in done.stdout
    assert message in done.stdout


def test_an_empty_log_decides_nothing(root: Path, adjudge: Adjudge) -> None:
    done = adjudge("check-log", written(root), "--machine", "Token", folder=root)

    assert done.returncode == 3
    assert "ADJ344" in done.stdout


def test_the_json_follows_its_schema(root: Path, adjudge: Adjudge) -> None:
    log = written(root, event("logout", 0))

    done = adjudge("check-log", log, "--requirement", "TOK-1", "--json", folder=root)

    report = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (report["standing"], report["finding"]["code"]) == ("not allowed", "ADJ342")
    assert report["finding"]["requirement"] == "TOK-1"


def test_a_machine_that_is_not_there_ends_with_2(root: Path, adjudge: Adjudge) -> None:
    done = adjudge("check-log", written(root), "--machine", "Tokn", folder=root)

    assert done.returncode == 2
    assert "name one of: Token" in done.stderr


def span(
    name: str,
    begun: int,
    ended: int,
    session: str = "a",
    status: int = 1,
    attributes: Mapping[str, object] | None = None,
) -> dict[str, object]:
    kinds = {int: "intValue", str: "stringValue", bool: "boolValue"}
    given = {"session.id": session, **(attributes or {})}
    return {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "name": name,
        "startTimeUnixNano": str(begun * 10**9),
        "endTimeUnixNano": str(ended * 10**9),
        "status": {"code": status},
        "attributes": [
            {"key": key, "value": {kinds[type(value)]: str(value)}} for key, value in given.items()
        ],
    }


def batch(*spans: dict[str, object]) -> dict[str, object]:
    return {"resourceSpans": [{"resource": {}, "scopeSpans": [{"scope": {}, "spans": spans}]}]}


STATUS = "http.response.status_code"


def test_spans_are_events_by_the_mapping_of_the_machine(root: Path, adjudge: Adjudge) -> None:
    log = written(
        root,
        batch(span("GET /me", 60, 61), span("POST /login", 0, 1, attributes={STATUS: 200})),
        batch(span("GET /health", 62, 63), span("GET /me", 70, 71, "b", status=2)),
        batch(span("GET /me", 1200, 1201, attributes={"token.age": 20})),
    )

    done = adjudge("check-log", log, folder=root)

    assert done.returncode == 1
    assert "3 events allowed, then not allowed; 1 span of other names" in done.stdout
    assert "log.jsonl:3:1" in done.stdout


def test_spans_that_overlap_are_explained_by_some_order(root: Path, adjudge: Adjudge) -> None:
    log = written(
        root, batch(span("GET /me", 0, 5), span("POST /login", 1, 4, attributes={STATUS: 200}))
    )

    assert adjudge("check-log", log, folder=root).returncode == 0


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ({"resourceSpans": 1}, "ADJ340", "no trace in OTLP"),
        (batch({**span("GET /me", 0, 1), "attributes": []}), "ADJ341", '"session.id"'),
        (batch({**span("GET /me", 0, 1), "endTimeUnixNano": "soon"}), "ADJ343", "soon"),
        (batch(span("GET /health", 0, 1)), "ADJ344", "no span that is mapped"),
    ],
)
def test_spans_that_can_not_be_used_are_told(
    line: dict[str, object], code: str, message: str, root: Path, adjudge: Adjudge
) -> None:
    done = adjudge("check-log", written(root, line), folder=root)

    assert done.returncode == (3 if code == "ADJ344" else 2)
    assert code in done.stdout
    assert message in done.stdout


def test_a_span_that_is_later_than_the_window_is_an_error(root: Path, adjudge: Adjudge) -> None:
    spans = [batch(span("GET /me", at, at, status=2)) for at in (0, 100, 200, 50)]

    done = adjudge("check-log", written(root, *spans), folder=root)

    assert done.returncode == 2
    assert "ADJ343" in done.stdout


def test_a_mapping_that_can_not_be_used_is_an_error_of_the_configuration(
    root: Path, adjudge: Adjudge
) -> None:
    (root / "adjudge.toml").write_text('[machines.Token.log.spans.x]\nevnt = "use"\n')

    done = adjudge("check-log", written(root), folder=root)

    assert done.returncode == 2
    assert "evnt" in done.stderr
    assert "does not say which event it is" in done.stderr

"""Everything that a result depends on makes it stale when it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from adjudge.run.result import Result

if TYPE_CHECKING:
    from pathlib import Path

Verify = Callable[..., Result]

SECRET = """\
[systems.greeter]
commands = {greet = "{python} {directory}/greet.py"}
pass_environment = "GREETING_TOKEN"
"""
FIXTURES = """\
# Greeting

## HI-1: It reads a folder

It MUST read.

```console {fixtures: [data]}
$ find data -name name.txt -perm -100
...
```
"""


def test_a_variable_that_is_passed_on_is_an_input(
    project: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "adjudge.toml").write_text(SECRET)
    counts = []
    for value in ("first-token", "first-token", "second-token", None):
        if value is None:
            monkeypatch.delenv("GREETING_TOKEN")
        else:
            monkeypatch.setenv("GREETING_TOKEN", value)
        counts.append(verify().executed)

    assert counts == [2, 0, 2, 2]
    ledger = (project / ".adjudge" / "ledger.db").read_bytes()
    assert b"first-token" not in ledger


def test_an_installed_program_that_the_configuration_starts_is_an_input(
    project: Path, verify: Verify, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    greet = tmp_path / "bin" / "greeter"
    greet.parent.mkdir()
    greet.write_text('#!/bin/sh\necho "hello $1"\n')
    greet.chmod(0o755)
    (project / "adjudge.toml").write_text('[systems.greeter]\ncommands = {greet = "greeter"}\n')
    monkeypatch.setenv("PATH", f"{greet.parent}:/usr/bin:/bin")
    first = verify("HI-1")
    second = verify("HI-1")
    greet.write_text('#!/bin/sh\necho "hullo $1"\n# upgraded\n')
    stale = verify("HI-1", execute=False)
    third = verify("HI-1")

    assert [first.exit_code, second.executed, third.exit_code] == [0, 0, 1]
    assert "greeter" in stale.judgments[0].reason


@pytest.mark.parametrize("change", ["move", "mode"])
def test_where_a_fixture_lies_and_whether_it_can_be_executed_are_inputs(
    project: Path, verify: Verify, change: str
) -> None:
    data = project / "spec" / "data"
    (data / "a").mkdir(parents=True)
    (data / "a" / "name.txt").touch()
    (project / "adjudge.toml").write_text('[systems.greeter]\ndirectory = "product"\n')
    (project / "product").mkdir()
    (project / "product" / "x").touch()
    (project / "spec" / "greeting.md").write_text(FIXTURES)
    verify()
    if change == "move":
        (data / "b").mkdir()
        (data / "a" / "name.txt").rename(data / "b" / "name.txt")
    else:
        (data / "a" / "name.txt").chmod(0o755)

    assert verify().executed == 1


def test_the_file_of_bindings_is_no_part_of_the_system(project: Path, verify: Verify) -> None:
    first = verify()
    (project / "spec" / "bindings.py").write_text("x = 1\n")

    assert [first.executed > 0, verify().executed] == [True, 0]


LAMP = """\
# Lamp

## LAMP-1: It is switched on and off

It MUST do what the diagram says.

```mermaid
stateDiagram-v2
    [*] --> Off
    Off --> On : press()
    On --> Off : press()
```

```yaml machine Lamp {calls: 4}
```
"""
PRESS = '\n[machines.Lamp.events]\npress = {command = "true", refused = [%s]}\n'


def test_only_what_drives_a_machine_depends_on_its_binding(project: Path, verify: Verify) -> None:
    configuration = (project / "adjudge.toml").read_text()
    (project / "spec" / "lamp.md").write_text(LAMP)
    counts = []
    for text in (PRESS % 1, f"\n{PRESS % 1}", PRESS % 2):
        (project / "adjudge.toml").write_text(configuration + text)
        counts.append(verify().executed)

    assert counts == [3, 0, 1]

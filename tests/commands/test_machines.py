"""`adjudge explore` and `adjudge draw`, as a person or a script uses them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.conftest import Adjudge

DOOR = """\
# Doors

## DOOR-1: A locked door stays shut

A locked door MUST NOT open.

```mermaid
stateDiagram-v2
    direction LR
    [*] --> Shut
    Shut --> Open : open() [not locked]
    Open --> Shut : close()
    Shut : Shut
    Shut : lock() [not locked] / locked = true
    Shut : unlock(code) [locked and code == 7] / locked = false
```

```yaml machine Door
types: {digit: 0..9}
parameters: {code: digit}
variables: {locked: {type: bool, starts: false}}
always: {DOOR-1: not (state == Open and locked)}
```
"""


@pytest.fixture
def doors(tmp_path: Path) -> Path:
    root = tmp_path / "doors"
    (root / "spec").mkdir(parents=True)
    (root / "spec" / "doors.md").write_text(DOOR)
    return root


def _explored(doors: Path, environment: dict[str, str], script: str, name: str = "Door") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "adjudge", "explore", name],
        cwd=doors,
        env=environment,
        input=script,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_a_script_walks_through_a_machine(doors: Path, environment: dict[str, str]) -> None:
    shown = _explored(doors, environment, "lock\nwhy not open\nunlock(6)\nunlock(7)\npath\nquit\n")

    assert shown == (
        "Door: type a number, a call, or `help`.\n"
        "\n"
        "state = Shut, locked = False\n"
        "   1  lock()\n"
        "   2  open()\n"
        "> lock\n"
        "state = Shut, locked = True\n"
        "   1  unlock(7)\n"
        "> why not open\n"
        "  not locked does not hold (not True)\n"
        "> unlock(6)\n"
        "unlock(6) is refused here: code == 7 does not hold (6 == 7)\n"
        "> unlock(7)\n"
        "state = Shut, locked = False\n"
        "   1  lock()\n"
        "   2  open()\n"
        "> path\n"
        "   1  lock()\n"
        "   2  unlock(7)\n"
        "> quit\n"
    )


@pytest.mark.parametrize("name", ["Door", "DOOR-1", "spec/doors.md"])
def test_a_machine_is_found_by_its_name_its_requirement_or_its_document(
    doors: Path, environment: dict[str, str], name: str
) -> None:
    assert _explored(doors, environment, "", name).startswith("Door: ")


def test_a_machine_that_does_not_exist_is_answered_with_those_that_do(
    doors: Path, adjudge: Adjudge
) -> None:
    done = adjudge("explore", "Window", folder=doors)

    assert done.returncode == 2
    assert "there is no machine Window" in done.stderr
    assert "Door (spec/doors.md:18:1)" in done.stderr


def test_a_terminal_gets_a_prompt(doors: Path, environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "adjudge", "explore", "Door"]
    with subprocess.Popen(
        argv, cwd=doors, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        os.write(ours, b"open()\nto locked\nquit\n")
        try:
            assert process.wait(60) == 0
        finally:
            process.kill()
        shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert "> " in shown
    assert "state = Open, locked = False" in shown
    assert "state = Shut, locked = True" in shown


def test_a_picture_shows_every_word_of_the_diagram(doors: Path, adjudge: Adjudge) -> None:
    done = adjudge("draw", "Door", "--output", "door.svg", folder=doors)

    assert (done.returncode, done.stdout) == (0, "door.svg shows Door\n")
    root = etree.fromstring((doors / "door.svg").read_bytes())
    words = " ".join(str(element.text) for element in root.iter("{*}text"))
    for label in ("Shut", "Open", "open() [not locked]", "close()", "/ locked = false"):
        assert label in words


def test_without_a_name_the_picture_is_called_after_the_machine(
    doors: Path, adjudge: Adjudge
) -> None:
    adjudge("draw", "Door", folder=doors)

    assert (doors / "Door.svg").read_text().startswith("<svg ")


def test_a_picture_for_mermaid_is_the_diagram_as_written(doors: Path, adjudge: Adjudge) -> None:
    adjudge("draw", "Door", "-o", "door.mmd", folder=doors)

    assert (doors / "door.mmd").read_text() in DOOR


def test_a_file_of_another_kind_is_refused_before_anything_is_read(
    doors: Path, adjudge: Adjudge
) -> None:
    done = adjudge("draw", "Door", "-o", "door.jpg", folder=doors)

    assert done.returncode == 2
    assert "must end in .svg, .png, .mmd" in done.stderr


def test_a_machine_is_written_as_tla_with_its_configuration(doors: Path, adjudge: Adjudge) -> None:
    done = adjudge("export", "Door", "--output", "models", folder=doors)

    assert (done.returncode, done.stdout) == (
        0,
        "Wrote models/Door.tla and models/Door.cfg\n",
    )
    assert "MODULE Door" in (doors / "models" / "Door.tla").read_text()
    assert "INVARIANT" in (doors / "models" / "Door.cfg").read_text()


@pytest.fixture
def forgetful(doors: Path) -> Path:
    """The doors with a program in which a locked door opens."""
    (doors / "door.py").write_text(
        "class Door:\n"
        "    state = 'Shut'\n"
        "    locked = False\n"
        "    def move(self, source, target):\n"
        "        if self.state != source:\n"
        "            raise ValueError(source)\n"
        "        self.state = target\n"
        "    def open(self):\n"
        "        self.move('Shut', 'Open')\n"
        "    def close(self):\n"
        "        self.move('Open', 'Shut')\n"
        "    def lock(self):\n"
        "        if self.locked:\n"
        "            raise ValueError\n"
        "        self.move('Shut', 'Shut')\n"
        "        self.locked = True\n"
        "    def unlock(self, code):\n"
        "        if type(code) is not int or code != 7 or not self.locked:\n"
        "            raise ValueError\n"
        "        self.locked = False\n"
    )
    events = "".join(
        f'{name} = {{python = "door:Door.{name}"}}\n'
        for name in ("open", "close", "lock", "unlock")
    )
    (doors / "adjudge.toml").write_text(
        "[systems.door]\n\n[machines.Door]\n"
        'reset = {python = "door:Door"}\nrefused = ["ValueError", "TypeError"]\n'
        f"[machines.Door.events]\n{events}[machines.Door.observe]\n"
        'state = {python = "door:Door.state"}\n'
    )
    return doors


def test_pictures_show_what_went_wrong_also_after_other_files_of_the_system_changed(
    forgetful: Path, adjudge: Adjudge
) -> None:
    assert adjudge("verify", folder=forgetful).returncode == 1

    first = adjudge("draw", "Door", "--coverage", "-o", "one.svg", folder=forgetful)
    second = adjudge("draw", "Door", "--counterexample", "-o", "two.svg", folder=forgetful)
    text = (forgetful / "spec" / "doors.md").read_text()
    (forgetful / "spec" / "doors.md").write_text(text.replace("code == 7", "code == 8"))
    third = adjudge("draw", "Door", "--coverage", "-o", "three.svg", folder=forgetful)

    assert first.stdout.startswith("one.svg shows Door, door: ")
    assert second.stdout == (
        "two.svg shows Door, door: lock() → open(); changed since then: the system's tree\n"
    )
    assert third.returncode == 2
    assert "changed since: the check" in third.stderr

"""The check kind `machine` as a whole: blocks, bindings, real systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.table import KINDS
from adjudge.spec import project

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.spec.model import Check, Specification

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

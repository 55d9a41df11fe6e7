from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.errors import ConfigurationError
from adjudge.system import toml
from adjudge.system.configuration import ClockSource, Shown

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.findings import Finding


def read(tmp_path: Path, clock: str) -> ClockSource | None:
    start = '[systems.shop]\nstart = "serve {port}"\n'
    (tmp_path / "adjudge.toml").write_text(f"{start}clock = {clock}\n")
    return toml.read(tmp_path).systems["shop"].clock


def findings(tmp_path: Path, clock: str) -> tuple[Finding, ...]:
    with pytest.raises(ConfigurationError) as caught:
        read(tmp_path, clock)
    return caught.value.findings


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ('"libfaketime"', ClockSource(library="libfaketime")),
        (
            '{library = "libfaketime", monotonic = "real", shown_by = {url = "/time"}}',
            ClockSource(library="libfaketime", timers=False, shown=Shown(url="/time")),
        ),
        ('{library = "libfaketime", monotonic = "moved"}', ClockSource(library="libfaketime")),
        (
            '{request = "POST /clock?forward={seconds}"}',
            ClockSource(request="POST /clock?forward={seconds}"),
        ),
        (
            '{command = "shop tick {seconds}", shown_by = {command = "shop now"}}',
            ClockSource(
                command=("shop", "tick", "{seconds}"), shown=Shown(command=("shop", "now"))
            ),
        ),
    ],
)
def test_a_clock_is_a_library_a_request_or_a_command(
    clock: str, expected: ClockSource, tmp_path: Path
) -> None:
    assert read(tmp_path, clock) == expected


@pytest.mark.parametrize(
    ("clock", "code", "message"),
    [
        ('"faketime"', "ADJ260", "“faketime” is no clock that can be moved"),
        ('{library = "libc"}', "ADJ260", "“libc” is no clock that can be moved"),
        ('{request = "POST /clock"}', "ADJ261", "the request that moves the clock does not say"),
        ('{command = "tick"}', "ADJ261", "the command that moves the clock does not say"),
        ("{}", "ADJ207", "`clock` has no way to move it and needs exactly one"),
        (
            '{library = "libfaketime", command = "tick {seconds}"}',
            "ADJ207",
            "`clock` has library and command and needs exactly one",
        ),
        (
            '{command = "tick {seconds}", monotonic = "real"}',
            "ADJ207",
            "`monotonic` says something of a library",
        ),
        ('{library = "libfaketime", shown_by = {}}', "ADJ207", "`shown_by` needs exactly one"),
        (
            '{library = "libfaketime", shown_by = {url = "/a", command = "b"}}',
            "ADJ207",
            "`shown_by` needs exactly one",
        ),
        ('{library = "libfaketime", monotonic = "fast"}', "ADJ203", "`monotonic` is 'fast'"),
        ('{library = "libfaketime", shown_by = {url = "time"}}', "ADJ203", "“time” is not a URL"),
        ('{request = "/clock?{seconds}"}', "ADJ203", "is not a method and a URL"),
        ('{request = "POST /clock?{second}"}', "ADJ205", "{second} is unknown"),
        ('{librari = "libfaketime"}', "ADJ202", "“librari” is no key of"),
        ("7", "ADJ203", "`clock` is an integer and must be a table"),
    ],
)
def test_a_clock_that_can_t_be_used_is_named_with_its_place(
    clock: str, code: str, message: str, tmp_path: Path
) -> None:
    found = findings(tmp_path, clock)

    assert code in [finding.code for finding in found]
    assert any(message in finding.message for finding in found)
    assert all(finding.location.line == 3 for finding in found)
    assert all(finding.next_step for finding in found)


def test_a_misspelt_library_gets_the_right_one_as_its_next_step(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, '"faketime"')

    assert finding.next_step == "did you mean `libfaketime`?"


def test_a_clock_has_no_effect_on_a_system_that_is_never_started(tmp_path: Path) -> None:
    (tmp_path / "adjudge.toml").write_text('[systems.shop]\nclock = "libfaketime"\n')

    with pytest.raises(ConfigurationError, match="`clock` has no effect on a system without"):
        toml.read(tmp_path)

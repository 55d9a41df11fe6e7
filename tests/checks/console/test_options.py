from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.console.options import Options, read
from adjudge.findings import Location
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(options: Mapping[str, Any]) -> Check:
    here = Location("spec/a.md", 3)
    return Check("A-1#1", "A-1", "console", "$ ls", here, here, options=options)


def test_every_option_is_read() -> None:
    options = {
        "cwd": "sub/folder",
        "timeout": "500 ms",
        "files": {"in/a.txt": "x\n", "n": 3},
        "fixtures": ["data.csv"],
        "stdin": "hello",
        "environment": {"LEVEL": 3},
    }

    assert read(check(options)) == (
        Options(
            "sub/folder",
            0.5,
            {"in/a.txt": "x\n", "n": "3"},
            ("data.csv",),
            "hello",
            {"LEVEL": "3"},
        ),
        (),
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cwdd": "x"}, "did you mean"),
        ({"cwd": "../x"}, "leads out"),
        ({"cwd": "/tmp"}, "leads out"),
        ({"cwd": 3}, "not a text"),
        ({"timeout": 5}, "not a text"),
        ({"timeout": "5"}, "not a duration"),
        ({"files": ["a"]}, "not a mapping"),
        ({"files": {"../a": "x"}}, "leads out"),
        ({"files": {"a": None}}, "not a text"),
        ({"fixtures": "a.csv"}, "not a list"),
        ({"environment": {"A": True}}, "not a text"),
        ({"environment": {"A": "\0"}}, "NUL"),
    ],
)
def test_an_unusable_option_is_an_error_that_names_it(
    options: Mapping[str, Any], message: str
) -> None:
    ((finding,)) = read(check(options))[1]

    assert finding.code == "ADJ313"
    assert message in finding.message
    assert finding.requirement == "A-1"

from __future__ import annotations

from typing import Any

import pytest

from adjudge.spec.fences import hidden_fence, read_info


@pytest.mark.parametrize(
    ("info", "kind", "name", "options"),
    [
        ("console", "console", "", {}),
        ("Console", "console", "", {}),
        ("console {cwd: empty, timeout: 5 s}", "console", "", {"cwd": "empty", "timeout": "5 s"}),
        ("console{cwd: empty}", "console", "", {"cwd": "empty"}),
        ("console log in twice {cwd: empty}", "console", "log in twice", {"cwd": "empty"}),
        ("hurl {a: [1, no], b: {c: d}}", "hurl", "", {"a": [1, "no"], "b": {"c": "d"}}),
        ("yaml machine Account", "machine", "Account", {}),
        ("yml machine Account", "machine", "Account", {}),
        ("YAML Machine Account", "machine", "Account", {}),
        ("yaml cases {file: rows.csv}", "cases", "", {"file": "rows.csv"}),
        ("json cases", "cases", "", {}),
        ("tla Bank", "proof", "Bank", {}),
    ],
)
def test_an_info_string_names_notation_name_and_options(
    info: str, kind: str, name: str, options: dict[str, Any]
) -> None:
    read = read_info(info)

    assert read.notation is not None
    assert (read.notation.kind, read.name, read.options) == (kind, name, options)
    assert read.executable
    assert read.problem is None


@pytest.mark.parametrize(
    "info",
    [
        "",
        "python",
        "python {.line-numbers}",
        "js {1,3-5}",
        "yaml",
        'yaml title="config.yml"',
        "yaml {1,3}",
        "json5",
        "curl",
        "html",
        "sh",
        "text",
        "mermaid",
        "console {illustration: true}",
        "consol {illustration: true}",
        "yaml example {illustration: true}",
    ],
)
def test_other_blocks_are_no_checks(info: str) -> None:
    assert not read_info(info).executable
    assert read_info(info).problem is None


@pytest.mark.parametrize(
    ("info", "code", "meant"),
    [
        ("yaml objectve", "ADJ112", "objective"),
        ("yaml zzz", "ADJ112", "known are: cases, contract"),
        ("json machine", "ADJ112", "yaml machine"),
        ("csv objective", "ADJ112", "yaml objective"),
        ("consol", "ADJ113", "console"),
        ("hrul", "ADJ113", "hurl"),
        ("gerkin", "ADJ113", "gherkin"),
        ("shell-session", "ADJ113", "shellsession"),
        ("objective", "ADJ113", "yaml objective"),
        ("yalm machine", "ADJ113", "yaml machine"),
        ("console {cwd empty", "ADJ111", "can't be read"),
        ("console {a: 1, a: 2}", "ADJ111", "given twice"),
        ("console {cwd: empty} rest", "ADJ111", "can't be read"),
        ("console {a: {b: c}", "ADJ111", "can't be read"),
    ],
)
def test_what_looks_executable_and_is_not_is_a_problem(info: str, code: str, meant: str) -> None:
    read = read_info(info)

    assert read.problem is not None
    assert read.problem.code.id == code
    assert meant in read.problem.message
    assert read.notation is None
    assert read.executable


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("    ```console", True),
        ("~~~ yaml machine X", True),
        ("> ```hurl", True),
        ("- ```console {cwd: empty}", True),
        ("```consol", True),
        ("```", False),
        ("```python", False),
        ("```console {illustration: true}", False),
        ("Write ```console to open one.", False),
        ("```console` is a span`", False),
    ],
)
def test_a_line_that_was_meant_to_open_a_check_is_known(line: str, hidden: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert hidden_fence(line) is hidden

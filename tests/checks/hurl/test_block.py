from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adjudge.checks.hurl.kind import Hurl
from adjudge.findings import Location
from adjudge.spec.model import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "options", "code", "place", "message"),
    [
        ("GET {{base}}/\nHTTP x\n", {}, "ADJ330", (12, 6), "expected a status"),
        ("GET {{base}}/\n[Options]\nhttp2: true\n", {}, "ADJ331", (13, 1), "option `http2`"),
        ("GET {{base}}/\n[Options]\noutput: a\n", {}, "ADJ331", (13, 1), "writes no files"),
        ("GET {{base}}/\n[Options]\nrepeat: -1\n", {}, "ADJ331", (13, 1), "never ends"),
        ("GET {{base}}/{{getEnv}}\n", {}, "ADJ331", (11, 14), "`getEnv`"),
        ("GET {{base}}/\nHTTP/2 200\n", {}, "ADJ331", (12, 1), "version HTTP/2"),
        (
            'GET {{base}}/\nHTTP 200\n[Asserts]\ncertificate "Issuer" exists\n',
            {},
            "ADJ331",
            (14, 1),
            "`certificate`",
        ),
        ("CONNECT {{base}}/\n", {}, "ADJ331", (11, 1), "method CONNECT"),
        ("# @cookie_storage_clear\nGET {{base}}/\n", {}, "ADJ331", (11, 1), "cookie storage"),
        ("POST {{base}}/\nfile,{{name}};\n", {}, "ADJ331", (12, 1), "depends on a variable"),
        (
            'GET {{base}}/\nHTTP 200\n[Asserts]\njsonpath "$.[" exists\n',
            {},
            "ADJ332",
            (14, 1),
            "not a JSONPath",
        ),
        (
            'GET {{base}}/\nHTTP 200\n[Asserts]\nxpath "//" exists\n',
            {},
            "ADJ332",
            (14, 1),
            "not an XPath",
        ),
        (
            'GET {{base}}/\nHTTP 200\n[Asserts]\nbody matches "("\n',
            {},
            "ADJ332",
            (14, 1),
            "not a regular expression",
        ),
        (
            'GET {{base}}/\nHTTP 200\n[Asserts]\nbody toDate "%Q" exists\n',
            {},
            "ADJ332",
            (14, 6),
            "`%Q` is not supported",
        ),
        ("POST {{base}}/\nfile,none.bin;\n", {}, "ADJ333", (12, 1), "no file `none.bin`"),
        ("POST {{base}}/\nfile,../a.bin;\n", {}, "ADJ333", (12, 1), "in the folder of its"),
        ("# nothing\n", {}, "ADJ334", (10, 1), "no request"),
        ("GET {{base}}/\n", {"engin": "hurl"}, "ADJ335", (10, 1), 'did you mean "engine"?'),
        ("GET {{base}}/\n", {"engine": "curl"}, "ADJ335", (10, 1), "neither adjudge nor hurl"),
        ("GET {{base}}/\n", {"hosts": [1]}, "ADJ335", (10, 1), "list hosts"),
        ("GET {{base}}/\n", {"variables": 1}, "ADJ335", (10, 1), "names and values"),
        ("GET {{base}}/\n", {"variables": {"a": []}}, "ADJ335", (10, 1), "must be a text"),
    ],
)
def test_what_is_wrong_with_a_block_is_a_finding_at_its_place(
    tmp_path: Path,
    text: str,
    options: Mapping[str, Any],
    code: str,
    place: tuple[int, int],
    message: str,
) -> None:
    check = Check(
        "A-1#1",
        "A-1",
        "hurl",
        text,
        Location("spec/a.md", 10, 1),
        Location("spec/a.md", 11, 1),
        options=options,
    )

    findings = Hurl().diagnose(check, tmp_path)

    assert [(f.code, f.location.line, f.location.column) for f in findings] == [(code, *place)]
    assert message in findings[0].message
    assert findings[0].requirement == "A-1"


def test_a_block_that_can_be_run_has_no_findings(
    tmp_path: Path, check: Callable[..., Check]
) -> None:
    text = "GET {{base}}/\n[Options]\nhttp2: false\nverbose: true\nHTTP 200\n"

    assert Hurl().diagnose(check(text), tmp_path) == ()


def test_the_files_of_a_block_are_its_inputs(tmp_path: Path, check: Callable[..., Check]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.bin").write_bytes(b"a")
    (tmp_path / "b.txt").write_bytes(b"b")
    text = "POST {{base}}/\n[Multipart]\nx: file,data/a.bin;\nHTTP 200\nfile,b.txt;\n"

    inputs = Hurl().inputs(check(text), tmp_path)

    assert [path.name for path in inputs.files] == ["a.bin", "b.txt"]


def test_a_link_may_not_lead_out_of_the_folder(tmp_path: Path, check: Callable[..., Check]) -> None:
    folder = tmp_path / "document"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    (folder / "link").symlink_to(tmp_path / "secret")

    findings = Hurl().diagnose(check("POST {{base}}/\nfile,link;\n"), folder)

    assert [finding.code for finding in findings] == ["ADJ333"]
    assert Hurl().inputs(check("POST {{base}}/\nfile,link;\n"), folder).files == ()

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.findings import Location
from adjudge.spec import rows
from adjudge.spec.rows import Row, UnreadableRowsError, from_file, from_folder, parsed, typed

HERE = Location("spec/a.md", 7)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "spec"
    folder.mkdir(parents=True)
    return folder


def test_a_file_of_rows_is_read_with_the_place_of_each(folder: Path) -> None:
    (folder / "fees.csv").write_bytes(b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4\r\n")

    assert from_file(HERE, folder, "fees.csv", "") == (
        Row({"a": "1", "b": "2"}, Location("spec/fees.csv", 2)),
        Row({"a": "3", "b": "4"}, Location("spec/fees.csv", 3)),
    )


def test_a_format_outweighs_the_files_name(folder: Path) -> None:
    (folder / "fees.txt").write_text('{"a": 1}\n')

    assert from_file(HERE, folder, "fees.txt", "jsonl")[0].values == {"a": 1}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.csv", "there is no"),
        ("../../x.csv", "leads out"),
        ("fees.txt", "does not tell the format"),
        ("bad.csv", "utf-8"),
        (".", "no regular file"),
    ],
)
def test_a_file_that_can_not_be_read_is_an_error_where_it_is_named(
    folder: Path, name: str, message: str
) -> None:
    (folder / "fees.txt").touch()
    (folder / "bad.csv").write_bytes(b"\xff")

    with pytest.raises(UnreadableRowsError, match=message) as caught:
        from_file(HERE, folder, name, "")

    assert caught.value.location == HERE


def test_a_mistake_in_a_file_is_placed_in_the_file(folder: Path) -> None:
    (folder / "fees.csv").write_text("a,b\n1,2\n3\n")

    with pytest.raises(UnreadableRowsError) as caught:
        from_file(HERE, folder, "fees.csv", "")

    assert caught.value.location == Location("spec/fees.csv", 3)


def test_the_files_of_a_folder_are_rows(folder: Path) -> None:
    (folder / "suite").mkdir()
    for name in ("b.json", "a.json", "c.txt"):
        (folder / "suite" / name).write_text(name)

    found = from_folder(HERE, folder, "suite/*.json")

    assert [row.values["name"] for row in found] == ["a.json", "b.json"]
    assert found[0].values["path"] == "suite/a.json"
    assert found[0].location == Location("spec/suite/a.json")
    assert len(found[0].values["sha256"]) == 64


def test_a_pattern_may_not_leave_the_project(folder: Path) -> None:
    with pytest.raises(UnreadableRowsError):
        from_folder(HERE, folder, "../../*")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MAXIMAL_ROWS", 2)

    assert len(parsed("a\n1\n2\n", "csv", HERE)) == 2
    with pytest.raises(UnreadableRowsError):
        parsed("a\n1\n2\n3\n", "csv", HERE)


@pytest.mark.parametrize(
    ("types", "text", "value"),
    [
        ({"a": "integer"}, "3", 3),
        ({"a": "number"}, "3", 3.0),
        ({"a": "boolean"}, "false", False),
        ({"a": "json"}, "[1]", [1]),
        ({"a": "text"}, "3", "3"),
        ({"b": "integer"}, "3", "3"),
    ],
)
def test_a_column_of_texts_can_be_given_a_type(
    types: Mapping[str, str], text: str, value: object
) -> None:
    assert typed([Row({"a": text}, HERE)], types)[0].values["a"] == value


@pytest.mark.parametrize(("name", "text"), [("integer", "x"), ("boolean", "yes"), ("json", "{")])
def test_a_text_that_is_not_of_its_type_is_an_error_at_its_row(name: str, text: str) -> None:
    with pytest.raises(UnreadableRowsError, match=name) as caught:
        typed([Row({"a": text}, HERE)], {"a": name})

    assert caught.value.location == HERE

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest

from adjudge.spec import document_cache, project
from adjudge.spec.document_cache import FILE

if TYPE_CHECKING:
    from pathlib import Path

    from adjudge.findings import Finding
    from adjudge.spec.model import Document

REQUIREMENT = """\
---
title: Accounts
weight: 1.5
---

## ACC-1: A balance

The balance MUST NOT drop below zero.

Since: 2026-01-01

Waived: until 2027-01-01 by Ada: known

```console {cwd: empty}
$ true
```
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project/spec").mkdir(parents=True)
    (tmp_path / "project/spec/a.md").write_text(REQUIREMENT, encoding="utf-8")
    return tmp_path / "project"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the path of each document that is really parsed."""
    paths: list[str] = []
    parse = project.parse

    def noting(path: str, data: bytes) -> Document | Finding:
        paths.append(path)
        return parse(path, data)

    monkeypatch.setattr(project, "parse", noting)
    return paths


def codes(root: Path, *patterns: str) -> list[tuple[str, str]]:
    return [(f.code, str(f.location)) for f in project.read(root, patterns).findings]


def test_all_documents_of_a_project_are_read(root: Path) -> None:
    specification = project.read(root)

    assert specification.findings == ()
    assert [r.id for r in specification.requirements] == ["ACC-1"]
    assert specification.documents[0].path == "spec/a.md"


def test_a_document_that_is_not_utf_8_is_an_error_at_the_byte(root: Path) -> None:
    (root / "spec/b.md").write_bytes("# Grüße\n\nÄé ".encode() + b"\xff\n")

    assert codes(root) == [("ADJ101", "spec/b.md:3:4")]


def test_a_document_that_is_too_large_is_an_error(root: Path) -> None:
    (root / "spec/b.md").write_bytes(b"x" * (project.MAXIMAL_BYTES + 1))

    assert codes(root) == [("ADJ103", "spec/b.md:1:1")]


def test_a_document_that_is_gone_is_an_error(root: Path) -> None:
    (root / "spec/b.md").symlink_to("missing.md")

    assert codes(root) == [("ADJ102", "spec/b.md:1:1")]


def test_a_document_that_is_no_file_is_an_error_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "spec/b.md")

    assert codes(root) == [("ADJ102", "spec/b.md:1:1")]


def test_a_document_without_a_requirement_is_a_warning(root: Path) -> None:
    (root / "spec/b.md").write_text("# Introduction\n\nProse.\n", encoding="utf-8")

    assert codes(root) == [("ADJ107", "spec/b.md:1:1")]


def test_a_document_of_terms_alone_is_not_empty(root: Path) -> None:
    (root / "spec/b.md").write_text("## Terms\n\n- **peak**: much\n", encoding="utf-8")

    specification = project.read(root)

    assert specification.findings == ()
    assert specification.documents[1].terms[0].name == "peak"


def test_the_notes_of_other_tools_oblige_nobody(root: Path) -> None:
    (root / "openspec").mkdir()
    (root / "openspec/AGENTS.md").write_text("```console\n$ rm x\n```\n", encoding="utf-8")

    specification = project.read(root)

    assert specification.findings == ()
    assert [d.path for d in specification.documents] == ["spec/a.md"]


def test_a_cached_document_is_the_same_as_a_read_one(root: Path, tmp_path: Path) -> None:
    first = project.read(root, cache=tmp_path / "cache")
    second = project.read(root, cache=tmp_path / "cache")

    assert second == first
    assert (tmp_path / "cache" / FILE).is_file()


def test_an_unchanged_document_is_not_parsed_again(
    root: Path, tmp_path: Path, parsed: list[str]
) -> None:
    project.read(root, cache=tmp_path / "cache")
    parsed.clear()

    (root / "spec/b.md").write_text(REQUIREMENT.replace("ACC-1", "ACC-2"), encoding="utf-8")
    specification = project.read(root, cache=tmp_path / "cache")

    assert parsed == ["spec/b.md"]
    assert [r.id for r in specification.requirements] == ["ACC-1", "ACC-2"]


def test_a_changed_document_is_read_anew(root: Path, tmp_path: Path) -> None:
    project.read(root, cache=tmp_path / "cache")
    (root / "spec/a.md").write_text(REQUIREMENT.replace("MUST", "SHOULD"), encoding="utf-8")

    specification = project.read(root, cache=tmp_path / "cache")

    assert specification.by_id["ACC-1"].level == "SHOULD"


def test_a_renamed_document_is_read_anew(root: Path, tmp_path: Path) -> None:
    project.read(root, cache=tmp_path / "cache")
    (root / "spec/a.md").rename(root / "spec/z.md")

    specification = project.read(root, cache=tmp_path / "cache")

    assert specification.by_id["ACC-1"].location.file == "spec/z.md"


@pytest.mark.parametrize("damage", [b"", b"\x93", b"garbage", b"\xdd\xff\xff\xff\xff"])
def test_a_damaged_cache_is_ignored_and_written_anew(
    root: Path, tmp_path: Path, damage: bytes
) -> None:
    cache = tmp_path / "cache"
    first = project.read(root, cache=cache)
    whole = (cache / FILE).read_bytes()

    (cache / FILE).write_bytes(damage)

    assert project.read(root, cache=cache) == first
    assert (cache / FILE).read_bytes() == whole


def test_a_cache_cut_short_anywhere_changes_nothing(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = project.read(root, cache=cache)
    whole = (cache / FILE).read_bytes()
    for length in range(0, len(whole), 7):
        (cache / FILE).write_bytes(whole[:length])

        assert project.read(root, cache=cache) == first


def test_a_cache_of_another_version_of_the_readers_is_not_used(
    root: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project.read(root, cache=tmp_path / "cache")
    parsed.clear()
    monkeypatch.setattr(document_cache, "_version", lambda: "another")

    project.read(root, cache=tmp_path / "cache")

    assert parsed == ["spec/a.md"]


def test_a_cache_that_can_not_be_written_is_no_error(root: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")

    assert project.read(root, cache=tmp_path / "cache").findings == ()


def test_many_readers_may_share_a_cache(root: Path, tmp_path: Path) -> None:
    expected = project.read(root)

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: project.read(root, cache=tmp_path / "cache"), range(16)))

    assert all(result == expected for result in results)
    assert [file.name for file in (tmp_path / "cache").iterdir()] == [FILE]


def test_the_day_decides_what_supersedes(root: Path) -> None:
    text = "## ACC-2: New\n\nIt MUST.\n\nSupersedes: ACC-1\n\nSince: 2026-06-01\n"
    (root / "spec/b.md").write_text(text, encoding="utf-8")

    before = project.read(root, today=date(2026, 5, 31)).by_id["ACC-1"]
    after = project.read(root, today=date(2026, 6, 1)).by_id["ACC-1"]

    assert (before.status, after.status) == ("accepted", "superseded")


def test_rows_that_are_requirements_are_read_anew_though_their_document_is_kept(
    tmp_path: Path,
) -> None:
    block = "command: fee {n}\nfile: rows.csv\nexpect: {exit: 0}\nrequirement: FEE-{n}\n"
    text = f"## FEE-0: Fees\n\nIt MUST be so.\n\n```yaml cases\n{block}```\n"
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "a.md").write_text(text)

    for rows, ids in (("n\n1\n", ["FEE-0", "FEE-1"]), ("n\n2\n", ["FEE-0", "FEE-2"])):
        (tmp_path / "spec" / "rows.csv").write_text(rows)
        found = project.read(tmp_path, cache=tmp_path / "cache")

        assert [requirement.id for requirement in found.requirements] == ids

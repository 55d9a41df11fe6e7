from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.spec.places import find

if TYPE_CHECKING:
    from pathlib import Path

FILES = (
    "README.md",
    "spec/b.md",
    "spec/a.md",
    "spec/deep/c.markdown",
    "spec/notes.txt",
    "spec/.hidden/h.md",
    "spec/node_modules/m.md",
    "specs/001-x/spec.md",
    ".kiro/specs/y/requirements.md",
    ".specify/memory/constitution.md",
    ".specify/templates/spec.md",
    "openspec/specs/z/spec.md",
    "docs/d.md",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in FILES:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("# T\n", encoding="utf-8")
    return root


def test_without_patterns_the_usual_places_are_searched(project: Path) -> None:
    assert find(project).paths == (
        ".kiro/specs/y/requirements.md",
        ".specify/memory/constitution.md",
        "openspec/specs/z/spec.md",
        "spec/a.md",
        "spec/b.md",
        "spec/deep/c.markdown",
        "specs/001-x/spec.md",
    )


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("docs", ["docs/d.md"]),
        ("docs/", ["docs/d.md"]),
        ("./docs", ["docs/d.md"]),
        ("spec/*.md", ["spec/a.md", "spec/b.md"]),
        ("spec/**/*.m*", ["spec/a.md", "spec/b.md", "spec/deep/c.markdown"]),
        ("**/spec.md", ["openspec/specs/z/spec.md", "specs/001-x/spec.md"]),
        ("specs/*", ["specs/001-x/spec.md"]),
        ("spec/**", ["spec/a.md", "spec/b.md", "spec/deep/c.markdown"]),
        ("spec/[ab].md", ["spec/a.md", "spec/b.md"]),
        ("spec/?.md", ["spec/a.md", "spec/b.md"]),
        ("spec/notes.txt", ["spec/notes.txt"]),
        ("spec/.hidden", ["spec/.hidden/h.md"]),
        (".kiro/**/*.md", [".kiro/specs/y/requirements.md"]),
    ],
)
def test_a_pattern_is_a_file_a_folder_or_a_glob(
    project: Path, pattern: str, paths: list[str]
) -> None:
    assert list(find(project, [pattern]).paths) == paths


def test_a_pattern_that_matches_nothing_is_an_error(project: Path) -> None:
    places = find(project, ["spec/*.md", "sepc/*.md"])

    assert places.paths == ("spec/a.md", "spec/b.md")
    (finding,) = places.findings
    assert finding.code == "ADJ105"
    assert '"sepc/*.md"' in finding.message


def test_a_project_without_a_specification_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()

    (finding,) = find(tmp_path).findings

    assert finding.code == "ADJ106"


@pytest.mark.requirement("RUN-15")
@pytest.mark.parametrize("pattern", ["/etc/motd", "../elsewhere", "spec/../../x.md"])
def test_a_pattern_can_not_lead_out_of_the_project(project: Path, pattern: str) -> None:
    places = find(project, [pattern])

    assert places.paths == ()
    assert [finding.code for finding in places.findings] == ["ADJ104"]


@pytest.mark.requirement("RUN-15")
def test_a_link_that_leaves_the_project_is_an_error(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# S\n", encoding="utf-8")
    (tmp_path / "outside").mkdir()
    (project / "spec/link.md").symlink_to(tmp_path / "secret.md")
    (project / "spec/folder").symlink_to(tmp_path / "outside")

    places = find(project, ["spec"])

    assert "spec/link.md" not in places.paths
    assert sorted((f.code, f.location.file) for f in places.findings) == [
        ("ADJ104", "spec/folder"),
        ("ADJ104", "spec/link.md"),
    ]


def test_a_named_link_that_leaves_the_project_is_an_error(project: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# S\n", encoding="utf-8")
    (project / "link.md").symlink_to(tmp_path / "secret.md")

    assert [f.code for f in find(project, ["link.md"]).findings] == ["ADJ104"]


def test_links_inside_the_project_give_each_file_once(project: Path) -> None:
    (project / "spec/again.md").symlink_to("b.md")
    (project / "spec/deep/up").symlink_to("..")
    (project / "spec/shared").symlink_to("../docs")

    places = find(project, ["spec"])

    assert places.findings == ()
    assert places.paths == (
        "spec/a.md",
        "spec/again.md",
        "spec/deep/c.markdown",
        "spec/shared/d.md",
    )

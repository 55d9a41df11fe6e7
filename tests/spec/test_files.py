from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.spec.files import FileNameError, beside, inside, project_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "spec" / "bank"
    folder.mkdir(parents=True)
    return folder


def test_the_project_is_as_far_up_as_the_documents_path_says(folder: Path) -> None:
    assert project_of("spec/bank/a.md", folder) == folder.parent.parent
    assert project_of("a.md", folder) == folder


def test_a_file_beside_the_document_is_found(folder: Path) -> None:
    (folder / "a.csv").touch()
    (folder.parent / "b.csv").touch()

    assert beside("spec/bank/a.md", folder, "a.csv") == folder / "a.csv"
    assert beside("spec/bank/a.md", folder, "../b.csv") == folder.parent / "b.csv"


@pytest.mark.parametrize("name", ["", "/etc/passwd", "a\0b", "missing", "../../../secret", "link"])
def test_a_file_that_is_missing_or_leaves_the_project_is_refused(folder: Path, name: str) -> None:
    (folder.parent.parent.parent / "secret").touch()
    (folder / "link").symlink_to("../../../secret")

    with pytest.raises(FileNameError):
        beside("spec/bank/a.md", folder, name)


def test_a_link_that_points_at_itself_is_refused(folder: Path) -> None:
    (folder / "loop").symlink_to("loop")

    with pytest.raises(FileNameError):
        beside("spec/bank/a.md", folder, "loop")


@pytest.mark.parametrize("name", ["", "/tmp/x", "../x", "out/x", "a\0"])
def test_a_path_that_leaves_its_folder_is_refused(folder: Path, name: str) -> None:
    (folder / "out").symlink_to("..")

    with pytest.raises(FileNameError):
        inside(folder, name)


def test_a_path_inside_need_not_exist(folder: Path) -> None:
    assert inside(folder, "new/file") == folder / "new" / "file"

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import folders
from adjudge.system.copies import Copies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "a").write_text("a")
    (folder / "sub" / "b").write_text("b")
    (folder / "sub" / "run").write_text("#!/bin/sh\n")
    (folder / "sub" / "run").chmod(0o755)
    (folder / "sub" / "deep" / "c").write_text("c")
    (folder / "link").symlink_to("sub/b")
    (folder / "folder-link").symlink_to("sub")
    return folder


def content(folder: Path) -> dict[str, tuple[int, int, str]]:
    """What a program can see of a folder: type and mode, time of change, and content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        text = (
            str(path.readlink()) if path.is_symlink() else "" if path.is_dir() else path.read_text()
        )
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, text)
    return found


def test_a_copy_is_like_the_original(built: Path, tmp_path: Path) -> None:
    copy = Copies(built, tmp_path / "copies").take()

    assert content(copy.folder) == content(built)


def test_an_unchanged_copy_is_used_again(built: Path, tmp_path: Path) -> None:
    copies = Copies(built, tmp_path / "copies")
    first = copies.take()
    inode = (first.folder / "a").stat().st_ino
    copies.give(first)

    assert copies.take().folder == first.folder
    assert (first.folder / "a").stat().st_ino == inode


def test_two_who_need_a_copy_at_once_get_two(built: Path, tmp_path: Path) -> None:
    copies = Copies(built, tmp_path / "copies")

    assert copies.take().folder != copies.take().folder


def _hidden_edit(folder: Path) -> None:
    status = (folder / "a").stat()
    (folder / "a").write_text("x")
    os.utime(folder / "a", ns=(status.st_atime_ns, status.st_mtime_ns))


def _file_becomes_folder(folder: Path) -> None:
    (folder / "a").unlink()
    (folder / "a").mkdir()


def _folder_becomes_link(folder: Path) -> None:
    shutil.rmtree(folder / "sub")
    (folder / "sub").symlink_to("/etc")


def _link_becomes_file(folder: Path) -> None:
    (folder / "link").unlink()
    (folder / "link").touch()


def _other_link(folder: Path) -> None:
    (folder / "link").unlink()
    (folder / "link").symlink_to("a")


def _many_files(folder: Path) -> None:
    for number in range(600):
        (folder / f"f{number}").touch()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "edit": lambda folder: (folder / "a").write_text("changed"),
    "edit that restores size and time": _hidden_edit,
    "addition": lambda folder: (folder / "sub" / "new").write_text("new"),
    "added folder": lambda folder: (folder / "x" / "y").mkdir(parents=True),
    "removal": lambda folder: (folder / "sub" / "b").unlink(),
    "removed folder": lambda folder: shutil.rmtree(folder / "sub"),
    "renamed folder": lambda folder: (folder / "sub").rename(folder / "other"),
    "mode": lambda folder: (folder / "sub" / "run").chmod(0o600),
    "mode of a folder": lambda folder: (folder / "sub").chmod(0o700),
    "unreadable folder": lambda folder: (folder / "sub").chmod(0),
    "file becomes folder": _file_becomes_folder,
    "folder becomes link": _folder_becomes_link,
    "link becomes file": _link_becomes_file,
    "other link": _other_link,
    "hard link": lambda folder: (folder.parent.parent / "outside").hardlink_to(folder / "a"),
    "everything": shutil.rmtree,
    "many": _many_files,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_whatever_a_check_does_the_next_one_gets_what_was_built(
    built: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    before = content(built)
    copies = Copies(built, tmp_path / "copies")
    copy = copies.take()
    damage(copy.folder)
    copies.give(copy)

    again = copies.take()

    assert content(again.folder) == before == content(built)
    assert folders.scan(again.folder) == again.facts


def test_an_original_that_was_changed_is_never_copied(built: Path, tmp_path: Path) -> None:
    copies = Copies(built, tmp_path / "copies")
    (built / "a").write_text("tampered")

    with pytest.raises(SystemFailureError, match="was changed"):
        copies.take()


def test_an_original_that_was_changed_repairs_nothing(built: Path, tmp_path: Path) -> None:
    copies = Copies(built, tmp_path / "copies")
    copy = copies.take()
    copies.give(copy)
    (built / "a").write_text("tampered")
    (copy.folder / "a").write_text("changed")

    with pytest.raises(SystemFailureError, match="was changed"):
        copies.take()


def test_a_tree_that_cant_be_copied_is_an_error(built: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    copies = Copies(built, tmp_path / "copies")
    shutil.rmtree(built)

    with pytest.raises(SystemFailureError, match="could not be copied"):
        copies.take()

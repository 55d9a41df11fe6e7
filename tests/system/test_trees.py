from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.errors import FindingsError, SystemFailureError
from adjudge.system import trees
from adjudge.system.configuration import System
from adjudge.system.trees import Snapshot, Tree

Git = Callable[..., str]


def tree(
    root: Path, system: System | None = None, *, at: str = "", documents: tuple[str, ...] = ()
) -> Tree:
    system = system or System("s")
    return Snapshot.take(root, [system], revision=at).tree(system, documents)


def digest(root: Path, system: System | None = None, **more: object) -> str:
    return tree(root, system, **more).digest  # type: ignore[arg-type]


def written(found: Tree, target: Path) -> dict[str, bytes]:
    found.materialise(target)
    return {
        str(path.relative_to(target)): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def shop(project: Path, git: Git) -> Path:
    """A repository with one commit and a clean working tree."""
    (project / "src").mkdir()
    (project / "src" / "a.py").write_text("a")
    (project / "b.py").write_text("b")
    (project / "spec.md").write_text("# Spec")
    (project / ".gitignore").write_text("*.log\nmodules/\n")
    git("add", "--all")
    git("commit", "--quiet", "--message=one")
    return project


def test_the_same_content_has_the_same_digest_committed_staged_or_neither(
    shop: Path, git: Git
) -> None:
    (shop / "b.py").write_text("changed")
    (shop / "new.py").write_text("new")
    loose = digest(shop)
    git("add", "--all")
    staged = digest(shop)
    git("commit", "--quiet", "--message=two")

    assert loose == staged == digest(shop) == digest(shop, at="HEAD")
    assert loose != digest(shop, at="HEAD~1")


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "b.py").write_text("c"),
        lambda root: (root / "b.py").chmod(0o755),
        lambda root: (root / "b.py").unlink(),
        lambda root: (root / "b.py").rename(root / "c.py"),
        lambda root: (root / "new").write_text(""),
        lambda root: (root / "link").symlink_to("b.py"),
    ],
    ids=["content", "mode", "removal", "rename", "addition", "link"],
)
def test_every_change_of_a_file_changes_the_digest(
    shop: Path, change: Callable[[Path], object]
) -> None:
    before = digest(shop)

    change(shop)

    assert digest(shop) != before


@pytest.mark.requirement("JUDGE-17")
@pytest.mark.parametrize(
    "change",
    [
        lambda root: os.utime(root / "b.py", (1, 1)),
        lambda root: (root / "debug.log").write_text("x"),
        lambda root: (root / "spec.md").write_text("# Other"),
        lambda root: (root / "spec.md").unlink(),
        lambda root: (root / "adjudge.toml").write_text(""),
        lambda root: ((root / ".adjudge").mkdir(), (root / ".adjudge" / "ledger").touch()),
        lambda root: (root / "empty").mkdir(),
    ],
    ids=["time", "ignored", "specification", "no specification", "own", "ledger", "empty folder"],
)
def test_what_is_not_of_the_system_does_not_change_its_digest(
    shop: Path, change: Callable[[Path], object]
) -> None:
    before = digest(shop, documents=("spec.md",))

    change(shop)

    assert digest(shop, documents=("spec.md",)) == before


def test_a_document_that_the_system_names_belongs_to_it(shop: Path) -> None:
    system = System("s", also=("spec.md",))

    paths = [entry.path for entry in tree(shop, system, documents=("spec.md",)).entries]

    assert "spec.md" in paths


def test_a_change_that_keeps_size_and_time_is_seen(shop: Path) -> None:
    digest(shop)
    (shop / "b.py").write_text("1")
    first = digest(shop)
    status = (shop / "b.py").stat()

    (shop / "b.py").write_text("2")
    os.utime(shop / "b.py", ns=(status.st_atime_ns, status.st_mtime_ns))

    assert digest(shop) != first


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_flag_that_hides_changes_from_git_hides_none_here(
    shop: Path, git: Git, flag: str
) -> None:
    before = digest(shop)
    git("update-index", flag, "b.py")
    (shop / "b.py").write_text("hidden")

    assert git("status", "--porcelain") == ""
    assert digest(shop) != before


@pytest.mark.requirement("RUN-4")
def test_neither_index_nor_objects_nor_checkout_of_the_user_are_touched(
    shop: Path, git: Git, tmp_path: Path
) -> None:
    (shop / "b.py").write_text("staged")
    git("add", "b.py")
    (shop / "b.py").write_text("loose")
    (shop / "new.py").write_text("untracked")

    def state() -> list[tuple[str, int, bytes]]:
        # git marks an object of the user's that it meets again as recently used
        files = [path for path in shop.rglob("*") if path.is_file()]
        times = [0 if "objects" in path.parts else path.stat().st_mtime_ns for path in files]
        return sorted((str(p), t, p.read_bytes()) for p, t in zip(files, times, strict=True))

    before = state()
    written(tree(shop), tmp_path / "copy")
    written(tree(shop, at="HEAD"), tmp_path / "old")

    assert state() == before
    assert git("status", "--porcelain") == "MM b.py\n?? new.py\n"
    assert git("worktree", "list").count("\n") == 1


def test_a_commit_is_written_as_it_was(shop: Path, git: Git, tmp_path: Path) -> None:
    (shop / "b.py").write_text("later")

    assert written(tree(shop, at="main"), tmp_path / "old")["b.py"] == b"b"


@pytest.mark.parametrize("revision", ["no-such", "HEAD~7", "--all", "HEAD:b.py", "0" * 40])
def test_an_unknown_revision_is_named(shop: Path, revision: str) -> None:
    with pytest.raises(SystemFailureError, match="is not a commit") as caught:
        tree(shop, at=revision)

    assert f"“{revision}”" in caught.value.message


def test_outside_a_repository_there_are_no_revisions(project: Path) -> None:
    (project / "a").touch()

    with pytest.raises(SystemFailureError, match="not in a git repository"):
        tree(project, at="HEAD")


def test_a_project_outside_a_repository_is_read_too(project: Path, tmp_path: Path) -> None:
    (project / "a").write_text("1")
    (project / ".gitignore").write_text("*.log")
    (project / "x.log").write_text("x")
    before = digest(project)
    assert written(tree(project), tmp_path / "copy").keys() == {"a", ".gitignore"}

    (project / "a").write_text("2")

    assert digest(project) != before
    assert not (project / ".git").exists()


def test_a_repository_without_commits_is_read_too(project: Path, git: Git, tmp_path: Path) -> None:
    (project / "a").write_text("1")

    assert written(tree(project), tmp_path / "copy") == {"a": b"1"}


def test_a_project_may_be_a_folder_of_a_larger_repository(
    shop: Path, git: Git, tmp_path: Path
) -> None:
    inner = shop / "examples" / "the bank"
    (inner / "src").mkdir(parents=True)
    (inner / "src" / "a.py").write_text("inner")
    git("add", "--all")
    git("commit", "--quiet", "--message=two")
    before = digest(inner)

    (shop / "b.py").write_text("outer change")

    assert digest(inner) == before == digest(inner, at="HEAD")
    assert written(tree(inner), tmp_path / "copy") == {"src/a.py": b"inner"}
    assert written(tree(inner, at="HEAD"), tmp_path / "old") == {"src/a.py": b"inner"}


def test_a_project_that_its_repository_ignores_is_read_as_if_outside(
    shop: Path, tmp_path: Path
) -> None:
    inner = shop / "modules" / "x"
    inner.mkdir(parents=True)
    (inner / "a").write_text("1")

    assert written(tree(inner), tmp_path / "copy") == {"a": b"1"}


def test_a_system_sees_its_directory_and_what_it_names(shop: Path, tmp_path: Path) -> None:
    (shop / "srcs").mkdir()
    (shop / "srcs" / "near.py").touch()
    system = System("s", directory="src", also=("b.py",))
    before = digest(shop, system)

    (shop / "other.py").write_text("not mine")

    assert digest(shop, system) == before
    assert written(tree(shop, system), tmp_path / "copy").keys() == {"src/a.py", "b.py"}


def test_ignored_paths_are_included_by_content(shop: Path, tmp_path: Path) -> None:
    module = shop / "modules" / "m"
    module.mkdir(parents=True)
    (module / ".gitignore").write_text("*\n")
    (module / "index.js").write_text("1")
    system = System("s", include=("modules",))
    before = digest(shop, system)
    os.utime(module / "index.js", (1, 1))

    assert digest(shop, system) == before
    assert written(tree(shop, system), tmp_path / "copy")["modules/m/index.js"] == b"1"
    assert "modules/m/index.js" in written(tree(shop, system, at="HEAD"), tmp_path / "old")
    (module / "index.js").write_text("2")
    assert digest(shop, system) != before


def test_a_folder_that_was_removed_is_forgotten(shop: Path) -> None:
    system = System("s", directory="src")
    tree(shop, system)
    (shop / "src" / "a.py").unlink()
    (shop / "src").rmdir()

    with pytest.raises(SystemFailureError, match="has no files in “src”"):
        tree(shop, system)


def test_names_modes_and_links_survive(shop: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(b'caf\xe9 "q" \'\n:x')
    (shop / odd).write_text("odd")
    (shop / "run me").write_text("#!/bin/sh\n")
    (shop / "run me").chmod(0o755)
    (shop / "src" / "link").symlink_to("../b.py")

    copy = tmp_path / "copy"
    tree(shop).materialise(copy)

    assert (copy / odd).read_text() == "odd"
    assert os.access(copy / "run me", os.X_OK)
    assert not os.access(copy / "b.py", os.X_OK)
    assert (copy / "src" / "link").readlink() == Path("../b.py")


@pytest.mark.requirement("RUN-15")
@pytest.mark.parametrize("target", ["/etc/passwd", "../../x", "..", "src/../../x", "src/../b.py"])
def test_a_link_that_leaves_the_project_is_a_finding(shop: Path, target: str) -> None:
    target = f"../{target}" if target == ".." else target
    (shop / "src" / "link").symlink_to(target)

    with pytest.raises(FindingsError) as caught:
        tree(shop)

    (finding,) = caught.value.findings
    assert (finding.code, finding.location.file) == ("ADJ230", "src/link")


def test_a_submodule_is_part_of_the_tree(shop: Path, git: Git, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "lib.py").write_text("1")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=x"]):
        identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=other, check=True)
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "lib x")
    git("commit", "--quiet", "--message=submodule")
    before = digest(shop)

    assert written(tree(shop), tmp_path / "new")["lib x/lib.py"] == b"1"
    assert written(tree(shop, at="HEAD"), tmp_path / "old")["lib x/lib.py"] == b"1"
    (shop / "lib x" / "lib.py").write_text("2")
    assert digest(shop) != before
    assert written(tree(shop), tmp_path / "newer")["lib x/lib.py"] == b"2"


def test_a_conflict_is_read_as_it_stands(shop: Path, git: Git) -> None:
    git("checkout", "--quiet", "-b", "other")
    (shop / "b.py").write_text("theirs")
    git("commit", "--quiet", "--all", "--message=theirs")
    git("checkout", "--quiet", "main")
    (shop / "b.py").write_text("ours")
    git("commit", "--quiet", "--all", "--message=ours")
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "other")

    assert [entry.path for entry in tree(shop).entries].count("b.py") == 1
    assert "UU b.py" in git("status", "--porcelain")


def test_a_linked_worktree_is_read_like_any_other(shop: Path, git: Git, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    git("worktree", "add", "--quiet", str(linked), "HEAD")

    assert digest(linked) == digest(shop)


def test_a_caller_inside_a_git_hook_changes_nothing(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = digest(shop)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other-index"))

    assert digest(shop) == before


@pytest.mark.parametrize("versioned", [True, False])
def test_several_may_read_a_project_at_once(
    project: Path,
    request: pytest.FixtureRequest,
    versioned: bool,  # noqa: FBT001 a column of the table
) -> None:
    if versioned:
        request.getfixturevalue("git")
    for number in range(50):
        (project / f"f{number}").write_text(str(number))

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: digest(project), range(8)))

    assert len(found) == 1


def test_a_deleted_cache_is_made_again(shop: Path, tmp_path: Path) -> None:
    before = digest(shop)
    for index in (tmp_path / "cache").rglob("index-*"):
        index.unlink()

    assert digest(shop) == before


_PARTS = st.lists(st.sampled_from(["a", "b", "..", "."]), max_size=6)


@pytest.mark.requirement("RUN-15")
@given(_PARTS, st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=4))
def test_a_link_that_is_let_through_ends_inside(parts: list[str], place: list[str]) -> None:
    target = "/".join(parts) or "."
    path = "/".join(place)

    if not trees._leaves(path, target):
        end = os.path.normpath("/".join(["/root", *place[:-1], target]))
        assert (end + "/").startswith("/root/")

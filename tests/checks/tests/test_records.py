from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.tests.records import Place

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("directory", "path", "file"),
    [
        (".", "tests/a.py", "tests/a.py"),
        (".", "{tree}/tests/a.py", "tests/a.py"),
        (".", "../a.py", ""),
        (".", "/usr/lib/a.py", ""),
        (".", "a\0b", ""),
        (".", "", ""),
        ("services/bank", "tests/a.py", "services/bank/tests/a.py"),
        ("services/bank", "{tree}/tests/a.py", "services/bank/tests/a.py"),
        ("services/bank", "{tree}/../../shared/a.py", "shared/a.py"),
        ("services/bank", "{tree}/../../../a.py", ""),
    ],
)
def test_a_file_is_told_relative_to_the_project_and_never_outside_it(
    tmp_path: Path, directory: str, path: str, file: str
) -> None:
    tree = tmp_path / "copy" / directory
    tree.mkdir(parents=True)

    assert Place(tree, directory, str).file(path.format(tree=tree)) == file


def test_a_text_is_told_without_paths_of_the_run_and_without_secrets(tmp_path: Path) -> None:
    tree = tmp_path / "services" / "bank"
    tree.mkdir(parents=True)
    place = Place(tree, "services/bank", lambda text: text.replace("hunter2", "***"))

    told = place.text(f"{tree}/a.py:1 {tmp_path}/shared/b.py hunter2 \ud800")

    assert told == "a.py:1 shared/b.py *** ?"
    assert place.project == tmp_path
    assert len(place.text("x" * 9_999)) == 4_000

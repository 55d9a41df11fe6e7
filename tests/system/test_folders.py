from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from adjudge.system import folders


def test_a_link_is_removed_and_what_it_points_at_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "link").symlink_to("kept")

    folders.remove(tmp_path / "link")
    folders.remove(tmp_path / "never there")

    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


PROGRAM = """
from pathlib import Path

if os.getuid() == 0:  # root may list everything
    os.chown(".", 12345, 12345)
    os.setuid(12345)
top = Path("top")
(top / "inner").mkdir(parents=True)
(top / "inner" / "file").touch()
(top / "inner").chmod(0)
top.chmod(0o500)
remove(top)
assert not top.exists()
"""


def test_a_folder_that_nobody_may_list_is_removed_by_its_owner(tmp_path: Path) -> None:
    source = Path(folders.__file__).read_text(encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", source + PROGRAM],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr

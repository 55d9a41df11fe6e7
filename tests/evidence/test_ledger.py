from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from adjudge.checks.model import Outcome
from adjudge.codes import evidence as codes
from adjudge.errors import LedgerError
from adjudge.evidence.ledger import Ledger
from adjudge.evidence.model import Digests
from adjudge.evidence.rows import Head
from adjudge.evidence.writer import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.evidence.conftest import Make

APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from adjudge.checks.model import CaseResult, Method, Outcome
from adjudge.evidence.ledger import Ledger
from adjudge.evidence.model import Digests, Evidence
from adjudge.findings import Location

path, system, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
case = CaseResult("$ true", Outcome.PASSED, Location("spec/bank.md"))
ledger = Ledger.open(path)
for number in range(count):
    digests = Digests("r", "c", "b", "s", "t")
    print(ledger.append(Evidence(
        "ACC-1", f"ACC-1#{number}", system, "console", Method.TEST, digests, Outcome.PASSED,
        (case,), datetime.now(UTC), 0.1, transcript="x" * 2000)), flush=True)
"""


def _appending(path: Path, system: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", APPEND, str(path), system, str(count)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _write(path: Path, statement: str, *values: object) -> None:
    """Edit the file as somebody with a database tool would who removes the guards first."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TRIGGER IF EXISTS rows_are_never_updated")
        connection.execute("DROP TRIGGER IF EXISTS rows_are_never_deleted")
        connection.execute(statement, values)


def test_what_is_appended_can_be_read_back_whole(make: Make, path: Path) -> None:
    evidence = make.evidence(
        make.case(Outcome.FAILED, expected="é\n", actual="\x1b[0m", granted=True),
        transcript="$ true\n",
        environment=MappingProxyType({"python": "3.11"}),
        tools={"hurl": "6.0"},
        reason="why",
        runs=3,
    )

    assert Ledger.open(path).append(evidence) == 1

    assert Ledger.open(path).latest([("ACC-1#1", "python")]) == {("ACC-1#1", "python"): evidence}
    assert list(Ledger.open(path).verify()) == []


def test_a_passed_check_keeps_its_transcript_for_history_alone(make: Make, path: Path) -> None:
    evidence = make.evidence(make.case(), transcript="$ true\n")
    ledger = Ledger.open(path)
    ledger.append(evidence)

    latest = ledger.latest([("ACC-1#1", "python")])["ACC-1#1", "python"]

    assert latest == replace(evidence, transcript="")
    assert ledger.history("ACC-1") == [evidence]
    assert ledger.history("ACC-2") == []


def test_the_newest_evidence_of_each_check_and_system_counts(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    old, new = make.evidence(make.case(), seconds=1.0), make.evidence(make.case(), seconds=2.0)
    node = make.evidence(make.case(), system="node")
    ledger.append_all([old, node, new])

    found = ledger.latest([("ACC-1#1", "python"), ("ACC-1#1", "node"), ("ACC-9#1", "python")])

    assert found == {("ACC-1#1", "python"): new, ("ACC-1#1", "node"): node}
    assert ledger.history("ACC-1") == [old, node, new]


def test_evidence_for_the_very_inputs_comes_before_newer_evidence_for_others(
    make: Make, path: Path
) -> None:
    ledger = Ledger.open(path)
    here, there = Digests("r", "c", "b", "here", "t"), Digests("r", "c", "b", "there", "t")
    before, after = make.evidence(make.case(), digests=here), make.evidence(digests=there)
    ledger.append_all([before, after])
    key = ("ACC-1#1", "python")

    assert ledger.matching({key: here}) == {key: before}
    assert ledger.matching({key: there}) == {key: after}
    assert ledger.matching({key: Digests("x", "c", "b", "s", "t")}) == {key: after}


def test_a_new_ledger_explains_itself_and_stays_out_of_version_control(path: Path) -> None:
    Ledger.open(path)

    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert "append-only" in (path.parent / "README.md").read_text(encoding="utf-8")


def test_a_folder_of_somebody_else_gets_no_files_that_are_not_the_ledgers(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.db")

    assert not (tmp_path / ".gitignore").exists()


def test_an_empty_ledger_is_sound(path: Path) -> None:
    ledger = Ledger.open(path)

    assert ledger.head() == Head()
    assert ledger.append_all([]) == Head()
    assert ledger.latest([("ACC-1#1", "python")]) == {}
    assert list(ledger.verify()) == []


def test_opening_again_migrates_nothing_and_loses_nothing(make: Make, path: Path) -> None:
    Ledger.open(path).append(make.evidence(make.case()))
    migrate(path)

    assert Ledger.open(path).head().sequence == 1
    assert list(Ledger.open(path).verify()) == []


@pytest.mark.requirement("EVIDENCE-3")
@pytest.mark.parametrize("statement", ["UPDATE rows SET body = ''", "DELETE FROM rows"])
def test_the_database_itself_refuses_edits(make: Make, path: Path, statement: str) -> None:
    Ledger.open(path).append(make.evidence(make.case()))

    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_a_ledger_of_a_newer_program_is_refused_with_the_way_out(path: Path) -> None:
    Ledger.open(path)
    _write(path, "PRAGMA user_version = 99")

    with pytest.raises(LedgerError, match="newer Adjudge") as caught:
        Ledger.open(path)
    assert "upgrade" in caught.value.next_step


@pytest.mark.parametrize("content", [b"not a database at all\n" * 100, b"SQLite format 3\0" * 99])
def test_a_file_that_is_no_ledger_is_refused_and_kept(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    with pytest.raises(LedgerError, match="can't be read") as caught:
        Ledger.open(path)
    assert "move it away" in caught.value.next_step
    assert path.read_bytes() == content


def test_a_folder_that_cant_be_made_is_an_error_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LedgerError, match="folder can't be made") as caught:
        Ledger.open(tmp_path / "file" / "ledger.db")
    assert caught.value.next_step


@pytest.mark.requirement("RUN-15")
@pytest.mark.parametrize(
    "name",
    ["ledger.db", "ledger.db-wal", "ledger.lock", "ledger.head", "ledger.head.new", ".gitignore"],
)
def test_a_link_that_came_with_the_repository_is_never_followed(
    path: Path, tmp_path: Path, name: str
) -> None:
    path.parent.mkdir()
    (path.parent / name).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LedgerError, match="symbolic link") as caught:
        Ledger.open(path)
    assert caught.value.next_step
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path.parent.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(LedgerError, match="symbolic link"):
        Ledger.open(path)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_ledger_that_nobody_may_write_can_be_read(make: Make, path: Path) -> None:
    Ledger.open(path).append(make.evidence(make.case()))
    for rest in ("-shm", "-wal"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from adjudge.errors import LedgerError\n"
        "import adjudge.evidence.writer\n"
        "from adjudge.evidence.ledger import Ledger\n"
        "from adjudge.evidence.rows import Draft, Entry\n"
        "import alembic.command, sqlalchemy.dialects.sqlite\n"
        # The superuser may write anywhere, and nobody else may enter the folders above.
        "if not os.geteuid(): os.chroot('.'); os.setuid(65534)\n"
        "path = Path('ledger.db'); ledger = Ledger.open(path)\n"
        "print(ledger.head().sequence, list(ledger.verify()))\n"
        "try: ledger._append([Draft(Entry.REMOVED, 'A', '', '{}')])\n"
        "except LedgerError as error: print(error.next_step)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=path.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    path.parent.chmod(0o755)

    assert done.stdout.splitlines()[:1] == ["1 []"], done.stderr
    assert "make its folder writable" in done.stdout


@pytest.mark.requirement("EVIDENCE-4")
def test_four_processes_at_once_lose_nothing_and_keep_one_chain(path: Path) -> None:
    processes = [_appending(path, f"system-{n}", 50) for n in range(4)]
    numbers = [int(line) for process in processes for line in process.communicate()[0].split()]

    assert [process.returncode for process in processes] == [0] * 4
    assert sorted(numbers) == list(range(1, 201))
    assert list(Ledger.open(path).verify()) == []
    assert Ledger.open(path).head().sequence == 200


@pytest.mark.requirement("EVIDENCE-11")
def test_a_writer_that_is_killed_leaves_a_whole_chain(make: Make, path: Path) -> None:
    process = _appending(path, "python", 10_000)
    assert process.stdout is not None
    told = [int(process.stdout.readline()) for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    process.communicate()

    ledger = Ledger.open(path)
    assert list(ledger.verify()) == []
    assert ledger.head().sequence >= told[-1]
    assert ledger.append(make.evidence(make.case())) == ledger.head().sequence
    assert list(ledger.verify()) == []


@pytest.mark.requirement("JUDGE-4")
def test_edited_evidence_never_becomes_a_verdict(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append(make.evidence(make.case(Outcome.FAILED), transcript="no"))
    _write(path, "UPDATE rows SET body = replace(body, 'failed', 'passed')")

    with pytest.raises(LedgerError, match="row 1 is not what was written") as caught:
        ledger.latest([("ACC-1#1", "python")])
    assert caught.value.next_step == "run `adjudge ledger verify`"


def test_an_edited_transcript_is_never_shown(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append(make.evidence(make.case(Outcome.FAILED), transcript="no"))
    _write(path, "UPDATE rows SET transcript = 'yes'")

    with pytest.raises(LedgerError, match="row 1 is not what was written"):
        ledger.history("ACC-1")


@pytest.mark.requirement("EVIDENCE-3")
def test_a_ledger_whose_end_was_cut_off_takes_no_more_rows(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append_all([make.evidence(make.case()), make.evidence(make.case())])
    _write(path, "DELETE FROM rows WHERE sequence = 2")

    with pytest.raises(LedgerError, match="its end is not what was written last"):
        ledger.append(make.evidence(make.case()))
    assert ledger.head().sequence == 1


def test_a_database_that_drops_rows_in_silence_is_noticed_at_once(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append(make.evidence(make.case()))
    _write(
        path,
        "CREATE TRIGGER hide BEFORE INSERT ON rows WHEN NEW.body LIKE '%failed%'"
        " BEGIN SELECT RAISE(IGNORE); END",
    )

    with pytest.raises(LedgerError, match="does not keep what is appended"):
        ledger.append(make.evidence(make.case(Outcome.FAILED)))
    assert {f.code for f in ledger.verify()} == {codes.STORE_DAMAGED.id}


def test_a_kept_head_proves_that_a_ledger_was_replaced(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append(make.evidence(make.case(Outcome.FAILED)))
    kept = ledger.head()
    shutil.rmtree(path.parent)
    fresh = Ledger.open(path)
    fresh.append(make.evidence(make.case()))

    assert list(fresh.verify()) == []
    assert [f.code for f in fresh.verify(kept)] == [codes.CHAIN_BROKEN.id]


def test_text_without_an_encoding_is_recorded(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.append(make.evidence(make.case(Outcome.FAILED, actual="a\ud800"), transcript="\ud800"))

    (evidence,) = ledger.history("ACC-1")

    assert (evidence.cases[0].actual, evidence.transcript) == ("a?", "?")
    assert list(ledger.verify()) == []


def test_what_is_too_long_keeps_its_ends(make: Make, path: Path) -> None:
    case = make.case(Outcome.FAILED, actual="a" + "x" * 10**6 + "z", reason="why")
    ledger = Ledger.open(path)
    ledger.append(make.evidence(case, transcript="begin" + "x" * 10**6 + "end"))

    (evidence,) = ledger.history("ACC-1")

    assert path.stat().st_size < 300_000
    assert evidence.transcript.startswith("begin")
    assert evidence.transcript.endswith("end")
    assert "characters left out" in evidence.transcript
    assert evidence.cases[0].actual[0] + evidence.cases[0].actual[-1] == "az"


def test_reading_what_did_not_change_imports_no_database_toolkit(make: Make, path: Path) -> None:
    Ledger.open(path).append(make.evidence(make.case()))
    script = (
        "import sys; from pathlib import Path; from adjudge.evidence.ledger import Ledger\n"
        "assert Ledger.open(Path(sys.argv[1])).latest([('ACC-1#1', 'python')])\n"
        "sys.exit(bool({'sqlalchemy', 'alembic'} & sys.modules.keys()))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}

    done = subprocess.run([sys.executable, "-c", script, path], env=environment, check=False)

    assert done.returncode == 0

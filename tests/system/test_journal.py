from __future__ import annotations

import os
import re
import time
from typing import IO, TYPE_CHECKING

import pytest

from adjudge.system.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as source, os.fdopen(write, "wb", buffering=0) as sink:
        yield source, sink


def _matches(journal: Journal, pattern: str) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if journal.matches(re.compile(pattern)):
            return True
        time.sleep(0.005)
    return False


def test_a_line_is_found_also_when_it_comes_in_pieces(
    tmp_path: Path, pipe: tuple[IO[bytes], IO[bytes]]
) -> None:
    source, sink = pipe
    journal = Journal(source, tmp_path / "log", 1000)
    sink.write(b"first\nserv")
    assert _matches(journal, "^serv$")
    assert not journal.matches(re.compile("first"))
    sink.write(b"er ready\n")

    assert _matches(journal, "^server ready$")
    sink.close()
    journal.finish()
    assert journal.tail(1) == "server ready"


def test_a_flood_keeps_its_newest_part_and_fills_no_disk(
    tmp_path: Path, pipe: tuple[IO[bytes], IO[bytes]]
) -> None:
    source, sink = pipe
    journal = Journal(source, tmp_path / "log", 200_000)
    for number in range(100_000):
        sink.write(f"line {number}\n".encode())
    sink.close()
    journal.finish()

    assert journal.path.stat().st_size <= 300_000
    assert journal.tail(1) == "line 99999"
    assert journal.path.read_bytes().startswith(b"[older lines were dropped]\n")

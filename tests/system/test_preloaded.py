from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.system.preloaded import told_by_file, unreached

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERPRETER, NOTE, LOAD = 3, 4, 1


def elf(*segments: tuple[int, bytes], wide: bool = True, order: str = "<") -> bytes:
    """A program's file with nothing but a header, its segments' headers and their content."""
    size, entry = (64, 56) if wide else (52, 32)
    place = size + entry * len(segments)
    headers, content = b"", b""
    for kind, data in segments:
        at = place + len(content)
        fields = (
            (kind, 0, at, 0, 0, len(data), 0, 0) if wide else (kind, at, 0, 0, len(data), 0, 0, 0)
        )
        headers += struct.pack(f"{order}IIQQQQQQ" if wide else f"{order}IIIIIIII", *fields)
        content += data
    start = struct.pack("4sBB10x", b"\x7fELF", 2 if wide else 1, 1 if order == "<" else 2)
    rest = (2, 62, 1, 0, size, 0, 0, size, entry, len(segments), 0, 0, 0)
    return (
        start
        + struct.pack(f"{order}HHI{'QQQ' if wide else 'III'}IHHHHHH", *rest)
        + headers
        + content
    )


GO_NOTE = struct.pack("<III", 4, 4, 4) + b"Go\0\0" + b"abcd"


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        (((LOAD, b"x"), (INTERPRETER, b"/lib/ld.so\0")), ""),
        (((LOAD, b"x"),), "is statically linked, so no library can be loaded into it"),
        (((NOTE, GO_NOTE),), "was built by Go, which asks the kernel for the time"),
        (((INTERPRETER, b"/ld\0"), (NOTE, GO_NOTE)), "was built by Go, which asks the kernel"),
    ],
)
def test_a_program_s_file_tells_what_keeps_a_library_from_its_clock(
    segments: tuple[tuple[int, bytes], ...], reason: str, order: str, tmp_path: Path, *, wide: bool
) -> None:
    path = tmp_path / "program"
    path.write_bytes(elf(*segments, wide=wide, order=order))

    assert told_by_file(path).startswith(reason)
    assert bool(told_by_file(path)) is bool(reason)


@given(st.binary(max_size=200))
def test_no_file_is_too_strange_to_be_looked_at(data: bytes) -> None:
    path = Path(f"/proc/self/fd/{os.memfd_create('program')}")
    try:
        path.write_bytes(b"\x7fELF" + data)
        assert isinstance(told_by_file(path), str)
    finally:
        os.close(int(path.name))


@pytest.fixture
def sleeper() -> Iterator[int]:
    """A dynamically linked process without a preloaded library."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process.pid
        process.kill()


def test_a_library_that_is_loaded_reaches_the_process(sleeper: int) -> None:
    assert unreached("libc.so", lambda: [sleeper]) == ""


def test_a_library_that_is_not_loaded_is_missed_after_a_while(sleeper: int) -> None:
    reason = unreached("libnonesuch", lambda: [sleeper])

    assert f"(process {sleeper}) did not load libnonesuch" in reason


def test_a_process_that_has_ended_keeps_nothing_from_anything() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    assert unreached("libnonesuch", lambda: [process.pid]) == ""

"""Which processes of a system a preloaded library reaches, and why not the others.

Source of the layout: elf(5), proc(5) and ld.so(8).
"""

from __future__ import annotations

import stat
import struct
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PATIENCE = 0.5
_PAUSE = 0.02
_HEAD = 64
_MOST_SEGMENTS = 128
_MOST_NOTES = 65536
_CLASS_64 = 2
_INTERPRETER, _NOTE = 3, 4
_GO = b"Go\0\0"


def unreached(library: str, pids: Callable[[], Iterable[int]]) -> str:
    """Say which process the library does not reach and why; nothing if it reaches them all.

    A process that is just being started has not loaded anything yet, so this looks for half a
    second before it says so.

    Args:
        library: how the library's file name begins.
        pids: returns the processes of the system.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        found = next(filter(None, (_obstacle(library, pid) for pid in pids())), "")
        if not found or time.monotonic() > deadline:
            return found
        time.sleep(_PAUSE)


def _obstacle(library: str, pid: int) -> str:
    folder = Path(f"/proc/{pid}")
    try:
        program = (folder / "exe").readlink()
        maps = (folder / "maps").read_text(encoding="utf-8", errors="replace")
        kind = told_by_file(folder / "exe")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has ended
    except OSError as error:
        return f"process {pid} can't be looked into: {error.strerror}"
    name = f"{program.name} (process {pid})"
    if kind:
        return f"{name} {kind}"
    if f"/{library}" in maps:
        return ""
    mode = (folder / "exe").stat().st_mode if (folder / "exe").exists() else 0
    if mode & (stat.S_ISUID | stat.S_ISGID):
        return f"{name} is setuid, and the linker lets such a program load nothing"
    return f"{name} did not load {library}: it was started without the system's environment"


def told_by_file(executable: Path) -> str:
    """Say what about a program's file keeps libraries from its clock, if anything does."""
    with executable.open("rb") as file:
        head = file.read(_HEAD)
        if len(head) < _HEAD or head[:4] != b"\x7fELF":
            return ""
        segments = list(_segments(head, file.read(_MOST_SEGMENTS * _HEAD)))
        notes = b""
        for kind, offset, size in segments:
            if kind == _NOTE:
                file.seek(offset)
                notes += file.read(min(size, _MOST_NOTES))
    if _GO in notes:
        return "was built by Go, which asks the kernel for the time and not the C library"
    if not any(kind == _INTERPRETER for kind, _, _ in segments):
        return "is statically linked, so no library can be loaded into it"
    return ""


def _segments(head: bytes, rest: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield kind, offset and size of each segment of an ELF file."""
    order = "<" if head[5] == 1 else ">"
    wide = head[4] == _CLASS_64
    start = struct.unpack_from(f"{order}Q" if wide else f"{order}I", head, 32 if wide else 28)[0]
    size, count = struct.unpack_from(f"{order}HH", head, 54 if wide else 42)
    data = head + rest
    for number in range(count):
        place = start + number * size
        if place + size > len(data):
            return
        if wide:
            kind, _, offset, _, _, length = struct.unpack_from(f"{order}IIQQQQ", data, place)
        else:
            kind, offset, _, _, length = struct.unpack_from(f"{order}IIIII", data, place)
        yield kind, offset, length

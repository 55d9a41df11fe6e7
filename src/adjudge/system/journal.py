"""What a started system writes, gathered in a file that can't fill the disk."""

from __future__ import annotations

import threading
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from pathlib import Path

_CHUNK = 65536
_LONGEST_LINE = 8192


class Journal:
    """Copies a pipe into a file on a thread of its own.

    A system may write for as long as it runs, so too much is no failure: once the file holds
    `bound` bytes, its older half is dropped.
    """

    def __init__(self, source: IO[bytes], path: Path, bound: int) -> None:
        self.path = path
        self._source = source
        self._bound = bound
        self._lines: list[bytes] = []
        self._watching = True
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._pump, name="journal", daemon=True)
        path.touch()
        self._thread.start()

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether a line matches that was written since this was last asked."""
        with self._lock:
            lines, self._lines = self._lines, self._lines[-1:]
        return any(pattern.search(line.decode("utf-8", "replace")) for line in lines)

    def stop_watching(self) -> None:
        """Keep no more lines for `matches`."""
        with self._lock:
            self._watching = False
            self._lines = []

    def tail(self, lines: int) -> str:
        """Return the last lines of the file."""
        text = self.path.read_bytes()[-64 * 1024 :].decode("utf-8", "replace")
        return "\n".join(text.splitlines()[-lines:])

    def finish(self) -> None:
        """Wait until everything that was written is in the file."""
        self._thread.join(timeout=5)

    def _pump(self) -> None:
        with self.path.open("r+b", buffering=0) as file:
            while chunk := self._read():
                self._keep_lines(chunk)
                file.write(chunk)
                if file.tell() > self._bound:
                    _halve(file)

    def _read(self) -> bytes:
        try:
            return self._source.read(_CHUNK)
        except (OSError, ValueError):  # closed under our hands when the system was ended
            return b""

    def _keep_lines(self, chunk: bytes) -> None:
        with self._lock:
            if self._watching:
                first, *rest = chunk.split(b"\n")
                unfinished = self._lines.pop() if self._lines else b""
                self._lines.append((unfinished + first)[-_LONGEST_LINE:])
                self._lines.extend(line[-_LONGEST_LINE:] for line in rest)
                del self._lines[:-10_000]


def _halve(file: IO[bytes]) -> None:
    file.seek(file.tell() // 2)
    kept = file.read()
    file.seek(0)
    file.truncate()
    file.write(b"[older lines were dropped]\n" + kept)

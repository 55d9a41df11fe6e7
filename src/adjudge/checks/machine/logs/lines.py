"""The lines of a log: bounded in length, counted from 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adjudge.checks.machine.logs.problem import LineError
from adjudge.codes.logs import UNREADABLE_LOG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MOST_BYTES = 16 * 1024**2
"""The length of a line; the file exporter of the OpenTelemetry Collector writes a batch into one."""


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield each line that is not blank, with its number.

    Raises:
        LineError: a line is longer than `MOST_BYTES`.
    """
    number = 0
    while line := file.readline(MOST_BYTES + 1):
        number += 1
        if len(line) > MOST_BYTES:
            raise LineError(UNREADABLE_LOG, number, f"it is longer than {MOST_BYTES:,} bytes")
        if not line.isspace():
            yield number, line

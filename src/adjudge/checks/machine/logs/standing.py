"""What can be said of a log, and how it is written."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """How a log is written."""

    JSON_LINES = "JSON lines"
    SPANS = "OpenTelemetry spans"


class Standing(StrEnum):
    """What a log says of the system that wrote it."""

    ALLOWED = "allowed"
    NOT_ALLOWED = "not allowed"
    UNREADABLE = "unreadable"
    UNDECIDED = "undecided"

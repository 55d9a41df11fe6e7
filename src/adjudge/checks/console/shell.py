"""One shell for a session, given its commands one by one.

The shell takes each command and returns its exit code through the socket that it was started with. The
socket is closed for what the commands start, and the next command is sent only after everything that
the last one wrote was taken, so that no output can pass for an exit code or for another's output.
"""

from __future__ import annotations

import contextlib
import shlex
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adjudge.errors import SystemFailureError
from adjudge.system.session import Conversation, Turn, converse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from adjudge.system.stage import Limits

_CHANNEL = 8
_STDERR = 7
# On one line, so that the shell's own messages say "line 1" for a command's first line. The inner
# `eval` sees the command as text, so its syntax errors end there; a function restores `$?`.
_LOOP = (
    f"exec {_STDERR}>&2 {_CHANNEL}<&0 0</dev/null 2>&1; adjudge_code=0; "
    'adjudge_restore() { return "$1"; }; '
    f"while IFS= read -r adjudge_streams <&{_CHANNEL} && IFS= read -r adjudge_text <&{_CHANNEL}; do "
    """adjudge_text=$(printf %b "$adjudge_text"); adjudge_restore "$adjudge_code"; """
    """eval "eval \\"\\$adjudge_text\\" $adjudge_streams"; adjudge_code=$?; """
    f'command echo "$adjudge_code" >&{_CHANNEL}; done'
)


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell that waits for commands."""

    conversation: Conversation

    def run(self, script: str, *, separate: bool = False, stdin: Path | None = None) -> Turn:
        """Run one command and wait for its exit code, which is the turn's reply.

        Args:
            script: shell text, of one or more lines.
            separate: keep standard error apart; otherwise it arrives among standard output.
            stdin: the file that the command reads; without it, nothing.
        """
        streams = [f"<{shlex.quote(str(stdin))}"] if stdin else []
        streams += [f"2>&{_STDERR}"] if separate else []
        streams += [f"{_STDERR}>&-", f"{_CHANNEL}>&-"]
        text = script.replace("\\", "\\\\").replace("\n", "\\n")
        return self.conversation.say(f"{' '.join(streams)}\n{text}\n".encode())


@contextlib.contextmanager
def shell(*, cwd: Path, environment: Mapping[str, str], limits: Limits) -> Iterator[Shell]:
    """Start bash, or sh where there is no bash; its processes end when the session does.

    Raises:
        SystemFailureError: there is neither.
    """
    path = environment.get("PATH")
    if bash := shutil.which("bash", path=path):
        argv = [bash, "--norc", "--noprofile", "-c", _LOOP, "bash"]
    elif sh := shutil.which("sh", path=path):
        argv = [sh, "-c", _LOOP, "sh"]
    else:
        raise SystemFailureError("there is no shell on PATH", next_step="install bash")
    with converse(argv, cwd=cwd, environment=environment, limits=limits) as conversation:
        yield Shell(conversation)

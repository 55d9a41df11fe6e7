from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from adjudge.errors import SystemFailureError
from adjudge.system.session import Turn, converse
from adjudge.system.stage import Exceeded, Limits

if TYPE_CHECKING:
    from pathlib import Path

# Replies to each line with the line, after executing it as Python.
PROGRAM = """
import os, subprocess, sys, time
for line in os.fdopen(os.dup(0), "rb", buffering=0):
    exec(line)
    sys.stdout.flush()
    os.write(0, line)
"""


def talk(tmp_path: Path, *messages: str, limits: Limits | None = None) -> list[Turn]:
    environment = {"PATH": os.environ["PATH"]}
    argv = [sys.executable, "-c", PROGRAM]
    limits = limits or Limits(seconds=20)
    with converse(argv, cwd=tmp_path, environment=environment, limits=limits) as conversation:
        return [conversation.say(f"{message}\n".encode()) for message in messages]


def test_each_message_gets_its_reply_and_what_was_written_before_it(tmp_path: Path) -> None:
    first, second = talk(tmp_path, "print('a')", "print('b', file=sys.stderr)")

    assert (first.reply, first.stdout, first.stderr) == (b"print('a')", b"a\n", b"")
    assert (second.stdout, second.stderr) == (b"", b"b\n")


def test_more_than_a_pipe_holds_is_taken(tmp_path: Path) -> None:
    (turn,) = talk(tmp_path, "print('x' * 300_000)")

    assert len(turn.stdout) == 300_001


def test_a_long_message_arrives_whole(tmp_path: Path) -> None:
    message = f"print(len('{'y' * 900_000}'))"
    (turn,) = talk(tmp_path, message)

    assert (turn.reply, turn.stdout) == (message.encode(), b"900000\n")


def test_a_process_that_ends_instead_of_replying_leaves_its_exit_code(tmp_path: Path) -> None:
    ending, after = talk(tmp_path, "print('bye', flush=True); os._exit(7)", "print('late')")

    assert (ending.reply, ending.stdout, ending.exit_code) == (None, b"bye\n", 7)
    assert (after.reply, after.exit_code) == (None, 7)


def test_the_end_is_noticed_though_a_descendant_holds_every_descriptor(tmp_path: Path) -> None:
    fork = "os.fork() and os._exit(3); time.sleep(60)"
    (turn,) = talk(tmp_path, fork)

    assert turn.exit_code == 3
    assert turn.seconds < 5


@pytest.mark.parametrize(
    ("message", "limits", "exceeded"),
    [
        ("time.sleep(60)", Limits(seconds=0.3), Exceeded.TIME),
        ("while True: print('x' * 999)", Limits(seconds=20, output=10_000), Exceeded.OUTPUT),
        ("a = b'x' * 300_000_000; time.sleep(60)", Limits(memory=10**8), Exceeded.MEMORY),
    ],
)
def test_a_bound_ends_the_conversation(
    tmp_path: Path, message: str, limits: Limits, exceeded: Exceeded
) -> None:
    turn, after = talk(tmp_path, message, "pass", limits=limits)

    assert (turn.reply, turn.exceeded) == (None, exceeded)
    assert len(turn.stdout) <= limits.output
    assert after.exceeded is exceeded


@pytest.mark.requirement("RUN-2")
def test_nothing_that_it_started_is_left_running(tmp_path: Path) -> None:
    start = "print(subprocess.Popen(['sleep', '60'], start_new_session=True).pid)"
    (turn,) = talk(tmp_path, start)

    assert not psutil.pid_exists(int(turn.stdout))


def test_a_program_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    limits = Limits()
    with (
        pytest.raises(SystemFailureError),
        converse(["no-such"], cwd=tmp_path, environment={"PATH": ""}, limits=limits),
    ):
        pass

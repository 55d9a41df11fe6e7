"""A failure as a Python program that needs nothing but the standard library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adjudge.checks.machine.captured import captures
from adjudge.system.driver import CommandAction, HttpAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.machine.repeating import Step

_PROGRAM = '''\
"""{told}

Run: python {name} [URL of the system]
It ends with 0 where the system does what the specification says, and with 1 where it does not.
"""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else {base}
STEPS = json.loads({steps})
values = {{}}


def filled(text):
    for name, value in values.items():
        text = text.replace("{{{{" + name + "}}}}", value)
    return text


def send(step):
    body = filled(step["body"]).encode() if step["body"] else None
    headers = {{name: filled(value) for name, value in step["headers"].items()}}
    request = urllib.request.Request(BASE + filled(step["path"]), body, headers, method=step["method"])
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def run(step):
    done = subprocess.run(step["argv"], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def look(path, text):
    if not path:
        return text
    value = json.loads(text)
    for name, quoted, index in re.findall(r"\\.(\\w+)|\\['([^']*)'\\]|\\[(\\d+)\\]", path):
        value = value[int(index)] if index else value[name or quoted]
    return value


for number, step in enumerate(STEPS, 1):
    status, text = send(step) if "method" in step else run(step)
    print(f"{{number}}. {{step['shown']}} -> {{status}} {{text[:200]}}")
    if (status == step["status"]) is step["otherwise"]:
        sys.exit("the system does not do what the specification says: " + step["demand"])
    for path, wanted in step["cells"].items():
        if look(path, text) != wanted:
            sys.exit(f"the system has {{look(path, text)!r}}, the specification says {{wanted!r}}")
    for name, path in step["captures"].items():
        values[name] = look(path, text)
'''


def python(name: str, told: Sequence[str], steps: Sequence[Step], base: str) -> str:
    """Render steps as a program.

    Args:
        name: of the file.
        told: lines of text that say what the program shows.
        steps: of HTTP and of commands; a clock can't be moved from there.
        base: the URL of the system.

    Returns:
        The text; nothing where a step is something else.
    """
    known = captures(steps)
    entries = []
    for position, step in enumerate(steps):
        own = {each.name: each.path for each in known if each.position == position}
        usable = {each.text: each.name for each in known if each.position < position}
        entry = _entry(step, base, usable)
        if entry is None:
            return ""
        entries.append({**entry, "captures": own})
    said = printable("\n".join(told)).replace("\\", "\\\\").replace('"', "'")
    return _PROGRAM.format(told=said, name=name, base=repr(base), steps=literal(entries))


def _entry(step: Step, base: str, usable: dict[str, str]) -> dict[str, Any] | None:
    action = step.action
    shared = {"otherwise": step.otherwise, "cells": dict(step.cells or {})}
    if isinstance(action, HttpAction):
        demand = f"status {'other than ' if step.otherwise else ''}{action.status}"
        path = action.url.removeprefix(base)
        headers = {n: _blank(v, usable) for n, v in action.headers.items()}
        return {
            "method": action.method,
            "path": _blank(path, usable),
            "headers": headers,
            "body": _blank(action.body, usable),
            "status": action.status,
            "demand": demand,
            "shown": f"{action.method} {path}",
            **shared,
        }
    if isinstance(action, CommandAction):
        demand = f"exit code {'other than ' if step.otherwise else ''}{action.exit_code}"
        shown = " ".join(action.argv)
        return {
            "argv": list(action.argv),
            "status": action.exit_code,
            "demand": demand,
            "shown": shown,
            **shared,
        }
    return None


def _blank(text: str, usable: dict[str, str]) -> str:
    for value, name in usable.items():
        text = text.replace(value, f"{{{{{name}}}}}")
    return text


def printable(text: str) -> str:
    """Replace what no source of a program may hold: NUL and halves of characters."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)


def literal(entries: object) -> str:
    """Write data as JSON inside a Python text: plain ASCII, so that nothing of it is code."""
    return repr(json.dumps(entries, indent=1))

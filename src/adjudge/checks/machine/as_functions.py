"""A failure of functions as a Python program, to be run in the folder of the system's code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from adjudge.checks.machine.as_python import literal, printable
from adjudge.system.driver import FunctionAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adjudge.checks.machine.repeating import Step

_LANGUAGE = "python"
_PROGRAM = '''\
"""{told}

Run: python {name}, in the folder of the system's code
It ends with 0 where the system does what the specification says, and with 1 where it does not.
"""

import importlib
import json
import sys

sys.path.insert(0, "")
STEPS = json.loads({steps})
instances = {{}}


def find(target):
    module, _, path = target.partition(":")
    found = importlib.import_module(module)
    for name in path.split("."):
        if isinstance(found, type):
            if found not in instances:
                instances[found] = found()
            found = instances[found]
        found = getattr(found, name)
    return found


def call(step):
    arguments = step["arguments"]
    try:
        found = find(step["target"])
        if callable(found):
            found = found(*arguments) if isinstance(arguments, list) else found(**arguments)
    except Exception as error:
        return None, f"{{type(error).__name__}}: {{error}}"
    try:
        return found, json.dumps(found)
    except TypeError:
        return found, json.dumps(str(found))


for number, step in enumerate(STEPS, 1):
    value, said = call(step)
    print(f"{{number}}. {{step['shown']}} -> {{said[:200]}}")
    if step["wanted"] is not None and value != step["wanted"][0]:
        sys.exit(f"the system has {{value!r}}, the specification says {{step['wanted'][0]!r}}")
    if step["wanted"] is None and (said == step["said"]) is step["otherwise"]:
        demand = "something other than " if step["otherwise"] else ""
        sys.exit("the system does not do what the specification says: " + demand + step["said"])
'''


def functions(name: str, told: Sequence[str], steps: Sequence[Step]) -> str:
    """Render steps that are calls of Python functions as a program.

    Args:
        name: of the file.
        told: lines of text that say what the program shows.
        steps: what is called, in order; a class is made once, without arguments.

    Returns:
        The text; nothing where a step is something else.
    """
    entries = [_entry(step) for step in steps]
    if not entries or None in entries:
        return ""
    said = printable("\n".join(told)).replace("\\", "\\\\").replace('"', "'")
    return _PROGRAM.format(told=said, name=name, steps=literal(entries))


def _entry(step: Step) -> dict[str, Any] | None:
    action = step.action
    cells = list((step.cells or {}).items())
    if not isinstance(action, FunctionAction) or action.language != _LANGUAGE:
        return None
    if len(cells) > 1 or any(path for path, _ in cells):
        return None
    return {
        "target": action.target,
        "arguments": json.loads(action.arguments),
        "said": action.result,
        "otherwise": step.otherwise,
        "wanted": [cells[0][1]] if cells else None,
        "shown": f"{action.target} {action.arguments}",
    }

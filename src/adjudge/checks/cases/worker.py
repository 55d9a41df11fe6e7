"""The program that calls a function of the system, in the system's own interpreter.

It needs nothing but the standard library of Python 3.8, and it knows what to call but not what is expected.
Requests and replies are lines of JSON on a socket that was its standard input.
"""

from __future__ import annotations

import sys

sys.path[0] = ""  # the system's folder, as for `python -c`, instead of the one that holds this file

import importlib  # noqa: E402 -- no module may come from the folder of this file
import json  # noqa: E402 -- as above
import os  # noqa: E402 -- as above
import traceback  # noqa: E402 -- as above

MESSAGE = 2000
TRACE = 8000


def _encoded(value: object) -> dict[str, object]:
    """Write a value as JSON, or as text where it has no JSON form."""
    try:
        return {"returned": json.loads(json.dumps(value, allow_nan=False))}
    except (TypeError, ValueError, RecursionError):
        if isinstance(value, (bytes, bytearray)):
            return {"returned": bytes(value).decode("utf-8", "backslashreplace")}
        return {"returned": str(value)}


def _raised(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[1:]
    names = [name for kind in type(error).__mro__[:-1] for name in _names(kind)]
    return {
        "raised": names,
        "message": str(error)[:MESSAGE],
        "place": f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "",  # noqa: PTH119 -- a frame's file name need not be a path
        "trace": "".join(traceback.format_list(frames))[-TRACE:],
    }


def _names(kind: type) -> tuple[str, str]:
    return kind.__qualname__, f"{kind.__module__}.{kind.__qualname__}"


def _function(module: str, name: str) -> object:
    found: object = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _call(function: object, arguments: object) -> dict[str, object]:
    try:
        if isinstance(arguments, dict):
            return _encoded(function(**arguments))  # type: ignore[operator]  # the specification says that it is a function
        return _encoded(function(*arguments))  # type: ignore[operator, misc]  # as above
    except BaseException as error:  # noqa: BLE001 -- whatever it raises is what was observed
        return _raised(error)


def main() -> None:
    """Answer one request after the other until there are no more."""
    channel = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    requests = os.fdopen(os.dup(channel), "rb")
    encode = json.JSONEncoder().encode
    function: object = None
    for line in requests:
        request = json.loads(line)
        if "module" in request:
            try:
                function = _function(request["module"], request["name"])
                reply: dict[str, object] = {}
            except BaseException as error:  # noqa: BLE001 -- as for a call
                reply = _raised(error)
        else:
            reply = _call(function, request["arguments"])
        reply["token"] = request["token"]
        sys.stdout.flush()
        sys.stderr.flush()
        data = memoryview(encode(reply).encode() + b"\n")
        while data:
            data = data[os.write(channel, data) :]


if __name__ == "__main__":
    main()

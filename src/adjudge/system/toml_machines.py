"""The tables `[machines.NAME]` of `adjudge.toml`: what each event is, and how each variable is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from adjudge.codes.bindings import AMBIGUOUS_ANSWER
from adjudge.codes.system import CONFLICTING_KEYS, MISSING_KEY
from adjudge.system import toml_acts as acts
from adjudge.system import toml_files, toml_log
from adjudge.system import toml_values as values
from adjudge.system.binding import Call, Function, MachineBinding, Program, Read, Request
from adjudge.system.toml_outcomes import outcomes
from adjudge.system.toml_values import Key, Reader, Reading, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adjudge.system.binding import Act, Outcome
    from adjudge.system.toml_places import KeyPath

_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_SUCCESS = tuple(range(200, 300))
_KINDS = {"request": Request, "command": Program, "python": Function, "node": Function}
_ONLY_WITH = {
    "query": Request,
    "headers": Request,
    "json": Request,
    "body": Request,
    "stdin": Program,
    "arguments": Function,
}


def _kept(reading: Reading, path: KeyPath, value: object) -> object:
    """Keep a list of outcomes as it is: what it may hold depends on what is done."""
    if isinstance(value, list):
        return value
    values.wrong(reading, path, "an array of answers", value)
    return None


def _flag(reading: Reading, path: KeyPath, value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    values.wrong(reading, path, "true or false", value)
    return None


def _scalar(reading: Reading, path: KeyPath, value: object) -> bool | int | str | None:
    if isinstance(value, bool | int | str):
        return value
    values.wrong(reading, path, "a truth, a whole number or a text", value)
    return None


def _names(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
    return values.texts(reading, path, value)


_ACT: Mapping[str, Key] = {
    "request": Key("request", acts.request_line, "a method and a path: `POST /transfers`"),
    "query": Key(
        "query", values.named(acts.template, "a parameter", r"[^\0]+"), "parameters of the query"
    ),
    "headers": Key(
        "headers", values.named(acts.template, "a header", r"[A-Za-z0-9-]+"), "its headers"
    ),
    "json": Key("json", acts.json_template, "its body, as JSON"),
    "body": Key("body", acts.template, "its body, as text"),
    "command": Key("command", acts.words, "a program and its arguments"),
    "stdin": Key("stdin", acts.template, "what the program reads"),
    "python": Key("python", acts.python, "a function of Python: `shop.cart:add`"),
    "node": Key("node", acts.node, "a function of a Node module: `./cart.js:add`"),
    "arguments": Key("arguments", acts.arguments, "what the function is given"),
    "accepted": Key("accepted", _kept, "the answers by which the system accepts"),
}
_CALL: Mapping[str, Key] = {
    **_ACT,
    "refused": Key("refused", _kept, "the answers by which the system refuses"),
    "capture": Key(
        "captures",
        values.named(acts.path, "a capture", _NAME),
        "JSONPaths by the name under which later calls use what they find",
    ),
}
_READ: Mapping[str, Key] = {
    **_ACT,
    "value": Key("value", acts.path, "a JSONPath to the value in the answer"),
    "matches": Key("pattern", values.pattern, "a regular expression whose group is the value"),
    "values": Key(
        "values",
        values.named(_scalar, "a value", r"[^\0]+"),
        "what the specification calls a value that the system says",
    ),
    "index": Key("index", _names, "the placeholders of the variable's index, outermost first"),
}


def _act(reading: Reading, path: KeyPath, value: object, fields: dict[str, Any]) -> Act | None:
    """Take the fields that say what is done out of the others, and combine them."""
    given = [name for name in _KINDS if isinstance(value, dict) and name in value]
    if len(given) != 1:
        # A misspelt key is told once, not also as one that is missing.
        if isinstance(value, dict) and (given or value.keys() <= _CALL.keys() | _READ.keys()):
            message = f"`{path[-1]}` has {' and '.join(given) or 'nothing to do'} and needs exactly one of {', '.join(_KINDS)}"
            reading.problem(CONFLICTING_KEYS, path, message, expected=", ".join(_KINDS))
        return None
    kind = _KINDS[given[0]]
    for name, needed in _ONLY_WITH.items():
        if isinstance(value, dict) and name in value and needed is not kind:
            message = f"`{name}` has no effect beside `{given[0]}`"
            reading.problem(CONFLICTING_KEYS, (*path, name), message, next_step=f"remove `{name}`")
    if "json" in fields and "body" in fields:
        message = "a request has one body: `json` or `body`"
        reading.problem(CONFLICTING_KEYS, (*path, "body"), message)
    own = {name: fields.pop(name) for name in _ONLY_WITH if name in fields}
    main = fields.pop(given[0], None)
    own = {name: part for name, part in own.items() if _ONLY_WITH[name] is kind}
    return acts.combined(given[0], main, own) if main is not None else None


def _answers(
    reading: Reading,
    path: KeyPath,
    given: Mapping[str, Any],
    act: Act,
    name: str,
) -> tuple[Outcome, ...]:
    """Read the outcomes of an entry, or those that the machine's table says for all of them."""
    place = (*path, name) if name in given else (*path[:2], name)
    listed = given.get(name)
    return outcomes(reading, place, listed if isinstance(listed, list) else [], act)


def _call_reader(inherited: Mapping[str, Any], *, success: bool = False) -> Reader:
    """Make a reader of calls; `inherited` are the machine's own lists of answers."""

    def read(reading: Reading, path: KeyPath, value: object) -> Call | None:
        fields = read_table(reading, path, value, _CALL)
        act = _act(reading, path, value, fields)
        if act is None or not isinstance(value, dict):
            return None
        given = {**{k: v for k, v in inherited.items() if k not in value}, **value}
        accepted = _answers(reading, path, given, act, "accepted") or _default(act, success=success)
        refused = _answers(reading, path, given, act, "refused")
        _apart(reading, path, accepted, refused)
        if isinstance(act, Request) and not accepted and "accepted" not in given:
            message = f"`{path[-1]}` does not say by which statuses the system accepts"
            step = "add, for example, `accepted = [200]` and `refused = [409, 422]`"
            reading.problem(MISSING_KEY, path, message, next_step=step)
        return Call(act, accepted, refused, fields.get("captures", {}))

    return read


def _default(act: Act, *, success: bool) -> tuple[Outcome, ...]:
    if isinstance(act, Program):
        return (0,)
    return _SUCCESS if success and isinstance(act, Request) else ()


def _apart(
    reading: Reading, path: KeyPath, accepted: tuple[Outcome, ...], refused: tuple[Outcome, ...]
) -> None:
    both = [outcome for outcome in accepted if outcome in refused]
    if both:
        shown = ", ".join(str(getattr(outcome, "value", outcome)) for outcome in both[:3])
        message = f"`{path[-1]}` is both accepted and refused by {shown}"
        place = (*path, "refused")
        reading.problem(AMBIGUOUS_ANSWER, place, message)


def _read(reading: Reading, path: KeyPath, value: object) -> Read | None:
    fields = read_table(reading, path, value, _READ)
    act = _act(reading, path, value, fields)
    if act is None or not isinstance(value, dict):
        return None
    if "value" in fields and "pattern" in fields:
        message = "the value is found by `value` or by `matches`, not by both"
        reading.problem(CONFLICTING_KEYS, (*path, "matches"), message)
    accepted = _answers(reading, path, value, act, "accepted") or _default(act, success=True)
    fields.pop("accepted", None)
    return Read(act, accepted, **fields)


def _login(reading: Reading, path: KeyPath, value: object) -> Read | None:
    read = _read(reading, path, value)
    if read is not None and not (read.value or read.pattern):
        message = f"the login `{path[-1]}` does not say what is kept of the answer"
        step = 'add, for example, `value = "$.token"`'
        reading.problem(MISSING_KEY, path, message, next_step=step)
    return read


def _constants(reading: Reading, path: KeyPath, value: object) -> object:
    table = values.named(_scalar, "a constant", r"[^\0]+")
    return values.named(table, "a table of constants", _NAME)(reading, path, value)


def _interpreter(reading: Reading, path: KeyPath, value: object) -> tuple[str, ...] | None:
    read: tuple[str, ...] | None = values.command("python", "directory", "project")(
        reading, path, value
    )
    return read


def machine(reading: Reading, path: KeyPath, value: object) -> MachineBinding | None:
    """Read one table `[machines.NAME]`."""
    inherited = {
        name: value[name]
        for name in ("accepted", "refused")
        if isinstance(value, dict) and isinstance(value.get(name), list)
    }
    fields = read_table(reading, path, value, _machine_keys(inherited))
    for name in ("accepted", "refused"):
        fields.pop(name, None)
    fields.setdefault("machine", str(path[-1]))
    places = {
        f"{part}.{name}": reading.at((*path, part, name))
        for part in ("login", "events", "observe")
        if isinstance(value, dict) and isinstance(value.get(part), dict)
        for name in value[part]
    }
    return MachineBinding(**fields, places={"": reading.at(path), **places})


def _machine_keys(inherited: Mapping[str, Any]) -> Mapping[str, Key]:
    call = _call_reader(inherited)
    reset = _call_reader({}, success=True)
    return {
        **MACHINE,
        "events": Key("events", values.named(call, "an event", _NAME), MACHINE["events"].meaning),
        "reset": Key("reset", reset, MACHINE["reset"].meaning),
    }


MACHINE: Mapping[str, Key] = {
    "machine": Key("machine", values.text, "the machine's name, if the table has another"),
    "systems": Key("systems", values.texts, "the systems that the table is for (all)"),
    "openapi": Key(
        "operations", toml_files.operations, "an OpenAPI document whose operations are events"
    ),
    "headers": Key(
        "headers",
        values.named(acts.template, "a header", r"[A-Za-z0-9-]+"),
        "headers of every request of the machine",
    ),
    "interpreter": Key("interpreter", _interpreter, "the Python that calls functions (python3)"),
    "concurrent": Key("concurrent", _flag, "whether calls may be made at the same time (true)"),
    "accepted": Key("accepted", _kept, "answers by which every event is accepted"),
    "refused": Key("refused", _kept, "answers by which every event is refused"),
    "reset": Key("reset", _call_reader({}), "the call that makes the system as new"),
    "login": Key("logins", values.named(_login, "a login", _NAME), "values read once until reset"),
    "values": Key("constants", _constants, "tables of fixed values"),
    "events": Key("events", values.named(_call_reader({}), "an event", _NAME), "event to call"),
    "observe": Key("observe", values.named(_read, "a variable", _NAME), "variable to read"),
    "log": Key("log", toml_log.log, "which spans of a recorded trace are which events"),
}
"""The keys of a table `[machines.NAME]`."""

"""Writes a syntax tree as Hurl text: in Hurl's present words, one space between them."""

from __future__ import annotations

from adjudge.checks.hurl.bodies import FENCE
from adjudge.checks.hurl.tree import (
    Assert,
    Binary,
    Body,
    BodyValue,
    Capture,
    Constant,
    CookiePath,
    Definition,
    Duration,
    Entry,
    FileParameter,
    FileReference,
    Filter,
    HurlFile,
    Item,
    Json,
    KeyValue,
    Literal,
    Multiline,
    Option,
    Pattern,
    Placeholder,
    Predicate,
    Query,
    Request,
    Response,
    Template,
    Value,
    Xml,
)


def print_file(file: HurlFile) -> str:
    """Write a whole file; reading it again yields an equal tree."""
    return "\n".join(_entry(entry) for entry in file.entries)


def _entry(entry: Entry) -> str:
    response = print_response(entry.response) if entry.response else ""
    return print_request(entry.request) + response


def print_request(request: Request) -> str:
    """Write a request with a line feed after each of its lines."""
    lines = [request_line(request), *(_item(header) for header in request.headers)]
    for section in request.sections:
        lines += [f"[{section.written}]", *(_item(item) for item in section.items)]
    return _with_body(lines, request.body)


def request_line(request: Request) -> str:
    """Write the method and the URL, as written."""
    return f"{request.method} {print_value(request.url)}"


def print_response(response: Response) -> str:
    """Write an expected response with a line feed after each of its lines."""
    lines = [status_line(response), *(_item(header) for header in response.headers)]
    for section in response.sections:
        lines += [f"[{section.written}]", *(_item(item) for item in section.items)]
    return _with_body(lines, response.body)


def status_line(response: Response) -> str:
    """Write the version and status that a response expects."""
    return f"{response.version or 'HTTP'} {'*' if response.status is None else response.status}"


def _with_body(lines: list[str], body: Body | None) -> str:
    text = [print_value(body.value)] if body else []
    return "".join(f"{line}\n" for line in [*lines, *text])


def _item(item: Item) -> str:
    match item:
        case KeyValue():
            return print_key_value(item)
        case Option():
            return f"{item.name}: {_option(item)}"
        case Capture():
            return print_capture(item)
        case Assert():
            return print_assert(item)


def print_key_value(item: KeyValue) -> str:
    """Write `name: value`."""
    if isinstance(item.value, FileParameter):
        kind = item.value.content_type
        tail = f" {print_value(kind)}" if kind else ""
        return f"{print_value(item.key)}: file,{print_value(item.value.path)};{tail}"
    return f"{print_value(item.key)}: {print_value(item.value)}".rstrip(" ")


def _option(option: Option) -> str:
    match option.value:
        case Duration(amount, unit):
            return f"{amount}{unit}"
        case Definition(name, value):
            return f"{name}={print_value(value)}"
        case _:
            return print_value(option.value)


def print_capture(capture: Capture) -> str:
    """Write one line of `[Captures]`."""
    words = [f"{print_value(capture.name)}:", print_query(capture.query)]
    words += map(_filter, capture.filters)
    return " ".join([*words, "redact"] if capture.redact else words)


def print_assert(assertion: Assert) -> str:
    """Write one line of `[Asserts]`."""
    words = [print_query(assertion.query), *map(_filter, assertion.filters)]
    return " ".join([*words, print_predicate(assertion.predicate)])


def print_query(query: Query) -> str:
    """Write a query with what it takes."""
    match query.argument:
        case None:
            return query.name
        case CookiePath(name, attribute):
            inside = "".join(_part(part) for part in name.parts)
            return f'cookie "{inside}{f"[{attribute}]" if attribute else ""}"'
        case argument:
            return f"{query.name} {print_value(argument)}"


def _filter(step: Filter) -> str:
    return " ".join([step.name, *map(print_value, step.arguments)])


def print_predicate(predicate: Predicate) -> str:
    """Write a predicate with its operand."""
    words = ["not"] if predicate.negated else []
    words.append(predicate.name)
    if predicate.value is not None:
        words.append(print_value(predicate.value))
    return " ".join(words)


def print_value(value: Value | BodyValue) -> str:
    """Write a value as it stands in a file."""
    match value:
        case Json(template):
            return print_value(template)
        case Placeholder():
            return _part(value)
        case Template(parts, delimiter):
            return f"{delimiter}{''.join(map(_part, parts))}{delimiter}"
        case Multiline():
            return _multiline(value)
        case _:
            return _literal(value)


def _literal(value: Constant | Pattern | Binary | FileReference | Xml) -> str:
    match value:
        case Constant(_, source):
            return source
        case Pattern(source):
            return f"/{source}/"
        case Binary(_, encoding, source):
            return f"{encoding},{source};"
        case FileReference(path):
            return f"file,{print_value(path)};"
        case Xml(text):
            return text


def _multiline(value: Multiline) -> str:
    hints = ",".join([value.language, *value.attributes] if value.language else value.attributes)
    variables = f"variables {print_value(value.variables)}\n" if value.variables else ""
    return f"{FENCE}{hints}\n{print_value(value.text)}{variables}{FENCE}"


def _part(part: Literal | Placeholder) -> str:
    if isinstance(part, Literal):
        return part.source
    return f"{{{{{' '.join([part.name, *map(_filter, part.filters)])}}}}}"

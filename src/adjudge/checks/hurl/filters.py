"""The filters: each turns a value into another.

Source of their meaning: https://hurl.dev/docs/filters.html.
"""

from __future__ import annotations

import base64
import codecs
import html
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlsplit

from adjudge.checks.hurl import documents, patterns
from adjudge.checks.hurl.dates import read_date, write_date
from adjudge.checks.hurl.errors import EvaluationError
from adjudge.checks.hurl.tree import Pattern
from adjudge.checks.hurl.values import ABSENT, Nodes, Redirect, describe, is_list, kind, render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from adjudge.checks.hurl.evaluation import Scope
    from adjudge.checks.hurl.tree import Filter


def refine(value: object, filters: Sequence[Filter], scope: Scope) -> object:
    """Apply filters one after the other.

    Raises:
        EvaluationError: a filter can't take the value it is given, or is given none.
    """
    for step in filters:
        if value is ABSENT:
            raise EvaluationError(f"there is no value for the filter `{step.name}`")
        arguments = [scope.operand(argument) for argument in step.arguments]
        value = _FILTERS[step.name](value, *arguments)
    return value


def _refuse(name: str, value: object) -> NoReturn:
    raise EvaluationError(f"the filter `{name}` can't take {describe(value)}")


def _string(name: str, value: object) -> str:
    return value if isinstance(value, str) else _refuse(name, value)


def _bytes(name: str, value: object) -> bytes:
    return value if isinstance(value, bytes) else _refuse(name, value)


def _items(name: str, value: object) -> Sequence[object]:
    return value if is_list(value) else _refuse(name, value)  # type: ignore[return-value]


def _date(name: str, value: object) -> datetime:
    return value if isinstance(value, datetime) else _refuse(name, value)


def _base64_decode(value: object) -> bytes:
    try:
        return base64.b64decode(_string("base64Decode", value), validate=True)
    except ValueError:  # not the alphabet, or not even ASCII
        _refuse("base64Decode", value)


def _base64_url_safe_decode(value: object) -> bytes:
    text = _string("base64UrlSafeDecode", value)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        _refuse("base64UrlSafeDecode", value)


def _base64_encode(value: object) -> str:
    return base64.b64encode(_bytes("base64Encode", value)).decode()


def _base64_url_safe_encode(value: object) -> str:
    data = _bytes("base64UrlSafeEncode", value)
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _count(value: object) -> int:
    if isinstance(value, Nodes):
        return value.count
    return len(value) if isinstance(value, bytes) else len(_items("count", value))


def _days_after_now(value: object) -> int:
    seconds = (_date("daysAfterNow", value) - datetime.now(UTC)).total_seconds()
    return int(seconds / 86_400)


def _days_before_now(value: object) -> int:
    seconds = (datetime.now(UTC) - _date("daysBeforeNow", value)).total_seconds()
    return int(seconds / 86_400)


def decode(data: bytes, charset: str) -> str:
    """Decode bytes.

    Raises:
        EvaluationError: the character set is unknown, or the bytes are not of it.
    """
    try:
        return codecs.decode(data, charset)
    except LookupError as error:
        message = f"the character set `{charset}` is unknown"
        raise EvaluationError(message, blameless=True) from error
    except (UnicodeDecodeError, TypeError) as error:
        raise EvaluationError(f"the bytes are not {charset}: {error}") from error


def _decode(value: object, charset: object) -> str:
    return decode(_bytes("decode", value), str(charset))


def _format(value: object, pattern: object) -> str:
    return write_date(_date("format", value), str(pattern))


def _first(value: object) -> object:
    items = _items("first", value)
    return items[0] if items else ABSENT


def _last(value: object) -> object:
    items = _items("last", value)
    return items[-1] if items else ABSENT


def _nth(value: object, index: object) -> object:
    items = _items("nth", value)
    if not isinstance(index, int) or not -len(items) <= index < len(items):
        message = f"`nth {render(index)}` is outside a list of {len(items)}"
        raise EvaluationError(message)
    return items[index]


def _html_escape(value: object) -> str:
    return html.escape(_string("htmlEscape", value))


def _html_unescape(value: object) -> str:
    return html.unescape(_string("htmlUnescape", value))


def _jsonpath(value: object, path: object) -> object:
    structured = is_list(value) or kind(value) == "object"
    document = value if structured else documents.read_json(_string("jsonpath", value))
    return documents.select_json(document, str(path))


def _location(value: object) -> str:
    return value.url if isinstance(value, Redirect) else _refuse("location", value)


def _regex(value: object, expression: object) -> object:
    text = _string("regex", value)
    return first_group(text, _pattern(expression))


def _pattern(expression: object) -> Pattern | str:
    return expression if isinstance(expression, Pattern) else str(expression)


def first_group(text: str, expression: Pattern | str) -> object:
    """Return what the first group of the first match holds, or `ABSENT`.

    Raises:
        EvaluationError: the expression is malformed or takes too long.
    """
    found = patterns.search(patterns.compile_pattern(expression), text)
    if found is None or not found.re.groups or found[1] is None:
        return ABSENT
    return found[1]


def _replace(value: object, old: object, new: object) -> str:
    return _string("replace", value).replace(str(old), str(new))


def _replace_regex(value: object, expression: object, new: object) -> str:
    compiled = patterns.compile_pattern(_pattern(expression))
    return patterns.substitute(compiled, str(new), _string("replaceRegex", value))


def _split(value: object, separator: object) -> list[str]:
    text = _string("split", value)
    return text.split(str(separator)) if separator else list(text)


def _to_date(value: object, pattern: object) -> datetime:
    return read_date(_string("toDate", value), str(pattern))


def _to_float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        _refuse("toFloat", value)
    try:
        return float(value)
    except (ValueError, OverflowError):
        _refuse("toFloat", value)


def _to_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        _refuse("toInt", value)
    try:
        return int(value)
    except (ValueError, OverflowError):
        _refuse("toInt", value)


def _to_hex(value: object) -> str:
    return _bytes("toHex", value).hex()


def _url_decode(value: object) -> str:
    return decode(unquote_to_bytes(_string("urlDecode", value)), "utf-8")


def _url_encode(value: object) -> str:
    return quote(_string("urlEncode", value), safe="/")


def _url_query_param(value: object, name: object) -> object:
    query = urlsplit(_string("urlQueryParam", value)).query
    pairs = parse_qsl(query, keep_blank_values=True)
    return next((text for key, text in pairs if key == name), ABSENT)


def _utf8_decode(value: object) -> str:
    return decode(_bytes("utf8Decode", value), "utf-8")


def _utf8_encode(value: object) -> bytes:
    return _string("utf8Encode", value).encode()


def _xpath(value: object, path: object) -> object:
    root = documents.read_document(_string("xpath", value), html=True)
    return documents.select_xml(root, str(path), html=True)


_FILTERS: dict[str, Callable[..., object]] = {
    "base64Decode": _base64_decode,
    "base64Encode": _base64_encode,
    "base64UrlSafeDecode": _base64_url_safe_decode,
    "base64UrlSafeEncode": _base64_url_safe_encode,
    "charsetDecode": _decode,
    "count": _count,
    "dateFormat": _format,
    "daysAfterNow": _days_after_now,
    "daysBeforeNow": _days_before_now,
    "decode": _decode,
    "first": _first,
    "format": _format,
    "htmlEscape": _html_escape,
    "htmlUnescape": _html_unescape,
    "jsonpath": _jsonpath,
    "last": _last,
    "location": _location,
    "nth": _nth,
    "regex": _regex,
    "replace": _replace,
    "replaceRegex": _replace_regex,
    "split": _split,
    "toDate": _to_date,
    "toFloat": _to_float,
    "toHex": _to_hex,
    "toInt": _to_int,
    "toString": render,
    "urlDecode": _url_decode,
    "urlEncode": _url_encode,
    "urlQueryParam": _url_query_param,
    "utf8Decode": _utf8_decode,
    "utf8Encode": _utf8_encode,
    "xpath": _xpath,
}

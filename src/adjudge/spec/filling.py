"""Texts with placeholders: `{column}` stands for a row's value, `{{column}}` for itself.

Only a name in braces is a placeholder, so that JSON and other texts with braces stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"[A-Za-z_][\w-]*(?: [\w-]+)*"
_PLACEHOLDER = re.compile(rf"\{{\{{(?P<escaped>{_NAME})\}}\}}|\{{(?P<name>{_NAME})\}}")


def names(template: Any) -> Iterator[str]:
    """Yield the placeholders in a text, or in the texts of a list or mapping."""
    if isinstance(template, str):
        for match in _PLACEHOLDER.finditer(template):
            if match["name"]:
                yield match["name"]
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from names(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from names(value)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Put a row's values into a text; a value that is no text is written as JSON.

    Raises:
        KeyError: there is no such value.
    """

    def value(match: re.Match[str]) -> str:
        if match["escaped"]:
            return f"{{{match['escaped']}}}"
        return written(values[match["name"]])

    return _PLACEHOLDER.sub(value, template)


def fill_value(template: Any, values: Mapping[str, Any]) -> Any:
    """Put a row's values into a value; a text that is only a placeholder becomes the value itself.

    Raises:
        KeyError: there is no such value.
    """
    if isinstance(template, str):
        whole = _PLACEHOLDER.fullmatch(template)
        return values[whole["name"]] if whole and whole["name"] else fill(template, values)
    if isinstance(template, Mapping):
        return {key: fill_value(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill_value(value, values) for value in template]
    return template


def written(value: Any) -> str:
    """Return a text as it is, and anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

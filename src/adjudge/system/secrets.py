"""Keeping secrets out of everything that Adjudge writes down."""

from __future__ import annotations

import base64
import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 4
_URL_SAFE = str.maketrans("+/", "-_")


class Redactor:
    """Replaces the values of some variables of the caller's environment by their names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {
            form: name
            for name in names
            if len(value := os.environ.get(name, "")) >= _SHORTEST
            for form in _forms(value)
        }
        # Longest first, or a part of a longer secret would be replaced and the rest stay.
        longest_first = sorted(self._names, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def redact(self, text: str) -> str:
        """Return `text` with every secret replaced by `[secret NAME]`.

        A secret is also found URL-encoded, in base64 and as JSON writes it.
        """
        if not self._names:
            return text
        return self._pattern.sub(lambda match: f"[secret {self._names[match[0]]}]", text)


def _forms(value: str) -> set[str]:
    data = value.encode("utf-8", "surrogateescape")
    plain = {value, quote(data, safe=""), quote_plus(data)}
    plain |= {json.dumps(value, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}
    encoded = {_encoded(data, shift) for shift in range(3)}
    encoded |= {form.translate(_URL_SAFE) for form in encoded}
    return {form for form in plain | encoded if len(form) >= _SHORTEST}


def _encoded(data: bytes, shift: int) -> str:
    """Return the base64 digits that depend on `data` alone, `shift` bytes into a longer text.

    In `user:password` the password may begin at any of three places of a group of digits.
    """
    digits = base64.b64encode(bytes(shift) + data).decode("ascii")
    return digits[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]

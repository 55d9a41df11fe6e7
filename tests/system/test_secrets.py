from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adjudge.system.secrets import Redactor

SECRET = "p@ss word/ü+1"


@pytest.fixture
def redactor(monkeypatch: pytest.MonkeyPatch) -> Redactor:
    monkeypatch.setenv("TOKEN", SECRET)
    monkeypatch.setenv("SHORT", "abc")
    return Redactor(["TOKEN", "SHORT", "UNSET"])


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode().rstrip("="),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    ],
)
def test_a_secret_is_replaced_by_its_name_in_every_form(redactor: Redactor, form: str) -> None:
    found = redactor.redact(f"before {form} after")

    assert "[secret TOKEN]" in found
    assert form not in found


@pytest.mark.parametrize("user", ["a", "ab", "abc", "abcd"])
def test_a_secret_inside_basic_authentication_is_found(redactor: Redactor, user: str) -> None:
    header = base64.b64encode(f"{user}:{SECRET}".encode()).decode()

    assert "[secret TOKEN]" in redactor.redact(f"Authorization: Basic {header}")


def test_a_value_that_is_too_short_to_be_a_secret_is_left(redactor: Redactor) -> None:
    assert redactor.redact("abc") == "abc"


def test_a_secret_that_holds_another_is_replaced_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNER", "secret")
    monkeypatch.setenv("OUTER", "secret-and-more")

    assert Redactor(["INNER", "OUTER"]).redact("secret-and-more") == "[secret OUTER]"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=8),
    before=st.text(max_size=5),
)
def test_no_secret_survives(monkeypatch: pytest.MonkeyPatch, value: str, before: str) -> None:
    monkeypatch.setenv("X", value)

    assert value not in Redactor(["X"]).redact(before + value).replace("[secret X]", "")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_secret_is_found_as_json_writes_it(
    monkeypatch: pytest.MonkeyPatch, *, ascii_only: bool
) -> None:
    monkeypatch.setenv("X", 'pa"ss\\wörd')
    written = json.dumps({"pin": 'pa"ss\\wörd'}, ensure_ascii=ascii_only)

    assert Redactor(["X"]).redact(written) == '{"pin": "[secret X]"}'

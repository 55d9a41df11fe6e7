from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.system.toml_places import KeyPath, places

TEXT = (
    '''\
# a comment with [brackets] = "x"
specification = ["spec/*.md", 'docs/[a].md']  # behind it
repeat = 3

[systems.bank]
start = """
[not.a.header]
key = "no \\""" key"
"""
ready = {url = "/", timeout = "3 s"}
"odd name".x = 1
build = [
  ["a", "b"],  # one
  "c = d",
]
[ suites . 'unit tests' ]
command = '''
    "'''it's = [x]'''"
    """
format = "tap"
"""
)


@pytest.mark.parametrize(
    ("path", "line", "begins"),
    [
        (("specification",), 2, "specification"),
        (("specification", 1), 2, "'docs"),
        (("repeat",), 3, "repeat"),
        (("systems", "bank"), 5, "bank"),
        (("systems", "bank", "start"), 6, "start"),
        (("systems", "bank", "ready", "timeout"), 10, "timeout"),
        (("systems", "bank", "odd name", "x"), 11, "x = 1"),
        (("systems", "bank", "build", 0, 1), 13, '"b"'),
        (("systems", "bank", "build", 1), 14, '"c = d"'),
        (("suites", "unit tests", "command"), 17, "command"),
        (("suites", "unit tests", "format"), 18, "format"),
    ],
)
def test_a_key_is_found_where_it_stands(path: KeyPath, line: int, begins: str) -> None:
    offset = places(TEXT)[path]

    assert TEXT[offset:].startswith(begins)
    assert TEXT.count("\n", 0, offset) + 1 == line


def test_line_ends_of_windows_move_nothing() -> None:
    text = TEXT.replace("\n", "\r\n")

    assert text[places(text)["systems", "bank", "build"] :].startswith("build")


def _paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    found: set[KeyPath] = {path} if path else set()
    if isinstance(value, dict):
        return found.union(*(_paths(item, (*path, key)) for key, item in value.items()))
    if isinstance(value, list):
        return found.union(*(_paths(item, (*path, n)) for n, item in enumerate(value)))
    return found


def test_every_value_that_is_read_has_a_place() -> None:
    assert _paths(tomllib.loads(TEXT)) <= places(TEXT).keys()


_KEYS = st.text(alphabet="ab-_'\".= ", min_size=1, max_size=5)
_VALUES = st.recursive(
    st.integers(0, 9) | st.text(alphabet="ab[]{}#=,\"' \\", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)} = {_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[ " + ",\n ".join(map(_written, value)) + " ]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_any_document_has_a_place_for_every_value(content: dict[str, object]) -> None:
    text = "".join(
        f"{_quoted(key)} = {_written(value)}  # note\n" for key, value in content.items()
    )

    assert _paths(tomllib.loads(text)) == places(text).keys()

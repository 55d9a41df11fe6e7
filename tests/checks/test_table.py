from __future__ import annotations

import pytest

from adjudge.checks.model import Method
from adjudge.checks.table import KINDS, Kinds
from adjudge.spec.notations import NOTATIONS


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_what_its_name_says(name: str) -> None:
    kind = KINDS[name]

    assert kind.name == name
    assert isinstance(kind.method, Method)
    assert all(callable(getattr(kind, part)) for part in ("diagnose", "inputs", "batch", "run"))


def test_each_kind_has_a_notation() -> None:
    assert set(KINDS) <= {notation.kind for notation in NOTATIONS}


def test_a_kind_is_made_once() -> None:
    assert KINDS["console"] is KINDS["console"]


def test_whether_a_kind_exists_is_known_without_importing_it() -> None:
    kinds = Kinds({"broken": "no.such.module:Nothing"})

    assert "broken" in kinds
    assert list(kinds) == ["broken"]
    assert len(kinds) == 1
    with pytest.raises(ModuleNotFoundError):
        _ = kinds["broken"]
    with pytest.raises(KeyError):
        _ = kinds["unknown"]

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from adjudge.machine import search as searching
from adjudge.machine.packing import UnpackableError, packing
from adjudge.machine.search import Limits, search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adjudge.machine.engine import Model
    from adjudge.machine.terms import Value

    Modelled = Callable[..., Model]

DRAWN = """
    [*] --> Open
    Open : Open
    Open : put(a) [level[a] < 4] / level[a] += 1, seen[a] = true, last = a
    Open --> Shut : shut() [all(seen[x] for x in account)]
    Shut --> Open : open(a) [not seen[a] or level[a] == 4] / level[a] = -2, seen[a] = false
    """
BLOCK = """
    types: {account: [ada, bob, cy], pair: [2, 5]}
    parameters: {a: account}
    variables:
      level: {of: account, type: -2..4, starts: 0}
      seen: {of: account, type: bool, starts: false}
      last: {type: account, starts: cy}
      two: {type: pair, starts: 5}
    """


def test_every_state_comes_out_as_it_went_in(modelled: Modelled) -> None:
    packed = packing(modelled(DRAWN, BLOCK))
    assert packed is not None
    contents: list[Sequence[Value]] = [
        ("Open", "Shut"),
        *[range(-2, 5)] * 3,
        *[(False, True)] * 3,
        ("ada", "bob", "cy"),
        (2, 5),
    ]
    states = list(product(*contents))

    numbers = [packed.pack(state) for state in states]

    assert [packed.unpack(number) for number in numbers] == states
    assert len(set(numbers)) == len(states)
    assert packed.column(1, numbers) == set(range(-2, 5))


def test_a_packed_search_finds_the_states_of_one_that_is_not(
    modelled: Modelled, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = modelled(DRAWN, BLOCK)
    packed = search(model, Limits())
    monkeypatch.setattr(searching, "packing", lambda _: None)

    plain = search(model, Limits())

    assert packed.packing is not None
    assert plain.packing is None
    assert list(packed.states()) == list(plain.states())
    assert packed.found.transitions == plain.found.transitions
    assert packed.column(2, list(packed.found.parents)) == set(range(-2, 5))


def test_a_number_without_end_is_not_packed(account: Model) -> None:
    assert packing(account) is None


def test_what_is_outside_its_type_does_not_fit(modelled: Modelled) -> None:
    packed = packing(modelled(DRAWN, BLOCK))
    assert packed is not None

    with pytest.raises(UnpackableError):
        packed.pack(("Open", 9, 0, 0, False, False, False, "cy", 5))


def test_a_content_that_leaves_its_type_is_found_by_a_search_that_is_not_packed(
    modelled: Modelled,
) -> None:
    found = search(modelled(DRAWN.replace("level[a] < 4", "level[a] < 5"), BLOCK), Limits())

    assert found.packing is None
    assert found.found.strays > 0

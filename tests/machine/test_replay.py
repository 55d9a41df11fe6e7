from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adjudge.machine import replay as replay_module
from adjudge.machine.engine import Model
from adjudge.machine.model import Type
from adjudge.machine.replay import LogEvent, Replay

if TYPE_CHECKING:
    from adjudge.machine.ground import Call
    from adjudge.machine.terms import Value

SEEN = {"balance[ada]": 1, "balance[bob]": 5}


def transfer(line: int, source: str, target: str, amount: Value, **more: object) -> LogEvent:
    arguments: dict[str, Value] = {"src": source, "dst": target, "amount": amount}
    return replace(LogEvent(line, "transfer", arguments), **more)  # type: ignore[arg-type]


def test_a_log_that_the_machine_allows_is_followed_to_its_end(account: Model) -> None:
    replay = Replay(account)

    assert replay.take([transfer(1, "ada", "bob", 2, observed=SEEN)]) is None
    assert replay.take([transfer(2, "ada", "bob", 2, accepted=False)]) is None
    assert replay.take([transfer(3, "bob", "cy", 3, observed={"balance[cy]": 6})]) is None


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (transfer(1, "ada", "ada", 2), "accepted: the specification refuses it"),
        (transfer(1, "ada", "bob", 2, accepted=False), "refused: the specification accepts it"),
        (transfer(1, "ada", "bob", 2, observed={"balance[ada]": 2}), "leads to balance[ada]=1"),
        (transfer(1, "ada", "bob", 4), "amount=4 is no value of the type money"),
        (transfer(1, "ada", "eve", 1), "dst=eve is no value of the type account"),
        (transfer(1, "ada", "bob", True), "amount=True is no value of the type money"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_machine_does_not_allow_is_told_with_its_reason(
    account: Model, event: LogEvent, message: str
) -> None:
    found = Replay(account).take([event])

    assert found is not None
    assert found.code.id == "ADJ342"
    assert message in found.message
    assert found.candidates == 1
    assert found.states[0]["balance[ada]"] == 3
    assert "transfer(ada, bob, 1)" in found.allowed


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (LogEvent(1, "transferr"), 'no event "transferr": did you mean'),
        (LogEvent(1, "freeze", {"now": 1}), 'freeze has no parameter "now"'),
        (LogEvent(1, "transfer", {"src": "ada"}), "given no dst and no amount"),
        (LogEvent(1, "freeze", observed={"balance[eve]": 1}), 'has no "balance[eve]"'),
    ],
)
def test_names_that_the_machine_does_not_have_are_told(
    account: Model, event: LogEvent, message: str
) -> None:
    found = Replay(account).take([event])

    assert found is not None
    assert found.code.id == "ADJ341"
    assert message in found.message


def test_a_demand_that_what_was_observed_breaks_is_named(account: Model) -> None:
    seen: dict[str, Value] = {"balance[ada]": -1, "balance[bob]": 5, "balance[cy]": 5}

    found = Replay(account).take([transfer(1, "ada", "bob", 3, observed=seen)])

    assert found is not None
    assert found.requirements == ("ACC-1",)
    assert found.message.startswith("ACC-1: transfer(")


def test_a_wider_type_for_driving_holds_for_logs_too(bank_model: Model) -> None:
    wide = {"money": Type("money", range(1, 21), bank_model.machine.location)}
    replay = Replay(Model(replace(bank_model.machine, drive=wide)))

    assert replay.take([transfer(1, "ada", "bob", 3)]) is None
    assert replay.take([transfer(2, "bob", "cy", 6)]) is None


def test_an_event_without_an_answer_may_have_taken_effect_or_not(account: Model) -> None:
    replay = Replay(account)

    assert replay.take([transfer(1, "ada", "bob", 3, accepted=None)]) is None
    assert replay.take([transfer(2, "ada", "cy", 3, accepted=True)]) is None
    found = replay.take([transfer(3, "bob", "cy", 3, observed={"balance[bob]": 3})])
    assert found is not None
    assert found.candidates == 1


def test_what_is_not_observed_leaves_several_states_that_later_events_tell_apart(
    account: Model,
) -> None:
    replay = Replay(account)

    assert replay.take([LogEvent(1, "freeze", accepted=None)]) is None
    assert replay.take([transfer(2, "ada", "bob", 1, accepted=False)]) is None
    found = replay.take([transfer(3, "ada", "bob", 1)])
    assert found is not None
    assert found.states == ({**found.states[0], "state": "Frozen"},)


def test_instances_are_followed_each_for_itself(account: Model) -> None:
    replay = Replay(account)

    assert replay.take([transfer(1, "ada", "bob", 3, instance="london")]) is None
    assert replay.take([transfer(2, "ada", "bob", 3, instance="paris")]) is None
    found = replay.take([transfer(3, "ada", "bob", 1, instance="london")])
    assert found is not None
    assert found.line == 3


def test_more_instances_than_can_be_kept_decide_nothing(
    account: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_module, "MOST_INSTANCES", 1)
    replay = Replay(account)
    replay.take([LogEvent(1, "freeze", instance="a")])

    found = replay.take([LogEvent(2, "freeze", instance="b")])

    assert found is not None
    assert found.code.id == "ADJ344"


def test_events_that_overlap_may_have_happened_in_any_order(account: Model) -> None:
    late = transfer(1, "bob", "cy", 3, at=1.0, until=3.0)
    early = transfer(2, "cy", "bob", 3, at=2.0, until=4.0)
    assert Replay(account).take([late, early]) is None

    both = [transfer(1, "ada", "cy", 3, at=1, until=3), transfer(2, "ada", "bob", 2, at=2, until=3)]
    found = Replay(account).take(both)
    assert found is not None
    assert "no order of them is allowed" in found.message


def calls_of(model: Model, seed: int, length: int) -> list[Call]:
    return Random(seed).choices(model.calls, k=length)


def logged(model: Model, seed: int, length: int) -> list[LogEvent]:
    """A log of a walk over the machine: its calls, outcomes and a part of what was observed."""
    random = Random(seed)
    (state,) = model.initial
    events = []
    for line, call in enumerate(calls_of(model, seed, length), 1):
        results = model.react(state, call)
        state = results[0][1] if results else state
        names = model.machine.event(call.event).parameters
        seen = model.layout.show(state)
        shown = {name: seen[name] for name in random.sample(list(seen), k=random.randint(0, 2))}
        arguments = dict(zip(names, call.arguments, strict=True))
        events.append(LogEvent(line, call.event, arguments, bool(results), shown))
    return events


@pytest.mark.requirement("MACH-16")
@given(seed=st.integers(0, 10_000), length=st.integers(0, 30))
def test_a_log_of_a_walk_is_accepted(bank_model: Model, seed: int, length: int) -> None:
    replay = Replay(bank_model)

    assert [replay.take([event]) for event in logged(bank_model, seed, length)] == [None] * length


@pytest.mark.requirement("MACH-16")
@given(seed=st.integers(0, 10_000), data=st.data())
def test_a_tampered_outcome_is_found_at_its_line(
    bank_model: Model, seed: int, data: st.DataObject
) -> None:
    log = logged(bank_model, seed, 20)
    bad = data.draw(st.integers(0, 19))
    log[bad] = replace(log[bad], accepted=not log[bad].accepted)

    replay = Replay(bank_model)
    found = next((found for event in log if (found := replay.take([event]))), None)

    assert found is not None
    assert found.line == bad + 1

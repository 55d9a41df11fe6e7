"""Machines as they stand in a document, and small systems in Python that follow them or do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from adjudge.machine.read import read
from adjudge.spec import project
from adjudge.system.driver import Answer, Capabilities, FunctionAction, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from adjudge.machine.model import Machine
    from adjudge.spec.model import Check
    from adjudge.system.driver import Driver, Observed

ACCOUNT = """\
# Accounts

## ACC-1: A balance never drops below zero

The balance of any account MUST NOT drop below zero.

## ACC-2: Moving money conserves it

A transfer MUST take from one account exactly what it gives to the other.

## ACC-9: The rules hold in every order of events

The bank MUST do what this diagram allows and refuse everything else.

```mermaid
stateDiagram-v2
    direction LR
    [*] --> Open
    Open : Open
    Open : transfer(src, dst, amount) [src != dst and balance[src] >= amount] / balance[src] -= amount, balance[dst] += amount
    Open --> Frozen : freeze()
    Frozen --> Open : unfreeze()
```

```yaml machine Account
types:      {account: [ada, bob, cy], money: 1..3}
parameters: {src: account, dst: account, amount: money}
variables:  {balance: {of: account, type: int, starts: 3}}
explore:    all(balance[a] <= 9 for a in account)
drive:      {money: 1..20}
always:
  ACC-1: all(balance[a] >= 0 for a in account)
  ACC-2: sum(balance[a] for a in account) == 9
```
"""

TOKEN = """\
# Tokens

## TOK-1: A token expires

A token MUST be refused from 15 minutes after it was issued.

## TOK-2: A token ends when its holder leaves

After logging out, a token MUST be refused.

## TOK-9: The rules hold in every order of events

The service MUST do what this diagram allows and refuse everything else.

```mermaid
stateDiagram-v2
    direction LR
    [*] --> Out
    Out --> In : login() / age = 0
    In : In
    In : use() [age < 15]
    In : tick(d) / age = min(age + d, 31)
    In --> Out : logout()
    Out : Out
    Out : tick(d)
```

```yaml machine Token
types:      {minutes: [1, 7, 8, 14, 15, 16]}
parameters: {d: minutes}
variables:  {age: {type: 0..31, starts: 0}}
always after:
  TOK-1: {use: age < 15}
  TOK-2: {use: state == In}
```
"""

ACCOUNTS = ("ada", "bob", "cy")


@dataclass
class Bank:
    """A bank in memory; `fault` names what is wrong with it."""

    fault: str = ""
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            frozenset({"transfer", "freeze", "unfreeze"}), frozenset({"balance"})
        )
    )
    calls: int = 0

    def reset(self) -> None:
        self.balance: dict[str, Any] = dict.fromkeys(ACCOUNTS, 3)
        self.frozen = False
        self.thawed = False
        self.moved = 0
        if self.fault == "starts otherwise":
            self.balance["cy"] = 4

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        self.calls += 1
        answer = getattr(self, event)(**arguments) if _complete(event, arguments) else None
        said = {True: Answer.ACCEPTED, False: Answer.REFUSED, None: Answer.ERROR}[answer]
        if answer is None and not _complete(event, arguments):
            said = Answer.REFUSED
        shown = f"{event} → {said}"
        return Reply(said, shown, (FunctionAction("python", f"bank:{event}", "{}", str(answer)),))

    def observe(self) -> Observed:
        if self.fault == "shows another's balance":
            return {"balance": {**self.balance, "cy": self.balance["bob"]}}
        return {"balance": dict(self.balance)}

    def advance(self, seconds: float) -> Reply:
        raise NotImplementedError

    def transfer(self, src: object, dst: object, amount: object) -> bool | None:
        fault = self.fault
        if src not in ACCOUNTS or (dst not in ACCOUNTS and fault != "pays nobody"):
            return None if fault == "crashes on strangers" else False
        numbers = int | float if fault == "pays in parts" else int
        truth = isinstance(amount, bool) and fault != "takes truths for numbers"
        if truth or not isinstance(amount, numbers) or (amount < 1 and fault != "moves backwards"):
            return False
        if self.frozen and fault != "moves when frozen":
            return False
        if src == dst and fault not in {"pays itself", "doubles on itself"}:
            return False
        return self._move(str(src), dst, amount)

    def _available(self, src: str) -> int:
        """Say what may be taken from an account: too much, where that is the fault."""
        too_much = {
            "overdraft after unfreeze": self.thawed,
            "overdraft of cy": src == "cy",
            "no limit at all": True,
        }
        if too_much.get(self.fault, False):
            return 99
        return int(self.balance[src]) + (self.fault == "overdraft by one")

    def _move(self, src: str, dst: object, amount: float) -> bool | None:
        fault = self.fault
        available = self._available(src)
        if amount > available or (fault == "keeps a coin" and amount == available):
            self.balance[src] -= fault == "charges for a refusal"
            return fault == "says yes and does nothing"
        if fault == "crashes on the last coin" and amount == self.balance[src]:
            return None
        if fault == "refuses the third transfer" and self.moved == 2:
            return False
        self.moved += 1
        self.balance[src] -= amount
        if dst in self.balance:
            self.balance[str(dst)] += amount - (fault == "loses a coin above two" and amount > 2)
        if fault == "doubles on itself" and src == dst:
            self.balance[src] += amount
        return True

    def freeze(self) -> bool:
        if self.frozen:
            return self.fault == "freezes twice"
        self.frozen = True
        return True

    def unfreeze(self) -> bool:
        if not self.frozen:
            return self.fault == "thaws what is not frozen"
        self.frozen = self.fault == "never thaws"
        self.thawed = True
        if self.fault == "thawing starts anew":
            self.balance = dict.fromkeys(ACCOUNTS, 3)
        return True


def _complete(event: str, arguments: Mapping[str, object]) -> bool:
    return len(arguments) == (3 if event == "transfer" else 0)


@dataclass
class Tokens:
    """A service with tokens, in memory; its clock moves by `tick`."""

    fault: str = ""
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            frozenset({"login", "use", "logout", "tick"}), frozenset()
        )
    )
    calls: int = 0

    def reset(self) -> None:
        self.now = 0
        self.issued: int | None = None
        self.left: int | None = None

    def call(self, event: str, arguments: Mapping[str, object]) -> Reply:
        self.calls += 1
        complete = len(arguments) == (event == "tick")
        good = complete and getattr(self, event)(**arguments)
        said = Answer.ACCEPTED if good else Answer.REFUSED
        return Reply(said, f"{event} → {said}")

    def observe(self) -> Observed:
        return {}

    def advance(self, seconds: float) -> Reply:
        raise NotImplementedError

    def login(self) -> bool:
        if self.issued is not None:
            return self.fault == "logs in twice"
        if self.fault == "keeps the first time" and self.left is not None:
            self.issued = self.left
        else:
            self.issued = self.now
        return True

    def use(self) -> bool:
        if self.issued is None:
            return self.fault == "good after leaving" and self.left is not None
        life = {"off by one": 16, "an hour": 60, "a minute short": 14}.get(self.fault, 15)
        good = self.now - self.issued < life
        if self.fault == "sliding expiry" and good:
            self.issued = self.now
        if self.fault == "never expires":
            return True
        return good

    def logout(self) -> bool:
        if self.issued is None:
            return self.fault == "leaves twice"
        self.left, self.issued = self.issued, None
        if self.fault == "never leaves":
            self.issued = self.left
        return True

    def tick(self, d: object) -> bool:
        if not isinstance(d, int) or isinstance(d, bool) or d < 1:
            return False
        self.now += d
        return True


@pytest.fixture(scope="session")
def machine_in() -> Callable[[str, Path], tuple[Check, Machine]]:
    """Return a function that reads the one machine of a document."""

    def check_and_machine(text: str, folder: Path) -> tuple[Check, Machine]:
        (folder / "spec.md").write_text(text, encoding="utf-8")
        specification = project.read(folder, ["spec.md"])
        assert specification.findings == ()
        checks = [c for r in specification.requirements for c in r.checks if c.kind == "machine"]
        block = next(check for check in checks if "block" not in check.options)
        machine = read(block).machine
        assert machine
        return block, machine

    return check_and_machine


@pytest.fixture(scope="session")
def account(
    machine_in: Callable[[str, Path], tuple[Check, Machine]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Machine:
    return machine_in(ACCOUNT, tmp_path_factory.mktemp("account"))[1]


@pytest.fixture(scope="session")
def token(
    machine_in: Callable[[str, Path], tuple[Check, Machine]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Machine:
    return machine_in(TOKEN, tmp_path_factory.mktemp("token"))[1]


@pytest.fixture(scope="session")
def faulty_bank() -> Callable[[str], Driver]:
    return Bank


@pytest.fixture(scope="session")
def faulty_tokens() -> Callable[[str], Driver]:
    return Tokens

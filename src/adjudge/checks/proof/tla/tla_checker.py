"""tla-checker, a checker of a subset of TLA+ in WebAssembly: neither Java nor Node is needed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import sys
import time
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.proof.surroundings import bound, surroundings
from adjudge.checks.proof.tla import checker_output
from adjudge.checks.proof.tla.engine import Ending, Job, Ran
from adjudge.checks.proof.tla.model import Claim, ClaimKind
from adjudge.checks.proof.tla.tokens import tokens
from adjudge.errors import SystemFailureError
from adjudge.system.cache import default_folder
from adjudge.system.session import converse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from adjudge.system.session import Conversation
    from adjudge.system.stage import Limits, Stage

_WORKER = Path(__file__).with_name("wasm_worker.py")
_DEEPEST = 1_000_000
_INSTEAD = "install Java and `pip install 'adjudge[tla]'`, so that TLC decides"
_SMALL = (
    "---- MODULE Small ----\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nSmall == x < {}\n====\n"
)
_CLAIM = Claim(ClaimKind.INVARIANT, "Small")
_CONFIGURATION = "INIT Init\nNEXT Next\nINVARIANT Small\n"


def wasmtime_version() -> str:
    """Return the version of wasmtime, or an empty text where it is not installed."""
    try:
        return metadata.version("wasmtime")
    except metadata.PackageNotFoundError:
        return ""


@dataclass(frozen=True, slots=True)
class TlaChecker:
    """tla-checker on this machine: the file that holds it."""

    wasm: Path
    name: str = "tla-checker"

    @property
    def identity(self) -> Mapping[str, str]:
        """The checker by its content, wasmtime by its version."""
        return {
            "tla-checker": f"sha256:{_digest(self.wasm, self.wasm.stat().st_mtime_ns)[:16]}",
            "wasmtime": wasmtime_version(),
        }

    def refuses(self, job: Job) -> Mapping[Claim, str]:
        """Refuse what it does not check as TLA+ means it, or can't be given.

        It takes no account of behaviours that stop although a step could be taken, and so accepts
        `<>P` without any fairness; and it rounds the quotient of a negative number towards zero.
        """
        everything = _obstacle(job)
        temporal = "tla-checker does not decide temporal properties as TLA+ means them"
        reasons = {
            claim: everything or (temporal if claim.kind is ClaimKind.PROPERTY else "")
            for claim in job.claims
        }
        return {claim: f"{reason}; {_INSTEAD}" for claim, reason in reasons.items() if reason}

    @contextlib.contextmanager
    def opened(self, stage: Stage) -> Iterator[WasmChecker]:
        """Lend it for the runs of one check, after it has judged two known modules rightly.

        Raises:
            SystemFailureError: it can't be started, or judges them wrongly.
        """
        with (
            stage.directory(empty=True) as folder,
            WasmChecker(self, folder, stage.limits) as checker,
        ):
            checker.test()
            yield checker


def _obstacle(job: Job) -> str:
    """Say why a whole model can't be given to it, if so."""
    if len(job.modules) > 1:
        return "tla-checker can't read other modules"
    words = {token.text for token in tokens(job.modules[job.root] + job.configuration)}
    if words & {"\\div", "%"} and "-" in words:
        return "tla-checker divides negative numbers otherwise than TLA+, and the module has both"
    return ""


@lru_cache(maxsize=8)
def _digest(wasm: Path, changed: int) -> str:  # noqa: ARG001 - a changed file is another one
    return hashlib.sha256(wasm.read_bytes()).hexdigest()


class WasmChecker:
    """Runs jobs in a worker process, which is started again after one that had to be ended."""

    def __init__(self, checker: TlaChecker, folder: Path, limits: Limits) -> None:
        self.tools: Mapping[str, str] = checker.identity
        self._checker = checker
        self._folder = folder
        self._limits = limits
        self._opened = contextlib.ExitStack()
        self._worker: tuple[Conversation, Limits] | None = None

    def __enter__(self) -> Self:
        """Return the checker; its worker is started with the first job."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the worker."""
        self._end()

    def check(self, job: Job) -> Ran:
        """Run one job to its end, within its bounds."""
        started = time.monotonic()
        limits = replace(self._limits, seconds=min(job.seconds, self._limits.seconds))
        ran, alive = _ask(self._talk(limits), job, limits)
        if not alive:
            self._end()
        return replace(ran, seconds=time.monotonic() - started)

    def test(self) -> None:
        """Let it judge a module that holds and one that does not.

        Raises:
            SystemFailureError: it judges them wrongly.
        """
        answers = [self.check(_known(limit)) for limit in (2, 1)]
        if problem := checker_output.problems(answers):
            raise SystemFailureError(
                f"{self._checker.wasm} can't be used as tla-checker: {problem}",
                next_step="install the npm package tla-checker 0.9, or name its .wasm file in [tools]",
            )

    def _talk(self, limits: Limits) -> Conversation:
        """Return the worker, or a new one where there is none with these bounds."""
        if self._worker is not None and self._worker[1] == limits:
            return self._worker[0]
        self._end()
        talk = self._opened.enter_context(
            converse(
                [sys.executable, "-I", str(_WORKER), str(self._checker.wasm), str(self._cache())],
                cwd=self._folder,
                environment=surroundings(self._folder),
                limits=limits,
                each_turn=True,
            )
        )
        self._worker = talk, limits
        return talk

    def _cache(self) -> Path:
        """Return the file for the compiled checker, which belongs to all that its name tells."""
        versions = f"{wasmtime_version()}-{platform.machine()}-{sys.platform}"
        digest = _digest(self._checker.wasm, self._checker.wasm.stat().st_mtime_ns)
        return default_folder() / "wasm" / f"{digest}-{versions}.bin"

    def _end(self) -> None:
        self._worker = None
        self._opened.close()


def _known(limit: int) -> Job:
    module = _SMALL.format(limit)
    return Job({"Small": module}, "Small", _CONFIGURATION, (_CLAIM,), deadlock=True, seconds=30)


def _ask(talk: Conversation, job: Job, limits: Limits) -> tuple[Ran, bool]:
    """Return what came of a job, and whether the worker can be asked again."""
    request = {
        "module": job.modules[job.root],
        "configuration": job.configuration,
        "states": job.states,
        "depth": _DEEPEST,
        "allow_deadlock": not job.deadlock,
        "memory": limits.memory,
    }
    turn = talk.say(json.dumps(request).encode() + b"\n")
    if turn.exceeded is not None:
        return Ran(Ending.UNDECIDED, reason=bound("tla-checker", turn.exceeded, limits)), False
    if turn.reply is None:
        last = turn.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        reason = f"its process ended with exit code {turn.exit_code}: {last}"
        return Ran(Ending.UNDECIDED, reason=reason), False
    reply = json.loads(turn.reply)
    if "said" not in reply:
        return Ran(Ending.UNDECIDED, reason=f"tla-checker failed: {reply.get('problem')}"), True
    return checker_output.judge(reply["said"], job), True

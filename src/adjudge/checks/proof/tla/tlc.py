"""TLC, the model checker of the TLA+ tools, run by Java.

Its options: `java -cp tla2tools.jar tlc2.TLC`; https://lamport.azurewebsites.net/tla/tlc-options.html.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.model import Fault
from adjudge.checks.proof.surroundings import bound, surroundings
from adjudge.checks.proof.tla import tlc_output
from adjudge.checks.proof.tla.engine import Ending, Ran
from adjudge.system import process
from adjudge.system import surroundings as machine
from adjudge.system.stage import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adjudge.checks.proof.tla.engine import Job
    from adjudge.checks.proof.tla.model import Claim
    from adjudge.system.stage import Stage

_JAVA = re.compile(r"\((?P<system>[^()]*?), (?P<java>\S+ [\d._+]+)[^()]*\)")


@dataclass(frozen=True, slots=True)
class Tlc:
    """TLC on this machine: the program `java` and the archive that holds it."""

    java: str
    jar: Path
    name: str = "TLC"

    @property
    def identity(self) -> Mapping[str, str]:
        """The archive by its content, Java by its path, size and time."""
        return {
            "tla2tools": _digest(self.jar, self.jar.stat().st_mtime_ns),
            "java": machine.identity(self.java),
        }

    def refuses(self, job: Job) -> Mapping[Claim, str]:  # noqa: ARG002 - the protocol's
        """Refuse nothing."""
        return {}

    @contextlib.contextmanager
    def opened(self, stage: Stage) -> Iterator[TlcChecker]:
        """Lend it for the runs of one check, in a folder of their own."""
        with stage.directory(empty=True) as folder:
            yield TlcChecker(self, folder, stage.limits, dict(self.identity))


@lru_cache(maxsize=8)
def _digest(jar: Path, changed: int) -> str:  # noqa: ARG001 - a changed file is another one
    return f"sha256:{hashlib.sha256(jar.read_bytes()).hexdigest()[:16]}"


@dataclass(slots=True)
class TlcChecker:
    """Runs TLC, each time in a new folder below `folder`."""

    tlc: Tlc
    folder: Path
    limits: Limits
    tools: dict[str, str]
    runs: int = field(default=0)

    def check(self, job: Job) -> Ran:
        """Run one job to its end, within its bounds."""
        self.runs += 1
        place = self.folder / f"run-{self.runs}"
        self._write(job, place)
        limits = replace(self.limits, seconds=min(job.seconds, self.limits.seconds))
        started = time.monotonic()
        completed = process.run(
            self._arguments(job, place),
            cwd=place,
            environment=surroundings(place),
            limits=limits,
        )
        seconds = time.monotonic() - started
        if completed.exceeded is not None:
            reason = bound("TLC", completed.exceeded, limits)
            return Ran(Ending.UNDECIDED, reason=reason, fault=Fault.ENVIRONMENT, seconds=seconds)
        text = (completed.stdout + b"\n" + completed.stderr).decode("utf-8", "replace")
        output = tlc_output.read(text)
        self._note(output, text)
        ran = tlc_output.judge(output, completed.exit_code, job.claims, job.root)
        return replace(ran, seconds=seconds)

    def _write(self, job: Job, place: Path) -> None:
        place.mkdir()
        for name, text in job.modules.items():
            (place / f"{name}.tla").write_text(text, encoding="utf-8")
        (place / "model.cfg").write_text(job.configuration, encoding="utf-8")

    def _arguments(self, job: Job, place: Path) -> list[str]:
        heap = max(self.limits.memory * 6 // 10, 64 * 1024**2)
        java = [self.tlc.java, "-XX:+UseSerialGC", f"-Xmx{heap}", f"-Djava.io.tmpdir={place}"]
        options = ["-tool", "-workers", "1", "-metadir", str(place / "states")]
        options += ["-config", "model.cfg", *([] if job.deadlock else ["-deadlock"])]
        return [*java, "-cp", str(self.tlc.jar), "tlc2.TLC", *options, f"{job.root}.tla"]

    def _note(self, output: tlc_output.Output, text: str) -> None:
        self.tools["TLC"] = tlc_output.version(output)
        if match := _JAVA.search(text):
            self.tools["java"] = match["java"]

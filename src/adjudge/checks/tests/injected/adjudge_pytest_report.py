"""A pytest plugin that writes what every test did, one JSON object a line.

Adjudge copies this one file next to a suite and loads it through `PYTEST_ADDOPTS`, so it runs in
the suite's own environment: only the standard library and pytest, Python 3.8 and pytest 6 upwards.
Each process (with xdist, each worker too) appends to a file of its own in the folder that the
environment variable names, so that nothing is lost when another process dies.
"""

from __future__ import annotations

import json
import os
import platform
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

VARIABLE = "ADJUDGE_PYTEST_REPORT"
MESSAGE = 4_000
TEXT = 12_000


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and record where the session is the one that Adjudge started."""
    config.addinivalue_line("markers", "requirement(*ids): the requirements that the test verifies")
    worker = getattr(config, "workerinput", None)
    # Taken out of the environment: a pytest that a test starts is not part of the suite.
    folder = os.environ.pop(VARIABLE, "") if worker is None else worker.get(VARIABLE, "")
    if folder:
        recorder = Recorder(folder, worker=worker is not None)
        config.pluginmanager.register(recorder, "adjudge-recorder")


class Recorder:
    """Writes the events of one pytest process to one file."""

    def __init__(self, folder: str, *, worker: bool) -> None:
        self._folder = folder
        self._worker = worker
        name = f"{'worker' if worker else 'main'}-{os.getpid()}.jsonl"
        # Open as long as the process: every line is flushed, whatever ends the process.
        self._file = open(os.path.join(folder, name), "a", encoding="ascii")  # noqa: PTH118, PTH123, SIM115
        self._write(
            "start", worker=worker, pytest=pytest.__version__, python=platform.python_version()
        )

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell which tests are about to run."""
        for item in session.items:
            self._item(item, deselected=False)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Tell which tests were collected and then left out."""
        for item in items:
            self._item(item, deselected=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell which file could not be collected, or was skipped as a whole."""
        if not report.passed:
            text = _reason(report) if report.skipped else str(report.longrepr)
            self._write("uncollected", id=report.nodeid, skipped=report.skipped, text=text[-TEXT:])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how one phase of one test ended."""
        if hasattr(report, "node"):
            return  # the controller of xdist repeats what its workers wrote themselves
        crash = getattr(report.longrepr, "reprcrash", None)
        self._write(
            "phase",
            id=report.nodeid,
            when=str(report.when),
            outcome=report.outcome,
            expected_failure=hasattr(report, "wasxfail"),
            plain=isinstance(report.longrepr, str),
            reason=_reason(report)[:MESSAGE],
            message=str(crash.message if crash else report.longrepr or "")[:MESSAGE],
            file=str(crash.path if crash else ""),
            line=int(crash.lineno if crash else 0),
            text=(str(report.longrepr)[-TEXT:] if report.failed else ""),
            seconds=float(report.duration),
        )

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Tell that the session came to its end; without this line a report is cut off."""
        self._write("finish", status=int(exitstatus))

    def pytest_unconfigure(self) -> None:
        """Let a second session of the same process record too."""
        self._file.close()
        if not self._worker:
            os.environ[VARIABLE] = self._folder

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of xdist where to write."""
        node.workerinput[VARIABLE] = self._folder

    def _item(self, item: pytest.Item, *, deselected: bool) -> None:
        file, line, _ = item.location
        path = getattr(item, "path", None) or getattr(item, "fspath", file)
        self._write(
            "item",
            id=item.nodeid,
            file=str(path),
            line=0 if line is None else line + 1,
            name=item.name,
            function=getattr(item, "originalname", None) or item.name,
            requirements=_requirements(item),
            deselected=deselected,
        )

    def _write(self, event: str, **fields: Any) -> None:
        self._file.write(json.dumps({"event": event, **fields}) + "\n")
        self._file.flush()


def _requirements(item: pytest.Item) -> list[str]:
    """Return the IDs of every mark on the test, its class and its module, each once."""
    arguments = [a for mark in item.iter_markers("requirement") for a in mark.args]
    nested = [a if isinstance(a, (list, tuple, set)) else [a] for a in arguments]
    return sorted({a for group in nested for a in group if isinstance(a, str)})


def _reason(report: pytest.CollectReport | pytest.TestReport) -> str:
    """Return why a test was skipped or expected to fail."""
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        return str(expected)
    longrepr = report.longrepr
    if report.skipped and isinstance(longrepr, tuple):
        return str(longrepr[-1])
    return str(longrepr) if report.skipped else ""

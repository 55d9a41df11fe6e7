from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.evidence.ledger import Ledger
from adjudge.evidence.recorder import Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.evidence.conftest import Make


def test_what_is_left_is_recorded_on_leaving(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)

    with Recorder(ledger, interval=60) as recorder:
        recorder.add(make.evidence(make.case()))
        recorder.add(make.evidence(make.case()))
        assert ledger.head().sequence == 0

    assert ledger.head().sequence == 2


@pytest.mark.requirement("RUN-17")
def test_an_interrupt_loses_nothing(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)

    def run() -> None:
        with Recorder(ledger, interval=60) as recorder:
            recorder.add(make.evidence(make.case()))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()

    assert ledger.head().sequence == 1


def test_evidence_is_recorded_while_a_long_run_goes_on(make: Make, path: Path) -> None:
    ledger = Ledger.open(path)

    with Recorder(ledger, interval=0) as recorder:
        for number in range(1, 4):
            recorder.add(make.evidence(make.case()))
            assert ledger.head().sequence == number

    assert ledger.head().sequence == 3

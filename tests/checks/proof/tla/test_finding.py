from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adjudge.checks.proof.tla.finding import NoEngineError, engine
from adjudge.system.configuration import Tools

if TYPE_CHECKING:
    from pathlib import Path


def test_tlc_is_taken_before_tla_checker(tlc: str, tla_checker: str, tmp_path: Path) -> None:
    assert engine(Tools(), tmp_path).name == "TLC"
    assert engine(Tools(), tmp_path, tla_checker).name == "tla-checker"


def test_without_java_tla_checker_is_taken(
    tla_checker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    assert engine(Tools(), tmp_path).name == "tla-checker"
    with pytest.raises(NoEngineError, match="Java is not installed"):
        engine(Tools(), tmp_path, "tlc")


def test_the_configuration_comes_before_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("configured.wasm", "named.wasm"):
        (tmp_path / name).write_bytes(b"\0asm")
    monkeypatch.setenv("TLA_CHECKER_WASM", str(tmp_path / "named.wasm"))

    named = engine(Tools(), tmp_path, "tla-checker")
    configured = engine(Tools(tla_checker="configured.wasm"), tmp_path, "tla-checker")
    assert named.identity["tla-checker"] == configured.identity["tla-checker"]
    assert str(tmp_path / "named.wasm") in repr(named)
    assert str(tmp_path / "configured.wasm") in repr(configured)


def test_the_package_in_the_project_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TLA_CHECKER_WASM", raising=False)
    wasm = tmp_path / "node_modules" / "tla-checker" / "tla_checker_bg.wasm"
    wasm.parent.mkdir(parents=True)
    wasm.write_bytes(b"\0asm")

    assert engine(Tools(), tmp_path, "tla-checker").name == "tla-checker"


def test_a_named_file_that_is_missing_is_an_error_and_nothing_takes_its_place(
    tla_checker: str, tmp_path: Path
) -> None:
    with pytest.raises(NoEngineError, match=r"adjudge\.toml names"):
        engine(Tools(tla_checker="gone.wasm"), tmp_path, "tla-checker")


def test_another_content_is_another_identity(tmp_path: Path) -> None:
    for name in ("a.wasm", "b.wasm"):
        (tmp_path / name).write_bytes(name.encode())

    found = [engine(Tools(tla_checker=f"{n}.wasm"), tmp_path, "tla-checker") for n in "ab"]
    assert found[0].identity != found[1].identity

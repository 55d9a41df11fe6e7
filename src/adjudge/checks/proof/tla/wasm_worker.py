"""The program that runs tla-checker, a WebAssembly module without imports, one request at a time.

It is started by `tla_checker` as a process of its own: what a model makes of time and memory ends
with it. Requests and replies are lines of JSON on a socket that was its standard input.
Source of the calling convention: wasm-bindgen's glue code for strings, as in `tla_checker.js`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

import wasmtime


def module(wasm: Path, cache: Path) -> tuple[wasmtime.Engine, wasmtime.Module]:
    """Compile the checker, or load what was compiled before from the same bytes.

    Args:
        wasm: the checker.
        cache: the file for its compiled form; its name tells the versions that it belongs to.
    """
    engine = wasmtime.Engine()
    if cache.is_file():
        try:
            return engine, wasmtime.Module.deserialize_file(engine, str(cache))
        except wasmtime.WasmtimeError:
            cache.unlink(missing_ok=True)
    compiled = wasmtime.Module.from_file(engine, str(wasm))
    _keep(cache, bytes(compiled.serialize()))
    return engine, compiled


def _keep(cache: Path, content: bytes) -> None:
    fresh = cache.with_name(f"{cache.name}.{os.getpid()}")
    with contextlib.suppress(OSError):  # a cache that can't be written only costs time
        cache.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(content)
        fresh.replace(cache)


class Instance:
    """A fresh instance of the checker, so that no run sees what another left in its memory."""

    def __init__(self, engine: wasmtime.Engine, compiled: wasmtime.Module, memory: int) -> None:
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=memory)
        exports: Any = wasmtime.Instance(self._store, compiled, []).exports(self._store)
        self._exports = exports
        self._memory = exports["memory"]

    def check(self, specification: str, configuration: str, bounds: tuple[int, int, bool]) -> str:
        """Check a module with a configuration.

        Args:
            specification: the module's text.
            configuration: TLC's configuration file.
            bounds: most states, greatest depth, and whether a deadlock is allowed.
        """
        texts = (*self._text(specification), *self._text(configuration), *self._text("{}"))
        result = self._call("__wbindgen_add_to_stack_pointer", -16) & 0xFFFFFFFF
        states, depth, allowed = bounds
        self._call("check_spec_with_cfg", result, *texts, states, depth, int(allowed), 0)
        at, length = struct.unpack("<II", self._memory.read(self._store, result, result + 8))
        return bytes(self._memory.read(self._store, at, at + length)).decode("utf-8", "replace")

    def _call(self, name: str, *arguments: int) -> int:
        result: int = self._exports[name](self._store, *arguments)
        return result

    def _text(self, text: str) -> tuple[int, int]:
        data = text.encode()
        at = self._call("__wbindgen_export", len(data), 1) & 0xFFFFFFFF
        self._memory.write(self._store, data, at)
        return at, len(data)


def answer(
    request: dict[str, Any], made: tuple[wasmtime.Engine, wasmtime.Module]
) -> dict[str, Any]:
    """Run one request and return what the checker said, or why it could not."""
    try:
        instance = Instance(*made, request["memory"])
        bounds = (request["states"], request["depth"], request["allow_deadlock"])
        return {"said": instance.check(request["module"], request["configuration"], bounds)}
    except (wasmtime.WasmtimeError, wasmtime.Trap, KeyError, TypeError, ValueError) as error:
        return {"problem": f"{type(error).__name__}: {str(error).splitlines()[0]}"}


def main() -> None:
    """Answer requests until there are no more."""
    wasm, cache = Path(sys.argv[1]), Path(sys.argv[2])
    channel = socket.socket(fileno=os.dup(0))
    made = module(wasm, cache)
    with channel.makefile("rb") as requests:
        for line in requests:
            reply = answer(json.loads(line), made)
            channel.sendall(json.dumps(reply).encode() + b"\n")


if __name__ == "__main__":
    main()

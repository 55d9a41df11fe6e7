"""The environment that processes are given: complete, the same everywhere, without secrets."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from adjudge.system import placeholders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from adjudge.system.configuration import System

_FOR_BUILDING = (
    "HOME",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "ALL_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "GOPATH",
    "GOPROXY",
    "GOFLAGS",
    "GOMODCACHE",
    "GOCACHE",
    "JAVA_HOME",
)
_FAMILIES_FOR_BUILDING = ("PIP_", "UV_", "NPM_CONFIG_", "YARN_", "PNPM_")


def for_checks(
    system: System, scratch: Path, variables: Mapping[str, str], shims: Path | None = None
) -> dict[str, str]:
    """Return the complete environment of a process of the system or of a check.

    Args:
        system: whose `environment` and `pass_environment` are added. A value with a placeholder
            that has no value yet (`{port}` before a start) is left out.
        scratch: becomes the home and holds the temporary files.
        variables: the values of the placeholders.
        shims: the folder of the system's commands, first on PATH.
    """
    temporary = scratch / "tmp"
    temporary.mkdir(exist_ok=True)
    path = os.environ.get("PATH", os.defpath)
    return {
        "PATH": path if shims is None else f"{shims}{os.pathsep}{path}",
        "HOME": str(scratch),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "80",
        **_configured(system, variables),
    }


def for_building(system: System, scratch: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a build: as for checks, with the caller's own package caches.

    Building fetches and prepares; it is not judged. So it also gets the caller's home and the
    settings of proxies, certificates and package managers.
    """
    caller = {
        name: value
        for name, value in os.environ.items()
        if name.upper() in _FOR_BUILDING or name.upper().startswith(_FAMILIES_FOR_BUILDING)
    }
    return for_checks(system, scratch, variables) | caller | _configured(system, variables)


def _configured(system: System, variables: Mapping[str, str]) -> dict[str, str]:
    passed = {n: os.environ[n] for n in system.pass_environment if n in os.environ}
    own = {
        name: placeholders.fill(value, variables)
        for name, value in system.environment.items()
        if placeholders.can_fill(value, variables)
    }
    return passed | own

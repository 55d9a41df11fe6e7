from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from adjudge.errors import SystemFailureError
from adjudge.system import ports


def test_ports_that_are_held_at_once_differ() -> None:
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        held = list(pool.map(lambda _: stack.enter_context(ports.reserved()), range(40)))

        assert len(set(held)) == 40


def test_a_port_that_somebody_listens_on_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with ports.reserved() as port:
        pass
    monkeypatch.setattr(ports, "_FIRST", port)
    monkeypatch.setattr(ports, "_LAST", port + 1)
    monkeypatch.setattr(ports, "_TRIES", 1)

    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(SystemFailureError, match="is free"), ports.reserved():
            pass

    with ports.reserved() as again:
        assert again == port
